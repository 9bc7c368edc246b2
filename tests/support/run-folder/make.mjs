// A folder that all test files of a run share, whichever process they are in: `remove.mjs` ends it.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export default () => {
  process.env.TESTS_RUN_FOLDER = mkdtempSync(join(tmpdir(), 'local-cloud-tests-'))
}
