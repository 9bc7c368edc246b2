// Tests of what isolation keeps from code: where a machine has none, they are skipped under the reason's name.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Isolation } from '../../local/host/isolation/detect.ts'

const DETECT = join(import.meta.dirname, '../../local/host/isolation/detect.ts')

/** Jest has to know before the first test. */
const findOut = (): Isolation => {
  const program = `import(${JSON.stringify(DETECT)}).then(async ({ isolation }) => console.log(JSON.stringify(await isolation())))`
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as Isolation
}

/** `describe`, where processes are isolated. */
export const describeIsolated = (name: string, tests: () => void): void => {
  const found = findOut()
  if (found.isOn) describe(name, tests)
  else describe.skip(`${name} (no isolation here: ${found.reason})`, tests)
}
