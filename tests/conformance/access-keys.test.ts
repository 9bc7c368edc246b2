// IAM users and their access keys: what a key may do follows the user's policies, and a key that is not active opens nothing.

import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { onceKnown, refusal, until, useAccount } from './account.ts'

const account = useAccount()
const iam = () => account.client(IAMClient)

test('a key signs for its user until it is deactivated', async () => {
  const UserName = account.name('keys')
  await iam().send(new CreateUserCommand({ UserName }))
  account.later(() => iam().send(new DeleteUserCommand({ UserName })))
  const { AccessKey } = await iam().send(new CreateAccessKeyCommand({ UserName }))
  const AccessKeyId = AccessKey?.AccessKeyId ?? ''
  account.later(() => iam().send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })))
  expect(AccessKeyId).toMatch(/^AKIA[A-Z0-9]{16}$/)
  const sts = new STSClient({
    ...account.configuration(),
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: AccessKey?.SecretAccessKey ?? '' },
  })
  const { Arn } = await onceKnown(() => sts.send(new GetCallerIdentityCommand()), /security token/)
  expect(Arn).toBe(`arn:aws:iam::${account.id}:user/${UserName}`)

  await iam().send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }))
  const { AccessKeyMetadata } = await iam().send(new ListAccessKeysCommand({ UserName }))
  expect(AccessKeyMetadata?.map(({ Status }) => Status)).toEqual(['Inactive'])
  const refused = () =>
    sts.send(new GetCallerIdentityCommand()).then(
      () => false,
      () => true,
    )
  await until(refused, isRefused => isRefused)
  expect(await refusal(sts.send(new GetCallerIdentityCommand()))).toMatchObject({
    name: 'InvalidClientTokenId',
    status: 403,
  })
  sts.destroy()
})

test('a key of nobody', async () => {
  const UserName = account.name('nobody')
  expect(await refusal(iam().send(new ListAccessKeysCommand({ UserName })))).toMatchObject({
    name: 'NoSuchEntityException',
    status: 404,
  })
})
