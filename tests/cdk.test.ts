// The CDK's own command line over the local cloud, where it is installed: bootstrap, the first deployment of a stack with assets and a REST API, diff,
// hotswap and destroy. It is no dependency of this repository: `npm install --no-save aws-cdk`, or CDK=/path/to/cdk.

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type LocalCloud, startLocalCloud } from '../local/local-cloud.ts'
import { runProgram } from './support/command-line.ts'
import { root } from './support/repository.ts'

const folders = [join(root, 'node_modules/.bin'), ...(process.env.PATH ?? '').split(delimiter)]
const cdk = process.env.CDK ?? folders.map(folder => join(folder, 'cdk')).find(existsSync)
const withCdk = cdk === undefined ? test.skip : test

let cloud: LocalCloud
let folder: string
const bugs: string[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cdk-'))
  if (cdk !== undefined)
    cloud = await startLocalCloud({ stateFolder: join(folder, 'state'), port: 0, onBug: bug => bugs.push(bug) })
})
afterAll(async () => {
  await cloud?.stop()
  rmSync(folder, { recursive: true, force: true })
  expect(bugs).toEqual([])
})

const APP = `
import { createRequire } from 'node:module'
const load = createRequire(${JSON.stringify(join(root, 'package.json'))})
const { App, Stack } = load('aws-cdk-lib')
const { Code, Function, Runtime } = load('aws-cdk-lib/aws-lambda')
const { Cors, LambdaRestApi } = load('aws-cdk-lib/aws-apigateway')
const stack = new Stack(new App(), 'Hello')
const handler = new Function(stack, 'Fn', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromAsset('fn') })
new LambdaRestApi(stack, 'Api', { handler, defaultCorsPreflightOptions: { allowOrigins: Cors.ALL_ORIGINS } })
`

const says = (word: string): void =>
  writeFileSync(
    join(folder, 'app/fn/index.js'),
    `exports.handler = async ({ path }) => ({ statusCode: 200, body: '${word} ' + path })\n`,
  )

/** @throws Error with all that it printed */
const run = async (...args: readonly string[]): Promise<string> => {
  const { exitCode, output } = await runProgram(cdk ?? '', [...args, '--no-notices'], join(folder, 'app'), {
    PATH: folders.join(delimiter),
    HOME: folder,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: cloud.credentials.secretAccessKey,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
  }).ended
  if (exitCode !== 0) throw new Error(`cdk ${args.join(' ')} exits with ${exitCode}:\n${output}`)
  return output
}

withCdk('a new stack by default `cdk deploy`, and all that comes before and after it', async () => {
  mkdirSync(join(folder, 'app/fn'), { recursive: true })
  writeFileSync(join(folder, 'app/app.mjs'), APP)
  writeFileSync(join(folder, 'app/cdk.json'), JSON.stringify({ app: 'node app.mjs', versionReporting: false }))
  says('hello')
  expect(await run('bootstrap')).toMatch(/bootstrapped/)
  const deployed = await run('deploy', '--require-approval', 'never')
  const [, url = ''] = /(http:\/\/127\.0\.0\.1:\d+\/execute-api\/\w+\/prod)/.exec(deployed) ?? []
  expect(await (await fetch(`${url}/some/where`)).text()).toBe('hello /some/where')
  const preflight = await fetch(`${url}/some/where`, { method: 'OPTIONS' })
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
  says('hot')
  expect(await run('diff')).toMatch(/AWS::Lambda::Function/)
  await run('deploy', '--hotswap')
  expect(await (await fetch(url)).text()).toBe('hot /')
  says('again')
  await run('deploy', '--require-approval', 'never')
  expect(await (await fetch(url)).text()).toBe('again /')
  expect(await run('destroy', '--force')).toMatch(/destroyed/)
})
