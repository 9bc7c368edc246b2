import type { PolicyDocument, PolicyStatement } from '../core/policy.ts'
import type { Principal } from '../core/principal.ts'
import { evaluate, type Policies, refusalMessage } from './evaluate.ts'

const account = '111122223333'
const ana: Principal = {
  kind: 'user',
  arn: `arn:aws:iam::${account}:user/ana`,
  userName: 'ana',
  userId: 'AIDATESTTESTTESTTESTA',
}
const session: Principal = {
  kind: 'session',
  arn: `arn:aws:sts::${account}:assumed-role/Deployer/s1`,
  roleArn: `arn:aws:iam::${account}:role/Deployer`,
  roleId: 'AROATESTTESTTESTTESTT',
  sessionName: 's1',
}
const events: Principal = {
  kind: 'service',
  service: 'events.amazonaws.com',
  sourceArn: 'arn:aws:events:us-east-1:1:rule/r',
}

const document = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: '2012-10-17', Statement })
const named = (...statements: PolicyStatement[]) => [{ name: 'p', document: document(...statements) }]
const allow = (rest: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  ...rest,
})
const deny = (rest: Partial<PolicyStatement> = {}): PolicyStatement => ({ ...allow(rest), Effect: 'Deny' })

const ask = (
  policies: Partial<Policies>,
  request: {
    principal?: Principal
    action?: string
    resource?: string
    values?: Record<string, string | string[]>
  } = {},
): string => {
  const values = new Map(
    Object.entries(request.values ?? {}).map(([key, value]) => [key.toLowerCase(), [value].flat()]),
  )
  const verdict = evaluate(
    request.principal ?? ana,
    { action: request.action ?? 's3:GetObject', resource: request.resource ?? 'arn:aws:s3:::b/k', values },
    { identity: [], ...policies },
  )
  if (verdict.allowed) return `allowed by ${verdict.by}`
  if ('cannotEvaluate' in verdict) return `cannot evaluate ${verdict.cannotEvaluate}`
  return `${verdict.explicit ? 'explicit' : 'implicit'} deny: ${verdict.in}`
}

const IDENTITY = 'allowed by identity-based policy'
const RESOURCE = 'allowed by resource-based policy'
const NO_IDENTITY = 'implicit deny: identity-based policy'

