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

  test('variables and the folder last from one command to the next, and are exported', async () => {
    expect(await shell.run("x='a b'; mkdir sub && cd sub")).toBe(0)
    expect(await shell.run('sh -c \'echo "$x from $(basename "$PWD")"\'; cd - > /dev/null; basename "$OLDPWD"')).toBe(0)
    expect(output).toBe('a b from sub\nsub\n')
  })

  test('functions and what the shell was set to do not last', async () => {
    expect(await shell.run('f() { echo lost; }; set -e')).toBe(0)
    expect(await shell.run('f; false; echo on')).toBe(0)
    expect(output).toMatch(/f: .*not found\non\n$/)
  })

  test('the exit status is that of the last command of the item', async () => {
    expect(await shell.run('false; true')).toBe(0)
    expect(await shell.run('sh -c "exit 7"')).toBe(7)
  })

  test('a command that ends its shell leaves nothing to the next one', async () => {
    expect(await shell.run('export kept=yes')).toBe(0)
    expect(await shell.run('mkdir sub; cd sub; kept=no; echo bye; exit 3')).toBe(3)
    expect(await shell.run('set -e; kept=no; false; echo never')).toBe(1)
    expect(await shell.run('echo "$kept $CODEBUILD_LAST_EXIT"; test ! -e ../sub')).toBe(0)
    expect(output).toBe('bye\nyes 0\n')
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

  test('set -x is for one command', async () => {
    await shell.run('set -x; echo one')
    expect(output).toContain('+ echo one\none\n')
    output = ''
    await shell.run('echo two')
    expect(output).toBe('two\n')
  })
})

test('arrays do not last', async () => {
  await open('bash')
  expect(await shell.run('LIST=(one two); TEXT=one')).toBe(0)
  expect(await shell.run('test "${LIST[1]:-lost}" = lost && test "$TEXT" = one')).toBe(0)
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
  const text = 'one\n\0MARK0\0two \0 three\0MARK12\0'
  for (let size = 1; size <= text.length; size++) {
    let seen = ''
    const read = markReader(
      'MARK',
      chunk => (seen += chunk),
      status => (seen += `[${status}]`),
    )
    for (let at = 0; at < text.length; at += size) read(Buffer.from(text.slice(at, at + size)))
    expect(seen).toBe('one\n[0]two \0 three[12]')
  }
})
