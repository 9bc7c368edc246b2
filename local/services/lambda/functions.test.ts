// The control plane: functions, versions, aliases, permissions, concurrency, in AWS's words.

import { createFunction, invoke, logsPort, ROLE } from '../../../tests/support/lambda/functions.ts'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { ServiceError } from '../../core/errors.ts'
import { zipOf } from '../../host/zip.ts'
import { lambda } from './index.ts'

let cloud: TestRuntime
let refused: (action: string) => boolean = () => false

beforeEach(() => {
  refused = () => false
  cloud = testRuntime([lambda, logsPort().service], {
    refuse: (_, { action }) => (refused(action) ? new ServiceError('AccessDeniedException', action, 403) : undefined),
  })
})
afterEach(async () => {
  await cloud.close()
  expect(cloud.bugs).toEqual([])
})

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:f'
const answering = (value: string) => `exports.handler = async () => ${JSON.stringify(value)}`
const zip = (value: string) => zipOf({ 'index.js': answering(value) })

test('a created function has Lambda’s defaults', async () => {
  const created = await createFunction(cloud, 'f', answering('one'), { Tags: { a: 'b' }, Timeout: undefined })
  expect(created).toMatchObject({
    FunctionName: 'f',
    FunctionArn: ARN,
    Runtime: 'nodejs24.x',
    Timeout: 3,
    MemorySize: 128,
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/f' },
    LastModified: '2026-01-01T00:00:00.000+0000',
    CodeSha256: expect.stringMatching(/^.{43}=$/),
  })
  expect(await cloud.call('GetFunction', { FunctionName: ARN })).toMatchObject({
    Configuration: created,
    Tags: { a: 'b' },
  })
})