describe('the order of evaluation', () => {
  test.each<[string, Partial<Policies>, Principal, string]>([
    ['nothing is allowed by default', {}, ana, NO_IDENTITY],
    ['an identity policy allows', { identity: named(allow()) }, ana, IDENTITY],
    [
      'an explicit deny wins over an allow',
      { identity: named(allow(), deny()) },
      ana,
      'explicit deny: identity-based policy',
    ],
    [
      'a deny in a resource policy wins',
      { identity: named(allow()), resource: document(deny({ Principal: '*' })) },
      ana,
      'explicit deny: resource-based policy',
    ],
    [
      'a deny for somebody else does not concern me',
      {
        identity: named(allow()),
        resource: document(deny({ Principal: { AWS: `arn:aws:iam::${account}:user/bob` } })),
      },
      ana,
      IDENTITY,
    ],
    [
      'NotPrincipal denies everybody but the named',
      { identity: named(allow()), resource: document(deny({ NotPrincipal: { AWS: ana.arn } })) },
      ana,
      IDENTITY,
    ],
    [
      'NotPrincipal denies who is not named',
      { identity: named(allow()), resource: document(deny({ NotPrincipal: { AWS: ana.arn } })) },
      session,
      'explicit deny: resource-based policy',
    ],
    [
      'NotPrincipal denies a session whose role alone is named',
      {
        identity: named(allow()),
        resource: document(deny({ NotPrincipal: { AWS: `arn:aws:iam::${account}:role/Deployer` } })),
      },
      session,
      'explicit deny: resource-based policy',
    ],
    [
      'NotPrincipal spares a session that is named itself',
      { identity: named(allow()), resource: document(deny({ NotPrincipal: { AWS: session.arn } })) },
      session,
      IDENTITY,
    ],
    [
      'NotPrincipal denies who is of the account that is named',
      { identity: named(allow()), resource: document(deny({ NotPrincipal: { AWS: account } })) },
      ana,
      'explicit deny: resource-based policy',
    ],
    [
      'NotPrincipal denies everybody who has a boundary',
      {
        identity: named(allow()),
        boundary: { name: 'b', document: document(allow()) },
        resource: document(deny({ NotPrincipal: { AWS: ana.arn } })),
      },
      ana,
      'explicit deny: resource-based policy',
    ],
    [
      'an Allow with NotPrincipal cannot be evaluated',
      { resource: document(allow({ NotPrincipal: { AWS: account } })) },
      events,
      'cannot evaluate Statement[0].NotPrincipal: Allow',
    ],
    [
      'a boundary limits the identity policy',
      { identity: named(allow()), boundary: { name: 'b', document: document(allow({ Action: 'ec2:*' })) } },
      ana,
      'implicit deny: permissions boundary',
    ],
    ['a boundary alone allows nothing', { boundary: { name: 'b', document: document(allow()) } }, ana, NO_IDENTITY],
    [
      'a deny in the boundary is explicit',
      { identity: named(allow()), boundary: { name: 'b', document: document(allow(), deny()) } },
      ana,
      'explicit deny: permissions boundary',
    ],
    [
      'a session policy limits the role',
      { identity: named(allow()), session: named(allow({ Action: 'ec2:*' })) },
      session,
      'implicit deny: session policy',
    ],
    [
      'a resource policy that names the user allows alone',
      { resource: document(allow({ Principal: { AWS: ana.arn } })) },
      ana,
      RESOURCE,
    ],
    [
      'and no boundary stands against it',
      {
        resource: document(allow({ Principal: { AWS: ana.arn } })),
        boundary: { name: 'b', document: document(allow({ Action: 'ec2:*' })) },
      },
      ana,
      RESOURCE,
    ],
    [
      'a resource policy that names the role is limited by the boundary',
      {
        resource: document(allow({ Principal: { AWS: `arn:aws:iam::${account}:role/Deployer` } })),
        boundary: { name: 'b', document: document(allow({ Action: 'ec2:*' })) },
      },
      session,
      'implicit deny: permissions boundary',
    ],
    [
      'a resource policy that names the role allows alone',
      { resource: document(allow({ Principal: { AWS: `arn:aws:iam::${account}:role/Deployer` } })) },
      session,
      RESOURCE,
    ],
    [
      'the account as principal leaves it to the identity policies: none',
      { resource: document(allow({ Principal: { AWS: account } })) },
      ana,
      NO_IDENTITY,
    ],
    [
      'the account as principal leaves it to the identity policies: one',
      { resource: document(allow({ Principal: { AWS: `arn:aws:iam::${account}:root` } })), identity: named(allow()) },
      ana,
      IDENTITY,
    ],
    [
      'a key policy that names the account by its number lets IAM decide',
      {
        resource: document(allow({ Principal: { AWS: account } })),
        resourcePolicyDecides: true,
        identity: named(allow()),
      },
      ana,
      IDENTITY,
    ],
    [
      'another account as principal names nobody here',
      {
        resource: document(allow({ Principal: { AWS: 'arn:aws:iam::999999999999:root' } })),
        resourcePolicyDecides: true,
        identity: named(allow()),
      },
      ana,
      'implicit deny: resource-based policy',
    ],
    [
      'a key policy that does not speak of me denies',
      { resource: document(), resourcePolicyDecides: true, identity: named(allow()) },
      ana,
      'implicit deny: resource-based policy',
    ],
    [
      'a key policy that trusts the account lets IAM decide',
      {
        resource: document(allow({ Principal: { AWS: `arn:aws:iam::${account}:root` } })),
        resourcePolicyDecides: true,
        identity: named(allow()),
      },
      ana,
      IDENTITY,
    ],
    [
      'a service is allowed by a resource policy only',
      { resource: document(allow({ Principal: { Service: 'events.amazonaws.com' } })) },
      events,
      RESOURCE,
    ],
    [
      'a service that is not named is denied',
      { resource: document(allow({ Principal: { Service: 's3.amazonaws.com' } })) },
      events,
      'implicit deny: resource-based policy',
    ],
    ['a service without a resource policy is denied', {}, events, 'implicit deny: resource-based policy'],
    [
      'anybody, also the anonymous, by a public policy',
      { resource: document(allow({ Principal: '*' })) },
      { kind: 'anonymous' },
      RESOURCE,
    ],
    [
      'the anonymous are denied otherwise',
      { identity: named(allow()) },
      { kind: 'anonymous' },
      'implicit deny: resource-based policy',
    ],
    [
      'an unknown operator is refused by name',
      { identity: named(allow({ Condition: { StringSounds: { a: 'b' } } })) },
      ana,
      'cannot evaluate Statement[0].Condition.StringSounds: StringSounds',
    ],
    [
      'an unknown principal type is refused by name',
      { identity: named(allow()), resource: document(allow({ Principal: { Robot: 'x' } })) },
      ana,
      'cannot evaluate Statement[0].Principal: "Robot"',
    ],
  ])('%s', (_, policies, principal, expected) => {
    expect(ask(policies, { principal })).toBe(expected)
  })
})

