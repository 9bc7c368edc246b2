// What nodejs24.x functions get and what becomes of their answers and errors: real processes, real zips.

import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { createFunction, invoke, logsPort } from '../../../tests/support/lambda/functions.ts'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { lambda } from './index.ts'

let cloud: TestRuntime
const logs = logsPort()

beforeAll(() => {
  // Below this repository's packages, so that a function which finds them shows.
  const stateFolder = mkdtempSync(join(import.meta.dirname, '../../../node_modules/.functions-'))
  cloud = testRuntime([lambda, logs.service], { stateFolder })
})
afterAll(async () => {
  await cloud.close()
  expect(cloud.bugs).toEqual([])
})

describe('handlers', () => {
  test.each([
    [
      'an async CommonJS handler',
      { 'index.js': 'exports.handler = async e => ({ got: e.n })' },
      'index.handler',
      { got: 7 },
    ],
    ['a synchronous one', { 'index.js': 'exports.handler = e => e.n + 1' }, 'index.handler', 8],
    ['an ES module', { 'index.mjs': 'export const handler = async e => [e.n]' }, 'index.handler', [7]],
    [
      'a .js ES module by package.json',
      { 'package.json': '{"type":"module"}', 'index.js': 'export const handler = e => e.n' },
      'index.handler',
      7,
    ],
    ['a .cjs file', { 'index.cjs': 'exports.handler = e => e.n' }, 'index.handler', 7],
    ['a handler in a folder', { 'src/app.js': 'exports.run = e => e.n' }, 'src/app.run', 7],
    ['a nested export', { 'index.js': 'exports.a = { b: e => e.n }' }, 'index.a.b', 7],
    ['an answer of nothing', { 'index.js': 'exports.handler = async () => {}' }, 'index.handler', null],
  ])('%s', async (_, files, Handler, expected) => {
    const name = uniqueName()
    await createFunction(cloud, name, files, { Handler })
    expect(await invoke(cloud, name, { n: 7 })).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      result: expected,
    })
  })

  test.each([
    ['throws', 'exports.handler = async () => { throw new TypeError("no") }', 'TypeError', 'no'],
    ['rejects with text', 'exports.handler = () => Promise.reject("no")', 'string', 'no'],
    [
      'has a callback',
      'exports.handler = (e, c, callback) => callback(null, 1)',
      'Runtime.CallbackHandlerDeprecated',
      'callback-based',
    ],
    ['is not there', 'exports.other = 1', 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
    ['is not code', 'exports.handler = (', 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
    ['needs what is not packed', 'require("left-out")', 'Runtime.ImportModuleError', "Cannot find module 'left-out'"],
    [
      'needs what only this repository has',
      'require("yazl")',
      'Runtime.ImportModuleError',
      "Cannot find module 'yazl'",
    ],
    [
      'streams its answer',
      'exports.handler = awslambda.streamifyResponse(async (event, stream) => stream.end("x"))',
      'Runtime.StreamingNotCarriedOut',
      'response streaming is not carried out by the local cloud',
    ],
    ['fails while it starts', 'throw new RangeError("early")', 'RangeError', 'early'],
    ['exits', 'exports.handler = () => process.exit(3)', 'Runtime.ExitError', 'exit status 3'],
    ['never settles', 'exports.handler = () => new Promise(() => {})', 'Runtime.NodeJsExit', 'never settled'],
    [
      'rejects beside its answer',
      'exports.handler = () => new Promise(() => { Promise.reject(new Error("lost")) })',
      'Runtime.UnhandledPromiseRejection',
      'Error: lost',
    ],
    ['answers what JSON cannot say', 'exports.handler = () => 1n', 'Runtime.MarshalError', 'BigInt'],
    [
      'answers too much',
      'exports.handler = () => "x".repeat(6291560)',
      'Function.ResponseSizeTooLarge',
      'exceeded maximum allowed payload size (6291556 bytes)',
    ],
  ])('a function that %s has failed', async (_, code, errorType, message) => {
    const name = uniqueName()
    await createFunction(cloud, name, code)
    const { FunctionError, result } = await invoke(cloud, name)
    expect({ FunctionError, result }).toMatchObject({
      FunctionError: 'Unhandled',
      result: { errorType, errorMessage: expect.stringContaining(message) },
    })
  })

  test('an error carries its trace', async () => {
    await createFunction(cloud, 'traced', 'exports.handler = async () => { throw new Error("deep") }')
    const { result } = await invoke(cloud, 'traced')
    expect(result).toMatchObject({
      errorType: 'Error',
      errorMessage: 'deep',
      trace: expect.arrayContaining(['Error: deep', expect.stringContaining('index.js:1')]),
    })
  })

  test('an ES module may not import what only this repository has, but may import the AWS SDK', async () => {
    await createFunction(cloud, 'imports', {
      'index.mjs': `export const handler = async ({ name }) => Object.keys(await import(name)).length > 0`,
    })
    expect(await invoke(cloud, 'imports', { name: '@aws-sdk/client-lambda' })).toMatchObject({ result: true })
    expect(await invoke(cloud, 'imports', { name: 'yazl' })).toMatchObject({
      result: { errorMessage: expect.stringContaining("Cannot find package 'yazl'") },
    })
  })

  test('the AWS SDK can be required', async () => {
    await createFunction(
      cloud,
      'requires',
      `const { LambdaClient } = require('@aws-sdk/client-lambda'); exports.handler = () => typeof LambdaClient`,
    )
    expect(await invoke(cloud, 'requires')).toMatchObject({ result: 'function' })
  })
})

