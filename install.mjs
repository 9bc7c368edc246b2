// Installs what package-lock.json names, once: every npm script runs this first, so that a fresh clone needs no other step.
// Plain JavaScript for the machine's own Node.js (20 or newer): the pinned Node.js is one of the things it installs.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const oldest = 20
// That of Lambda's nodejs24.x. A machine that has it runs on its own, and on nothing that a package brought.
const wanted = 24
const major = Number(process.versions.node.split('.')[0])
if (major < oldest) {
  console.error(
    `Node.js ${process.versions.node} is too old to start: ${oldest} or newer is needed. Install a newer one from https://nodejs.org and run the same command again.`,
  )
  process.exit(1)
}

const lock = createHash('sha256')
  .update(readFileSync(new URL('package-lock.json', import.meta.url)))
  .digest('hex')
const stamp = new URL('node_modules/.installed', import.meta.url)
const pinned = new URL('node_modules/.bin/node', import.meta.url)
const isOwn = major === wanted && !process.execPath.startsWith(fileURLToPath(new URL('node_modules/', import.meta.url)))
// Where the machine's own was taken and is another one now, everything is installed again.
const withOwn = `${lock} with the machine's own Node.js`
const done = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
if (done !== lock && !(done === withOwn && isOwn)) {
  console.error('Installing what package-lock.json names (npm ci); this happens once ...')
  // Ctrl-C reaches npm too, which takes back what it did: this process waits for that, so that no npm is at work when the next one starts.
  const wait = () => {}
  process.on('SIGINT', wait)
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: new URL('.', import.meta.url),
    stdio: ['ignore', 'inherit', 'inherit'],
    // npm hands its own settings to its scripts; those that point at one package would misdirect the installation.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)_/.test(name))),
  })
  process.off('SIGINT', wait)
  if (status !== 0) {
    console.error('npm ci failed; its messages are above. Nothing was started.')
    process.exit(1)
  }
  if (isOwn) rmSync(pinned, { force: true })
  writeFileSync(stamp, isOwn ? withOwn : lock)
  const compile = new URL('local/compile.mjs', import.meta.url)
  const node = isOwn ? process.execPath : fileURLToPath(pinned)
  if (existsSync(compile)) spawnSync(node, [fileURLToPath(compile)], { stdio: ['ignore', 'ignore', 'inherit'] })
}