describe('actions and resources', () => {
  test.each<[string, Partial<PolicyStatement>, string, string, boolean]>([
    ['the action itself', { Action: 's3:GetObject' }, 's3:GetObject', 'arn:aws:s3:::b/k', true],
    ['without regard to case', { Action: 'S3:getobject' }, 's3:GetObject', 'arn:aws:s3:::b/k', true],
    ['a wildcard', { Action: 's3:Get*' }, 's3:GetObject', 'arn:aws:s3:::b/k', true],
    ['a question mark is one character', { Action: 's3:GetObjec?' }, 's3:GetObject', 'arn:aws:s3:::b/k', true],
    ['another service', { Action: 'ec2:*' }, 's3:GetObject', 'arn:aws:s3:::b/k', false],
    ['one of several', { Action: ['ec2:*', 's3:*'] }, 's3:GetObject', 'arn:aws:s3:::b/k', true],
    [
      'NotAction allows the others',
      { Action: undefined, NotAction: 'iam:*' },
      's3:GetObject',
      'arn:aws:s3:::b/k',
      true,
    ],
    [
      'NotAction leaves out the named',
      { Action: undefined, NotAction: 's3:*' },
      's3:GetObject',
      'arn:aws:s3:::b/k',
      false,
    ],
    [
      'a resource by prefix, slashes included',
      { Resource: 'arn:aws:s3:::b/*' },
      's3:GetObject',
      'arn:aws:s3:::b/x/y',
      true,
    ],
    ['resources regard case', { Resource: 'arn:aws:s3:::b/K' }, 's3:GetObject', 'arn:aws:s3:::b/k', false],
    [
      'an asterisk at the end of a part goes on beyond the colon',
      { Resource: 'arn:aws:dynamodb:*:table/t' },
      'dynamodb:GetItem',
      'arn:aws:dynamodb:us-east-1:1:table/t',
      true,
    ],
    [
      'an asterisk within a part stays in it',
      { Resource: 'arn:aws:sns:us-*-1:1:t' },
      'sns:Publish',
      'arn:aws:sns:us-x:y-1:1:t',
      false,
    ],
    ['and matches there', { Resource: 'arn:aws:sns:us-*-1:1:t' }, 'sns:Publish', 'arn:aws:sns:us-east-1:1:t', true],
    [
      'a question mark is no colon',
      { Resource: 'arn:aws:sns:us-east-1?1:t:u' },
      'sns:Publish',
      'arn:aws:sns:us-east-1:1:t:u',
      false,
    ],
    ['parts that are left out are any', { Resource: 'arn:aws:sns' }, 'sns:Publish', 'arn:aws:sns:us-east-1:1:t', true],
    [
      'in the last part every wildcard takes colons',
      { Resource: 'arn:aws:lambda:us-east-1:1:function:f*live?2' },
      'lambda:InvokeFunction',
      'arn:aws:lambda:us-east-1:1:function:f:live:2',
      true,
    ],
    [
      'the last part takes colons',
      { Resource: 'arn:aws:logs:us-east-1:1:log-group:*' },
      'logs:PutLogEvents',
      'arn:aws:logs:us-east-1:1:log-group:g:log-stream:s',
      true,
    ],
    ['a dot is a dot', { Resource: 'arn:aws:s3:::a.b' }, 's3:ListBucket', 'arn:aws:s3:::aXb', false],
    [
      'braces in a resource part nothing',
      { Resource: 'arn:aws:execute-api:us-east-1:1:api/*/*/*' },
      'execute-api:Invoke',
      'arn:aws:execute-api:us-east-1:1:api/beta/GET/{path+}',
      true,
    ],
    [
      'NotResource allows the others',
      { Resource: undefined, NotResource: 'arn:aws:s3:::secret/*' },
      's3:GetObject',
      'arn:aws:s3:::b/k',
      true,
    ],
    [
      'NotResource leaves out the named',
      { Resource: undefined, NotResource: 'arn:aws:s3:::b/*' },
      's3:GetObject',
      'arn:aws:s3:::b/k',
      false,
    ],
    [
      'a policy variable',
      { Resource: 'arn:aws:s3:::b/${aws:username}/*' },
      's3:GetObject',
      'arn:aws:s3:::b/ana/x',
      true,
    ],
    [
      'a policy variable of somebody else',
      { Resource: 'arn:aws:s3:::b/${aws:username}/*' },
      's3:GetObject',
      'arn:aws:s3:::b/bob/x',
      false,
    ],
    [
      'a variable without value matches nothing',
      { Resource: 'arn:aws:s3:::b/${aws:nothing}/*' },
      's3:GetObject',
      'arn:aws:s3:::b//x',
      false,
    ],
    [
      'a variable with a default',
      { Resource: "arn:aws:s3:::b/${aws:nothing, 'all'}/*" },
      's3:GetObject',
      'arn:aws:s3:::b/all/x',
      true,
    ],
    [
      'an asterisk written as a variable is an asterisk',
      { Resource: 'arn:aws:s3:::b/${*}' },
      's3:GetObject',
      'arn:aws:s3:::b/*',
      true,
    ],
    ['and no wildcard', { Resource: 'arn:aws:s3:::b/${*}' }, 's3:GetObject', 'arn:aws:s3:::b/x', false],
  ])('%s', (_, statement, action, resource, expected) => {
    const answer = ask({ identity: named(allow(statement)) }, { action, resource, values: { 'aws:username': 'ana' } })
    expect(answer === IDENTITY).toBe(expected)
  })
})

