// AWS Identity and Access Management: roles, policies, boundaries.

import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { onceKnown, refusal, until, useAccount } from './account.ts'
import { allowing, makeRole, trustOf } from './roles.ts'

const account = useAccount()
const iam = () => account.client(IAMClient)
const lambda = { Service: 'lambda.amazonaws.com' }

const makePolicy = async (what: string, document: string): Promise<string> => {
  const { Policy } = await iam().send(
    new CreatePolicyCommand({ PolicyName: account.name(what), PolicyDocument: document }),
  )
  const PolicyArn = Policy?.Arn ?? ''
  account.later(() => iam().send(new DeletePolicyCommand({ PolicyArn })))
  return PolicyArn
}

test('a role has an ARN with its path, an id of its own kind and a trust policy that is percent-encoded', async () => {
  const RoleName = account.name('path')
  await iam().send(
    new CreateRoleCommand({ RoleName, Path: '/conformance/', AssumeRolePolicyDocument: trustOf(lambda) }),
  )
  account.later(() => iam().send(new DeleteRoleCommand({ RoleName })))
  const { Role } = await iam().send(new GetRoleCommand({ RoleName }))
  expect(Role?.Arn).toBe(`arn:aws:iam::${account.id}:role/conformance/${RoleName}`)
  expect(Role?.RoleId).toMatch(/^AROA[A-Z0-9]{17}$/)
  expect(Role?.MaxSessionDuration).toBe(3600)
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(JSON.parse(trustOf(lambda)))
})

test('a role that is not there', async () => {
  expect(await refusal(iam().send(new GetRoleCommand({ RoleName: account.name('nobody') })))).toEqual({
    name: 'NoSuchEntityException',
    message: `The role with name ${account.name('nobody')} cannot be found.`,
    status: 404,
  })
})

test('a role’s name is taken once', async () => {
  await makeRole(account, 'twice', lambda, allowing('sns:ListTopics'))
  expect(await refusal(makeRole(account, 'twice', lambda, allowing('sns:ListTopics')))).toEqual({
    name: 'EntityAlreadyExistsException',
    message: `Role with name ${account.name('twice')} already exists.`,
    status: 409,
  })
})

test('a policy that is not JSON', async () => {
  const call = iam().send(new CreatePolicyCommand({ PolicyName: account.name('broken'), PolicyDocument: '{' }))
  const { name, status } = await refusal(call)
  expect([name, status]).toEqual(['MalformedPolicyDocumentException', 400])
})

test('inline policies are listed and read by name, and keep their role from being deleted', async () => {
  await makeRole(account, 'inline', lambda, allowing('sns:ListTopics'))
  const RoleName = account.name('inline')
  expect((await iam().send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['inline'])
  const { PolicyDocument } = await iam().send(new GetRolePolicyCommand({ RoleName, PolicyName: 'inline' }))
  expect(decodeURIComponent(PolicyDocument ?? '')).toBe(allowing('sns:ListTopics'))
  expect(await refusal(iam().send(new GetRolePolicyCommand({ RoleName, PolicyName: 'other' })))).toEqual({
    name: 'NoSuchEntityException',
    message: 'The role policy with name other cannot be found.',
    status: 404,
  })
  expect(await refusal(iam().send(new DeleteRoleCommand({ RoleName })))).toEqual({
    name: 'DeleteConflictException',
    message: 'Cannot delete entity, must delete policies first.',
    status: 409,
  })
})

test('a managed policy keeps its versions, and is not deleted while it is attached', async () => {
  const PolicyArn = await makePolicy('managed', allowing('sns:ListTopics'))
  expect(PolicyArn).toBe(`arn:aws:iam::${account.id}:policy/${account.name('managed')}`)
  await makeRole(account, 'attached', lambda, allowing('sns:ListTopics'))
  const RoleName = account.name('attached')
  await iam().send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
  account.later(() => iam().send(new DetachRolePolicyCommand({ RoleName, PolicyArn })))
  const attached = await iam().send(new ListAttachedRolePoliciesCommand({ RoleName }))
  expect(attached.AttachedPolicies).toEqual([{ PolicyArn, PolicyName: account.name('managed') }])

  const { PolicyVersion } = await iam().send(
    new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allowing('sqs:ListQueues'), SetAsDefault: true }),
  )
  expect(PolicyVersion).toMatchObject({ VersionId: 'v2', IsDefaultVersion: true })
  const read = await iam().send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))
  expect(decodeURIComponent(read.PolicyVersion?.Document ?? '')).toBe(allowing('sqs:ListQueues'))
  expect(await refusal(iam().send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' })))).toEqual({
    name: 'DeleteConflictException',
    message: 'Cannot delete the default version of a policy.',
    status: 409,
  })
  expect(await refusal(iam().send(new DeletePolicyCommand({ PolicyArn })))).toEqual({
    name: 'DeleteConflictException',
    message: 'Cannot delete a policy attached to entities.',
    status: 409,
  })
  account.later(() => iam().send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' })))
})

test('a policy that is not there cannot be attached', async () => {
  await makeRole(account, 'alone', lambda, allowing('sns:ListTopics'))
  const PolicyArn = `arn:aws:iam::${account.id}:policy/${account.name('nothing')}`
  expect(
    await refusal(iam().send(new AttachRolePolicyCommand({ RoleName: account.name('alone'), PolicyArn }))),
  ).toEqual({
    name: 'NoSuchEntityException',
    message: `Policy ${PolicyArn} does not exist or is not attachable.`,
    status: 404,
  })
})

test('a boundary takes away what it does not allow, whatever the role’s policies say', async () => {
  const boundary = await makePolicy('boundary', allowing('iam:GetRole'))
  const RoleArn = await makeRole(account, 'bounded', { AWS: account.id }, allowing('iam:*'), boundary)
  const RoleName = account.name('bounded')
  const { Role } = await iam().send(new GetRoleCommand({ RoleName }))
  expect(Role?.PermissionsBoundary).toEqual({
    PermissionsBoundaryType: 'Policy',
    PermissionsBoundaryArn: boundary,
  })
  const sts = account.client(STSClient)
  const { Credentials } = await onceKnown(
    () => sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'bounded' })),
    /is not authorized to perform: sts:AssumeRole/,
  )
  const bounded = new IAMClient({
    ...account.configuration(),
    region: account.region,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    },
  })
  await onceKnown(() => bounded.send(new GetRoleCommand({ RoleName })), /is not authorized/)
  const { name, message } = await until(
    () => refusal(bounded.send(new ListRolePoliciesCommand({ RoleName }))),
    seen => /boundary/.test(seen.message),
  )
  expect(name).toBe('AccessDenied')
  expect(message).toMatch(
    /is not authorized to perform: iam:ListRolePolicies on resource: .+ because no permissions boundary allows the iam:ListRolePolicies action$/,
  )
  bounded.destroy()
})
