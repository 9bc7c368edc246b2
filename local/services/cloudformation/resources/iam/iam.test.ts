// Which calls roles and policies make.

import { created, updated } from '../../../../../tests/support/cloudformation/noting-hands.ts'

test('a role gets its policies after it is made, and loses what it no longer has', async () => {
  const policy = (name: string, action: string) => ({
    PolicyName: name,
    PolicyDocument: { Statement: [{ Action: action }] },
  })
  const before = {
    RoleName: 'r',
    AssumeRolePolicyDocument: {},
    ManagedPolicyArns: ['m1'],
    Policies: [policy('p1', 'a'), policy('p2', 'a')],
  }
  const { calls } = await created('AWS::IAM::Role', before, { CreateRole: { Role: { Arn: 'arn', RoleId: 'id' } } })
  expect(calls.map(([call]) => call)).toEqual([
    'iam:CreateRole',
    'iam:AttachRolePolicy',
    'iam:PutRolePolicy',
    'iam:PutRolePolicy',
  ])
  const after = { ...before, ManagedPolicyArns: ['m2'], Policies: [policy('p1', 'b')], PermissionsBoundary: 'bound' }
  expect(await updated('AWS::IAM::Role', before, after, { physicalId: 'r' })).toEqual([
    ['iam:PutRolePermissionsBoundary', { RoleName: 'r', PermissionsBoundary: 'bound' }],
    ['iam:AttachRolePolicy', { RoleName: 'r', PolicyArn: 'm2' }],
    ['iam:PutRolePolicy', { RoleName: 'r', PolicyName: 'p1', PolicyDocument: '{"Statement":[{"Action":"b"}]}' }],
    ['iam:DetachRolePolicy', { RoleName: 'r', PolicyArn: 'm1' }],
    ['iam:DeleteRolePolicy', { RoleName: 'r', PolicyName: 'p2' }],
  ])
})

test('a policy with five versions loses its oldest', async () => {
  const Versions = ['v5', 'v4', 'v3', 'v2', 'v1'].map(VersionId => ({
    VersionId,
    IsDefaultVersion: VersionId === 'v5',
  }))
  const before = { ManagedPolicyName: 'p', PolicyDocument: { a: 1 } }
  const calls = await updated(
    'AWS::IAM::ManagedPolicy',
    before,
    { ...before, PolicyDocument: { a: 2 } },
    {
      physicalId: 'arn',
      answers: { ListPolicyVersions: { Versions } },
    },
  )
  expect(calls.slice(1)).toEqual([
    ['iam:DeletePolicyVersion', { PolicyArn: 'arn', VersionId: 'v1' }],
    ['iam:CreatePolicyVersion', { PolicyArn: 'arn', PolicyDocument: '{"a":2}', SetAsDefault: true }],
  ])
})
