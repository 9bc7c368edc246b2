// AWS Key Management Service: what changes a key and its aliases afterwards.

import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms'
import { refusal, testLocally, useAccount } from './account.ts'

const account = useAccount()
const kms = () => account.client(KMSClient)
const withKey = testLocally('a key is billed and stays for seven days after its deletion is asked for')

const makeKey = async (): Promise<string> => (await kms().send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? ''

withKey('a key is listed, described anew and rotated', async () => {
  const KeyId = await makeKey()
  expect((await kms().send(new ListKeysCommand({}))).Keys?.map(key => key.KeyId)).toContain(KeyId)
  await kms().send(new UpdateKeyDescriptionCommand({ KeyId, Description: 'other' }))
  expect((await kms().send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.Description).toBe('other')
  const rotates = async () => (await kms().send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled
  await kms().send(new EnableKeyRotationCommand({ KeyId }))
  expect(await rotates()).toBe(true)
  await kms().send(new DisableKeyRotationCommand({ KeyId }))
  expect(await rotates()).toBe(false)
})

withKey('the policy of a key keeps who puts it in', async () => {
  const KeyId = await makeKey()
  const { Policy = '' } = await kms().send(new GetKeyPolicyCommand({ KeyId }))
  const other = Policy.replace('Enable IAM User Permissions', 'Other')
  await kms().send(new PutKeyPolicyCommand({ KeyId, Policy: other }))
  expect((await kms().send(new GetKeyPolicyCommand({ KeyId }))).Policy).toContain('Other')
  const lockedOut = Policy.replace(':root', ':root/nobody')
  expect(await refusal(kms().send(new PutKeyPolicyCommand({ KeyId, Policy: lockedOut })))).toMatchObject({
    name: 'MalformedPolicyDocumentException',
  })
})

withKey('a deletion that was asked for is taken back', async () => {
  const KeyId = await makeKey()
  await kms().send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))
  await kms().send(new CancelKeyDeletionCommand({ KeyId }))
  expect((await kms().send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState).toBe('Disabled')
})

withKey('an alias names another key, and none once it is deleted', async () => {
  const [first, second] = [await makeKey(), await makeKey()]
  const AliasName = `alias/${account.name('moved')}`
  const { CiphertextBlob } = await kms().send(
    new GenerateDataKeyWithoutPlaintextCommand({ KeyId: first, KeySpec: 'AES_256' }),
  )
  expect(CiphertextBlob?.length).toBeGreaterThan(32)
  await kms().send(new CreateAliasCommand({ AliasName, TargetKeyId: first }))
  await kms().send(new UpdateAliasCommand({ AliasName, TargetKeyId: second }))
  const { Aliases } = await kms().send(new ListAliasesCommand({ KeyId: second }))
  expect(Aliases).toMatchObject([{ AliasName, TargetKeyId: second }])
  await kms().send(new DeleteAliasCommand({ AliasName }))
  expect(await refusal(kms().send(new DeleteAliasCommand({ AliasName })))).toMatchObject({ name: 'NotFoundException' })
})

withKey('a key has tags, and refuses those that AWS reserves', async () => {
  const KeyId = await makeKey()
  const tags = async () => (await kms().send(new ListResourceTagsCommand({ KeyId }))).Tags
  await kms().send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] }))
  expect(await tags()).toEqual([{ TagKey: 'a', TagValue: 'b' }])
  await kms().send(new UntagResourceCommand({ KeyId, TagKeys: ['a'] }))
  expect(await tags()).toEqual([])
  const reserved = new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'aws:a', TagValue: 'b' }] })
  expect(await refusal(kms().send(reserved))).toEqual({
    name: 'TagException',
    message: 'Tags beginning with aws: are reserved',
    status: 400,
  })
})
