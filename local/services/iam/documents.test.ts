// Every call that puts a policy refuses what the grammar, the quotas and the principals that there are do not allow.

import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { iam } from './index.ts'

const ROLE = 'arn:aws:iam::000000000000:role/r'

let cloud: TestRuntime
beforeEach(async () => {
  cloud = testRuntime([iam])
  await cloud.call('CreateUser', { UserName: 'u' })
  await cloud.call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust() })
  await cloud.call('CreatePolicy', { PolicyName: 'p', PolicyDocument: policy() })
})
afterEach(() => cloud.close())

const policy = (resource: unknown = '*') =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: resource } })
const trust = (principal: object = { Service: 'lambda.amazonaws.com' }) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal },
  })

/** Puts a document with each of the calls that take one. */
const PUTS: Readonly<Record<string, (document: string) => Promise<unknown>>> = {
  CreateRole: AssumeRolePolicyDocument => cloud.call('CreateRole', { RoleName: 'new', AssumeRolePolicyDocument }),
  UpdateAssumeRolePolicy: PolicyDocument => cloud.call('UpdateAssumeRolePolicy', { RoleName: 'r', PolicyDocument }),
  PutRolePolicy: PolicyDocument => cloud.call('PutRolePolicy', { RoleName: 'r', PolicyName: 'x', PolicyDocument }),
  PutUserPolicy: PolicyDocument => cloud.call('PutUserPolicy', { UserName: 'u', PolicyName: 'x', PolicyDocument }),
  CreatePolicy: PolicyDocument => cloud.call('CreatePolicy', { PolicyName: 'new', PolicyDocument }),
  CreatePolicyVersion: PolicyDocument =>
    cloud.call('CreatePolicyVersion', { PolicyArn: 'arn:aws:iam::000000000000:policy/p', PolicyDocument }),
}
const put = async (operation: string, document: string): Promise<void> => {
  await PUTS[operation]?.(document)
}

describe.each(Object.keys(PUTS))('%s', operation => {
  const trusting = operation === 'CreateRole' || operation === 'UpdateAssumeRolePolicy'

  test('takes its own kind of document', async () => {
    await put(operation, trusting ? trust() : policy())
  })

  test.each<[string, string]>([
    ['no JSON', '{'],
    ['the other kind of document', trusting ? policy() : trust()],
    ['an object for a resource', policy({})],
    ['an empty list of resources', policy([])],
  ])('refuses %s', async (_, document) => {
    await expect(put(operation, document)).rejects.toMatchObject({ code: 'MalformedPolicyDocument', status: 400 })
  })

  test('refuses letters that no policy has', async () => {
    await expect(put(operation, policy('arn:aws:s3:::\u0416'))).rejects.toMatchObject({ code: 'ValidationError' })
  })

  test('refuses what is larger than its quota', async () => {
    const many = Array.from({ length: 500 }, (_, index) => `arn:aws:s3:::bucket-${index}`)
    const services = Array.from({ length: 200 }, (_, index) => `service-${index}.amazonaws.com`)
    const document = trusting ? trust({ Service: services }) : policy(many)
    await expect(put(operation, document)).rejects.toMatchObject({ code: 'LimitExceeded', status: 409 })
  })
})

test('the inline policies of a user share a quota; a policy that is replaced counts once', async () => {
  const half = policy(['a', 'b', 'c', 'd'].map(name => `arn:aws:s3:::${name.repeat(250)}`))
  const putHalf = (PolicyName: string) =>
    cloud.call('PutUserPolicy', { UserName: 'u', PolicyName, PolicyDocument: half })
  await putHalf('one')
  await putHalf('one')
  await expect(putHalf('two')).rejects.toMatchObject({
    code: 'LimitExceeded',
    message: 'Maximum policy size of 2048 bytes exceeded for user u',
  })
})

test.each<[string, object, string | undefined]>([
  ['a role that is there', { AWS: ROLE }, undefined],
  ['a user that is there', { AWS: ['arn:aws:iam::000000000000:user/u', '000000000000'] }, undefined],
  ['a role of another account', { AWS: 'arn:aws:iam::111122223333:role/r' }, undefined],
  ['a role that is not there', { AWS: `${ROLE}2` }, `Invalid principal in policy: "AWS":"${ROLE}2"`],
  [
    'a role under another path',
    { AWS: 'arn:aws:iam::000000000000:role/path/r' },
    'Invalid principal in policy: "AWS":"arn:aws:iam::000000000000:role/path/r"',
  ],
])('a role trusts %s', async (_, principal, message) => {
  const call = put('UpdateAssumeRolePolicy', trust(principal))
  if (message === undefined) await call
  else await expect(call).rejects.toMatchObject({ code: 'MalformedPolicyDocument', message })
})
