import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildShell, markReader, openShell } from './shell.ts'

let folder: string
let shell: BuildShell
let output: string

const open = async (program: '/bin/sh' | 'bash'): Promise<void> => {
  folder = mkdtempSync(join(tmpdir(), 'shell-'))
  output = ''
  shell = await openShell({
    program,
    folder: join(folder, 'shell'),
    notes: folder,
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', HOME: folder },
    onOutput: chunk => {
      output += chunk
    },
  })
}

afterEach(async () => {
  await shell.stop(50)
  rmSync(folder, { recursive: true, force: true })
})

describe.each(['/bin/sh', 'bash'] as const)('%s', program => {
  beforeEach(() => open(program))

  test('variables, functions and the folder last from one command to the next', async () => {
    expect(await shell.run('x=\'a b\'; f() { echo "$x from $(basename "$PWD")"; }; mkdir sub && cd sub')).toBe(0)
    expect(await shell.run('f')).toBe(0)
    expect(output).toBe('a b from sub\n')
  })

  test('the exit status is that of the last command of the item', async () => {
    expect(await shell.run('false; true')).toBe(0)
    expect(await shell.run('sh -c "exit 7"')).toBe(7)
  })

  test('a command may end the shell: the next one goes on with what was exported', async () => {
    await shell.run('mkdir sub; cd sub; export kept=yes')
    expect(await shell.run('echo bye; exit 3')).toBe(3)
    expect(await shell.run('echo "$kept $(basename "$PWD")"')).toBe(0)
    expect(output).toBe('bye\nyes sub\n')
  })

  test('set -e ends the shell with the status of what failed', async () => {
    expect(await shell.run('set -e')).toBe(0)
    expect(await shell.run('false; echo not reached')).toBe(1)
    expect(output).toBe('')
  })

  test('a syntax error is a failed command', async () => {
    expect(await shell.run('if true')).not.toBe(0)
    expect(await shell.run('echo on')).toBe(0)
    expect(output).toContain('on\n')
  })

  test('a command that kills its shell is a failed command', async () => {
    expect(await shell.run('kill -9 $$')).not.toBe(0)
    expect(await shell.run('echo on')).toBe(0)
  })

  test('a command that was about to run when the shell was stopped does not begin', async () => {
    expect(await shell.run('true')).toBe(0)
    const status = shell.run('echo begun; sleep 300') // its script is being written now
    await shell.stop(50)
    expect(await status).toBe(143)
    expect(output).toBe('')
  })

  test('settings are variables, and variables are read back', async () => {
    await shell.run('greeting="$greeting, \\"you\\""', { greeting: "it's" })
    expect(await shell.variables(['greeting', 'unset'])).toEqual([`it's, "you"`, ''])
  })

  test('standard input is empty and file descriptor 3 is closed', async () => {
    expect(await shell.run('cat; cat <&3')).not.toBe(0)
  })

  test('set -x shows the commands and nothing of the machinery', async () => {
    await shell.run('set -x')
    await shell.run('echo one')
    expect(output).not.toContain('printf')
  })
})

test('a program that is not there is a failed command', async () => {
  await open('bash')
  await shell.stop()
  shell = await openShell({
    program: 'bash',
    folder: join(folder, 'x'),
    notes: folder,
    cwd: join(folder, 'no'),
    env: {},
    onOutput: () => {},
  })
  expect(await shell.run('true')).toBe(127)
})

test('marks are found however the output is cut', async () => {
  await open('bash')
  const text = 'one\n\0MARKgoes-on0\0two \0 three\0MARKended12\0'
  for (let size = 1; size <= text.length; size++) {
    let seen = ''
    const read = markReader(
      'MARK',
      chunk => (seen += chunk),
      (status, what) => (seen += `[${status} ${what}]`),
    )
    for (let at = 0; at < text.length; at += size) read(Buffer.from(text.slice(at, at + size)))
    expect(seen).toBe('one\n[0 goes-on]two \0 three[12 ended]')
  }
})