describe('policy variables', () => {
  const values = { 'aws:username': 'ana', 'aws:tagkeys': ['a', 'b'] }
  const unknown = '${aws:nothing}'
  test.each<[string, PolicyStatement, string]>([
    [
      'without a value make a Deny void too',
      deny({ Resource: undefined, NotResource: `arn:aws:s3:::${unknown}/*` }),
      IDENTITY,
    ],
    ['without a value make the whole statement void', deny({ Resource: ['*', `arn:aws:s3:::${unknown}`] }), IDENTITY],
    [
      'without a value make a negated condition void',
      deny({ Condition: { StringNotEquals: { 'aws:username': unknown } } }),
      IDENTITY,
    ],
    [
      'with several values have none',
      deny({ Condition: { StringNotEquals: { 'aws:username': '${aws:TagKeys}' } } }),
      IDENTITY,
    ],
    [
      'with a default have a value',
      deny({ Condition: { StringEquals: { 'aws:username': "${aws:nothing, 'ana'}" } } }),
      'explicit deny: identity-based policy',
    ],
  ])('%s', (_, statement, expected) => {
    expect(ask({ identity: named(allow(), statement) }, { values })).toBe(expected)
  })

  test.each<[string | undefined, string, boolean]>([
    ['2012-10-17', 'arn:aws:s3:::b/ana', true],
    ['2012-10-17', 'arn:aws:s3:::b/${aws:username}', false],
    ['2008-10-17', 'arn:aws:s3:::b/ana', false],
    ['2008-10-17', 'arn:aws:s3:::b/${aws:username}', true],
    [undefined, 'arn:aws:s3:::b/ana', false],
    [undefined, 'arn:aws:s3:::b/${aws:username}', true],
  ])('are replaced in version %s: %s', (Version, resource, expected) => {
    const Statement = allow({ Resource: 'arn:aws:s3:::b/${aws:username}' })
    const policy = { name: 'p', document: { ...(Version && { Version }), Statement } }
    expect(ask({ identity: [policy] }, { resource, values }) === IDENTITY).toBe(expected)
  })
})

