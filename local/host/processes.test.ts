import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { startProcess } from './processes.ts'

const run = (script: string, control = false) => {
  let output = ''
  const heard: (() => void)[] = []
  const child = startProcess('/bin/sh', ['-c', script], {
    cwd: tmpdir(),
    env: { PATH: '/usr/bin:/bin', ONLY: 'this' },
    control,
    onOutput: chunk => {
      output += chunk
      for (const listener of heard.splice(0)) listener()
    },
  })
  return { child, output: () => output, heard: () => new Promise<void>(resolve => heard.push(resolve)) }
}

/** A zombie that nobody has collected yet does not run any more. */
const isRunning = (pid: number): boolean =>
  /^[^Z\s]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim())

test('gives back output of both kinds and the exit code', async () => {
  const { child, output } = run('echo out; echo err >&2; exit 7')
  expect(await child.ended).toEqual({ exitCode: 7, signal: null })
  expect(output().split('\n').sort()).toEqual(['', 'err', 'out'])
})

test('the child has the environment it was given and no other', async () => {
  process.env.LEAK = 'leaked'
  const { child, output } = run('env | sort')
  await child.ended
  delete process.env.LEAK
  expect(output()).toContain('ONLY=this\n')
  expect(output()).not.toContain('LEAK')
})

test('a command that is not there is an ending, not an exception', async () => {
  const child = startProcess('/no/such/command', [], { cwd: tmpdir(), env: {}, onOutput: () => {} })
  expect((await child.ended).failure).toContain('ENOENT')
})

test('stopping ends what the process started, even when it ignores SIGTERM', async () => {
  const { child, output, heard } = run("trap '' TERM; sleep 300 & echo $!; wait; sleep 300")
  await heard()
  const sleeper = Number(output())
  const ending = await child.stop(50)
  expect(ending.signal).toBe('SIGKILL')
  expect(isRunning(sleeper)).toBe(false)
})

test('a process that is left behind does not keep the ending away, and ends with stop', async () => {
  const { child, output } = run('sleep 300 & echo $!')
  expect(await child.ended).toEqual({ exitCode: 0, signal: null })
  expect(isRunning(Number(output()))).toBe(true)
  await child.stop(50)
  expect(isRunning(Number(output()))).toBe(false)
})

test('the control pipe is file descriptor 3 of the child', async () => {
  const { child, output } = run('read line <&3; echo "heard $line"', true)
  child.control?.end('hello\n')
  await child.ended
  expect(output()).toBe('heard hello\n')
})
