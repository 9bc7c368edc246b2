// A folder that all test files of a run share, whichever process they are in: `remove-folder.mjs` ends it.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export default () => {
  const folder = mkdtempSync(join(tmpdir(), 'local-cloud-tests-'))
  process.env.TESTS_RUN_FOLDER = folder
  // What Node.js compiles is kept as long as the run: test files start many processes of the same programs.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled')
  // For the workers, which are started after this: with room for what is young, V8 collects less often, which is an eighth of all the work.
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --max-semi-space-size=64`.trim()
}
