// Custom runtimes: a bootstrap that speaks the Runtime API over HTTP, in whatever language; here Node.js with its own HTTP client.

import { Buffer } from 'node:buffer'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFunction, invoke, logsPort } from '../../../tests/support/lambda/functions.ts'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { zipFolder } from '../../host/zip.ts'
import { lambda } from './index.ts'

let cloud: TestRuntime
beforeAll(() => {
  cloud = testRuntime([lambda, logsPort().service])
})
afterAll(async () => {
  await cloud.close()
  expect(cloud.bugs).toEqual([])
})

/** A zip whose bootstrap may be executed. */
const bootstrapZip = async (script: string): Promise<Uint8Array> => {
  const folder = await mkdtemp(join(tmpdir(), 'bootstrap-'))
  try {
    await writeFile(join(folder, 'bootstrap'), script, { mode: 0o755 })
    expect(statSync(join(folder, 'bootstrap')).mode & 0o111).not.toBe(0)
    await zipFolder(folder, [{ path: 'bootstrap', name: 'bootstrap' }], `${folder}/zip`)
    return Buffer.from(readFileSync(`${folder}/zip`))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

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
