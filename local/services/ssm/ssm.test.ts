// Parameter Store: names, versions, types and tiers, secrets, lists and deletion.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { ServiceError } from '../../core/errors.ts'
import { kms } from '../kms/index.ts'
import { ssm } from './index.ts'

let cloud: TestRuntime
let refused = ''
beforeEach(() => {
  refused = ''
  cloud = testRuntime([ssm, kms], {
    refuse: (_, { action }) =>
      action === refused ? new ServiceError('AccessDeniedException', action, 400) : undefined,
  })
})
afterEach(async () => {
  expect(cloud.bugs).toEqual([])
  await cloud.close()
})

type Input = Readonly<Record<string, unknown>>

const put = (Name: string, Value: string, more: Input = {}) =>
  cloud.call('PutParameter', { Name, Value, Type: 'String', ...more })
const get = async (Name: string, more: Input = {}): Promise<Input> =>
  (await cloud.call('GetParameter', { Name, ...more })).Parameter as Input
const answer = async (operation: string, input: Input): Promise<string> =>
  await cloud.call(operation, input).then(
    () => '',
    error => `${error.code}: ${error.message}`,
  )
const namesIn = (output: Input): readonly string[] =>
  (output.Parameters as readonly { readonly Name: string }[]).map(({ Name }) => Name)

test('a parameter has versions, and is found by its name, a version of it, or its ARN', async () => {
  expect(await put('/app/url', 'one')).toEqual({ Version: 1, Tier: 'Standard' })
  expect(await put('/app/url', 'two', { Overwrite: true, Description: 'second' })).toEqual({
    Version: 2,
    Tier: 'Standard',
  })
  const ARN = 'arn:aws:ssm:us-east-1:000000000000:parameter/app/url'
  expect(await get('/app/url')).toEqual({
    Name: '/app/url',
    Type: 'String',
    Value: 'two',
    Version: 2,
    LastModifiedDate: new Date('2026-01-01T00:00:00Z'),
    ARN,
    DataType: 'text',
  })
  expect(await get('/app/url:1')).toMatchObject({ Value: 'one', Selector: ':1' })
  expect(await get(ARN)).toMatchObject({ Value: 'two' })
  expect(await get(`${ARN}:1`)).toMatchObject({ Value: 'one' })
  await put('plain', 'x')
  expect(await get('arn:aws:ssm:us-east-1:000000000000:parameter/plain')).toMatchObject({ Name: 'plain' })
  expect(await answer('GetParameter', { Name: '/app/url:7' })).toBe(
    'ParameterVersionNotFound: Systems Manager could not find version 7 of /app/url. Verify the version and try again.',
  )
  for (const Name of ['/app', '/app/url/more', ARN.replace('000000000000', '111111111111')])
    expect(await answer('GetParameter', { Name })).toBe('ParameterNotFound: ')
  const { Parameters } = await cloud.call('GetParameterHistory', { Name: '/app/url' })
  expect(Parameters).toMatchObject([
    { Version: 1, Value: 'one', LastModifiedUser: 'arn:aws:iam::000000000000:user/tester' },
    { Version: 2, Value: 'two', Description: 'second' },
  ])
})

