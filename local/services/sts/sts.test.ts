// Sessions of roles: who they are, what narrows them, and what a chain of roles hands on.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManualClock } from '../../core/clock.ts'
import type { Principal } from '../../core/principal.ts'
import type { Credentials } from '../../core/service.ts'
import { openIssuer } from '../../credentials.ts'
import { Runtime } from '../../kernel/runtime.ts'
import { iamSecurity } from '../../security.ts'
import { iam } from '../iam/index.ts'
import { administratorOf } from '../iam/state.ts'
import { sts } from './index.ts'

const ACCOUNT = '000000000000'
const administrator = administratorOf({ account: ACCOUNT, region: 'us-east-1' })
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`
const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const allow = (Action: string | string[], more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more })

let folder: string
let runtime: Runtime
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sts-'))
  runtime = new Runtime({
    services: [iam, sts],
    stateFolder: folder,
    clock: new ManualClock(),
    security: iamSecurity(openIssuer(folder)),
  })
  runtime.start()
})
afterEach(async () => {
  await runtime.stop()
  rmSync(folder, { recursive: true, force: true })
})

type Json = Readonly<Record<string, unknown>>

const call = async <Output = Json>(
  operation: string,
  input: Json = {},
  by: Principal = administrator,
  service = 'iam',
): Promise<Output> => (await runtime.call(by, service, operation, input)) as Output

const EVERYTHING = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']

const makeRole = async (RoleName: string, trust: object = {}, more: Json = {}): Promise<string> => {
  const whom = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: EVERYTHING, ...trust }
  const { Role } = await call<{ Role: { RoleId: string } }>('CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: document(whom),
    ...more,
  })
  await call('PutRolePolicy', { RoleName, PolicyName: 'all', PolicyDocument: document(allow('*')) })
  return Role.RoleId
}

interface Assumed {
  readonly Credentials: Credentials
  readonly AssumedRoleUser: { readonly AssumedRoleId: string; readonly Arn: string }
  readonly PackedPolicySize?: number
  readonly SourceIdentity?: string
}

const assume = (name: string, more: Json = {}, by?: Principal): Promise<Assumed> =>
  call<Assumed>('AssumeRole', { RoleArn: roleArn(name), RoleSessionName: 'one', ...more }, by, 'sts')

const sessionOf = async (name: string, more: Json = {}, by?: Principal): Promise<Principal> => {
  const { Credentials } = await assume(name, more, by)
  const found = runtime.security.identify(Credentials.AccessKeyId, Credentials.SessionToken)
  if (!found) throw new Error('the keys belong to nobody')
  return found.principal
}

const refusedWith = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) })

const outcome = async (operation: string, by: Principal): Promise<string> => {
  try {
    await call(operation, {}, by)
    return 'allowed'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('who is calling', () => {
  test('a user has the same unique id everywhere', async () => {
    const { User } = await call<{ User: { UserId: string; Arn: string } }>('CreateUser', { UserName: 'ann' })
    const { AccessKey } = await call<{ AccessKey: { AccessKeyId: string } }>('CreateAccessKey', { UserName: 'ann' })
    const ann = runtime.security.identify(AccessKey.AccessKeyId)?.principal ?? administrator
    expect(User.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/)
    expect(await call('GetCallerIdentity', {}, ann, 'sts')).toEqual({
      Account: ACCOUNT,
      Arn: User.Arn,
      UserId: User.UserId,
    })
    await call('PutUserPolicy', {
      UserName: 'ann',
      PolicyName: 'p',
      PolicyDocument: document(
        allow('iam:ListUsers', { Condition: { StringEquals: { 'aws:userid': User.UserId } } }),
        allow('iam:ListRoles', { Condition: { StringEquals: { 'aws:userid': 'AIDAAAAAAAAAAAAAAAAAA' } } }),
      ),
    })
    expect(await outcome('ListUsers', ann)).toBe('allowed')
    expect(await outcome('ListRoles', ann)).toMatch(/not authorized/)
  })

  test('a session is its role’s unique id and its name, and the usual guard of a bucket knows it', async () => {
    const roleId = await makeRole('r')
    expect(roleId).toMatch(/^AROA[A-Z2-7]{17}$/)
    const { AssumedRoleUser } = await assume('r')
    expect(AssumedRoleUser).toEqual({
      AssumedRoleId: `${roleId}:one`,
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/r/one`,
    })
    const session = await sessionOf('r')
    expect(await call('GetCallerIdentity', {}, session, 'sts')).toMatchObject({ UserId: `${roleId}:one` })
    const guard = (...ids: string[]) =>
      call('PutRolePolicy', {
        RoleName: 'r',
        PolicyName: 'guard',
        PolicyDocument: document({
          ...allow('*'),
          Effect: 'Deny',
          Condition: { StringNotLike: { 'aws:userId': ids } },
        }),
      })
    await guard(`${roleId}:*`, 'AIDAAAAAAAAAAAAAAAAAA')
    expect(await outcome('ListUsers', session)).toBe('allowed')
    await guard('AROAAAAAAAAAAAAAAAAAA:*')
    expect(await outcome('ListUsers', session)).toMatch(/with an explicit deny/)
  })

  test('the sessions of a role that was deleted do not become those of a new one of that name', async () => {
    await makeRole('r')
    const { Credentials } = await assume('r')
    const session = await sessionOf('r')
    await call('DeleteRolePolicy', { RoleName: 'r', PolicyName: 'all' })
    await call('DeleteRole', { RoleName: 'r' })
    await makeRole('r')
    expect(runtime.security.identify(Credentials.AccessKeyId, Credentials.SessionToken)).toBeUndefined()
    expect(await outcome('ListUsers', session)).toMatch(/no identity-based policy allows/)
  })
})

