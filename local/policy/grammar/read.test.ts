// The grammar: which documents are refused where they are put, and in which words.

import { readPolicy } from './read.ts'
import { namedIn } from './read-principal.ts'
import { readIdentityPolicy, readTrustPolicy } from './words.ts'

const messageOf = (read: () => unknown): string => {
  try {
    read()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'taken'
}

const BUCKET = 'arn:aws:s3:::b'
const allowed = { Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET }
const policy = (statement: object) => ({ Version: '2012-10-17', Statement: { ...allowed, ...statement } })
const SYNTAX = 'Syntax errors in policy.'
const LEGACY = 'The policy failed legacy parsing'
const VENDOR = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.'

describe('a managed policy is refused', () => {
  test.each<[string, unknown, string]>([
    ['which is a text', 'text', SYNTAX],
    ['which is a list', [policy({})], SYNTAX],
    ['without a version', { Statement: allowed }, 'Policy document must be version 2012-10-17 or greater.'],
    [
      'of the old version',
      { ...policy({}), Version: '2008-10-17' },
      'Policy document must be version 2012-10-17 or greater.',
    ],
    ['of a version that there is not', { ...policy({}), Version: '2013-10-17' }, SYNTAX],
    ['with an Id that is no text', { ...policy({}), Id: {} }, SYNTAX],
    ['with an unknown element', { ...policy({}), Statements: [] }, SYNTAX],
    ['without a statement', { Version: '2012-10-17' }, SYNTAX],
    ['with no statement in the list', { Version: '2012-10-17', Statement: [] }, SYNTAX],
    ['with a statement that is a text', { Version: '2012-10-17', Statement: ['x'] }, SYNTAX],
    ['with Conditions for Condition', policy({ Conditions: { StringEquals: { a: 'b' } } }), SYNTAX],
    ['with Actions beside Action', policy({ Actions: 's3:*' }), SYNTAX],
    ['with a Sid that is no text', policy({ Sid: [] }), SYNTAX],
    ['without an effect', policy({ Effect: undefined }), SYNTAX],
    ['with an effect that there is not', policy({ Effect: 'Maybe' }), SYNTAX],
    ['with an effect in another case', policy({ Effect: 'allow' }), LEGACY],
    ['with Action and NotAction', policy({ NotAction: 'iam:*' }), SYNTAX],
    ['with Resource and NotResource', policy({ NotResource: [] }), SYNTAX],
    ['with a list in a list of actions', policy({ Action: [[]] }), SYNTAX],
    ['with an action that is an object', policy({ Action: {} }), SYNTAX],
    ['with an action that is a number', policy({ Action: 1 }), SYNTAX],
    ['with a resource that is an object', policy({ Resource: { a: BUCKET } }), SYNTAX],
    ['with an object in a list of resources', policy({ Resource: [BUCKET, {}] }), SYNTAX],
    ['with no action', policy({ Action: undefined }), 'Policy statement must contain actions.'],
    ['with an empty list of actions', policy({ Action: [] }), 'Policy statement must contain actions.'],
    ['with no resource', policy({ Resource: undefined }), 'Policy statement must contain resources.'],
    ['with an empty list of resources', policy({ Resource: [] }), 'Policy statement must contain resources.'],
    ['with a list of nothing but null', policy({ Resource: [null] }), 'Policy statement must contain resources.'],
    ['with an action without a service', policy({ Action: 'ListBucket' }), VENDOR],
    ['with an empty action', policy({ Action: undefined, NotAction: '' }), VENDOR],
    ['with two colons in an action', policy({ Action: 's3:a:b' }), 'Actions/Condition can contain only one colon.'],
    ['with a blank in the service', policy({ Action: 'a a:b' }), 'Vendor a a is not valid'],
    ['with an asterisk in the service', policy({ Action: 's*:b' }), 'Vendor s* is not valid'],
    ['whose resource is a name', policy({ Resource: 'my-bucket' }), 'Resource my-bucket must be in ARN format or "*".'],
    ['whose resource is empty', policy({ Resource: '' }), 'Resource  must be in ARN format or "*".'],
    [
      'of a partition that there is not',
      policy({ Resource: 'arn:aws2:s3:::b/*' }),
      'Partition "aws2" is not valid for resource "arn:aws2:s3:::b/*".',
    ],
    [
      'whose resource has no arn in front',
      policy({ Resource: 'aws:s3:::b' }),
      'Partition "s3" is not valid for resource "arn:s3:::b:*".',
    ],
    [
      'whose resource has one colon',
      policy({ Resource: 'a:bc' }),
      'Partition "bc" is not valid for resource "arn:bc:*:*:*:*".',
    ],
    ['whose ARN has a colon too few', policy({ Resource: 'arn:aws:s3::b' }), LEGACY],
    ['whose ARN has no service', policy({ Resource: 'arn:aws::::b' }), LEGACY],
    [
      'whose ARN ends with the partition',
      policy({ Resource: 'arn:aws' }),
      'Resource vendor must be fully qualified and cannot contain regexes.',
    ],
    [
      'of a bucket in a Region',
      policy({ Resource: 'arn:aws:s3:us-east-1::b' }),
      'Resource arn:aws:s3:us-east-1::b can not contain region information.',
    ],
    [
      'of an IAM resource in a Region',
      policy({ Resource: 'arn:aws:iam:us-east-1::user/b' }),
      'IAM resource arn:aws:iam:us-east-1::user/b cannot contain region information.',
    ],
    ['with a condition that is a list', policy({ Condition: [{ StringEquals: { a: 'b' } }] }), SYNTAX],
    ['with an operator that is a text', policy({ Condition: { StringEquals: 'b' } }), SYNTAX],
    ['with an unknown operator', policy({ Condition: { StringSounds: { a: 'b' } } }), SYNTAX],
    ['with a quantifier of two colons', policy({ Condition: { 'ForAnyValue::StringEquals': { a: 'b' } } }), SYNTAX],
    ['with Null and IfExists', policy({ Condition: { NullIfExists: { a: 'true' } } }), SYNTAX],
    ['with a value that is an object', policy({ Condition: { StringEquals: { a: {} } } }), SYNTAX],
    ['with a null value', policy({ Condition: { StringEquals: { a: [null] } } }), SYNTAX],
    ['with an address range of no length', policy({ Condition: { IpAddress: { a: '10.0.0.0/abc' } } }), LEGACY],
    ['with an address range that is too long', policy({ Condition: { IpAddress: { a: '10.0.0.0/33' } } }), LEGACY],
    ['with an address that is none', policy({ Condition: { NotIpAddress: { a: '10.0.0' } } }), LEGACY],
    ['with a number that is none', policy({ Condition: { NumericEquals: { a: '0x10' } } }), LEGACY],
    ['with a truth value that is none', policy({ Condition: { Bool: { a: 'yes' } } }), LEGACY],
    ['with a Null that is no truth value', policy({ Condition: { Null: { a: 'x' } } }), LEGACY],
    ['with a word for a date', policy({ Condition: { DateGreaterThan: { a: 'tomorrow' } } }), LEGACY],
    ['with a month 13', policy({ Condition: { DateLessThan: { a: '234-13' } } }), LEGACY],
    ['with half a time zone', policy({ Condition: { DateLessThan: { a: '2016-12-13t2:00:00.5+1' } } }), LEGACY],
    ['with ten decimals', policy({ Condition: { DateLessThan: { a: '2016-12-13t2:00:00.1999999999Z' } } }), LEGACY],
    ['with too many seconds', policy({ Condition: { DateLessThan: { a: '9223372036854775808' } } }), LEGACY],
    ['with a principal', policy({ Principal: '*' }), 'Policy document should not specify a principal.'],
    [
      'with one Sid twice',
      {
        Version: '2012-10-17',
        Statement: [
          { Sid: 'a', ...allowed },
          { Sid: 'a', Effect: 'Allow' },
        ],
      },
      'Statement IDs (SID) in a single policy must be unique.',
    ],
    [
      'with a blank in a Sid',
      policy({ Sid: 'a b' }),
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    ],
  ])('%s', (_, document, message) => {
    expect(messageOf(() => readIdentityPolicy(JSON.stringify(document), { newVersionOnly: true }))).toBe(message)
  })

  test('which is no JSON', () => {
    expect(messageOf(() => readIdentityPolicy('{'))).toBe(SYNTAX)
  })
})

test.each<[string, object]>([
  ['everything', policy({ Action: '*', Resource: '*' })],
  ['an action with blanks in its name', policy({ Action: 'iam: as df ' })],
  ['a service that nobody knows', policy({ Action: 's3.s-x:*', Resource: 'arn:aws:s33:::b' })],
  ['a null in a list of resources', policy({ Resource: [BUCKET, null] })],
  ['an ARN of three parts', policy({ Resource: 'arn:aws:fdsasf' })],
  ['an access point', policy({ Resource: 'arn:aws:s3:us-east-1:111122223333:accesspoint/a' })],
  ['a variable with a colon', policy({ Resource: 'arn:aws:iam::*:user/${aws:username}' })],
  ['an empty condition', policy({ Condition: {} })],
  ['an operator without keys', policy({ Condition: { DateGreaterThan: {}, x: {} } })],
  ['a key without values', policy({ Condition: { DateGreaterThan: { a: [] } } })],
  ['truth values and numbers as they are', policy({ Condition: { Bool: { a: true }, NumericEquals: { b: 1 } } })],
  ['quantifier and IfExists', policy({ Condition: { 'ForAnyValue:StringEqualsIfExists': { a: 'b' } } })],
  ['dates', policy({ Condition: { DateLessThan: { a: ['01T', '2016-12-13t2:00:00.593194+23', '-292', '12'] } } })],
  [
    'an empty Sid twice',
    {
      Version: '2012-10-17',
      Statement: [
        { Sid: '', ...allowed },
        { Sid: '', ...allowed },
      ],
    },
  ],
  ['the old version, inline', { Version: '2008-10-17', Statement: allowed }],
])('%s is taken', (_, document) => {
  expect(messageOf(() => readIdentityPolicy(JSON.stringify(document)))).toBe('taken')
})

describe('a trust policy', () => {
  const trust = (statement: object) => ({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole', ...statement },
    ],
  })
  const NOT_ASSUMING = 'AssumeRole policy may only specify STS AssumeRole actions.'
  test.each<[string, object, string]>([
    ['for a service', trust({}), 'taken'],
    [
      'for users and roles',
      trust({ Principal: { AWS: ['111122223333', 'arn:aws:iam::1:role/x'] } }),
      'Invalid principal in policy: "AWS":"arn:aws:iam::1:role/x"',
    ],
    ['for a session', trust({ Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/r/s' } }), 'taken'],
    ['with an action of another service', trust({ Action: 's3:GetObject' }), NOT_ASSUMING],
    ['with every action', trust({ Action: '*' }), NOT_ASSUMING],
    ['with every action of STS', trust({ Action: 'sts:*' }), NOT_ASSUMING],
    ['with a resource', trust({ Resource: '*' }), 'Has prohibited field Resource'],
    ['with a resource that is left out', trust({ NotResource: '*' }), 'AssumeRole policy must not contain resources.'],
    [
      'for a service without a domain',
      trust({ Principal: { Service: 'lambda' } }),
      'Invalid principal in policy: "SERVICE":"lambda"',
    ],
    [
      'with an asterisk in a principal',
      trust({ Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } }),
      'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/*"',
    ],
    ['for what nobody knows', trust({ Principal: { Robot: 'x' } }), 'Invalid principal in policy: "Robot"'],
    ['for nobody', trust({ Principal: {} }), 'Missing required field Principal cannot be empty!'],
    ['without a principal', trust({ Principal: undefined }), 'Missing required field Principal'],
    [
      'with NotPrincipal',
      trust({ Principal: undefined, NotPrincipal: '*' }),
      'Allow with NotPrincipal is not allowed.',
    ],
    [
      'that denies with NotPrincipal',
      trust({ Effect: 'Deny', Principal: undefined, NotPrincipal: '*' }),
      'AssumeRole policy must not contain NotPrincipal field.',
    ],
    ['without actions', trust({ Action: [] }), 'Missing required field Action'],
    ['without an effect', trust({ Effect: undefined }), 'Missing required field Effect'],
    ['of another version', { ...trust({}), Version: '1' }, 'The policy must contain a valid version string'],
    ['without statements', { Statement: [] }, 'Could not parse the policy: Statement is empty!'],
  ])('%s', (_, document, message) => {
    expect(messageOf(() => readTrustPolicy(JSON.stringify(document)))).toBe(message)
  })
})

test('every problem of a document is told at once', () => {
  const text = JSON.stringify({ Statement: [{ Effect: 'x', Action: 'a', Resource: {} }, 7], Extra: 1 })
  const reading = readPolicy(text, { principal: 'forbidden', resource: 'required' })
  expect('problems' in reading && reading.problems.map(({ kind, at }) => `${kind} ${at}`)).toEqual([
    'syntax Extra',
    'effect Statement[0].Effect',
    'action-without-service Statement[0].Action',
    'syntax Statement[0].Resource',
    'syntax Statement[1]',
  ])
})

test('the users and roles of the account that a policy names are found', () => {
  const AWS = ['1', 'arn:aws:iam::1:root', 'arn:aws:iam::1:role/p/r', 'arn:aws:iam::2:role/r', 'arn:aws:iam::1:user/u']
  const Statement = { Effect: 'Allow' as const, Principal: { AWS }, Action: 'kms:*', Resource: '*' }
  expect(namedIn({ Statement }, '1')).toEqual(['arn:aws:iam::1:role/p/r', 'arn:aws:iam::1:user/u'])
})
