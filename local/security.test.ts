// Who may do what, with IAM, KMS and STS in one runtime and their own states behind every decision.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManualClock } from './core/clock.ts'
import type { Principal } from './core/principal.ts'
import { openIssuer } from './credentials.ts'
import { Runtime } from './kernel/runtime.ts'
import { iamSecurity } from './security.ts'
import { iam } from './services/iam/index.ts'
import { ADMINISTRATOR, ADMINISTRATOR_KEY_ID, administratorOf } from './services/iam/state.ts'
import { kms } from './services/kms/index.ts'
import { sts } from './services/sts/index.ts'

const ACCOUNT = '000000000000'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/build`
const administrator = administratorOf({ account: ACCOUNT, region: 'us-east-1' })

let folder: string
let clock: ManualClock
let runtime: Runtime
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'security-'))
  clock = new ManualClock()
  runtime = new Runtime({
    services: [iam, kms, sts],
    stateFolder: folder,
    clock,
    security: iamSecurity(openIssuer(folder)),
  })
  runtime.start()
})
afterEach(async () => {
  await runtime.stop()
  rmSync(folder, { recursive: true, force: true })
})

const call = async <Output>(
  operation: string,
  input: object,
  by: Principal = administrator,
  service = 'iam',
): Promise<Output> => (await runtime.call(by, service, operation, { ...input })) as Output

const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })

const makeRole = async (policy: object, more: object = {}, trust: object = {}) => {
  const who = { Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole', ...trust }
  await call('CreateRole', { RoleName: 'build', AssumeRolePolicyDocument: document(who), ...more })
  await call('PutRolePolicy', { RoleName: 'build', PolicyName: 'p', PolicyDocument: document(policy) })
}

const assume = (sourceArn?: string) =>
  runtime.security.assume(ROLE, {
    service: 'codebuild.amazonaws.com',
    sessionName: 'one',
    ...(sourceArn ? { sourceArn } : {}),
  })

const readRole = { Effect: 'Allow', Action: 'iam:GetRole', Resource: '*' }

test('a session may do what its role’s policy allows, and loses it with the policy', async () => {
  await makeRole(readRole)
  const session = assume()
  expect(await call('GetRole', { RoleName: 'build' }, session)).toMatchObject({ Role: { Arn: ROLE } })
  await call('DeleteRolePolicy', { RoleName: 'build', PolicyName: 'p' })
  await expect(call('GetRole', { RoleName: 'build' }, session)).rejects.toMatchObject({
    code: 'AccessDenied',
    message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/build/one is not authorized to perform: iam:GetRole on resource: ${ROLE} because no identity-based policy allows the iam:GetRole action`,
  })
})

test('a role that was deleted allows nothing to the sessions that it left behind', async () => {
  await makeRole(readRole)
  const session = assume()
  await call('DeleteRolePolicy', { RoleName: 'build', PolicyName: 'p' })
  await call('DeleteRole', { RoleName: 'build' })
  await expect(call('GetRole', { RoleName: 'build' }, session)).rejects.toMatchObject({ code: 'AccessDenied' })
})

test('a boundary narrows a role, and a boundary that is gone allows nothing', async () => {
  const { Policy } = await call<{ Policy: { Arn: string } }>('CreatePolicy', {
    PolicyName: 'limit',
    PolicyDocument: document({ Effect: 'Allow', Action: 'iam:ListRoles', Resource: '*' }),
  })
  await makeRole({ Effect: 'Allow', Action: 'iam:*', Resource: '*' }, { PermissionsBoundary: Policy.Arn })
  const session = assume()
  await call('ListRoles', {}, session)
  await expect(call('GetRole', { RoleName: 'build' }, session)).rejects.toThrow('because no permissions boundary')
})

test('a role is assumed by whom it trusts, under the conditions of the trust', async () => {
  const project = `arn:aws:codebuild:us-east-1:${ACCOUNT}:project/p`
  await makeRole(readRole, {}, { Condition: { ArnLike: { 'aws:SourceArn': project } } })
  expect(assume(project)).toMatchObject({ kind: 'session', roleArn: ROLE, by: 'codebuild.amazonaws.com' })
  const refused = expect.objectContaining({ code: 'AccessDenied' })
  expect(() => assume()).toThrow(refused)
  expect(() => assume(`${project}-2`)).toThrow(refused)
  expect(() => runtime.security.assume(ROLE, { service: 'lambda.amazonaws.com', sessionName: 'one' })).toThrow(refused)
  expect(() => runtime.security.assume(`${ROLE}-2`, { service: 'codebuild.amazonaws.com', sessionName: 'x' })).toThrow(
    refused,
  )
})

