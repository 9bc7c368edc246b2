// What a key's state refuses, by operation: AWS's key state table.

import { testRuntime } from '../../../tests/support/test-runtime.ts'
import { kms } from './index.ts'

const cloud = testRuntime([kms])
afterAll(async () => {
  expect(cloud.bugs).toEqual([])
  await cloud.close()
})

type Input = Readonly<Record<string, unknown>>

const enabled = async (): Promise<string> => {
  const { KeyMetadata } = await cloud.call('CreateKey')
  const { KeyId, Arn } = KeyMetadata as { readonly KeyId: string; readonly Arn: string }
  await cloud.call('CreateAlias', { AliasName: `alias/of-${KeyId}`, TargetKeyId: KeyId })
  return Arn
}
const disabled = async (): Promise<string> => {
  const KeyId = await enabled()
  await cloud.call('DisableKey', { KeyId })
  return KeyId
}
const pending = async (): Promise<string> => {
  const KeyId = await enabled()
  await cloud.call('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 })
  return KeyId
}

const OK = ''
const IS_DISABLED = 'DisabledException: KEY is disabled.'
const IS_PENDING = 'KMSInvalidStateException: KEY is pending deletion.'
const NOT_PENDING = 'KMSInvalidStateException: KEY is not pending deletion.'
const use = [OK, IS_DISABLED, IS_PENDING] as const
const change = [OK, OK, IS_PENDING] as const
const look = [OK, OK, OK] as const

const aliasOf = (KeyId: string): string => `alias/of-${KeyId.split('/')[1]}`
const Policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'kms:*', Resource: '*' },
  ],
})

const table: readonly (readonly [string, (KeyId: string) => Input, readonly [string, string, string]])[] = [
  ['CancelKeyDeletion', KeyId => ({ KeyId }), [NOT_PENDING, NOT_PENDING, OK]],
  ['CreateAlias', TargetKeyId => ({ AliasName: `${aliasOf(TargetKeyId)}-2`, TargetKeyId }), change],
  ['DeleteAlias', KeyId => ({ AliasName: aliasOf(KeyId) }), look],
  ['DescribeKey', KeyId => ({ KeyId }), look],
  ['DisableKey', KeyId => ({ KeyId }), change],
  ['DisableKeyRotation', KeyId => ({ KeyId }), use],
  ['EnableKey', KeyId => ({ KeyId }), change],
  ['EnableKeyRotation', KeyId => ({ KeyId }), use],
  ['Encrypt', KeyId => ({ KeyId, Plaintext: 'YQ==' }), use],
  ['GenerateDataKey', KeyId => ({ KeyId, KeySpec: 'AES_256' }), use],
  ['GenerateDataKeyWithoutPlaintext', KeyId => ({ KeyId, KeySpec: 'AES_256' }), use],
  ['GetKeyPolicy', KeyId => ({ KeyId, PolicyName: 'default' }), look],
  ['GetKeyRotationStatus', KeyId => ({ KeyId }), look],
  ['ListResourceTags', KeyId => ({ KeyId }), look],
  ['PutKeyPolicy', KeyId => ({ KeyId, PolicyName: 'default', Policy }), look],
  ['ScheduleKeyDeletion', KeyId => ({ KeyId }), change],
  ['TagResource', KeyId => ({ KeyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] }), change],
  ['UntagResource', KeyId => ({ KeyId, TagKeys: ['a'] }), change],
  ['UpdateAlias', TargetKeyId => ({ AliasName: aliasOf(TargetKeyId), TargetKeyId }), change],
  ['UpdateKeyDescription', KeyId => ({ KeyId, Description: 'd' }), change],
]

test('every operation on a key is in the table', () => {
  const others = ['CreateKey', 'ListKeys', 'ListAliases', 'Decrypt']
  expect([...table.map(([name]) => name), ...others].sort()).toEqual(Object.keys(kms.operations).sort())
})

const answer = async (operation: string, input: Input, key: string): Promise<string> =>
  await cloud.call(operation, input).then(
    () => OK,
    error => `${error.code}: ${error.message}`.replace(key, 'KEY'),
  )

test.each(table)(
  '%s of an enabled, a disabled and a key that is pending deletion',
  async (operation, input, expected) => {
    const keys = [await enabled(), await disabled(), await pending()]
    const answers = []
    for (const key of keys) answers.push(await answer(operation, input(key), key))
    expect(answers).toEqual(expected)
  },
)

test('a ciphertext is opened by an enabled key only', async () => {
  const KeyId = await enabled()
  const { CiphertextBlob } = await cloud.call('Encrypt', { KeyId, Plaintext: 'YQ==' })
  await cloud.call('DisableKey', { KeyId })
  expect(await answer('Decrypt', { CiphertextBlob }, KeyId)).toBe(IS_DISABLED)
  await cloud.call('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 })
  expect(await answer('Decrypt', { CiphertextBlob }, KeyId)).toBe(IS_PENDING)
  await cloud.call('CancelKeyDeletion', { KeyId })
  await cloud.call('EnableKey', { KeyId })
  expect(await answer('Decrypt', { CiphertextBlob }, KeyId)).toBe(OK)
})

test('a key is gone, with its aliases, when its waiting period is over', async () => {
  const KeyId = await pending()
  cloud.clock.advance(7 * 86_400_000 - 1)
  await cloud.runtime.idle()
  expect(await answer('DescribeKey', { KeyId: aliasOf(KeyId) }, KeyId)).toBe(OK)
  cloud.clock.advance(1)
  await cloud.runtime.idle()
  expect(await answer('DescribeKey', { KeyId }, KeyId)).toBe("NotFoundException: Key 'KEY' does not exist")
  expect(await answer('DescribeKey', { KeyId: aliasOf(KeyId) }, KeyId)).toMatch(
    /^NotFoundException: Alias .* is not found/,
  )
})
