// Custom runtimes: a bootstrap that speaks the Runtime API over HTTP, in whatever language; here Node.js with its own HTTP client.

import { bootstrapZip, createFunction, invoke, logsPort } from '../../../tests/support/lambda/functions.ts'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { lambda } from './index.ts'

let cloud: TestRuntime
beforeAll(() => {
  cloud = testRuntime([lambda, logsPort().service])
})
afterAll(async () => {
  await cloud.close()
  expect(cloud.bugs).toEqual([])
})

const LOOP = `#!${process.execPath}
const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime'
const post = (path, body, headers = {}) => fetch(base + path, { method: 'POST', body, headers })
const main = async () => {
  for (;;) {
    const next = await fetch(base + '/invocation/next')
    const id = next.headers.get('lambda-runtime-aws-request-id')
    const event = await next.json()
    if (event.fail) await post('/invocation/' + id + '/error', JSON.stringify({ errorType: 'Custom', errorMessage: 'on purpose' }), { 'Lambda-Runtime-Function-Error-Type': 'Custom' })
    else if (event.stream) await fetch(base + '/invocation/' + id + '/response', { method: 'POST', duplex: 'half', body: new ReadableStream({ start(c) { c.enqueue(Buffer.from('{"chunked":')); c.enqueue(Buffer.from('true}')); c.close() } }) })
    else if (event.wrong) { const { status } = await post('/invocation/other/response', '1'); await post('/invocation/' + id + '/response', String(status)) }
    else await post('/invocation/' + id + '/response', JSON.stringify({ got: event, arn: next.headers.get('lambda-runtime-invoked-function-arn'), left: Number(next.headers.get('lambda-runtime-deadline-ms')) > Date.now() }))
  }
}
main()
`

test('a bootstrap answers, fails, streams, and is told of a request id that is not its own', async () => {
  const Code = { ZipFile: await bootstrapZip(LOOP) }
  await createFunction(cloud, 'custom', '', { Runtime: 'provided.al2023', Handler: 'any', Code })
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:custom'
  expect(await invoke(cloud, 'custom', { a: 1 })).toMatchObject({ result: { got: { a: 1 }, arn, left: true } })
  expect(await invoke(cloud, 'custom', { fail: true })).toMatchObject({
    FunctionError: 'Unhandled',
    result: { errorType: 'Custom', errorMessage: 'on purpose' },
  })
  expect((await invoke(cloud, 'custom', { stream: true })).result).toEqual({ chunked: true })
  expect((await invoke(cloud, 'custom', { wrong: true })).result).toBe(400)
})

test('a zip without a bootstrap fails as Runtime.InvalidEntrypoint', async () => {
  await createFunction(cloud, 'empty', 'not a bootstrap', { Runtime: 'provided.al2023' })
  expect(await invoke(cloud, 'empty')).toMatchObject({
    FunctionError: 'Unhandled',
    result: { errorType: 'Runtime.InvalidEntrypoint' },
  })
})

test('a bootstrap that cannot start says so', async () => {
  const Code = { ZipFile: await bootstrapZip('#!/bin/sh\necho "no way" >&2\nexit 7\n') }
  await createFunction(cloud, 'broken', '', { Runtime: 'provided.al2023', Code })
  const { result, log } = await invoke(cloud, 'broken', {}, { LogType: 'Tail' })
  expect(result).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringContaining('exit status 7'),
  })
  expect(log).toContain('no way')
})