describe('session policies', () => {
  const managed = async (PolicyName: string, Action: string): Promise<string> => {
    const PolicyDocument = document(allow(Action))
    const { Policy } = await call<{ Policy: { Arn: string } }>('CreatePolicy', { PolicyName, PolicyDocument })
    return Policy.Arn
  }

  test('a session may do what its role and one of its policies allow', async () => {
    await makeRole('r')
    const [users, roles] = [await managed('users', 'iam:ListUsers'), await managed('roles', 'iam:ListRoles')]
    const given = { PolicyArns: [{ arn: users }, { arn: roles }], Policy: document(allow('iam:ListPolicies')) }
    const session = await sessionOf('r', given)
    const operations = ['ListUsers', 'ListRoles', 'ListPolicies', 'CreateUser']
    const outcomes = await Promise.all(
      operations.map(name =>
        call(name, name === 'CreateUser' ? { UserName: 'x' } : {}, session).then(() => name, String),
      ),
    )
    expect(outcomes).toEqual([
      'ListUsers',
      'ListRoles',
      'ListPolicies',
      expect.stringMatching(/because no session policy allows the iam:CreateUser action/),
    ])
    await call('DeleteRolePolicy', { RoleName: 'r', PolicyName: 'all' })
    expect(await outcome('ListUsers', session)).toMatch(/no identity-based policy allows/)
  })

  test('a managed policy says what it says when it is asked, and nothing once it is gone', async () => {
    await makeRole('r')
    const arn = await managed('p', 'iam:ListUsers')
    const session = await sessionOf('r', { PolicyArns: [{ arn }] })
    const PolicyDocument = document(allow('iam:ListRoles'))
    await call('CreatePolicyVersion', { PolicyArn: arn, PolicyDocument, SetAsDefault: true })
    expect(await outcome('ListUsers', session)).toMatch(/no session policy/)
    expect(await outcome('ListRoles', session)).toBe('allowed')
    await call('DeletePolicyVersion', { PolicyArn: arn, VersionId: 'v1' })
    await call('DeletePolicy', { PolicyArn: arn })
    expect(await outcome('ListRoles', session)).toMatch(/no session policy/)
  })

  test('a policy that denies, denies', async () => {
    await makeRole('r')
    const Policy = document(allow('*'), { ...allow('iam:ListRoles'), Effect: 'Deny' })
    const session = await sessionOf('r', { Policy })
    expect(await outcome('ListUsers', session)).toBe('allowed')
    expect(await outcome('ListRoles', session)).toMatch(/explicit deny in a session policy/)
  })

  test.each<[string, Json, string, RegExp]>([
    [
      'no policy',
      { PolicyArns: [{ arn: `arn:aws:iam::${ACCOUNT}:policy/nothing` }] },
      'MalformedPolicyDocument',
      /nothing/,
    ],
    [
      'another account',
      { PolicyArns: [{ arn: 'arn:aws:iam::111111111111:policy/p' }] },
      'MalformedPolicyDocument',
      /1:policy/,
    ],
    ['no JSON', { Policy: '{' }, 'MalformedPolicyDocument', /Syntax errors/],
    [
      'eleven',
      { PolicyArns: Array(11).fill({ arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }) },
      'ValidationError',
      /equal to 10/,
    ],
    ['2,049 characters', { Policy: `${document(allow('*'))}${' '.repeat(2048)}` }, 'ValidationError', /equal to 2048/],
    [
      'an expensive packet',
      { Tags: [1, 2, 3].map(n => ({ Key: `k${n}`, Value: 'x'.repeat(250) })) },
      'PackedPolicyTooLarge',
      /^Packed size of session tags consumes \d+% of allotted space\.$/,
    ],
  ])('refused: %s', async (_, given, code, message) => {
    await makeRole('r')
    await expect(assume('r', given)).rejects.toEqual(refusedWith(code, message))
  })

  test('how full a session is, is said where something fills it', async () => {
    await makeRole('r')
    expect((await assume('r')).PackedPolicySize).toBeUndefined()
    expect((await assume('r', { Policy: document(allow('*')) })).PackedPolicySize).toBeGreaterThan(0)
  })
})

