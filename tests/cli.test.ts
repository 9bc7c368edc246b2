// What the command line says to input that it cannot use: what was given, what was expected, what to change; and that nothing was lost.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { personsEnvironment, runCli, runProgram, serviceWithPipeline } from './support/command-line.ts'
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
const contentsOf = (path: string) => readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()

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

describe('with the pipeline of the template', () => {
  beforeEach(() => {
    repository = serviceWithPipeline(join(folder, 'complete'))
  })

  test('a rejected release ends with 1; a commit that is in Prod is not released again; what is gone is damage', async () => {
    writeFileSync(join(repository.folder, 'notes.txt'), 'not committed')
    const rejected = await start('--reject', '--exit')
    expect(rejected.output).toContain('1 uncommitted file is left out: HEAD is what is released')
    expect(rejected.output).toMatch(
      /✘ Prod\/Approve Rejected by arn:aws:iam::000000000000:user\/administrator: Rejected at the terminal/,
    )
    expect(rejected.exitCode).toBe(1)

    const approved = await start('--approve', '--exit')
    expect(approved.output).toContain('was pushed before and did not reach Prod: it is released again.')
    expect(approved.output).toMatch(
      /Prod +http:\/\/127\.0\.0\.1:\d+\/execute-api\/\w+\/prod\n\nThey answer while a local cloud runs; npm start without --exit serves them again\.\n$/,
    )
    expect(approved.exitCode).toBe(0)

    const again = await start('--approve', '--exit')
    expect(again.output).toContain('is in Prod already: there is nothing to release.')
    expect(again.exitCode).toBe(0)

    const whole = contentsOf(stateFolder())
    for (const [part, said] of [
      ['lambda', / is damaged: lambda\/code\/[0-9a-f]{64}, .* are missing; restore the state folder from a copy, or /],
      ['codecommit', / is damaged: codecommit\/TimeService\.git\/HEAD, .* are missing; restore the state folder /],
      ['secret', / is damaged: secret is missing; restore the state folder /],
    ] as const) {
      const aside = join(folder, 'aside')
      renameSync(join(stateFolder(), part), aside)
      const damaged = await start('--approve', '--exit')
      expect(damaged.output).toMatch(said)
      expect(damaged.output.trim()).not.toContain('\n')
      expect(damaged.exitCode).toBe(1)
      expect(existsSync(join(stateFolder(), part))).toBe(false)
      renameSync(aside, join(stateFolder(), part))
    }
    truncateSync(join(stateFolder(), 'secret'), 20)
    const { output, exitCode } = await start('--approve', '--exit')
    expect(output).toContain('secret is damaged: it should hold a key of 32 bytes and holds 20 bytes; restore')
    expect(exitCode).toBe(1)
    expect(contentsOf(stateFolder())).toEqual(whole)
  })

  test('a failed build: the end of its output, its phase and exit code; exit code 1', async () => {
    repository.commit('break', {
      'buildspec.yml': 'version: 0.2\nphases:\n  build:\n    commands:\n      - echo seventeen problems; exit 3\n',
    })
    const { exitCode, output } = await start('--approve', '--exit')
    expect(exitCode).toBe(1)
    expect(output).toContain('  │ seventeen problems\n')
    expect(output).toMatch(/✘ Build\/Build failed: .*Phase: BUILD.*exit status 3/)
  })

  test('interrupted while it builds, it ends at once, leaves no process, and the next start releases the commit again', async () => {
    const quick = repository.read('buildspec.yml')
    repository.commit('wait', {
      'buildspec.yml': quick.replace('commands:', 'commands:\n      - echo waiting; sleep 1234'),
    })
    const first = runCli(['start', '--port', '0', '--approve', '--logs'], repository.folder)
    await first.prints(/│ waiting\n/).finally(() => first.end('SIGINT'))
    const { exitCode, output } = await first.ended
    expect(exitCode).toBe(130)
    expect(output).toContain('Stopped. The state is kept in .local-cloud; npm start takes it up again.')
    expect(existsSync(join(stateFolder(), 'lock.json'))).toBe(false)
    expect(await processesWith('sleep 1234')).toEqual([])

    repository.commit('do not wait', { 'buildspec.yml': quick })
    const second = await start('--approve', '--exit')
    expect(second.output).toMatch(/Prod +http/)
    expect(second.exitCode).toBe(0)
  })

  test('when nobody reads its output any more, it ends in order', async () => {
    const program = `'${process.execPath}' '${join(root, 'local/cli.mjs')}' start --port 0 --approve`
    const script = `{ ${program}; echo "exit code $?" >&2; } | head -1`
    const { output } = await runProgram('bash', ['-c', script], repository.folder).ended
    expect(output).toMatch(/^Local cloud at .*\nexit code 129\n$/)
    expect(existsSync(join(stateFolder(), 'lock.json'))).toBe(false)
  })

  test('env is all that another shell needs: git clones, and pushes what is released next', async () => {
    const local = runCli(['start', '--port', '0', '--approve'], repository.folder)
    try {
      await local.prints(/Serving/)
      const clone = join(folder, 'a "clone" of it')
      const script = `eval "$('${process.execPath}' '${join(root, 'local/cli.mjs')}' env)" || exit 1
        git clone --quiet "$AWS_ENDPOINT_URL/v1/repos/TimeService" '${clone}' && cd '${clone}' &&
        git commit --quiet --allow-empty --message 'From another shell' && git push --quiet origin HEAD:main &&
        cd '${repository.folder}' && git fetch --quiet local && git log -1 --format=%s local/main`
      expect(await runProgram('bash', ['-c', script], repository.folder).ended).toEqual({
        exitCode: 0,
        output: 'From another shell\n',
      })
      await local.prints(/"From another shell": Succeeded/)
    } finally {
      expect((await local.end('SIGTERM')).exitCode).toBe(143)
    }
  })
})

const processesWith = async (command: string): Promise<readonly string[]> => {
  const { output } = await runProgram('ps', ['-eo', 'args'], folder, personsEnvironment).ended
  return output.split('\n').filter(line => line === command)
}