test.each<[string, Input, string]>([
  [
    'twice',
    { Name: 'there' },
    'ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  ],
  ['no type', { Type: undefined }, 'ValidationException: A parameter type is required when you create a parameter.'],
  [
    'another type',
    { Name: 'there', Type: 'StringList', Overwrite: true },
    'HierarchyTypeMismatchException: The parameter type cannot be changed from String to StringList. You must create a new, unique parameter.',
  ],
  ['no full path', { Name: 'a/b' }, 'ValidationException: Parameter name must be a fully qualified name.'],
  [
    'a reserved name',
    { Name: '/aws/b' },
    'ValidationException: Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
  ],
  [
    'too deep',
    { Name: '/a'.repeat(16) },
    'HierarchyLevelLimitExceededException: A hierarchy can have a maximum of 15 levels.',
  ],
  [
    'a value that the pattern does not allow',
    { AllowedPattern: '[0-9]+' },
    'ParameterPatternMismatchException: Parameter value, cannot be validated against allowedPattern: [0-9]+',
  ],
  [
    'tags of another version',
    { Name: 'there', Overwrite: true, Tags: [{ Key: 'a', Value: 'b' }] },
    "ValidationException: Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
  ],
  [
    'a key for what is no secret',
    { KeyId: 'alias/k' },
    'ValidationException: KeyId is required for SecureString type parameter only.',
  ],
  [
    'no such key',
    { Type: 'SecureString', KeyId: 'alias/none' },
    'InvalidKeyId: Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found.',
  ],
])('refused: %s', async (_, input, expected) => {
  await put('there', 'value')
  expect(await answer('PutParameter', { Name: 'new', Value: 'value', Type: 'String', ...input })).toBe(expected)
})

test('a value of more than 4,096 bytes is an advanced parameter', async () => {
  const Value = 'x'.repeat(4097)
  expect(await answer('PutParameter', { Name: 'big', Type: 'String', Value })).toMatch(
    /^ValidationException: Standard tier/,
  )
  expect(await put('big', Value, { Tier: 'Intelligent-Tiering' })).toMatchObject({ Tier: 'Advanced' })
  expect(await put('big', 'small', { Overwrite: true })).toMatchObject({ Tier: 'Advanced' })
  expect(
    await answer('PutParameter', { Name: 'b', Type: 'String', Value: 'x'.repeat(8193), Tier: 'Advanced' }),
  ).toMatch(/^ValidationException: Advanced/)
})

const everything = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')

test('a secret under a key is in no file, and is decrypted as whoever reads it', async () => {
  const { KeyMetadata } = await cloud.call('CreateKey', {}, 'kms')
  const { KeyId } = KeyMetadata as { readonly KeyId: string }
  const secret = `hunter2${'x'.repeat(5000)}`
  await put('/secret', secret, { Type: 'SecureString', KeyId, Tier: 'Advanced' })
  expect(everything(cloud.stateFolder)).not.toContain('hunter2')
  expect(await get('/secret', { WithDecryption: true })).toMatchObject({ Value: secret, Type: 'SecureString' })
  expect((await get('/secret')).Value).not.toContain('hunter2')
  expect(cloud.asked.map(({ access }) => access.action)).toContain('kms:Decrypt')
  refused = 'kms:Decrypt'
  expect(await answer('GetParameter', { Name: '/secret', WithDecryption: true })).toBe(
    'AccessDeniedException: kms:Decrypt',
  )
})

test('values are not on the log, and go with their parameter; a restart has the rest', async () => {
  await put('/kept', 'on-no-log')
  await put('/gone', 'on-no-log either', { Type: 'SecureString' })
  expect(readFileSync(join(cloud.stateFolder, 'events.jsonl'), 'utf8')).not.toContain('on-no-log')
  expect(await get('/gone', { WithDecryption: true })).toMatchObject({ Value: 'on-no-log either' })
  expect((await get('/gone')).Value).not.toContain('on-no-log')
  await cloud.call('DeleteParameter', { Name: '/gone' })
  expect(everything(cloud.stateFolder)).not.toContain('on-no-log either')
  cloud = await cloud.restart()
  expect(await get('/kept')).toMatchObject({ Value: 'on-no-log' })
})

test('several are got by their names, and below a path', async () => {
  for (const name of ['/a/1', '/a/2', '/a/b/3', '/other', 'plain']) await put(name, name)
  expect(await cloud.call('GetParameters', { Names: ['/a/1', 'none', 'plain', '/a/1:9'] })).toMatchObject({
    Parameters: [{ Name: '/a/1' }, { Name: 'plain' }],
    InvalidParameters: ['none', '/a/1:9'],
  })
  expect(namesIn(await cloud.call('GetParametersByPath', { Path: '/a' }))).toEqual(['/a/1', '/a/2'])
  expect(namesIn(await cloud.call('GetParametersByPath', { Path: '/a/', Recursive: true }))).toEqual([
    '/a/1',
    '/a/2',
    '/a/b/3',
  ])
  const first = await cloud.call('GetParametersByPath', { Path: '/', Recursive: true, MaxResults: 3 })
  expect(namesIn(first)).toEqual(['/a/1', '/a/2', '/a/b/3'])
  expect(
    namesIn(
      await cloud.call('GetParametersByPath', {
        Path: '/',
        Recursive: true,
        MaxResults: 3,
        NextToken: first.NextToken,
      }),
    ),
  ).toEqual(['/other'])
  const described = await cloud.call('DescribeParameters', {
    ParameterFilters: [
      { Key: 'Name', Option: 'BeginsWith', Values: ['/a'] },
      { Key: 'Path', Values: ['/a'] },
    ],
  })
  expect(namesIn(described)).toEqual(['/a/1', '/a/2'])
  expect(JSON.stringify(described)).not.toContain('Value')
  expect(await cloud.call('DeleteParameters', { Names: ['/a/1', 'none'] })).toEqual({
    DeletedParameters: ['/a/1'],
    InvalidParameters: ['none'],
  })
})