describe('limits', () => {
  test('a function that takes longer than its timeout is ended, and the next invocation gets a new process', async () => {
    await createFunction(
      cloud,
      'slow',
      'const own = require("node:crypto").randomUUID(); exports.handler = e => (e.hang ? new Promise(() => setInterval(() => {}, 1000)) : own)',
      { Timeout: 1 },
    )
    const first = await invoke(cloud, 'slow')
    const hung = await invoke(cloud, 'slow', { hang: true }, { LogType: 'Tail' })
    expect(hung).toMatchObject({
      FunctionError: 'Unhandled',
      result: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 1.00 seconds$/),
      },
    })
    expect(hung.log).toContain('Task timed out after 1.00 seconds')
    expect(hung.log).toContain('Status: timeout')
    expect((await invoke(cloud, 'slow')).result).not.toBe(first.result)
  })

  test('the time counts from the end of the start, also for the first invocation', async () => {
    // The function counts its own time: a start may take ten seconds more than the timeout, and a busy machine only makes it count less.
    const code = 'exports.handler = () => new Promise(() => setInterval(() => console.log("tick"), 250))'
    await createFunction(cloud, 'slow-at-once', code, { Timeout: 1 })
    const { log } = await invoke(cloud, 'slow-at-once', {}, { LogType: 'Tail' })
    expect(log).toContain('Task timed out')
    expect([...(log ?? '').matchAll(/tick/g)].length).toBeLessThan(20)
  })

  test('a function that holds more memory than it has is ended', async () => {
    await createFunction(
      cloud,
      'greedy',
      'const kept = []; exports.handler = () => new Promise(() => setInterval(() => kept.push(Buffer.alloc(2e7, 1)), 5))',
      { Timeout: 20 },
    )
    expect(await invoke(cloud, 'greedy')).toMatchObject({
      FunctionError: 'Unhandled',
      result: { errorType: 'Runtime.ExitError' },
    })
  })
})

test('a warm process is used again, and knows the deadline', async () => {
  await createFunction(
    cloud,
    'warm',
    'let n = 0; exports.handler = (e, c) => ({ n: ++n, left: c.getRemainingTimeInMillis(), id: c.awsRequestId, arn: c.invokedFunctionArn })',
  )
  await invoke(cloud, 'warm')
  const { result } = await invoke(cloud, 'warm')
  const { n, left, id, arn } = result as { n: number; left: number; id: string; arn: string }
  expect({ n, arn }).toEqual({ n: 2, arn: 'arn:aws:lambda:us-east-1:000000000000:function:warm' })
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThanOrEqual(60_000)
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
})

test('the environment is clean: Lambda’s variables, the role’s credentials and the function’s own', async () => {
  process.env.OF_THE_USERS_SHELL = 'secret'
  await createFunction(cloud, 'environment', 'exports.handler = () => process.env', {
    Environment: { Variables: { COLOR: 'green' } },
    MemorySize: 256,
  })
  const { result } = await invoke(cloud, 'environment')
  delete process.env.OF_THE_USERS_SHELL
  expect(result).toMatchObject({
    COLOR: 'green',
    _HANDLER: 'index.handler',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'ASIATESTTESTTESTTEST',
    AWS_LAMBDA_FUNCTION_NAME: 'environment',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    TZ: ':UTC',
  })
  expect(Object.keys(result as object).filter(name => /^(OF_|HOME|npm|JEST|_LOCAL)/.test(name))).toEqual([])
})

describe('logs', () => {
  test('console entries stand between START and REPORT, also those with several lines', async () => {
    await createFunction(
      cloud,
      'chatty',
      'exports.handler = () => { console.log("a\\nb", { c: 1 }); process.stdout.write("plain\\n"); console.error("bad") }',
    )
    const { log } = await invoke(cloud, 'chatty', {}, { LogType: 'Tail' })
    const id = /START RequestId: (\S+) Version: \$LATEST/.exec(log)?.[1]
    expect(log).toMatch(new RegExp(`\\t${id}\\tINFO\\ta\\nb \\{ c: 1 \\}`))
    expect(log).toMatch(new RegExp(`\\t${id}\\tERROR\\tbad`))
    expect(log).toContain('plain\n')
    expect(log).toMatch(
      new RegExp(
        `END RequestId: ${id}\\nREPORT RequestId: ${id}\\tDuration: [\\d.]+ ms\\tBilled Duration: \\d+ ms\\tMemory Size: 128 MB\\tMax Memory Used: \\d+ MB\\tInit Duration: [\\d.]+ ms`,
      ),
    )
    await cloud.runtime.idle()
    expect(logs.lines('/aws/lambda/chatty').join('\n')).toContain('plain')
  })

  test('in JSON, at the level that was asked for, in the group that was named', async () => {
    const LoggingConfig = { LogFormat: 'JSON', ApplicationLogLevel: 'WARN', LogGroup: '/custom/group' }
    await createFunction(
      cloud,
      'structured',
      'exports.handler = () => { console.info("hidden"); console.warn({ seen: true }) }',
      { LoggingConfig },
    )
    await invoke(cloud, 'structured')
    await cloud.runtime.idle()
    const entries = logs.lines('/custom/group').map(line => JSON.parse(line))
    expect(entries).toMatchObject([
      { type: 'platform.start' },
      { level: 'WARN', message: { seen: true } },
      { type: 'platform.report', record: { status: 'success' } },
    ])
  })
})

let names = 0
const uniqueName = (): string => `function-${++names}`
