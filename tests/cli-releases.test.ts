// npm start with a pipeline: releases that go on, fail, are rejected and interrupted.

import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
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
