import { changeLines, losses } from './changes.ts'
import { explain } from './explain.ts'

const named = (name: string, message: string, more: object = {}) => Object.assign(new Error(message), { name }, more)

test.each([
  [new Error('Region is missing'), 'AWS_REGION'],
  [named('CredentialsProviderError', 'Could not load credentials from any providers'), 'No credentials were found'],
  [named('ExpiredTokenException', 'The security token included in the request is expired'), 'Log in again'],
  [
    named('InvalidClientTokenId', 'The security token included in the request is invalid.'),
    'AWS refuses the credentials',
  ],
  [named('Error', 'connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' }), 'AWS cannot be reached'],
  [named('AggregateError', '', { code: 'ECONNREFUSED' }), 'AWS cannot be reached (no connection)'],
  [named('AccessDenied', 'User x is not authorized to perform: y'), 'These credentials may not do this: User x'],
])('%s is explained', (error, expected) => {
  expect(explain(error)).toContain(expected)
})

test.each([
  ['Could not load credentials from any providers', 'No credentials were found for AWS_PROFILE, which is work. Log in'],
  ['Could not assume role.', 'for AWS_PROFILE, which is work (Could not assume role). Log in'],
])('the profile and the reason of missing credentials are named: %s', (message, expected) => {
  const before = process.env.AWS_PROFILE
  process.env.AWS_PROFILE = 'work'
  try {
    expect(explain(named('CredentialsProviderError', message))).toContain(expected)
  } finally {
    if (before === undefined) delete process.env.AWS_PROFILE
    else process.env.AWS_PROFILE = before
  }
})

test('what says enough is left as it is', () => {
  expect(explain(new Error('serviceName should be a letter'))).toBeUndefined()
  expect(explain('odd')).toBeUndefined()
})

const resource = (
  Action: 'Add' | 'Modify' | 'Remove',
  ResourceType: string,
  Replacement?: 'True' | 'False' | 'Conditional',
) => ({
  ResourceChange: { Action, ResourceType, Replacement, LogicalResourceId: `${Action}d` },
})

test('changes are listed additions first, with what is replaced', () => {
  const changes = [
    resource('Remove', 'AWS::SNS::Topic'),
    resource('Modify', 'AWS::IAM::Role', 'Conditional'),
    resource('Add', 'AWS::S3::Bucket'),
  ]
  expect(changeLines(changes)).toEqual([
    '  Add     Addd (AWS::S3::Bucket)',
    '  Modify  Modifyd (AWS::IAM::Role), may be replaced',
    '  Remove  Removed (AWS::SNS::Topic)',
  ])
})

test.each([
  ['a removed repository', resource('Remove', 'AWS::CodeCommit::Repository'), true],
  ['a replaced bucket', resource('Modify', 'AWS::S3::Bucket', 'True'), true],
  ['a replaced key', resource('Modify', 'AWS::KMS::Key', 'True'), true],
  ['a changed bucket', resource('Modify', 'AWS::S3::Bucket', 'False'), false],
  ['a removed role', resource('Remove', 'AWS::IAM::Role'), false],
  ['a new bucket', resource('Add', 'AWS::S3::Bucket'), false],
])('%s: a loss is %p', (_, change, lost) => {
  expect(losses([change]).length > 0).toBe(lost)
})
