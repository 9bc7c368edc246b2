// Bundles the function into one file that starts fast: app/dist/index.cjs (or the folder given as the argument).
// The same source makes the same bytes and so the same package key: an unchanged function is not deployed again.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { withCodeCache } from './code-cache.ts'
import { firstEvent } from './first-event.ts'
import { leaveOut } from './left-out.ts'
import { cutZoneData } from './zone-data.ts'

const app = join(import.meta.dirname, '..')
const folder = process.argv[2] ?? join(app, 'dist')

const { outputFiles } = await build({
  absWorkingDir: app,
  entryPoints: ['src/lambda.ts'],
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true, // names stay, for stack traces that can be read
  legalComments: 'none',
  tsconfigRaw: { compilerOptions: { strict: true } }, // not the repository's file, whose next edit has nothing to do with this function
  plugins: [leaveOut, cutZoneData],
  write: false,
})

const file = join(folder, 'index.cjs')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
writeFileSync(file, withCodeCache(outputFiles[0]?.text ?? '', firstEvent))
