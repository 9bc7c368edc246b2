// Asynchronous invocations: retries on the local cloud's clock, destinations, and what a restart leaves of the queue.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFunction, logsPort } from '../../../tests/support/lambda/functions.ts'
import { type Notebook, openNotebook } from '../../../tests/support/lambda/notebook.ts'
import { type TestRuntime, tester, testRuntime } from '../../../tests/support/test-runtime.ts'
import type { ServiceEvent } from '../../core/event.ts'
import { deliveriesBefore } from '../../wire/door/lineage.ts'
import { verdictOf } from './async-rules.ts'
import { lambda } from './index.ts'
import type { LambdaState } from './state.ts'

describe('what follows an attempt', () => {
  const now = new Date('2026-01-01T01:00:00Z')
  const queued = (attempts = 0, throttles = 0) => ({ queuedAt: '2026-01-01T01:00:00Z', attempts, throttles })
  const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  test.each([
    ['success', queued(), {}, 'succeeded', { next: 'conclude', condition: 'Success' }],
    ['a first failure', queued(), {}, 'failed', { next: 'wait', attempts: 1, throttles: 0, notBefore: inSeconds(60) }],
    [
      'a second failure',
      queued(1),
      {},
      'failed',
      { next: 'wait', attempts: 2, throttles: 0, notBefore: inSeconds(120) },
    ],
    ['a third failure', queued(2), {}, 'failed', { next: 'conclude', condition: 'RetriesExhausted' }],
    [
      'a failure without retries',
      queued(),
      { MaximumRetryAttempts: 0 },
      'failed',
      { next: 'conclude', condition: 'RetriesExhausted' },
    ],
    [
      'a retry that would come too late',
      queued(),
      { MaximumEventAgeInSeconds: 59 },
      'failed',
      { next: 'conclude', condition: 'EventAgeExceeded' },
    ],
    ['no room', queued(1), {}, 'refused', { next: 'wait', attempts: 1, throttles: 1, notBefore: inSeconds(1) }],
    [
      'no room for the tenth time',
      queued(0, 9),
      {},
      'refused',
      { next: 'wait', attempts: 0, throttles: 10, notBefore: inSeconds(300) },
    ],
    ['a function that is gone', queued(), {}, 'gone', { next: 'forget' }],
  ] as const)('%s', (_, waiting, config, outcome, expected) => {
    expect(verdictOf(waiting, { LastModified: 0, ...config }, outcome, now)).toEqual(expected)
  })
})

