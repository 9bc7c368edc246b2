// AWS Lambda: functions of this repository's runtime, their versions and aliases, and what they answer when they fail.

import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  type InvocationType,
  InvokeCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda'
import { zipOf } from '../../local/host/zip.ts'
import { onceKnown, refusal, until, useAccount } from './account.ts'
import { allowing, makeRole } from './roles.ts'

const account = useAccount()
const lambda = () => account.client(LambdaClient)

let role: Promise<string> | undefined
const roleOnce = (): Promise<string> => {
  role ??= makeRole(account, 'function', { Service: 'lambda.amazonaws.com' }, allowing('logs:CreateLogStream'))
  return role
}

const create = async (what: string, code: string, more: Partial<CreateFunctionCommandInput> = {}): Promise<string> => {
  const FunctionName = account.name(what)
  const ZipFile = await zipOf({ 'index.js': code })
  const Role = await roleOnce()
  await onceKnown(
    () =>
      lambda().send(
        new CreateFunctionCommand({
          FunctionName,
          Role,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Code: { ZipFile },
          ...more,
        }),
      ),
    /cannot be assumed by Lambda/,
  )
  account.later(() => lambda().send(new DeleteFunctionCommand({ FunctionName })))
  await settled(FunctionName)
  return FunctionName
}

const settled = (FunctionName: string) =>
  until(
    () => lambda().send(new GetFunctionConfigurationCommand({ FunctionName })),
    ({ State, LastUpdateStatus }) => State === 'Active' && LastUpdateStatus === 'Successful',
  )

const invoke = async (FunctionName: string, event: unknown = {}, InvocationType?: InvocationType) => {
  const { Payload, FunctionError, StatusCode, ExecutedVersion } = await lambda().send(
    new InvokeCommand({ FunctionName, InvocationType, Payload: JSON.stringify(event) }),
  )
  const text = Payload?.transformToString() ?? ''
  return { answer: text === '' ? undefined : JSON.parse(text), FunctionError, StatusCode, ExecutedVersion }
}

const echo = 'exports.handler = async (event, context) => ({ event, name: context.functionName })'

test('a function answers with what its handler returns', async () => {
  const name = await create('echo', echo)
  expect(await invoke(name, { a: 1 })).toEqual({
    answer: { event: { a: 1 }, name },
    FunctionError: undefined,
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
  })
  expect(await invoke(name, {}, 'Event')).toMatchObject({ StatusCode: 202, answer: undefined })
  expect(await invoke(name, {}, 'DryRun')).toMatchObject({ StatusCode: 204, answer: undefined })
})

