import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { standIn } from './src/testing/stand-in.ts'

const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
const first = bundle('first')
const second = bundle('second')
afterAll(() => rmSync(folder, { recursive: true }))

function bundle(name: string): string {
  const made = spawnSync(process.execPath, [join(__dirname, 'bundle.ts'), join(folder, name)], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  return join(folder, name, 'index.cjs')
}

test('the same source makes the same bytes', () => {
  expect(readFileSync(first).equals(readFileSync(second))).toBe(true)
})

test('the bundled function tests a stage and tells CodePipeline', async () => {
  const calls: unknown[] = []
  const codePipeline = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    calls.push([request.headers['x-amz-target'], JSON.parse(body)])
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}')
  })
  await new Promise<void>(resolve => codePipeline.listen(0, '127.0.0.1', resolve))
  codePipeline.unref() // a test that fails before it closes the server must not keep the test run from ending
  const service = await standIn()

  const jobId = '11111111-2222-4333-8444-555555555555'
  const program = join(folder, 'program.cjs')
  const event = JSON.stringify({ jobId, stage: 'Beta', outputs: { ApiUrl: `${service.url}/` } })
  const context = `{ awsRequestId: 'request-1', getRemainingTimeInMillis: () => 300000 }`
  writeFileSync(
    program,
    `const { handler } = require(${JSON.stringify(first)})
    if (handler.length !== 2) throw new Error('nodejs24.x takes two parameters')
    handler(${event}, ${context})`,
  )
  const run = spawn(process.execPath, [program], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(codePipeline.address() as AddressInfo).port}`,
    },
  })
  const code = await new Promise(resolve => run.on('exit', resolve))
  service.close()
  codePipeline.close()

  expect(code).toBe(0)
  const summary = expect.stringMatching(/^(\d+) of \1 checks passed in \d+\.\d s$/)
  const executionDetails = { summary, externalExecutionId: 'request-1', percentComplete: 100 }
  expect(calls).toEqual([['CodePipeline_20150709.PutJobSuccessResult', { jobId, executionDetails }]])
})
