// What a process that is killed leaves running: nothing where it is isolated, and nothing after the next start elsewhere.

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeIsolated } from '../../../tests/support/isolated.ts'
import { type Notebook, openNotebook } from '../../../tests/support/lambda/notebook.ts'
import { startProcess } from '../processes.ts'
import { endLeftovers, noteGroup } from './leftovers.ts'

let folder: string
let notes: string
let notebook: Notebook
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'leftovers-'))
  notes = join(folder, 'notes')
  mkdirSync(notes)
  notebook = await openNotebook()
})
afterEach(() => {
  notebook.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A process that starts another one, isolated or not, which speaks for ever; it is killed as soon as that one has been heard. */
const killedParent = async (isolates: boolean, shell: string): Promise<void> => {
  const host = (name: string) => JSON.stringify(join(import.meta.dirname, name))
  const script = `${notebook.note}; setInterval(() => note(1), 20)`
  const program = `
    const { startProcess } = await import(${host('../processes.ts')})
    const { isolate } = await import(${host('command.ts')})
    const { isolation } = await import(${host('detect.ts')})
    const plain = { program: '/bin/sh', parameters: ['-c', ${JSON.stringify(shell)}, 'x', process.execPath, ${JSON.stringify(script)}], env: {}, cwd: '/' }
    const view = { readable: [process.execPath.slice(0, process.execPath.lastIndexOf('/'))].map(path => ({ at: path, from: path })), writable: [], hidden: [] }
    const command = ${isolates} ? isolate(plain, view, (await isolation()).machine, ${JSON.stringify(join(folder, 'sandbox'))}) : plain
    startProcess(command.program, command.parameters, { ...command, notes: ${JSON.stringify(notes)}, onOutput: () => {} })
    setInterval(() => {}, 1000)`
  mkdirSync(join(folder, 'sandbox'), { recursive: true })
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
  while (notebook.notes.length === 0) await new Promise(resolve => setImmediate(resolve))
  parent.kill('SIGKILL')
}

const DIRECTLY = 'exec "$1" -e "$2"'
const AND_LEAVES_IT = '"$1" -e "$2" & exit'

describeIsolated('a process that is isolated', () => {
  test.each([DIRECTLY, '"$1" -e "$2" & wait', 'setsid "$1" -e "$2" & wait'])(
    'dies with its parent: %s',
    async shell => {
      await killedParent(true, shell)
      await notebook.alone()
    },
  )
})

test.each([DIRECTLY, AND_LEAVES_IT])('what a killed parent left running ends with the next start: %s', async shell => {
  await killedParent(false, shell)
  expect(readdirSync(notes)).toHaveLength(1)
  endLeftovers(notes)
  await notebook.alone()
  expect(readdirSync(notes)).toEqual([])
})

test('a process that has the number of a noted one by now goes on', async () => {
  const other = startProcess('/bin/sh', ['-c', 'exec sleep 60'], { cwd: '/', env: {}, onOutput: () => {} })
  const pid = other.pid ?? 0
  noteGroup(notes, pid)
  writeFileSync(join(notes, String(pid)), 'another boot 00000000000000000001')
  endLeftovers(notes)
  expect(process.kill(pid, 0)).toBe(true)
  await other.stop()
})

test('what is stopped is noted no longer', async () => {
  const child = startProcess('/bin/sh', ['-c', 'exec sleep 60'], { cwd: '/', env: {}, notes, onOutput: () => {} })
  expect(readdirSync(notes)).toEqual([String(child.pid)])
  await child.stop()
  expect(readdirSync(notes)).toEqual([])
})
