// Builds the three packages that the function's benchmark compares.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { buildSync } from 'esbuild'

export const repository = join(import.meta.dirname, '..')

/** The file that holds the handler, alone with its package in a folder. */
export interface Packages {
  ours: string
  raw: string
  of2016: string
}

export function buildPackages(folder: string): Packages {
  return { ours: ours(join(folder, 'ours')), raw: raw(join(folder, 'raw')), of2016: of2016(join(folder, 'of2016')) }
}

function ours(folder: string): string {
  const made = spawnSync(process.execPath, [join(repository, 'app/bundle/main.ts'), folder], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  return join(folder, 'index.cjs')
}

// The least that answers the same: no routes, no errors, no log. It keeps its formatters, as a careful author would.
function raw(folder: string): string {
  const source = `
const formatters = new Map()
function formatter(timeZone) {
  let known = formatters.get(timeZone)
  if (known === undefined) {
    known = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    formatters.set(timeZone, known)
  }
  return known
}
exports.handler = async ({ path }) => {
  const timeZone = path.slice('/time/'.length)
  const epochMilliseconds = Date.now()
  const body = JSON.stringify({ timeZone, iso: formatter(timeZone).format(epochMilliseconds), epochMilliseconds })
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body }
}
`
  mkdirSync(folder)
  writeFileSync(join(folder, 'index.cjs'), source)
  return join(folder, 'index.cjs')
}

/** The same source, compiled file by file, beside all of node_modules that it depends on. */
function of2016(folder: string): string {
  const source = join(repository, 'app/src')
  const files = readdirSync(source).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  buildSync({
    entryPoints: files.map(name => join(source, name)),
    outdir: folder,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
  })
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/require\("(\.\/[\w-]+)\.ts"\)/g, 'require("$1.js")'))
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}')
  copyDependencies(join(repository, 'app'), join(folder, 'node_modules'), new Set())
  return join(folder, 'lambda.js')
}

function copyDependencies(owner: string, target: string, done: Set<string>): void {
  const { dependencies = {} } = JSON.parse(readFileSync(join(owner, 'package.json'), 'utf8'))
  for (const name of Object.keys(dependencies)) {
    const folder = join(repository, 'node_modules', name)
    if (done.has(name)) continue
    done.add(name)
    cpSync(folder, join(target, name), { recursive: true })
    copyDependencies(folder, target, done)
  }
}

/** The bytes of a folder as a zip: each file deflated, and its two headers. */
export function zipSize(folder: string): number {
  const sizes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => statSync(join(folder, name)).isFile())
    .map(name => deflateRawSync(readFileSync(join(folder, name))).length + 30 + 46 + 2 * Buffer.byteLength(name))
  return sizes.reduce((sum, size) => sum + size, 22)
}
