// Cucumber's JSON: each scenario is a test.

import { entriesIn, listIn, readJson, textIn } from './json.ts'
import { type ReadTests, type TestCase, type TestStatus, withMessage } from './test-case.ts'

export const readCucumber: ReadTests = async (text, file) => {
  const features = readJson(text, file)
  if (!Array.isArray(features)) throw new Error(`${file}: not a Cucumber report: it should be a list of features`)
  return features.flatMap(feature =>
    listIn(feature, 'elements')
      .filter(scenario => textIn(scenario, 'type') !== 'background')
      .map(scenario => caseOf(scenario, feature, file)),
  )
}

/** The first of these that a step has is the scenario's. Unverified: that what is pending or undefined counts as skipped. */
const STATUSES: readonly (readonly [string, TestStatus])[] = [
  ['failed', 'FAILED'],
  ['ambiguous', 'FAILED'],
  ['undefined', 'SKIPPED'],
  ['pending', 'SKIPPED'],
  ['skipped', 'SKIPPED'],
  ['passed', 'SUCCEEDED'],
]

const caseOf = (scenario: unknown, feature: unknown, file: string): TestCase => {
  const results = ['before', 'steps', 'after']
    .flatMap(part => listIn(scenario, part))
    .map(step => entriesIn(step, 'result'))
  const statuses = new Set(results.map(result => textIn(result, 'status').toLowerCase()))
  return {
    name: textIn(scenario, 'name'),
    prefix: textIn(feature, 'name'),
    testSuiteName: textIn(feature, 'name'),
    status: STATUSES.find(([status]) => statuses.has(status))?.[1] ?? 'UNKNOWN',
    durationInNanoSeconds: results.reduce((sum: number, result) => sum + (Number(textIn(result, 'duration')) || 0), 0),
    ...withMessage(results.map(result => textIn(result, 'error_message')).find(message => message !== '') ?? ''),
    testRawDataPath: file,
  }
}
