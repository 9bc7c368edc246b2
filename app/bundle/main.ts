// Bundles the function so that it starts fast: app/dist/index.cjs, and beside it what is seldom needed (or into the folder, and from the entry, given as
// arguments). The same source makes the same bytes and so the same package key: an unchanged function is not deployed again.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { withCodeCache } from './code-cache.ts'
import { firstEvent } from './first-event.ts'
import { lateFile, lateModules, loadLate, shorten } from './loaded-late.ts'
import { cutZoneData } from './zone-data.ts'

const app = join(import.meta.dirname, '..')
const folder = process.argv[2] ?? join(app, 'dist')
const express = dirname(createRequire(import.meta.url).resolve('express'))

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const [late, code] = await Promise.all([
  bundle({
    stdin: { contents: lateModules, resolveDir: join(express, 'lib') },
    minifyIdentifiers: true,
    plugins: [shorten],
  }),
  bundle({ entryPoints: [process.argv[3] ?? 'src/lambda.ts'], plugins: [loadLate, cutZoneData] }),
])
writeFileSync(join(folder, lateFile), late) // first: the function may need it for the event that fills its code cache
writeFileSync(join(folder, 'index.cjs'), withCodeCache(code, firstEvent, folder))

async function bundle(input: BuildOptions): Promise<string> {
  const { outputFiles = [] } = await build({
    absWorkingDir: app,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true, // names stay, for stack traces that can be read
    legalComments: 'none',
    tsconfigRaw: { compilerOptions: { strict: true } }, // not the repository's file, whose next edit has nothing to do with this function
    write: false,
    ...input,
  })
  return outputFiles[0]?.text ?? ''
}
