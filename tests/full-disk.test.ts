// A disk that takes nothing more: one sentence for the person, an error of AWS's for a client, and no stack trace for anybody.
// The disks are real ones of a few kilobytes (tmpfs), which Linux gives to whoever may have a mount namespace of their own.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram, serviceWithPipeline } from './support/command-line.ts'
import { root } from './support/repository.ts'

const folder = mkdtempSync(join(tmpdir(), 'local-cloud-full-disk-'))
const disk = join(folder, 'disk')
mkdirSync(disk)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The shell runs `script` where `disk` is a disk of so many kilobytes; `$@` is the command. */
const onDisk = (kilobytes: number, script: string, command: readonly string[], cwd = root) => {
  const mount = `mount -t tmpfs -o size=${kilobytes}k none "$0" && ${script}`
  const rights = process.getuid?.() === 0 ? '-m' : '-rm'
  return runProgram('unshare', [rights, 'sh', '-c', mount, disk, ...command], cwd).ended
}

const isThere =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none "$0"', disk]).status === 0
const where = isThere ? test : test.skip
const cli = (...args: string[]) => [process.execPath, join(root, 'local/cli.mjs'), 'start', '--port', '0', ...args]
const stackTrace = /^ +at |node:internal/m

describe('a person reads one sentence', () => {
  let repository: string
  beforeAll(() => {
    repository = serviceWithPipeline(join(folder, 'service')).folder
  })
  const state = () => ['--exit', '--state', join(disk, 'state')]

  where('on a disk that is read-only', async () => {
    expect(await onDisk(64, 'mount -o remount,ro "$0" && exec "$@"', cli(...state()), repository)).toEqual({
      exitCode: 1,
      output: `${join(disk, 'state')} cannot be made there; choose another folder with --state\n`,
    })
    const script = 'mkdir "$0/state" && mount -o remount,ro "$0" && exec "$@"'
    expect(await onDisk(64, script, cli(...state()), repository)).toEqual({
      exitCode: 1,
      output: `${join(disk, 'state/lock.json')} cannot be written; it is on a disk that is read-only: choose another folder with --state\n`,
    })
  })

  where.each([4, 8, 12])('on a disk of %i KB, which is full at once', async kilobytes => {
    expect(await onDisk(kilobytes, 'exec "$@"', cli(...state()), repository)).toEqual({
      exitCode: 1,
      output: `${join(disk, 'state')} cannot be written; the disk is full: free some space, and start again\n`,
    })
  })

  where.each([
    [
      64,
      /^the pipeline could not be synthesized: .*\/state\/cdk\.out cannot be written; the disk is full: free some space, and start again$/m,
    ],
    [
      600,
      /^.*\/state\/events\.jsonl can no longer be written \(ENOSPC.*start again: what was kept until now is taken up$/m,
    ],
    [1200, /the disk is full: free some space, and start again$|No space left on device|can no longer be written/m],
  ])('on a disk of %i KB, which fills up on the way', async (kilobytes, sentence) => {
    const { exitCode, output } = await onDisk(kilobytes, 'exec "$@"', cli(...state()), repository)
    expect(exitCode).toBe(1)
    expect(output).toMatch(sentence)
    expect(output).not.toMatch(stackTrace)
  })
})

where('a client hears that the service is unavailable, and why; what needs no disk goes on', async () => {
  const program = [process.execPath, join(root, 'tests/support/on-full-disk.ts'), disk]
  const { exitCode, output } = await onDisk(2048, 'exec "$@"', program)
  expect({ exitCode, stackTrace: stackTrace.test(output), output }).toMatchObject({ exitCode: 0, stackTrace: false })
  const refused = (message: RegExp) => ({
    name: 'ServiceUnavailable',
    status: 503,
    message: expect.stringMatching(message),
  })
  const keepsNothing = /^The local cloud cannot carry this out: .*events\.jsonl can no longer be written/
  expect(JSON.parse(output.split('\n').find(line => line.startsWith('{')) ?? '{}')).toEqual({
    before: 'carried out',
    object: refused(/^The local cloud cannot carry this out: .* cannot be written; the disk is full: free some space/),
    objectAfter: 'carried out',
    role: refused(keepsNothing),
    roleAfter: refused(keepsNothing),
    read: 'carried out',
    lost: [expect.stringContaining('events.jsonl can no longer be written')],
  })
})
