// AWS Identity and Access Management: users, and what changes roles and managed policies afterwards.

import {
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAttachedUserPoliciesCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  ListRoleTagsCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  SetDefaultPolicyVersionCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagRoleCommand,
  UntagUserCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam'
import { refusal, useAccount } from './account.ts'
import { allowing, trustOf } from './roles.ts'

const account = useAccount()
const iam = () => account.client(IAMClient)

const makeUser = async (what: string): Promise<string> => {
  const UserName = account.name(what)
  await iam().send(new CreateUserCommand({ UserName, Path: '/conformance/' }))
  account.later(() => iam().send(new DeleteUserCommand({ UserName })))
  return UserName
}

const makePolicy = async (what: string): Promise<string> => {
  const PolicyDocument = allowing('s3:GetObject')
  const { Policy } = await iam().send(new CreatePolicyCommand({ PolicyName: account.name(what), PolicyDocument }))
  const PolicyArn = Policy?.Arn ?? ''
  account.later(() => iam().send(new DeletePolicyCommand({ PolicyArn })))
  return PolicyArn
}

const makeRole = async (what: string): Promise<string> => {
  const RoleName = account.name(what)
  const AssumeRolePolicyDocument = trustOf({ Service: 'lambda.amazonaws.com' })
  await iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  account.later(() => iam().send(new DeleteRoleCommand({ RoleName })))
  return RoleName
}

test('a user is found by its name and in its path', async () => {
  const UserName = await makeUser('user')
  expect((await iam().send(new GetUserCommand({ UserName }))).User).toMatchObject({ UserName, Path: '/conformance/' })
  const { Users } = await iam().send(new ListUsersCommand({ PathPrefix: '/conformance/' }))
  expect(Users?.map(user => user.UserName)).toContain(UserName)
  const missing = await refusal(iam().send(new GetUserCommand({ UserName: account.name('nobody') })))
  expect(missing).toMatchObject({ name: 'NoSuchEntityException', status: 404 })
})

test('an inline policy of a user is percent-encoded, and gone once it is deleted', async () => {
  const UserName = await makeUser('inline')
  const PolicyName = 'inline'
  const PolicyDocument = allowing('s3:GetObject')
  await iam().send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }))
  expect((await iam().send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).toEqual([PolicyName])
  const found = await iam().send(new GetUserPolicyCommand({ UserName, PolicyName }))
  expect(decodeURIComponent(found.PolicyDocument ?? '')).toBe(PolicyDocument)
  await iam().send(new DeleteUserPolicyCommand({ UserName, PolicyName }))
  expect(await refusal(iam().send(new GetUserPolicyCommand({ UserName, PolicyName })))).toMatchObject({
    name: 'NoSuchEntityException',
  })
})

test('a policy is attached to a user until it is detached', async () => {
  const UserName = await makeUser('attached')
  const PolicyArn = await makePolicy('attached')
  const attached = async () =>
    (await iam().send(new ListAttachedUserPoliciesCommand({ UserName }))).AttachedPolicies?.map(each => each.PolicyArn)
  await iam().send(new AttachUserPolicyCommand({ UserName, PolicyArn }))
  expect(await attached()).toEqual([PolicyArn])
  await iam().send(new DetachUserPolicyCommand({ UserName, PolicyArn }))
  expect(await attached()).toEqual([])
})

test('the boundary of a user is shown until it is lifted', async () => {
  const UserName = await makeUser('bounded')
  const PermissionsBoundary = await makePolicy('user-boundary')
  const boundary = async () => (await iam().send(new GetUserCommand({ UserName }))).User?.PermissionsBoundary
  await iam().send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary }))
  expect(await boundary()).toMatchObject({ PermissionsBoundaryArn: PermissionsBoundary })
  await iam().send(new DeleteUserPermissionsBoundaryCommand({ UserName }))
  expect(await boundary()).toBeUndefined()
})

test('keys of tags keep their case and are compared without it', async () => {
  const UserName = await makeUser('tagged')
  await iam().send(new TagUserCommand({ UserName, Tags: [{ Key: 'Team', Value: 'a' }] }))
  await iam().send(new TagUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'b' }] }))
  expect((await iam().send(new ListUserTagsCommand({ UserName }))).Tags).toHaveLength(1)
  await iam().send(new UntagUserCommand({ UserName, TagKeys: ['TEAM'] }))
  expect((await iam().send(new ListUserTagsCommand({ UserName }))).Tags).toEqual([])
  const Tags = [
    { Key: 'Team', Value: 'a' },
    { Key: 'team', Value: 'b' },
  ]
  expect(await refusal(iam().send(new TagUserCommand({ UserName, Tags })))).toEqual({
    name: 'InvalidInputException',
    message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    status: 400,
  })
})

test('a role changes its description, its sessions, its trust, its boundary and its tags', async () => {
  const RoleName = await makeRole('changing')
  const role = async () => (await iam().send(new GetRoleCommand({ RoleName }))).Role
  await iam().send(new UpdateRoleCommand({ RoleName, Description: 'other', MaxSessionDuration: 7200 }))
  expect(await role()).toMatchObject({ Description: 'other', MaxSessionDuration: 7200 })
  const PolicyDocument = trustOf({ Service: 'events.amazonaws.com' })
  await iam().send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }))
  expect(decodeURIComponent((await role())?.AssumeRolePolicyDocument ?? '')).toBe(PolicyDocument)
  const PermissionsBoundary = await makePolicy('role-boundary')
  await iam().send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }))
  expect((await role())?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(PermissionsBoundary)
  await iam().send(new DeleteRolePermissionsBoundaryCommand({ RoleName }))
  expect((await role())?.PermissionsBoundary).toBeUndefined()
  await iam().send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'a', Value: '' }] }))
  expect((await iam().send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([{ Key: 'a', Value: '' }])
  await iam().send(new UntagRoleCommand({ RoleName, TagKeys: ['a'] }))
  expect((await iam().send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([])
})

test('a policy has versions, of which one is the default and cannot be deleted', async () => {
  const PolicyArn = await makePolicy('versions')
  const PolicyDocument = allowing('s3:PutObject')
  await iam().send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument }))
  await iam().send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))
  expect((await iam().send(new GetPolicyCommand({ PolicyArn }))).Policy?.DefaultVersionId).toBe('v2')
  const { Versions = [] } = await iam().send(new ListPolicyVersionsCommand({ PolicyArn }))
  expect(Versions.find(({ IsDefaultVersion }) => IsDefaultVersion)?.VersionId).toBe('v2')
  expect(Versions.map(({ VersionId }) => VersionId).sort()).toEqual(['v1', 'v2'])
  expect(await refusal(iam().send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' })))).toMatchObject({
    name: 'DeleteConflictException',
  })
  await iam().send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))
  const { Policies } = await iam().send(new ListPoliciesCommand({ Scope: 'Local' }))
  expect(Policies?.map(({ Arn }) => Arn)).toContain(PolicyArn)
})
