// What every npm script begins with, and a machine on which the installation does not go its way.

import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './support/repository.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-cloud-install-'))
  for (const file of ['install.mjs', 'package-lock.json']) cpSync(join(root, file), join(folder, file))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the installation with this script as npm, as the leader of a process group, as a terminal has it. */
const install = (npm: string) => {
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 })
  const env = { PATH: `${folder}:${process.env.PATH}` }
  const child = spawn(process.execPath, ['install.mjs'], { cwd: folder, env, detached: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output += chunk
    })
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  return { child, ended, output: () => output }
}

test('Ctrl-C waits for npm, which takes back what it did', async () => {
  const { child, ended, output } = install(
    "trap 'sleep 0.5; echo taken back > done; exit 1' INT\necho at work\nwhile :; do sleep 0.05; done",
  )
  child.stdout.once('data', () => process.kill(-(child.pid ?? 0), 'SIGINT'))
  expect(await ended).toBe(1)
  expect(readFileSync(join(folder, 'done'), 'utf8')).toBe('taken back\n')
  expect(output()).toContain('Nothing was started.')
})

test('a machine with the right Node.js of its own does not run the one that a package brought', async () => {
  const { ended } = install('mkdir -p node_modules/.bin && touch node_modules/.bin/node')
  expect(await ended).toBe(0)
  expect(existsSync(join(folder, 'node_modules/.bin/node'))).toBe(process.versions.node.split('.')[0] !== '24')
  expect(existsSync(join(folder, 'node_modules/.installed'))).toBe(true)
})

test('what npm says of a failure is shown, and it is tried again the next time', async () => {
  const { ended, output } = install('echo "npm error 503" >&2; exit 1')
  expect(await ended).toBe(1)
  expect(output()).toContain('npm error 503\nnpm ci failed; its messages are above. Nothing was started.\n')
  expect(existsSync(join(folder, 'node_modules/.installed'))).toBe(false)
})
