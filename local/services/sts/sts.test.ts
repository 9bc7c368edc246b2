// Sessions of roles: who they are, what narrows them, and what a chain of roles hands on.

import {
  ACCOUNT,
  administrator,
  allow,
  assume,
  call,
  document,
  type Json,
  makeRole,
  openSts,
  outcome,
  refusedWith,
  runtime,
  sessionOf,
} from '../../../tests/support/sts/sessions.ts'

openSts()

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
