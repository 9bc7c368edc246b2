// serverless-offline 13, the alternative for local APIs: the same handler behind it. It is installed once, in a folder of the machine's
// temporary folder; it is no dependency of this repository.
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { endWithUs, temporaryFolder } from '../temporary.ts'

const packages = ['serverless@3.40.0', 'serverless-offline@13.9.0']

export interface Competitor {
  readonly url: string
  stop(): Promise<void>
}

/** @throws Error when it cannot be installed or does not answer */
export const startServerlessOffline = async (): Promise<Competitor> => {
  const installed = await install()
  const folder = temporaryFolder('serverless-offline')
  const [port, lambdaPort, websocketPort] = [await freePort(), await freePort(), await freePort()]
  writeFileSync(join(folder, 'index.js'), handler)
  writeFileSync(join(folder, 'serverless.yml'), configuration)
  symlinkSync(join(installed, 'node_modules'), join(folder, 'node_modules'))
  const program = join(installed, 'node_modules/serverless/bin/serverless.js')
  const ports = ['--httpPort', port, '--lambdaPort', lambdaPort, '--websocketPort', websocketPort].map(String)
  const child = spawn(process.execPath, [program, 'offline', 'start', '--host', '127.0.0.1', ...ports], {
    cwd: folder,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, HOME: folder, SLS_TRACKING_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
  })
  endWithUs(child)
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const url = `http://127.0.0.1:${port}/hello`
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  if (!(await answers(url))) {
    await stop()
    throw new Error('it does not answer')
  }
  return { url, stop }
}

const install = async (): Promise<string> => {
  const folder = join(tmpdir(), `bench-serverless-offline-13-${userInfo().uid}`)
  if (existsSync(join(folder, 'installed'))) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { mode: 0o700 })
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', '--loglevel=error']
  await promisify(execFile)('npm', ['install', ...options, ...packages], { cwd: folder, timeout: 180_000 })
  writeFileSync(join(folder, 'installed'), '')
  return folder
}

// As bench/api/local-api.ts has it.
const handler = `exports.handler = async () => ({ statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: '{"hello":"world"}' })`

const configuration = `service: bench
frameworkVersion: '3'
provider: { name: aws, runtime: nodejs20.x, region: us-east-1 }
plugins: [serverless-offline]
custom: { serverless-offline: { noPrependStageInUrl: true, reloadHandler: false } }
functions:
  hello:
    handler: index.handler
    events: [{ http: { method: get, path: hello } }]
`

const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Asks until it answers, for a minute at most. */
const answers = async (url: string): Promise<boolean> => {
  for (let attempt = 0; attempt < 240; attempt += 1) {
    const status = await fetch(url).then(
      async response => {
        await response.text()
        return response.status
      },
      () => 0,
    )
    if (status === 200) return true
    await new Promise(resolve => setTimeout(resolve, 250))
  }
  return false
}