describe('condition operators', () => {
  const given: Record<string, string | string[]> = {
    text: 'Blue',
    star: 'team/blue',
    many: ['a', 'b'],
    number: '10',
    date: '2026-05-01T00:00:00Z',
    flag: 'true',
    bytes: 'QmluYXJ5',
    ip: '203.0.113.7',
    ip6: '2001:db8::7',
    arn: 'arn:aws:iam::1:role/x',
  }
  const table: [string, Record<string, Record<string, string | string[]>>, boolean][] = [
    ['StringEquals', { StringEquals: { text: 'Blue' } }, true],
    ['StringEquals regards case', { StringEquals: { text: 'blue' } }, false],
    ['StringEquals is no pattern', { StringEquals: { text: 'B*' } }, false],
    ['StringNotEquals', { StringNotEquals: { text: 'Red' } }, true],
    ['StringNotEquals of several means none of them', { StringNotEquals: { text: ['Red', 'Blue'] } }, false],
    ['StringEqualsIgnoreCase', { StringEqualsIgnoreCase: { text: 'bLUE' } }, true],
    ['StringNotEqualsIgnoreCase', { StringNotEqualsIgnoreCase: { text: 'bLUE' } }, false],
    ['StringLike', { StringLike: { star: 'team/*' } }, true],
    ['StringNotLike', { StringNotLike: { star: 'team/*' } }, false],
    ['NumericEquals', { NumericEquals: { number: '10.0' } }, true],
    ['NumericNotEquals', { NumericNotEquals: { number: '11' } }, true],
    ['NumericLessThan', { NumericLessThan: { number: '10' } }, false],
    ['NumericLessThanEquals', { NumericLessThanEquals: { number: '10' } }, true],
    ['NumericGreaterThan', { NumericGreaterThan: { number: '9' } }, true],
    ['NumericGreaterThanEquals', { NumericGreaterThanEquals: { number: '11' } }, false],
    ['a number that is none', { NumericLessThan: { text: '5' } }, false],
    ['DateEquals', { DateEquals: { date: '2026-05-01T00:00:00Z' } }, true],
    ['DateNotEquals', { DateNotEquals: { date: '2026-05-01T00:00:00Z' } }, false],
    ['DateLessThan', { DateLessThan: { date: '2026-06-01T00:00:00Z' } }, true],
    ['DateLessThanEquals', { DateLessThanEquals: { date: '2026-05-01T00:00:00Z' } }, true],
    ['DateGreaterThan', { DateGreaterThan: { date: '2026-06-01T00:00:00Z' } }, false],
    ['DateGreaterThanEquals in seconds', { DateGreaterThanEquals: { date: '1700000000' } }, true],
    ['Bool', { Bool: { flag: 'true' } }, true],
    ['Bool of the other value', { Bool: { flag: 'false' } }, false],
    ['BinaryEquals', { BinaryEquals: { bytes: 'QmluYXJ5' } }, true],
    ['IpAddress', { IpAddress: { ip: '203.0.113.0/24' } }, true],
    ['IpAddress without a length', { IpAddress: { ip: '203.0.113.8' } }, false],
    ['IpAddress of version 6', { IpAddress: { ip6: '2001:db8::/32' } }, true],
    ['NotIpAddress', { NotIpAddress: { ip: '203.0.113.0/24' } }, false],
    ['ArnEquals', { ArnEquals: { arn: 'arn:aws:iam::1:role/*' } }, true],
    ['ArnLike', { ArnLike: { arn: 'arn:aws:iam::?:role/x' } }, true],
    ['ArnNotEquals', { ArnNotEquals: { arn: 'arn:aws:iam::1:role/x' } }, false],
    ['ArnNotLike', { ArnNotLike: { arn: 'arn:aws:iam::2:*' } }, true],
    ['Null true: the key is absent', { Null: { absent: 'true' } }, true],
    ['Null false: the key is there', { Null: { text: 'false' } }, true],
    ['Null true of a key that is there', { Null: { text: 'true' } }, false],
    ['an absent key fails', { StringEquals: { absent: 'x' } }, false],
    ['an absent key of a negated operator holds', { StringNotEquals: { absent: 'x' } }, true],
    ['an absent key fails for Bool', { Bool: { absent: 'false' } }, false],
    ['IfExists of an absent key holds', { StringEqualsIfExists: { absent: 'x' } }, true],
    ['IfExists of a key that is there decides', { StringEqualsIfExists: { text: 'x' } }, false],
    ['ForAnyValue: one is enough', { 'ForAnyValue:StringEquals': { many: ['b', 'c'] } }, true],
    ['ForAnyValue: none', { 'ForAnyValue:StringEquals': { many: ['c'] } }, false],
    ['ForAnyValue of an absent key fails', { 'ForAnyValue:StringEquals': { absent: ['c'] } }, false],
    ['ForAllValues: each must be in the list', { 'ForAllValues:StringEquals': { many: ['a', 'b', 'c'] } }, true],
    ['ForAllValues: one is not in the list', { 'ForAllValues:StringEquals': { many: ['a'] } }, false],
    ['ForAllValues of an absent key holds', { 'ForAllValues:StringEquals': { absent: ['c'] } }, true],
    ['ForAllValues with a negated operator', { 'ForAllValues:StringNotEquals': { many: ['c'] } }, true],
    ['ForAnyValue with a negated operator', { 'ForAnyValue:StringNotEquals': { many: ['a'] } }, true],
    ['a negated operator must hold for every value of the key', { StringNotEquals: { many: ['a'] } }, false],
    ['several keys must all hold', { StringEquals: { text: 'Blue', star: 'x' } }, false],
    ['several operators must all hold', { StringEquals: { text: 'Blue' }, Bool: { flag: 'true' } }, true],
    ['a variable in a value', { StringEquals: { text: '${text}' } }, true],
    ['keys are compared without regard to case', { StringEquals: { TEXT: 'Blue' } }, true],
  ]
  test.each(table)('%s', (_, Condition, expected) => {
    expect(ask({ identity: named(allow({ Condition })) }, { values: given })).toBe(expected ? IDENTITY : NO_IDENTITY)
  })
})