test('creation asks for the function, its tags and the role', async () => {
  await createFunction(cloud, 'f', answering('one'), { Tags: { a: 'b' }, Timeout: undefined })
  expect(cloud.asked.map(({ access }) => access)).toEqual([
    { action: 'lambda:CreateFunction', resource: ARN, context: { 'aws:TagKeys': ['a'], 'aws:RequestTag/a': 'b' } },
    { action: 'lambda:TagResource', resource: ARN, context: { 'aws:TagKeys': ['a'], 'aws:RequestTag/a': 'b' } },
    { action: 'iam:PassRole', resource: ROLE, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
  ])
})

test.each([
  ['a name that is taken', { FunctionName: 'taken' }, 'ResourceConflictException', 'Function already exist: taken'],
  [
    'a runtime that is not there',
    { Runtime: 'nodejs20.x' },
    'InvalidParameterValueException',
    'nodejs20.x is not carried out by the local cloud, which has nodejs24.x, provided.al2023',
  ],
  ['no code', { Code: {} }, 'InvalidParameterValueException', 'Please provide a source for function code.'],
  [
    'code that is no zip',
    { Code: { ZipFile: Buffer.from('PK no') } },
    'InvalidParameterValueException',
    'Could not unzip uploaded file',
  ],
  [
    'too little memory',
    { MemorySize: 64 },
    'ValidationException',
    "Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
  ],
  ['too much time', { Timeout: 901 }, 'ValidationException', "Value '901' at 'timeout'"],
  [
    'a reserved variable',
    { Environment: { Variables: { AWS_REGION: 'x' } } },
    'InvalidParameterValueException',
    'Reserved keys used in this request: AWS_REGION',
  ],
  [
    'more than 4 KB of variables',
    { Environment: { Variables: { BIG: 'x'.repeat(4096) } } },
    'InvalidParameterValueException',
    'exceeded the 4KB limit',
  ],
  [
    'what is not carried out',
    { Layers: ['arn'], VpcConfig: { SubnetIds: ['s'] } },
    'InvalidParameterValueException',
    'VpcConfig, Layers: not carried out by the local cloud',
  ],
  ['a role that is no ARN', { Role: 'admin' }, 'ValidationException', "Value 'admin' at 'role'"],
  [
    'log levels with text',
    { LoggingConfig: { ApplicationLogLevel: 'INFO' } },
    'InvalidParameterValueException',
    'log level is not supported with the Text log format',
  ],
])('%s is refused', async (_, settings, code, message) => {
  await createFunction(cloud, 'taken', answering('one'))
  const error = await createFunction(cloud, 'f', answering('one'), settings).catch(thrown => thrown)
  expect(error).toMatchObject({ code, message: expect.stringContaining(message) })
})

test('empty settings of what is not carried out ask for nothing', async () => {
  await createFunction(cloud, 'f', answering('one'), {
    Layers: [],
    VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
    SnapStart: { ApplyOn: 'None' },
  })
  expect((await invoke(cloud, 'f')).result).toBe('one')
})

test('a zip entry that climbs out of its folder is refused', async () => {
  const bytes = Buffer.from(await zipOf({ 'aa/evil.js': 'x' }))
  const Code = { ZipFile: Buffer.from(bytes.toString('latin1').replaceAll('aa/evil.js', '../evil.js'), 'latin1') }
  await expect(createFunction(cloud, 'f', '', { Code })).rejects.toMatchObject({
    code: 'InvalidParameterValueException',
  })
})

test('what does not exist is not found, in AWS’s words', async () => {
  await expect(cloud.call('GetFunction', { FunctionName: 'f' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    status: 404,
    message: `Function not found: ${ARN}`,
  })
  await expect(cloud.call('Invoke', { FunctionName: 'f', Qualifier: 'live' })).rejects.toMatchObject({
    message: `Function not found: ${ARN}:live`,
  })
  await expect(
    cloud.call('GetFunction', { FunctionName: 'arn:aws:lambda:eu-west-1:000000000000:function:f' }),
  ).rejects.toMatchObject({ message: "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')" })
})

test('new code answers the next invocation, published versions keep theirs', async () => {
  await createFunction(cloud, 'f', answering('one'))
  expect((await invoke(cloud, 'f')).result).toBe('one')
  expect(await cloud.call('PublishVersion', { FunctionName: 'f' })).toMatchObject({
    Version: '1',
    FunctionArn: `${ARN}:1`,
  })
  expect(await cloud.call('PublishVersion', { FunctionName: 'f' })).toMatchObject({ Version: '1' })
  await cloud.call('UpdateFunctionCode', { FunctionName: 'f', ZipFile: await zip('two') })
  expect((await invoke(cloud, 'f')).result).toBe('two')
  expect(await invoke(cloud, 'f', {}, { Qualifier: '1' })).toMatchObject({ result: 'one', ExecutedVersion: '1' })
  expect(await cloud.call('PublishVersion', { FunctionName: 'f' })).toMatchObject({ Version: '2' })
})

test('new settings hold for the next invocation', async () => {
  await createFunction(cloud, 'f', 'exports.handler = async () => process.env.COLOR', {
    Environment: { Variables: { COLOR: 'red' } },
  })
  expect((await invoke(cloud, 'f')).result).toBe('red')
  await cloud.call('UpdateFunctionConfiguration', {
    FunctionName: 'f',
    Environment: { Variables: { COLOR: 'blue' } },
    Timeout: 9,
  })
  expect((await invoke(cloud, 'f')).result).toBe('blue')
  expect(await cloud.call('GetFunctionConfiguration', { FunctionName: 'f' })).toMatchObject({
    Timeout: 9,
    Environment: { Variables: { COLOR: 'blue' } },
  })
})

describe('permissions', () => {
  const grant = {
    FunctionName: 'f',
    StatementId: 'api',
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: 'arn:aws:execute-api:us-east-1:000000000000:abc/*/GET/',
  }
  beforeEach(() => createFunction(cloud, 'f', answering('one')))

  test('a permission is a statement of the function’s policy', async () => {
    await cloud.call('AddPermission', grant)
    const statement = {
      Sid: 'api',
      Effect: 'Allow',
      Principal: { Service: 'apigateway.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: ARN,
      Condition: { ArnLike: { 'AWS:SourceArn': grant.SourceArn } },
    }
    const { Policy } = await cloud.call('GetPolicy', { FunctionName: 'f' })
    expect(JSON.parse(String(Policy))).toEqual({ Version: '2012-10-17', Id: 'default', Statement: [statement] })
    expect(cloud.runtime.resourcePolicyOf(ARN)).toMatchObject({ Statement: [statement] })
    expect(cloud.runtime.resourcePolicyOf(`${ARN}:live`)).toBeUndefined()
  })

  test('each is there once and can be taken away', async () => {
    await cloud.call('AddPermission', grant)
    await expect(cloud.call('AddPermission', grant)).rejects.toMatchObject({ code: 'ResourceConflictException' })
    await cloud.call('RemovePermission', { FunctionName: 'f', StatementId: 'api' })
    await expect(cloud.call('RemovePermission', { FunctionName: 'f', StatementId: 'api' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
    await expect(cloud.call('GetPolicy', { FunctionName: 'f' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
  })
})

test('a destination must be within the role’s permissions', async () => {
  await createFunction(cloud, 'f', answering('one'))
  const DestinationConfig = { OnFailure: { Destination: 'arn:aws:sns:us-east-1:000000000000:t' } }
  refused = action => action === 'sns:Publish'
  await expect(
    cloud.call('PutFunctionEventInvokeConfig', { FunctionName: 'f', DestinationConfig }),
  ).rejects.toMatchObject({
    code: 'InvalidParameterValueException',
    message: expect.stringContaining('does not have permissions to call Publish on SNS'),
  })
  const queue = { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:000000000000:q' } }
  await expect(
    cloud.call('PutFunctionEventInvokeConfig', { FunctionName: 'f', DestinationConfig: queue }),
  ).rejects.toMatchObject({
    message: expect.stringContaining('arn:aws:sqs:us-east-1:000000000000:q is not carried out by the local cloud'),
  })
})