test('a new function has Lambda’s defaults', async () => {
  const FunctionName = await create('defaults', echo)
  const { Configuration } = await lambda().send(new GetFunctionCommand({ FunctionName }))
  expect(Configuration).toMatchObject({
    FunctionArn: account.arn('lambda', `function:${FunctionName}`),
    MemorySize: 128,
    Timeout: 3,
    Version: '$LATEST',
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    EphemeralStorage: { Size: 512 },
    TracingConfig: { Mode: 'PassThrough' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${FunctionName}` },
  })
})

test.each([
  [
    'what a handler throws is its name, its message and its stack',
    'exports.handler = async () => { throw new TypeError("no good") }',
    { errorType: 'TypeError', errorMessage: 'no good', trace: expect.arrayContaining(['TypeError: no good']) },
  ],
  [
    'a handler that is not there',
    'exports.other = async () => 1',
    expect.objectContaining({
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'index.handler is undefined or not exported',
    }),
  ],
  [
    'a module that is not there',
    'require("./missing")',
    expect.objectContaining({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringMatching(/^Error: Cannot find module '.\/missing'/),
    }),
  ],
  [
    'Node.js 24 takes no handler with a callback',
    'exports.handler = (event, context, callback) => callback(null, 1)',
    expect.objectContaining({
      errorType: 'Runtime.CallbackHandlerDeprecated',
      errorMessage: expect.stringContaining('removed support for callback-based function handlers'),
    }),
  ],
  [
    'an answer that is not JSON',
    'exports.handler = async () => 1n',
    expect.objectContaining({ errorType: expect.any(String), errorMessage: expect.stringContaining('BigInt') }),
  ],
])('%s', async (what, code, answer) => {
  const name = await create(`fails-${what.replace(/\W+/g, '-').slice(0, 30)}`, code)
  expect(await invoke(name)).toEqual({
    answer,
    FunctionError: 'Unhandled',
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
  })
})

test('a function that takes too long is ended', async () => {
  const name = await create('slow', 'exports.handler = () => new Promise(() => setInterval(() => {}, 1000))', {
    Timeout: 1,
  })
  const { FunctionError, answer } = await invoke(name)
  expect(FunctionError).toBe('Unhandled')
  expect(answer.errorMessage).toMatch(/Task timed out after 1\.00 seconds$/)
})

test('a version keeps its code, and an alias moves between versions', async () => {
  const FunctionName = await create('versions', 'exports.handler = async () => 1')
  const first = await lambda().send(new PublishVersionCommand({ FunctionName }))
  expect(first.Version).toBe('1')
  // Nothing changed, so there is no second version.
  expect((await lambda().send(new PublishVersionCommand({ FunctionName }))).Version).toBe('1')
  const ZipFile = await zipOf({ 'index.js': 'exports.handler = async () => 2' })
  await lambda().send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }))
  await settled(FunctionName)
  expect((await lambda().send(new PublishVersionCommand({ FunctionName }))).Version).toBe('2')
  await lambda().send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }))
  expect(await invoke(`${FunctionName}:live`)).toMatchObject({ answer: 1, ExecutedVersion: '1' })
  expect(await invoke(FunctionName)).toMatchObject({ answer: 2, ExecutedVersion: '$LATEST' })
  const { Versions } = await lambda().send(new ListVersionsByFunctionCommand({ FunctionName }))
  expect(Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1', '2'])
  const again = new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2' })
  expect(await refusal(lambda().send(again))).toEqual({
    name: 'ResourceConflictException',
    message: `Alias already exists: ${account.arn('lambda', `function:${FunctionName}:live`)}`,
    status: 409,
  })
})

test('a function’s policy holds each statement once', async () => {
  const FunctionName = await create('policy', echo)
  const get = () => lambda().send(new GetPolicyCommand({ FunctionName }))
  const none = {
    name: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
    status: 404,
  }
  expect(await refusal(get())).toEqual(none)
  const statement = {
    FunctionName,
    StatementId: 'events',
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: account.arn('events', 'rule/some'),
  }
  await lambda().send(new AddPermissionCommand(statement))
  expect(JSON.parse((await get()).Policy ?? '')).toEqual({
    Version: '2012-10-17',
    Id: 'default',
    Statement: [
      {
        Sid: 'events',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: account.arn('lambda', `function:${FunctionName}`),
        Condition: { ArnLike: { 'AWS:SourceArn': statement.SourceArn } },
      },
    ],
  })
  expect(await refusal(lambda().send(new AddPermissionCommand(statement)))).toEqual({
    name: 'ResourceConflictException',
    message:
      'The statement id (events) provided already exists. Please provide a new statement id, or remove the existing statement.',
    status: 409,
  })
  await lambda().send(new RemovePermissionCommand({ FunctionName, StatementId: 'events' }))
  expect(await refusal(get())).toEqual(none)
})

test('a function that is not there is named by its ARN, with the qualifier that was asked for', async () => {
  const missing = account.name('nobody')
  const notFound = (resource: string) => ({
    name: 'ResourceNotFoundException',
    message: `Function not found: ${account.arn('lambda', `function:${resource}`)}`,
    status: 404,
  })
  expect(await refusal(lambda().send(new GetFunctionCommand({ FunctionName: missing })))).toEqual(notFound(missing))
  const call = lambda().send(new InvokeCommand({ FunctionName: missing, Qualifier: 'live' }))
  expect(await refusal(call)).toEqual(notFound(`${missing}:live`))
})

test('what is wrong with a call', async () => {
  const FunctionName = await create('wrong', echo)
  expect(await refusal(create('wrong', echo))).toEqual({
    name: 'ResourceConflictException',
    message: `Function already exist: ${FunctionName}`,
    status: 409,
  })
  const call = lambda().send(new InvokeCommand({ FunctionName, Payload: '{' }))
  const { name, message, status } = await refusal(call)
  expect([name, status]).toEqual(['InvalidRequestContentException', 400])
  expect(message).toMatch(/^Could not parse request body into json: /)
})

test('a role that does not trust Lambda', async () => {
  const Role = await makeRole(account, 'other', { Service: 'sns.amazonaws.com' }, allowing('sns:ListTopics'))
  const ZipFile = await zipOf({ 'index.js': echo })
  const call = lambda().send(
    new CreateFunctionCommand({
      FunctionName: account.name('untrusted'),
      Role,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile },
    }),
  )
  expect(await refusal(call)).toEqual({
    name: 'InvalidParameterValueException',
    message: 'The role defined for the function cannot be assumed by Lambda.',
    status: 400,
  })
})