describe('tags, source identity, external id', () => {
  const tags = (given: Readonly<Record<string, string>>) =>
    Object.entries(given).map(([Key, Value]) => ({ Key, Value }))

  test('a tag needs sts:TagSession, and decides before the role’s own of that key', async () => {
    await makeRole('r', {}, { Tags: tags({ team: 'red', Cost: '1' }) })
    await makeRole('strict', { Action: 'sts:AssumeRole' })
    await call('PutRolePolicy', {
      RoleName: 'r',
      PolicyName: 'all',
      PolicyDocument: document(
        allow('iam:ListUsers', {
          Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue', 'aws:PrincipalTag/cost': '1' } },
        }),
      ),
    })
    expect(await outcome('ListUsers', await sessionOf('r'))).toMatch(/not authorized/)
    expect(await outcome('ListUsers', await sessionOf('r', { Tags: tags({ Team: 'blue' }) }))).toBe('allowed')
    await expect(assume('strict', { Tags: tags({ a: 'b' }) })).rejects.toEqual(
      refusedWith('AccessDenied', /sts:TagSession/),
    )
  })

  test('a trust policy sees the tags, the external id and the source identity that are asked for', async () => {
    const Condition = {
      StringEquals: { 'aws:RequestTag/team': 'blue', 'sts:ExternalId': 'abc', 'sts:SourceIdentity': 'ann' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'], 'sts:TransitiveTagKeys': ['team'] },
    }
    await makeRole('r', { Condition })
    const right = {
      Tags: tags({ team: 'blue' }),
      TransitiveTagKeys: ['team'],
      ExternalId: 'abc',
      SourceIdentity: 'ann',
    }
    expect(await assume('r', right)).toMatchObject({ SourceIdentity: 'ann' })
    for (const wrong of [
      { Tags: tags({ team: 'red' }) },
      { Tags: tags({ team: 'blue', more: 'x' }) },
      { ExternalId: 'abd' },
      { SourceIdentity: 'bob' },
    ])
      await expect(assume('r', { ...right, ...wrong })).rejects.toEqual(refusedWith('AccessDenied'))
  })

  test('a chain hands on transitive tags and the source identity, and each role has to allow them', async () => {
    for (const name of ['one', 'two', 'three']) await makeRole(name)
    await makeRole('closed', { Action: 'sts:AssumeRole' })
    const one = await sessionOf('one', {
      Tags: tags({ kept: 'a', lost: 'b' }),
      TransitiveTagKeys: ['kept'],
      SourceIdentity: 'ann',
    })
    const two = await sessionOf('two', {}, one)
    const three = await sessionOf('three', { Tags: tags({ own: 'c' }) }, two)
    expect(two).toMatchObject({ tags: { kept: 'a' }, transitiveTagKeys: ['kept'], sourceIdentity: 'ann' })
    expect(three).toMatchObject({ tags: { kept: 'a', own: 'c' }, sourceIdentity: 'ann' })
    await expect(assume('closed', {}, one)).rejects.toEqual(refusedWith('AccessDenied', /sts:TagSession/))
    await expect(assume('two', { Tags: tags({ KEPT: 'x' }) }, one)).rejects.toEqual(
      refusedWith('InvalidParameterValue'),
    )
    await expect(assume('two', { SourceIdentity: 'bob' }, one)).rejects.toEqual(refusedWith('ValidationError'))
    const Condition = { StringEquals: { 'aws:SourceIdentity': 'ann' } }
    await call('PutRolePolicy', {
      RoleName: 'three',
      PolicyName: 'all',
      PolicyDocument: document(allow('*', { Condition })),
    })
    expect(await outcome('ListUsers', three)).toBe('allowed')
    expect(await outcome('ListUsers', await sessionOf('three'))).toMatch(/not authorized/)
  })

  test.each<[string, Json, string, RegExp]>([
    ['a key twice', { Tags: tags({ a: '1', A: '2' }) }, 'InvalidParameterValue', /Duplicate tag keys/],
    ['aws:', { Tags: tags({ 'aws:x': '1' }) }, 'InvalidParameterValue', /aws:/],
    ['a transitive key without a tag', { TransitiveTagKeys: ['a'] }, 'InvalidParameterValue', /must be included/],
    [
      '51 tags',
      { Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) },
      'ValidationError',
      /equal to 50/,
    ],
    [
      'a device',
      { SerialNumber: 'arn:aws:iam::000000000000:mfa/x', TokenCode: '123456' },
      'ValidationError',
      /SerialNumber .* not carried out/,
    ],
    ['no role’s ARN', { RoleArn: 'arn:aws:iam::000000000000:user/ann' }, 'ValidationError', /is invalid/],
    ['no ARN', { RoleArn: 'a name of twenty letters' }, 'ValidationError', /is invalid/],
  ])('refused: %s', async (_, given, code, message) => {
    await makeRole('r')
    await expect(assume('r', given)).rejects.toEqual(refusedWith(code, message))
  })
})

describe('how long a session lasts', () => {
  test('as long as the role allows, and an hour in a chain', async () => {
    await makeRole('r', {}, { MaxSessionDuration: 7200 })
    await assume('r', { DurationSeconds: 7200 })
    await expect(assume('r', { DurationSeconds: 7201 })).rejects.toEqual(
      refusedWith('ValidationError', /exceeds the MaxSessionDuration set for this role/),
    )
    const session = await sessionOf('r')
    await assume('r', { DurationSeconds: 3600 }, session)
    await expect(assume('r', { DurationSeconds: 3601 }, session)).rejects.toEqual(
      refusedWith('ValidationError', /exceeds the 1 hour session limit for roles assumed by role chaining/),
    )
  })
})
