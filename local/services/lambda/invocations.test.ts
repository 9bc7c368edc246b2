// How functions are invoked: how many at a time, for how long, and by whom.

import { createFunction, invoke, logsPort } from '../../../tests/support/lambda/functions.ts'
import { openNotebook } from '../../../tests/support/lambda/notebook.ts'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { ServiceError } from '../../core/errors.ts'
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

describe('concurrency', () => {
  test('a reserved concurrency of 0 throttles every invocation', async () => {
    await createFunction(cloud, 'f', answering('one'))
    await cloud.call('PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 0 })
    await expect(invoke(cloud, 'f')).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      status: 429,
      members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    })
    await cloud.call('DeleteFunctionConcurrency', { FunctionName: 'f' })
    expect((await invoke(cloud, 'f')).result).toBe('one')
  })

  test('one more than reserved is throttled, and there is room again afterwards', async () => {
    await createFunction(
      cloud,
      'f',
      'exports.handler = async () => { await new Promise(resolve => setTimeout(resolve, 100)); return 1 }',
    )
    await cloud.call('PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 2 })
    const all = await Promise.allSettled([invoke(cloud, 'f'), invoke(cloud, 'f'), invoke(cloud, 'f')])
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect((await invoke(cloud, 'f')).result).toBe(1)
  })

  test('functions that wait for each other get processes of their own', async () => {
    const notebook = await openNotebook()
    await createFunction(
      cloud,
      'f',
      `
      ${notebook.note}
      const own = require('node:crypto').randomUUID()
      exports.handler = async () => {
        for (let together = await note(own); together !== true; together = await note(own)) await new Promise(resolve => setTimeout(resolve, 5))
        return own
      }`,
      { Timeout: 30 },
    )
    const watch = setInterval(() => {
      if (new Set(notebook.notes).size === 8) notebook.answer = true
    }, 1)
    const all = await Promise.all(Array.from({ length: 8 }, () => invoke(cloud, 'f')))
    clearInterval(watch)
    notebook.close()
    expect(new Set(all.map(({ result }) => result)).size).toBe(8)
  })

  test('100 must be left to the others', async () => {
    await createFunction(cloud, 'f', answering('one'))
    await expect(
      cloud.call('PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 901 }),
    ).rejects.toMatchObject({ message: expect.stringContaining('minimum value of [100]') })
  })
})

test('a process that is not used for five minutes ends', async () => {
  await createFunction(cloud, 'f', 'const own = require("node:crypto").randomUUID(); exports.handler = async () => own')
  const { result: first } = await invoke(cloud, 'f')
  cloud.clock.advance(5 * 60_000 - 1)
  expect((await invoke(cloud, 'f')).result).toBe(first)
  cloud.clock.advance(5 * 60_000)
  await cloud.runtime.idle()
  expect((await invoke(cloud, 'f')).result).not.toBe(first)
})

describe('invocation', () => {
  test('a dry run only says that one may', async () => {
    await createFunction(cloud, 'f', answering('one'))
    expect(await invoke(cloud, 'f', {}, { InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 })
  })

  test('a payload that is no JSON is refused', async () => {
    await createFunction(cloud, 'f', answering('one'))
    await expect(cloud.call('Invoke', { FunctionName: 'f', Payload: Buffer.from('{') })).rejects.toMatchObject({
      code: 'InvalidRequestContentException',
    })
  })

  test('it asks for the version or alias that is named', async () => {
    await createFunction(cloud, 'f', answering('one'), { Publish: true })
    await invoke(cloud, 'f', {}, { Qualifier: '1' })
    expect(cloud.asked.at(-1)?.access).toMatchObject({ action: 'lambda:InvokeFunction', resource: `${ARN}:1` })
  })

  test('a deleted function is gone with all its parts', async () => {
    await createFunction(cloud, 'f', answering('one'), { Publish: true })
    await cloud.call('DeleteFunction', { FunctionName: 'f' })
    await expect(invoke(cloud, 'f:1')).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
    expect(await cloud.call('ListFunctions')).toEqual({ Functions: [] })
  })

  test('after a restart everything is there again', async () => {
    await createFunction(cloud, 'f', answering('one'), { Publish: true, Environment: { Variables: { COLOR: 'red' } } })
    await cloud.call('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '1' })
    const before = await cloud.call('GetFunction', { FunctionName: 'f' })
    cloud = await cloud.restart()
    expect(await cloud.call('GetFunction', { FunctionName: 'f' })).toEqual(before)
    expect((await invoke(cloud, 'f:live')).result).toBe('one')
  })
})
