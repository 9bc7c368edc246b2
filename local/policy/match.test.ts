// Which actions and resources a statement means, and its variables.

import { allow, ask, deny, IDENTITY, named } from '../../tests/support/asking.ts'
import type { PolicyStatement } from '../core/policy.ts'

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
