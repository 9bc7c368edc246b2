// Fills the cache once, after the installation, so that the first local cloud too does without what removes the types: it would keep some
// 25 MB of memory for as long as it runs. Loads what cli.ts loads late, and what that loads late.
import './compile-cache.mjs'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const exclude = ['**/*.test.ts', 'testing/**', 'conformance/**']
for (const file of globSync('**/*.ts', { cwd: import.meta.dirname, exclude })) {
  const path = join(import.meta.dirname, file)
  for (const [, late = ''] of readFileSync(path, 'utf8').matchAll(/\bimport\('(\.[^']+\.ts)'\)/g))
    await import(join(dirname(path), late))
}
// The command line itself works when it is loaded: it says how it is used.
process.argv.push('help')
await import('./cli.ts')
