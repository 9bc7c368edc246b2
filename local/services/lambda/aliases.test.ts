// Aliases: where they lead, and what they may not say.

import { createFunction, invoke, logsPort } from '../../../tests/support/lambda/functions.ts'
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

describe('aliases', () => {
  beforeEach(async () => {
    await createFunction(cloud, 'f', answering('one'), { Publish: true })
    await cloud.call('UpdateFunctionCode', { FunctionName: 'f', ZipFile: await zip('two'), Publish: true })
    await cloud.call('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '1' })
  })

  test('an alias leads to its version, and can move', async () => {
    expect(await invoke(cloud, `${ARN}:live`)).toMatchObject({ result: 'one', ExecutedVersion: '1' })
    await cloud.call('UpdateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '2' })
    expect(await invoke(cloud, 'f:live')).toMatchObject({ result: 'two', ExecutedVersion: '2' })
    expect(await cloud.call('ListAliases', { FunctionName: 'f' })).toMatchObject({
      Aliases: [{ AliasArn: `${ARN}:live`, Name: 'live', FunctionVersion: '2' }],
    })
  })

  test.each([
    [0, 'one'],
    [1, 'two'],
  ])('a weight of %d leads to version %s', async (weight, result) => {
    await cloud.call('UpdateAlias', {
      FunctionName: 'f',
      Name: 'live',
      RoutingConfig: { AdditionalVersionWeights: { '2': weight } },
    })
    expect((await invoke(cloud, 'f:live')).result).toBe(result)
  })

  test.each([
    [
      'CreateAlias',
      { Name: 'live', FunctionVersion: '1' },
      'ResourceConflictException',
      `Alias already exists: ${ARN}:live`,
    ],
    ['CreateAlias', { Name: 'new', FunctionVersion: '9' }, 'ResourceNotFoundException', `Function not found: ${ARN}:9`],
    ['CreateAlias', { Name: '12', FunctionVersion: '1' }, 'ValidationException', "at 'name'"],
    ['GetAlias', { Name: 'none' }, 'ResourceNotFoundException', `Cannot find alias arn: ${ARN}:none`],
    [
      'DeleteFunction',
      { Qualifier: '1' },
      'ResourceConflictException',
      'Unable to delete version because the following aliases reference it: [live]',
    ],
    ['UpdateAlias', { Name: 'live', RevisionId: 'old' }, 'PreconditionFailedException', 'RevisionId'],
  ])('%s of %j is refused', async (operation, input, code, message) => {
    await expect(cloud.call(operation, { FunctionName: 'f', ...input })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    })
  })
})
