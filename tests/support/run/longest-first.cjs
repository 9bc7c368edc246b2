// The test files that take longest begin first, so that no core is without work at the end. Jest knows their times from its cache, which a new clone
// does not have: there these come first, in this order, and then the others by their size.
const { existsSync } = require('node:fs')
const { join } = require('node:path')
const { default: Sequencer } = require('@jest/test-sequencer')

const LONGEST = [
  'tests/permissions.test.ts',
  'tests/cli-releases.test.ts',
  'tests/release.test.ts',
  'tests/stages.test.ts',
  'tests/start.test.ts',
  'tests/failures.test.ts',
  'scaffold/scaffold.test.ts',
  'tests/crash/crash.test.ts',
  'tests/deploy.test.ts',
  'tests/secrets.test.ts',
  'tests/cli.test.ts',
  'tests/full-disk.test.ts',
  'tests/template-alone.test.ts',
  'tests/attacks/functions.test.ts',
  'tests/attacks/build.test.ts',
  'tests/attacks/templates.test.ts',
  'app/bundle/bundle.test.ts',
  'tests/contract/errors.test.ts',
  'pipeline/main.test.ts',
  'local/services/cloudformation/engine/kill.test.ts',
  'tests/arns.test.ts',
].map(path => join(__dirname, '../../..', path))

module.exports = class extends Sequencer {
  sort(tests) {
    const missing = LONGEST.filter(path => !existsSync(path))
    if (missing.length > 0)
      throw new Error(`tests/support/run/longest-first.cjs names test files that are not there: ${missing}`)
    const sorted = super.sort(tests)
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted
    const place = ({ path }) => (LONGEST.includes(path) ? LONGEST.indexOf(path) : LONGEST.length)
    return sorted.toSorted((one, other) => place(one) - place(other))
  }
}
