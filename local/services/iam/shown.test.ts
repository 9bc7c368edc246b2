// What calls show of users, roles and policies: all of it when one is made or looked at, less of it in lists.

import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { iam } from './index.ts'

const Tags = [{ Key: 'a', Value: 'b' }]
const PolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
})
const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
})
const BOUNDARY = 'arn:aws:iam::000000000000:policy/p'
const bounded = { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: BOUNDARY }

let cloud: TestRuntime
beforeEach(async () => {
  cloud = testRuntime([iam])
})
afterEach(() => cloud.close())

const one = async (operation: string, member: string, input: object) =>
  (await cloud.call(operation, { ...input }))[member] as Readonly<Record<string, unknown>>
const named = async (operation: string, member: string): Promise<readonly string[]> => {
  const [first = {}] = (await cloud.call(operation, {}))[member] as readonly object[]
  return Object.keys(first)
}

test('a policy', async () => {
  const input = { PolicyName: 'p', PolicyDocument, Description: 'text', Tags }
  const made = await one('CreatePolicy', 'Policy', input)
  expect(made).toMatchObject({ Tags, AttachmentCount: 0, PermissionsBoundaryUsageCount: 0, IsAttachable: true })
  expect(made.UpdateDate).toEqual(made.CreateDate)
  expect(await one('GetPolicy', 'Policy', { PolicyArn: BOUNDARY })).toMatchObject({ Tags, Description: 'text' })
  const { Policies } = await cloud.call('ListPolicies', { Scope: 'Local' })
  expect(Policies).not.toEqual([expect.objectContaining({ Tags: expect.anything() })])
})

test('a role', async () => {
  await cloud.call('CreatePolicy', { PolicyName: 'p', PolicyDocument })
  const input = { RoleName: 'r', AssumeRolePolicyDocument, PermissionsBoundary: BOUNDARY, Tags }
  expect(await one('CreateRole', 'Role', input)).toMatchObject({ Tags, PermissionsBoundary: bounded })
  const got = await one('GetRole', 'Role', { RoleName: 'r' })
  expect(got).toMatchObject({ Tags, PermissionsBoundary: bounded, RoleLastUsed: {} })
  expect(await named('ListRoles', 'Roles')).not.toEqual(expect.arrayContaining(['Tags']))
  expect(await named('ListRoles', 'Roles')).not.toEqual(expect.arrayContaining(['PermissionsBoundary']))
})

test('a user', async () => {
  await cloud.call('CreatePolicy', { PolicyName: 'p', PolicyDocument })
  const input = { UserName: 'u', PermissionsBoundary: BOUNDARY, Tags }
  expect(await one('CreateUser', 'User', input)).toMatchObject({ Tags, PermissionsBoundary: bounded })
  expect(await one('GetUser', 'User', { UserName: 'u' })).toMatchObject({ Tags, PermissionsBoundary: bounded })
  expect(await named('ListUsers', 'Users')).not.toEqual(expect.arrayContaining(['Tags']))
  expect(await named('ListUsers', 'Users')).not.toEqual(expect.arrayContaining(['PermissionsBoundary']))
})

test('who has no tags is shown without them', async () => {
  expect(await one('CreateUser', 'User', { UserName: 'u' })).not.toHaveProperty('Tags')
  expect(await one('GetUser', 'User', { UserName: 'u' })).not.toHaveProperty('Tags')
})
