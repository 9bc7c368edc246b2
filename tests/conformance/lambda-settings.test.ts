// AWS Lambda: what is set of a function besides its code: aliases, concurrency, asynchronous invocations, tags.

import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  LambdaClient,
  ListAliasesCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListTagsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda'
import { zipOf } from '../../local/host/zip.ts'
import { onceKnown, refusal, until, useAccount } from './account.ts'
import { allowing, makeRole } from './roles.ts'

const account = useAccount()
const lambda = () => account.client(LambdaClient)

let made: Promise<string> | undefined
const func = (): Promise<string> => {
  made ??= makeFunction()
  return made
}

const makeFunction = async (): Promise<string> => {
  const FunctionName = account.name('set')
  const trust = { Service: 'lambda.amazonaws.com' }
  const Role = await makeRole(account, 'function', trust, allowing('logs:CreateLogStream'))
  const Code = { ZipFile: await zipOf({ 'index.js': 'exports.handler = async () => 1' }) }
  const create = new CreateFunctionCommand({
    FunctionName,
    Role,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code,
  })
  await onceKnown(() => lambda().send(create), /cannot be assumed by Lambda/)
  account.later(() => lambda().send(new DeleteFunctionCommand({ FunctionName })))
  await settled(FunctionName)
  return FunctionName
}

const settled = (FunctionName: string) =>
  until(
    () => lambda().send(new GetFunctionConfigurationCommand({ FunctionName })),
    ({ State, LastUpdateStatus }) => State === 'Active' && LastUpdateStatus === 'Successful',
  )

test('a function is configured anew', async () => {
  const FunctionName = await func()
  await lambda().send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 7, Description: 'other' }))
  expect(await settled(FunctionName)).toMatchObject({ Timeout: 7, Description: 'other', MemorySize: 128 })
})

test('an alias moves to another version, and is gone once it is deleted', async () => {
  const FunctionName = await func()
  const { Version } = await lambda().send(new PublishVersionCommand({ FunctionName }))
  const Name = 'live'
  await lambda().send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion: '$LATEST' }))
  await lambda().send(new UpdateAliasCommand({ FunctionName, Name, FunctionVersion: Version }))
  expect(await lambda().send(new GetAliasCommand({ FunctionName, Name }))).toMatchObject({ FunctionVersion: Version })
  const { Aliases } = await lambda().send(new ListAliasesCommand({ FunctionName }))
  expect(Aliases?.map(alias => alias.Name)).toEqual([Name])
  await lambda().send(new DeleteAliasCommand({ FunctionName, Name }))
  expect(await refusal(lambda().send(new GetAliasCommand({ FunctionName, Name })))).toMatchObject({
    name: 'ResourceNotFoundException',
    status: 404,
  })
})

test('concurrency is reserved until it is given back, and an account keeps 100 for all', async () => {
  const FunctionName = await func()
  const { AccountLimit } = await lambda().send(new GetAccountSettingsCommand({}))
  const all = AccountLimit?.ConcurrentExecutions ?? 0
  const tooMany = new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: all })
  expect(await refusal(lambda().send(tooMany))).toMatchObject({ name: 'InvalidParameterValueException', status: 400 })
  const reserved = async () => await lambda().send(new GetFunctionConcurrencyCommand({ FunctionName }))
  await lambda().send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }))
  expect((await reserved()).ReservedConcurrentExecutions).toBe(0)
  await lambda().send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
  expect((await reserved()).ReservedConcurrentExecutions).toBeUndefined()
})

test('what becomes of asynchronous invocations is set, changed in part, and forgotten', async () => {
  const FunctionName = await func()
  await lambda().send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 }))
  await lambda().send(new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 60 }))
  const found = { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 }
  expect(await lambda().send(new GetFunctionEventInvokeConfigCommand({ FunctionName }))).toMatchObject(found)
  const listed = await lambda().send(new ListFunctionEventInvokeConfigsCommand({ FunctionName }))
  expect(listed.FunctionEventInvokeConfigs).toMatchObject([found])
  await lambda().send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }))
  expect(await refusal(lambda().send(new GetFunctionEventInvokeConfigCommand({ FunctionName })))).toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

test('a function has tags, and refuses those that AWS reserves', async () => {
  const Resource = account.arn('lambda', `function:${await func()}`)
  await lambda().send(new TagResourceCommand({ Resource, Tags: { a: '1', b: '2' } }))
  await lambda().send(new UntagResourceCommand({ Resource, TagKeys: ['a'] }))
  expect((await lambda().send(new ListTagsCommand({ Resource }))).Tags).toEqual({ b: '2' })
  expect(await refusal(lambda().send(new TagResourceCommand({ Resource, Tags: { 'aws:a': '1' } })))).toMatchObject({
    name: 'InvalidParameterValueException',
    status: 400,
  })
})