describe("the worked examples of AWS's documentation", () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
  const consoles: PolicyStatement[] = [
    allow({ Action: ['s3:GetBucketLocation', 's3:ListAllMyBuckets'], Resource: '*' }),
    allow({ Action: 's3:*', Resource: ['arn:aws:s3:::carlossalazar', 'arn:aws:s3:::carlossalazar/*'] }),
  ]
  const logsDenied: PolicyStatement = deny({ Action: 's3:*', Resource: 'arn:aws:s3:::*log*' })
  test.each<[string, string, string, string]>([
    ['his own bucket', 's3:PutObject', 'arn:aws:s3:::carlossalazar/x', IDENTITY],
    ["somebody else's bucket", 's3:PutObject', 'arn:aws:s3:::other/x', NO_IDENTITY],
    ['the list of buckets', 's3:ListAllMyBuckets', '*', IDENTITY],
    [
      'a bucket of logs is denied even if allowed elsewhere',
      's3:GetObject',
      'arn:aws:s3:::carlossalazar-log',
      'explicit deny: identity-based policy',
    ],
  ])('Carlos and %s', (_, action, resource, expected) => {
    expect(ask({ identity: named(...consoles, logsDenied) }, { action, resource })).toBe(expected)
  })

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
  test('Zhang may create users only with the boundary that was set for them', () => {
    const boundary = 'arn:aws:iam::123456789012:policy/XCompanyBoundaries'
    const identity = named(
      allow({ Action: 'iam:CreateUser', Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } } }),
      deny({ Action: 'iam:DeleteUserPermissionsBoundary' }),
    )
    const create = (values: Record<string, string>) => ask({ identity }, { action: 'iam:CreateUser', values })
    expect(create({ 'iam:PermissionsBoundary': boundary })).toBe(IDENTITY)
    expect(create({ 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' })).toBe(NO_IDENTITY)
    expect(create({})).toBe(NO_IDENTITY)
  })

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
  test('a trust policy with aws:SourceArn refuses the confused deputy', () => {
    const resource = document({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:events:us-east-1:1:rule/mine' } },
    })
    const assume = (values: Record<string, string>) =>
      ask(
        { resource, resourcePolicyDecides: true },
        { principal: events, action: 'sts:AssumeRole', resource: 'arn:aws:iam::1:role/r', values },
      )
    expect(assume({ 'aws:SourceArn': 'arn:aws:events:us-east-1:1:rule/mine' })).toBe(RESOURCE)
    expect(assume({ 'aws:SourceArn': 'arn:aws:events:us-east-1:1:rule/other' })).toBe(
      'implicit deny: resource-based policy',
    )
    expect(assume({})).toBe('implicit deny: resource-based policy')
  })
})

describe("a refusal in AWS's words", () => {
  const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', values: new Map() }
  test.each([
    [
      { allowed: false, explicit: false, in: 'identity-based policy' } as const,
      'because no identity-based policy allows the s3:GetObject action',
    ],
    [
      { allowed: false, explicit: false, in: 'permissions boundary' } as const,
      'because no permissions boundary allows the s3:GetObject action',
    ],
    [
      { allowed: false, explicit: true, in: 'resource-based policy' } as const,
      'with an explicit deny in a resource-based policy',
    ],
  ])('%o', (verdict, ending) => {
    expect(refusalMessage(ana.arn, request, verdict)).toBe(
      `User: ${ana.arn} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k ${ending}`,
    )
  })
})
