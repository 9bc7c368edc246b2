// Which calls take an alias for a key, and how long a data key is.

import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { kms } from './index.ts'

const ALIAS = 'alias/name'
let cloud: TestRuntime
let keyId: string
beforeAll(async () => {
  cloud = testRuntime([kms])
  const { KeyMetadata } = await cloud.call('CreateKey')
  expect(KeyMetadata).toMatchObject({
    KeyManager: 'CUSTOMER',
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  })
  keyId = String((KeyMetadata as { readonly KeyId: string }).KeyId)
  await cloud.call('CreateAlias', { AliasName: ALIAS, TargetKeyId: keyId })
})
afterAll(() => cloud.close())

const Plaintext = new Uint8Array([1])

test.each<[string, object]>([
  ['DescribeKey', {}],
  ['Encrypt', { Plaintext }],
  ['GenerateDataKey', { KeySpec: 'AES_256' }],
  ['GenerateDataKeyWithoutPlaintext', { NumberOfBytes: 8 }],
])('%s takes an alias', async (operation, more) => {
  await cloud.call(operation, { KeyId: ALIAS, ...more })
})

test.each<[string, object]>([
  ['EnableKeyRotation', {}],
  ['DisableKeyRotation', {}],
  ['GetKeyRotationStatus', {}],
  ['EnableKey', {}],
  ['DisableKey', {}],
  ['GetKeyPolicy', {}],
  ['ListResourceTags', {}],
  ['TagResource', { Tags: [{ TagKey: 'a', TagValue: 'b' }] }],
  ['UpdateKeyDescription', { Description: 'text' }],
  ['ScheduleKeyDeletion', {}],
  ['CancelKeyDeletion', {}],
])('%s takes the key itself only', async (operation, more) => {
  for (const KeyId of [ALIAS, `arn:aws:kms:us-east-1:000000000000:${ALIAS}`])
    await expect(cloud.call(operation, { KeyId, ...more })).rejects.toMatchObject({ code: 'NotFoundException' })
})

test.each([
  ['of an alias', { AliasName: 'alias/other', TargetKeyId: ALIAS }, 'NotFoundException'],
  ['that AWS keeps for itself', { AliasName: 'alias/aws/own', TargetKeyId: '' }, 'NotAuthorizedException'],
])('an alias %s is refused', async (_, { AliasName, TargetKeyId }, code) => {
  const input = { AliasName, TargetKeyId: TargetKeyId || keyId }
  await expect(cloud.call('CreateAlias', input)).rejects.toMatchObject({ code })
})

test.each([{}, { KeySpec: 'AES_256', NumberOfBytes: 8 }])('a data key of %p is of no length', async more => {
  await expect(cloud.call('GenerateDataKey', { KeyId: keyId, ...more })).rejects.toMatchObject({
    code: 'ValidationException',
    message: 'Please specify either number of bytes or key spec.',
  })
})