describe('with real functions', () => {
  let cloud: TestRuntime
  let ended: ServiceEvent[]
  const logs = logsPort()
  let notebook: Notebook
  beforeEach(async () => {
    notebook = await openNotebook()
    open(testRuntime([lambda, logs.service]))
  })
  afterEach(async () => {
    await cloud.close()
    notebook.close()
    expect(cloud.bugs).toEqual([])
  })
  const open = (opened: TestRuntime) => {
    cloud = opened
    ended = []
    cloud.runtime.subscribe(event => {
      if (event.kept?.name === 'InvocationEnded') ended.push(event)
    })
  }
  const send = (FunctionName: string, event: unknown = {}) =>
    cloud.call('Invoke', { FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(event)) })
  const state = () => cloud.runtime.state('lambda') as LambdaState
  const noting = (then: string) => `
    ${notebook.note}
    exports.handler = async (event, context) => {
      const answer = await note([context.awsRequestId, event])
      ${then}
    }`

  test('the answer comes at once: 202 and no payload', async () => {
    await createFunction(cloud, 'f', noting(''))
    expect(await send('f', { a: 1 })).toEqual({ StatusCode: 202 })
    await cloud.runtime.idle()
    expect(notebook.notes).toEqual([[expect.any(String), { a: 1 }]])
    expect(ended).toHaveLength(1)
    expect(readdirSync(join(cloud.stateFolder, 'lambda', 'queue'))).toEqual([])
  })

  test('a function knows how many deliveries led to it, after a retry too, and hands it on', async () => {
    const fails = 'await note(process.env._X_AMZN_TRACE_ID); throw new Error("once more")'
    await createFunction(cloud, 'f', `${notebook.note}\nexports.handler = async () => { ${fails} }`)
    const input = { FunctionName: 'f', InvocationType: 'Event', Payload: Buffer.from('{}') }
    await cloud.runtime.call(tester, 'lambda', 'Invoke', input, { chainLength: 7 })
    await cloud.runtime.idle()
    cloud.clock.advance(60_000)
    await cloud.runtime.idle()
    expect(notebook.notes.map(header => deliveriesBefore(String(header)))).toEqual([7, 7])
  })

  test('a failing function is tried again after one minute and after two more, with the same request id', async () => {
    await createFunction(cloud, 'f', noting('throw new Error("always")'))
    await send('f')
    await cloud.runtime.idle()
    expect(notebook.notes).toHaveLength(1)
    for (const [milliseconds, count] of [
      [59_999, 1],
      [1, 2],
      [119_999, 2],
      [1, 3],
      [3_600_000, 3],
    ] as const) {
      cloud.clock.advance(milliseconds)
      await cloud.runtime.idle()
      expect(notebook.notes).toHaveLength(count)
    }
    expect(new Set(notebook.notes.map(note => JSON.stringify(note))).size).toBe(1)
    expect(ended).toHaveLength(1)
  })

  test('a function hears as destination how another failed, after its retries', async () => {
    await createFunction(cloud, 'watcher', noting(''))
    await createFunction(cloud, 'f', 'exports.handler = async () => { throw new RangeError("bad luck") }')
    const Destination = 'arn:aws:lambda:us-east-1:000000000000:function:watcher'
    await cloud.call('PutFunctionEventInvokeConfig', {
      FunctionName: 'f',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination } },
    })
    await send('f', { jobId: 'j' })
    await cloud.runtime.idle()
    expect(notebook.notes[0]).toEqual([
      expect.any(String),
      {
        version: '1.0',
        timestamp: '2026-01-01T00:00:00.000Z',
        requestContext: {
          requestId: expect.any(String),
          functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST',
          condition: 'RetriesExhausted',
          approximateInvokeCount: 1,
        },
        requestPayload: { jobId: 'j' },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'RangeError', errorMessage: 'bad luck', trace: expect.any(Array) },
      },
    ])
    const invoked = cloud.asked.findLast(
      ({ access }) => access.resource === Destination && access.action === 'lambda:InvokeFunction',
    )
    expect(invoked?.principal).toMatchObject({
      kind: 'session',
      roleArn: 'arn:aws:iam::000000000000:role/function-role',
    })
  })

  test('a function without concurrency is not run; its destination hears so', async () => {
    await createFunction(cloud, 'watcher', noting(''))
    await createFunction(cloud, 'f', noting(''))
    await cloud.call('PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 0 })
    const Destination = 'arn:aws:lambda:us-east-1:000000000000:function:watcher'
    await cloud.call('PutFunctionEventInvokeConfig', {
      FunctionName: 'f',
      DestinationConfig: { OnFailure: { Destination } },
    })
    await send('f')
    await cloud.runtime.idle()
    expect(notebook.notes).toHaveLength(1)
    expect(notebook.notes[0]).toMatchObject([
      expect.any(String),
      {
        requestContext: { condition: 'ZeroReservedConcurrency', approximateInvokeCount: 0 },
      },
    ])
  })

  test('a retry that waits is still due after a restart, and the payload is still there', async () => {
    await createFunction(cloud, 'f', noting('if (answer !== "ready") throw new Error("not yet")'))
    await send('f')
    await cloud.runtime.idle()
    expect(state().queued.size).toBe(1)
    open(await cloud.restart())
    notebook.answer = 'ready'
    cloud.clock.advance(60_000)
    await cloud.runtime.idle()
    expect(notebook.notes).toHaveLength(2)
    expect(state().queued.size).toBe(0)
  })

  test('an invocation that was cut short by a stop is run again after the restart', async () => {
    await createFunction(
      cloud,
      'f',
      noting(`if (answer !== 'ready') await new Promise(resolve => setInterval(resolve, 100_000))`),
      { Timeout: 60 },
    )
    await send('f')
    while (notebook.notes.length === 0) await new Promise(resolve => setImmediate(resolve))
    open(await cloud.restart())
    notebook.answer = 'ready'
    cloud.clock.advance(0)
    await cloud.runtime.idle()
    expect(notebook.notes).toHaveLength(2)
    expect(ended).toHaveLength(1)
  })

  test('payloads and variables never reach the event log', async () => {
    await createFunction(cloud, 'f', noting(''), { Environment: { Variables: { TOKEN: 'the-secret-variable' } } })
    await send('f', { password: 'the-secret-payload' })
    await cloud.runtime.idle()
    const log = readFileSync(join(cloud.stateFolder, 'events.jsonl'), 'utf8')
    expect(log).toContain('InvocationQueued')
    expect(log).not.toContain('the-secret')
  })

  test('more than 1 MB is refused', async () => {
    await createFunction(cloud, 'f', noting(''))
    await expect(send('f', 'x'.repeat(1_048_577))).rejects.toMatchObject({
      code: 'RequestTooLargeException',
      status: 413,
    })
  })
})
