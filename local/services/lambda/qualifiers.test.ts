// What may be said of a version or an alias, and what of the whole function only.

import { createFunction, logsPort } from '../../../tests/support/lambda/functions.ts'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { lambda } from './index.ts'

let cloud: TestRuntime
let made: Readonly<Record<string, unknown>>
beforeAll(async () => {
  cloud = testRuntime([lambda, logsPort().service])
  made = await createFunction(cloud, 'f', 'exports.handler = async () => 1', { Publish: true })
  await cloud.call('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '1' })
})
afterAll(async () => {
  await cloud.close()
  expect(cloud.bugs).toEqual([])
})

const answer = async (operation: string, input: Readonly<Record<string, unknown>>): Promise<string> =>
  await cloud.call(operation, input).then(
    () => '',
    error => `${error.code}: ${error.message}`,
  )

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:f'
test('a function that begins with a version is answered by its own ARN', () => {
  expect(made).toMatchObject({ FunctionArn: ARN, Version: '1' })
})

const WHOLE =
  'InvalidParameterValueException: This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.'
const NO_LATEST = 'InvalidParameterValueException: We currently do not support adding policies for $LATEST.'
const ONE_AT_LEAST =
  'InvalidParameterValueException: You must specify at least one of error handling or destination setting.'
const reserve = { ReservedConcurrentExecutions: 1 }
const grant = { StatementId: 's', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' }

test.each([
  ['PutFunctionConcurrency', { FunctionName: 'f:1', ...reserve }, WHOLE],
  ['PutFunctionConcurrency', { FunctionName: `${ARN}:live`, ...reserve }, WHOLE],
  ['PutFunctionConcurrency', { FunctionName: ARN, ...reserve }, ''],
  ['GetFunctionConcurrency', { FunctionName: 'f:1' }, WHOLE],
  ['DeleteFunctionConcurrency', { FunctionName: 'f:$LATEST' }, WHOLE],
  ['AddPermission', { FunctionName: 'f:$LATEST', ...grant }, NO_LATEST],
  ['AddPermission', { FunctionName: 'f', Qualifier: '$LATEST', ...grant }, NO_LATEST],
  ['AddPermission', { FunctionName: 'f', ...grant }, ''],
  ['AddPermission', { FunctionName: 'f:1', ...grant }, ''],
  ['AddPermission', { FunctionName: 'f', Qualifier: 'live', ...grant }, ''],
  ['AddPermission', { FunctionName: 'f:2', ...grant }, `ResourceNotFoundException: Function not found: ${ARN}:2`],
  [
    'RemovePermission',
    { FunctionName: 'f', StatementId: 'none' },
    'ResourceNotFoundException: Statement none is not found in resource policy.',
  ],
  ['PutFunctionEventInvokeConfig', { FunctionName: 'f' }, ONE_AT_LEAST],
  ['PutFunctionEventInvokeConfig', { FunctionName: 'f:live', MaximumRetryAttempts: 0 }, ''],
  ['UpdateFunctionEventInvokeConfig', { FunctionName: 'f:live' }, ONE_AT_LEAST],
  [
    'DeleteFunction',
    { FunctionName: 'f', Qualifier: 'live' },
    'InvalidParameterValueException: Deletion of aliases is not currently supported.',
  ],
  [
    'DeleteFunction',
    { FunctionName: 'f', Qualifier: '$LATEST' },
    'InvalidParameterValueException: $LATEST version cannot be deleted without deleting the function.',
  ],
  [
    'DeleteFunction',
    { FunctionName: 'f:1' },
    'ResourceConflictException: Unable to delete version because the following aliases reference it: [live]',
  ],
])('%s of %j', async (operation, input, expected) => {
  expect(await answer(operation, input)).toBe(expected)
})

test('a function without a policy has no statement to remove', async () => {
  await createFunction(cloud, 'g', 'exports.handler = async () => 1')
  expect(await answer('RemovePermission', { FunctionName: 'g', StatementId: 's' })).toBe(
    'ResourceNotFoundException: No policy is associated with the given resource.',
  )
})
