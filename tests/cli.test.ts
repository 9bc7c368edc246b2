// What the command line says to input that it cannot use: what was given, what was expected, what to change; and that nothing was lost.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli, runProgram } from './support/command-line.ts'
import { type Repository, root, smallService } from './support/repository.ts'

let folder: string
let repository: Repository
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-cloud-cli-'))
  repository = smallService(join(folder, 'service'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const start = (...args: string[]) => runCli(['start', '--port', '0', ...args], repository.folder).ended
const stateFolder = () => join(repository.folder, '.local-cloud')

test.each([
  [['bogus'], "there is no command 'bogus'; there are start, env and help"],
  [['start', '--nope'], "Unknown option '--nope'; npm start -- --help shows what there is"],
  [['start', 'now'], "'now' is more than start takes; npm start -- --help shows what there is"],
  [['start', '--port', '99999'], "--port should be a number from 0 to 65535, got '99999'"],
  [['start', '--approve', '--reject'], '--approve and --reject contradict each other; give one of them'],
])('%j is refused before anything starts', async (args, message) => {
  expect(await runCli(args, repository.folder).ended).toEqual({ exitCode: 2, output: `${message}\n` })
  expect(existsSync(stateFolder())).toBe(false)
})

test('help is an answer, not an error', async () => {
  const { exitCode, output } = await runCli(['--help'], repository.folder).ended
  expect(exitCode).toBe(0)
  expect(output).toContain('npm start -- --approve')
})

test('a folder without a repository', async () => {
  const plain = join(folder, 'plain')
  mkdirSync(plain)
  expect(await runCli(['start'], plain).ended).toEqual({
    exitCode: 1,
    output: `${plain} is not a git repository; a pipeline releases commits, so run 'git init', commit, and start again\n`,
  })
})

test('a repository without a commit', async () => {
  rmSync(join(repository.folder, '.git'), { recursive: true })
  repository.git('init', '--quiet')
  const { exitCode, output } = await start()
  expect(exitCode).toBe(1)
  expect(output).toContain('has no commit yet; a pipeline releases commits, so commit first and start again')
})

test('a folder inside a repository', async () => {
  const inside = join(repository.folder, 'app')
  const { exitCode, output } = await runCli(['start'], inside).ended
  expect(exitCode).toBe(1)
  expect(output).toContain(`${inside} is a folder inside the git repository ${repository.folder}`)
})

test('a machine without git', async () => {
  const { exitCode, output } = await runCli(['start'], repository.folder, { PATH: folder }).ended
  expect({ exitCode, output }).toEqual({
    exitCode: 1,
    output: 'git was not found on the PATH; install git (https://git-scm.com) and run the same command again\n',
  })
})

test('a Node.js that is too old: nothing is installed', async () => {
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } })`
  const args = ['--import', `data:text/javascript,${encodeURIComponent(old)}`, join(root, 'install.mjs')]
  expect(await runProgram(process.execPath, args, folder).ended).toEqual({
    exitCode: 1,
    output:
      'Node.js 18.20.4 is too old to start: 20 or newer is needed. Install a newer one from https://nodejs.org and run the same command again.\n',
  })
})

test('a commit without its files, or with broken ones: all is said at once, and nothing was started', async () => {
  repository.git('rm', '--quiet', 'test-sam.yaml')
  repository.commit('break', {
    'buildspec.yml': 'version: 0.2\nphases:\n  build:\n    commands: npm test\n  deploy:\n    commands: [x]\n',
    'app-sam.yaml': repository
      .read('app-sam.yaml')
      .replace('ApiUrl:', 'Url:')
      .replace('  Api:\n', '  Api:\n    typ: x\n'),
  })
  const { exitCode, output } = await start()
  expect(exitCode).toBe(1)
  expect(output).toMatch(/^commit [0-9a-f]{7} cannot be released:\n/)
  expect(output).toContain('  buildspec.yml:4: phases.build.commands should be a list of strings')
  expect(output).toContain('  buildspec.yml:5: phases.deploy')
  expect(output).toContain('app-sam.yaml: Outputs should have ApiUrl (start_tests hands it to the integration tests)')
  expect(output).toContain('  test-sam.yaml is missing at the top of the repository')
  expect(existsSync(stateFolder())).toBe(false)
})

test('a template that is no YAML is named with file and line', async () => {
  repository.commit('break', { 'app-sam.yaml': 'Resources:\n  Api: [\n' })
  const { exitCode, output } = await start()
  expect(exitCode).toBe(1)
  expect(output).toMatch(/ {2}app-sam\.yaml:[23]: /)
})

test('a port that is taken: --fresh has removed nothing', async () => {
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const port = typeof address === 'object' ? address?.port : 0
  mkdirSync(stateFolder())
  writeFileSync(join(stateFolder(), 'events.jsonl'), '')
  const { exitCode, output } = await runCli(['start', '--fresh', '--port', `${port}`], repository.folder).ended
  await new Promise(resolve => taken.close(resolve))
  expect({ exitCode, output }).toEqual({
    exitCode: 1,
    output: `port ${port} is taken by another program; choose another one with --port (0 takes a free one)\n`,
  })
  expect(readdirSync(stateFolder())).toEqual(['events.jsonl'])
})

test('a state folder that another process uses', async () => {
  mkdirSync(stateFolder())
  writeFileSync(join(stateFolder(), 'lock.json'), JSON.stringify({ pid: process.pid, endpoint: 'http://127.0.0.1:1' }))
  const { exitCode, output } = await start()
  expect(exitCode).toBe(1)
  expect(output).toContain(`is in use by process ${process.pid}, a local cloud at http://127.0.0.1:1; stop that one`)
})

test('--fresh does not empty a folder of something else', async () => {
  const { exitCode, output } = await start('--fresh', '--state', 'app')
  expect(exitCode).toBe(1)
  expect(output).toContain('holds other things (dist) and no state of a local cloud')
  expect(existsSync(join(repository.folder, 'app/dist'))).toBe(true)
})

test('a damaged log is named with file and line, and is left as it is', async () => {
  mkdirSync(stateFolder())
  const log = join(stateFolder(), 'events.jsonl')
  writeFileSync(join(stateFolder(), 'secret'), Buffer.alloc(32))
  writeFileSync(log, 'garbage\n')
  const { exitCode, output } = await start()
  expect({ exitCode, output }).toEqual({
    exitCode: 1,
    output: `${log}: line 1 is not the beginning of a log, so the state cannot be rebuilt; restore the state folder from a copy, or begin with an empty one: npm start -- --fresh\n`,
  })
  expect(readdirSync(stateFolder()).sort()).not.toContain('lock.json')
})

test('env without a local cloud', async () => {
  expect(await runCli(['env'], repository.folder).ended).toEqual({
    exitCode: 1,
    output: `no local cloud runs over ${stateFolder()}; start one with npm start\n`,
  })
})

test('a pipeline that cannot be synthesized: what the synthesis says', async () => {
  mkdirSync(join(repository.folder, 'pipeline'))
  writeFileSync(
    join(repository.folder, 'pipeline/main.ts'),
    "console.error('serviceName is too long')\nprocess.exit(3)\n",
  )
  const { exitCode, output } = await start()
  expect(exitCode).toBe(1)
  expect(output).toContain(
    "the pipeline could not be synthesized ('npm run synth' fails in the same way):\n  serviceName is too long\n",
  )
  expect(existsSync(join(stateFolder(), 'lock.json'))).toBe(false)
})
