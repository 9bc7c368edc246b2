import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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

test('the bundled function tests a stage and tells CodePipeline the result, whatever its checks are', async () => {
  const calls: unknown[] = []
  const codePipeline = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    calls.push([request.headers['x-amz-target'], JSON.parse(body)])
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}')
  })
  await new Promise<void>(resolve => codePipeline.listen(0, '127.0.0.1', resolve))
  codePipeline.unref() // a test that fails before it closes the server must not keep the test run from ending
  const stage = createServer((_, response) => response.end())
  await new Promise<void>(resolve => stage.listen(0, '127.0.0.1', resolve))
  stage.unref()

  const jobId = '11111111-2222-4333-8444-555555555555'
  const program = join(folder, 'program.cjs')
  const event = JSON.stringify({ jobId, stage: 'Beta', outputs: { ApiUrl: urlOf(stage) } })
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
      AWS_ENDPOINT_URL: urlOf(codePipeline),
    },
  })
  const code = await new Promise(resolve => run.on('exit', resolve))
  stage.close()
  codePipeline.close()

  expect(code).toBe(0)
  const result = expect.stringMatching(/^CodePipeline_20150709\.PutJob(Success|Failure)Result$/)
  expect(calls).toEqual([[result, expect.objectContaining({ jobId })]])
  expect(JSON.stringify(calls)).toMatch(/\d+ of \d+ checks (passed|failed)/)
})

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
