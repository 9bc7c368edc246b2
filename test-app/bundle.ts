// Bundles the tests and the AWS SDK they use into one file: test-app/dist/index.cjs (or the folder given as the argument).
// The same source makes the same bytes and so the same package key: unchanged tests are not deployed again.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const folder = process.argv[2] ?? join(import.meta.dirname, 'dist')
const file = join(folder, 'index.cjs')

rmSync(folder, { recursive: true, force: true })
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/lambda.ts'],
  outfile: file,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'], // the SDK's ES modules, of which only the two commands are kept
  minifySyntax: true,
  minifyWhitespace: true, // names stay, for stack traces that can be read
  legalComments: 'none',
  tsconfigRaw: { compilerOptions: { strict: true } }, // not the repository's file, whose next edit has nothing to do with this function
})
