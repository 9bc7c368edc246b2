// AWS Key Management Service. A key of an account stays for at least seven days and is billed, so most of it runs locally only.

import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import { refusal, testLocally, useAccount } from './account.ts'

const account = useAccount()
const kms = () => account.client(KMSClient)
const withKey = testLocally('a key is billed and stays for seven days after its deletion is asked for')

const makeKey = async (): Promise<string> => {
  const { KeyMetadata } = await kms().send(new CreateKeyCommand({ Description: account.name('key') }))
  return KeyMetadata?.Arn ?? ''
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('a key that is not there is named by its ARN', async () => {
  const KeyId = '11111111-2222-4333-8444-555555555555'
  expect(await refusal(kms().send(new DescribeKeyCommand({ KeyId })))).toEqual({
    name: 'NotFoundException',
    message: `Key '${account.arn('kms', `key/${KeyId}`)}' does not exist`,
    status: 400,
  })
})

test('an alias that is not there is named by its ARN', async () => {
  const KeyId = `alias/${account.name('nothing')}`
  expect(await refusal(kms().send(new DescribeKeyCommand({ KeyId })))).toEqual({
    name: 'NotFoundException',
    message: `Alias ${account.arn('kms', KeyId)} is not found.`,
    status: 400,
  })
})

test('text that is no key’s id', async () => {
  const { name, message } = await refusal(kms().send(new DescribeKeyCommand({ KeyId: 'no-key' })))
  expect([name, message]).toEqual(['NotFoundException', "Invalid keyId 'no-key'"])
})

withKey('a new key is enabled, symmetric, and leaves permissions to the account', async () => {
  const KeyId = await makeKey()
  const { KeyMetadata } = await kms().send(new DescribeKeyCommand({ KeyId }))
  expect(KeyMetadata).toMatchObject({ Enabled: true, KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT' })
  const { Policy } = await kms().send(new GetKeyPolicyCommand({ KeyId }))
  expect(JSON.parse(Policy ?? '').Statement).toHaveLength(1)
  expect(JSON.parse(Policy ?? '').Statement[0]).toMatchObject({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account.id}:root` },
    Action: 'kms:*',
    Resource: '*',
  })
})

withKey('what was encrypted is decrypted without naming the key, and only in the same encryption context', async () => {
  const KeyId = await makeKey()
  const EncryptionContext = { purpose: 'conformance' }
  const { CiphertextBlob } = await kms().send(
    new EncryptCommand({ KeyId, Plaintext: bytes('secret'), EncryptionContext }),
  )
  const long = new EncryptCommand({ KeyId, Plaintext: new Uint8Array(4097) })
  expect(await refusal(kms().send(long))).toMatchObject({ name: 'ValidationException' })
  const opened = await kms().send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))
  expect(new TextDecoder().decode(opened.Plaintext)).toBe('secret')
  expect(opened.KeyId).toBe(KeyId)
  const { name, status } = await refusal(kms().send(new DecryptCommand({ CiphertextBlob })))
  expect([name, status]).toEqual(['InvalidCiphertextException', 400])
})

withKey('a data key has 32 bytes and comes with its own ciphertext', async () => {
  const KeyId = await makeKey()
  const { Plaintext, CiphertextBlob } = await kms().send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }))
  expect(Plaintext).toHaveLength(32)
  expect((await kms().send(new DecryptCommand({ CiphertextBlob }))).Plaintext).toEqual(Plaintext)
})

withKey('an alias stands for its key, once', async () => {
  const TargetKeyId = await makeKey()
  const AliasName = `alias/${account.name('alias')}`
  await kms().send(new CreateAliasCommand({ AliasName, TargetKeyId }))
  expect((await kms().send(new DescribeKeyCommand({ KeyId: AliasName }))).KeyMetadata?.Arn).toBe(TargetKeyId)
  expect(await refusal(kms().send(new CreateAliasCommand({ AliasName, TargetKeyId })))).toEqual({
    name: 'AlreadyExistsException',
    message: `An alias with the name ${account.arn('kms', AliasName)} already exists`,
    status: 400,
  })
})

withKey('a key that is disabled or waits for its deletion encrypts nothing', async () => {
  const KeyId = await makeKey()
  const encrypt = () => refusal(kms().send(new EncryptCommand({ KeyId, Plaintext: bytes('x') })))
  await kms().send(new DisableKeyCommand({ KeyId }))
  expect(await encrypt()).toMatchObject({ name: 'DisabledException', message: `${KeyId} is disabled.` })
  await kms().send(new EnableKeyCommand({ KeyId }))
  await kms().send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))
  expect(await encrypt()).toMatchObject({ name: 'KMSInvalidStateException', message: `${KeyId} is pending deletion.` })
})