test.each([
  ['path', `arn:aws:iam::${ACCOUNT}:role/allowed/build`],
  ['account', 'arn:aws:iam::111111111111:role/build'],
  ['partition', `arn:aws-cn:iam::${ACCOUNT}:role/build`],
  ['Region', `arn:aws:iam:us-east-1:${ACCOUNT}:role/build`],
  ['case', `arn:aws:iam::${ACCOUNT}:role/Build`],
])('a role is not found by its name under another %s, whoever asks', async (_, RoleArn) => {
  await makeRole(
    readRole,
    {},
    { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root`, Service: 'codebuild.amazonaws.com' } },
  )
  const codebuild = { service: 'codebuild.amazonaws.com', sessionName: 'one' }
  const refused = expect.objectContaining({ code: 'AccessDenied' })
  expect(() => runtime.security.assume(RoleArn, codebuild)).toThrow(refused)
  const asked = { RoleSessionName: 'one' }
  await call('AssumeRole', { RoleArn: ROLE, ...asked }, administrator, 'sts')
  await expect(call('AssumeRole', { RoleArn, ...asked }, administrator, 'sts')).rejects.toMatchObject({
    code: expect.stringMatching(/^(AccessDenied|ValidationError)$/),
  })
  // Nor does a session that claims such a role have what the role is allowed.
  const session = { ...assume(), roleArn: RoleArn }
  await expect(call('GetRole', { RoleName: 'build' }, session)).rejects.toMatchObject({ code: 'AccessDenied' })
})

test('a key’s policy decides before those of identities do', async () => {
  await makeRole({ Effect: 'Allow', Action: 'kms:*', Resource: '*' })
  const trusting = (Principal: object) => document({ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' })
  const { KeyMetadata } = await call<{ KeyMetadata: { Arn: string } }>(
    'CreateKey',
    { Policy: trusting({ AWS: administrator.arn }) },
    administrator,
    'kms',
  )
  const KeyId = KeyMetadata.Arn
  const encrypt = () => call('Encrypt', { KeyId, Plaintext: Buffer.from('x') }, assume(), 'kms')
  await expect(encrypt()).rejects.toMatchObject({ code: 'AccessDeniedException' })
  const Policy = trusting({ AWS: `arn:aws:iam::${ACCOUNT}:root` })
  await call('PutKeyPolicy', { KeyId, PolicyName: 'default', Policy }, administrator, 'kms')
  expect(await encrypt()).toMatchObject({ KeyId })
})

test('the keys of a session are good until they expire', async () => {
  await makeRole(readRole)
  const session = assume()
  const { AccessKeyId, SessionToken } = runtime.security.issueCredentials(session, 900)
  expect(runtime.security.identify(AccessKeyId, SessionToken)?.principal).toEqual({
    ...session,
    accessKeyId: AccessKeyId,
  })
  clock.advance(899_999)
  expect(runtime.security.identify(AccessKeyId, SessionToken)).toBeDefined()
  clock.advance(1)
  expect(() => runtime.security.identify(AccessKeyId, SessionToken)).toThrow(
    expect.objectContaining({ code: 'ExpiredToken' }),
  )
})

test('a session’s key without its token, and a key that nobody has, belong to nobody', async () => {
  await makeRole(readRole)
  const { AccessKeyId } = runtime.security.issueCredentials(assume(), 900)
  expect(runtime.security.identify(AccessKeyId)).toBeUndefined()
  expect(runtime.security.identify('AKIAIOSFODNN7EXAMPLE')).toBeUndefined()
  expect(runtime.security.identify(ADMINISTRATOR_KEY_ID)?.principal).toMatchObject({ userName: ADMINISTRATOR })
})

test('a key that was deleted belongs to nobody', async () => {
  await call('CreateUser', { UserName: 'ann' })
  const { AccessKey } = await call<{ AccessKey: { AccessKeyId: string } }>('CreateAccessKey', { UserName: 'ann' })
  const { AccessKeyId } = AccessKey
  expect(runtime.security.identify(AccessKeyId)?.principal).toMatchObject({ userName: 'ann' })
  await call('DeleteAccessKey', { UserName: 'ann', AccessKeyId })
  expect(runtime.security.identify(AccessKeyId)).toBeUndefined()
})
