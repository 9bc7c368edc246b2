import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { type Check, CheckFailed } from './check.ts'
import { type Reporter, testStage } from './test-stage.ts'
import { type Fault, standIn } from './testing/stand-in.ts'

const jobId = '11111111-2222-4333-8444-555555555555'

function recorder(): { reports: unknown[]; reporter: Reporter } {
  const reports: unknown[] = []
  return {
    reports,
    reporter: {
      succeeded: async (...report) => void reports.push(['succeeded', ...report]),
      failed: async (...report) => void reports.push(['failed', ...report]),
    },
  }
}

async function run(
  checks: Check[],
  { fault, outputs, left = 300_000 }: { fault?: Fault; outputs?: object; left?: number } = {},
) {
  const service = await standIn(fault)
  const { reports, reporter } = recorder()
  const event = { jobId, stage: 'Beta', outputs: outputs ?? { ApiUrl: service.url } }
  await testStage(event, { checks, reporter, executionId: 'request-1', millisecondsLeft: () => left }).finally(
    service.close,
  )
  return reports
}

const passes: Check = { name: 'passes', run: async () => {} }
const asks: Check = { name: 'GET /time', run: async api => (await api.ask('GET', '/time')).expectStatus(200) }
const fails: Check = { name: 'fails', run: () => Promise.reject(new CheckFailed('GET /x answered 500, expected 200')) }
const throws: Check = {
  name: 'GET /y',
  run: () => {
    throw new TypeError('x is not a function')
  },
}
const never: Check = { name: 'GET /slow', run: () => new Promise(() => {}) }

test('all passed: one success with a summary', async () => {
  expect(await run([passes, asks])).toEqual([
    ['succeeded', jobId, expect.stringMatching(/^2 of 2 checks passed in \d+\.\d s$/), 'request-1'],
  ])
})

test.each([
  ['a check that fails', [passes, fails], '1 of 2 checks failed: GET /x answered 500, expected 200'],
  [
    'two checks that fail',
    [fails, fails, passes],
    '2 of 3 checks failed: GET /x answered 500, expected 200; GET /x answered 500, expected 200',
  ],
  ['a check with a bug', [throws], '1 of 1 checks failed: GET /y: x is not a function'],
  ['no checks at all', [], 'there are no checks, so nothing was tested; put some into test-app/src/checks.ts'],
])('%s: one failure that says so', async (_what, checks, message) => {
  expect(await run(checks)).toEqual([['failed', jobId, message, 'request-1']])
})

test('a check that never ends is stopped, and the others still count', async () => {
  expect(await run([never, passes], { left: 10_200 })).toEqual([
    [
      'failed',
      jobId,
      expect.stringMatching(/^1 of 2 checks failed: GET \/slow was not done after 0\.\d+ s$/),
      'request-1',
    ],
  ])
})

test('no more than four checks run at a time, and each has its outcome in its place', async () => {
  let running = 0
  const most: number[] = []
  const counts = Array.from(
    { length: 25 },
    (_, index): Check => ({
      name: `check ${index}`,
      run: async api => {
        running += 1
        most.push(running)
        await api.ask('GET', '/time')
        running -= 1
        if (index % 10 === 3) throw new CheckFailed(`check ${index} failed`)
      },
    }),
  )
  expect(await run(counts)).toEqual([
    ['failed', jobId, '3 of 25 checks failed: check 3 failed; check 13 failed; check 23 failed', 'request-1'],
  ])
  expect(Math.max(...most)).toBe(4)
})

test.each([
  [429, {}, /answered 429, expected 200 \(throttled: more requests at once/],
  [
    500,
    { 'x-amzn-errortype': 'InternalServerErrorException' },
    /answered 500, expected 200 \(API Gateway's own Internal/,
  ],
  [500, {}, /answered 500, expected 200$/],
])('an answer of %s with %j says who gave it', async (status, headers, message) => {
  const fault: Fault = answer => ({ ...answer, status, headers: { ...answer.headers, ...headers } })
  expect(await run([asks], { fault })).toEqual([['failed', jobId, expect.stringMatching(message), 'request-1']])
})

test('a failure message is cut at what CodePipeline takes', async () => {
  const long: Check = { name: 'long', run: () => Promise.reject(new CheckFailed('x'.repeat(6000))) }
  const [report] = await run([long])
  expect((report as string[])[2]).toHaveLength(5000)
})

test.each([
  ['missing', {}, 'not there'],
  ['no URL', { ApiUrl: 'beta' }, '"beta"'],
  ['not for HTTP', { ApiUrl: 'file:///etc/passwd' }, '"file:///etc/passwd"'],
])('an ApiUrl that is %s fails the job', async (_what, outputs, given) => {
  const message = `the stack's output ApiUrl is ${given}, expected an https URL; app-sam.yaml should have it under Outputs`
  expect(await run([passes], { outputs })).toEqual([['failed', jobId, message, 'request-1']])
})

test('an event without outputs fails the job too', async () => {
  const { reports, reporter } = recorder()
  await testStage({ jobId }, { checks: [passes], reporter, executionId: 'r', millisecondsLeft: () => 300_000 })
  expect(reports).toEqual([['failed', jobId, expect.stringContaining('ApiUrl is not there'), 'r']])
})

test.each([[undefined], [null], ['text'], [{}], [{ jobId: 1 }], [{ jobId: '' }]])(
  'the event %j, without a job, is thrown back',
  async event => {
    const { reports, reporter } = recorder()
    const test = testStage(event, { checks: [passes], reporter, executionId: 'r', millisecondsLeft: () => 300_000 })
    await expect(test).rejects.toThrow('the event has no jobId')
    expect(reports).toEqual([])
  },
)

test('a stage that cannot be reached fails the job with the reason', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  const [report] = await run([passes], { outputs: { ApiUrl: `http://127.0.0.1:${port}` }, left: 10_500 })
  expect(report).toEqual(['failed', jobId, expect.stringMatching(/cannot be reached: .*ECONNREFUSED/), 'request-1'])
})

test("API Gateway's own refusal is not the application's: the stage is not reachable yet", async () => {
  const fault: Fault = () => ({
    status: 403,
    headers: { 'x-amzn-errortype': 'ForbiddenException' },
    body: { message: 'Forbidden' },
  })
  const [report] = await run([passes], { fault, left: 10_500 })
  expect(report).toEqual([
    'failed',
    jobId,
    expect.stringContaining('API Gateway answers 403 (ForbiddenException)'),
    'request-1',
  ])
})

test("the application's own 500 is not waited out", async () => {
  const fault: Fault = answer => ({ ...answer, status: 500 })
  expect(await run([asks], { fault })).toEqual([
    ['failed', jobId, '1 of 1 checks failed: GET /time answered 500, expected 200', 'request-1'],
  ])
})

test('a report that CodePipeline refuses is thrown: Lambda then tells the report function', async () => {
  const service = await standIn()
  const refusing: Reporter = {
    ...recorder().reporter,
    succeeded: () => Promise.reject(new Error('InvalidJobStateException')),
  }
  const event = { jobId, outputs: { ApiUrl: service.url } }
  const test = testStage(event, {
    checks: [asks],
    reporter: refusing,
    executionId: 'r',
    millisecondsLeft: () => 300_000,
  })
  await expect(test).rejects.toThrow('InvalidJobStateException')
  service.close()
})
