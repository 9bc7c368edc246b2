// The XML of NUnit 2 and of NUnit 3.
import { nanoseconds, qualifierOf, type ReadTests, type TestCase, type TestStatus, withMessage } from './test-case.ts'
import { attribute, type Element, number, readXml, textAt } from './xml.ts'

const STATUSES: Readonly<Record<string, TestStatus>> = {
  Success: 'SUCCEEDED',
  Passed: 'SUCCEEDED',
  Warning: 'SUCCEEDED',
  Failure: 'FAILED',
  Failed: 'FAILED',
  Error: 'ERROR',
  Ignored: 'SKIPPED',
  Skipped: 'SKIPPED',
  NotRunnable: 'SKIPPED',
}

const reader =
  (rootName: string, version: string, caseOf: (one: Element, suite: Element, file: string) => TestCase): ReadTests =>
  async (text, file) => {
    const root = await readXml(text, file)
    if (root.name !== rootName) throw new Error(`${file}: not a report of NUnit ${version}: it has no ${rootName}`)
    return casesOf(root, root).map(([one, suite]) => caseOf(one, suite, file))
  }

/** Each case with the innermost suite that it stands in. */
const casesOf = (element: Element, suite: Element): readonly (readonly [Element, Element])[] =>
  element.children.flatMap(child =>
    child.name === 'test-case'
      ? [[child, suite] as const]
      : casesOf(child, child.name === 'test-suite' ? child : suite),
  )

const reasonOf = (one: Element): string =>
  textAt(one, 'failure', 'message') || textAt(one, 'reason', 'message') || textAt(one, 'failure')

/** Older writers have `executed` and `success` in place of a result. */
const resultOf = (one: Element): string =>
  attribute(one, 'result') ||
  (attribute(one, 'executed') === 'False' ? 'Ignored' : attribute(one, 'success') === 'True' ? 'Success' : 'Failure')

export const readNunit = reader('test-results', '2', (one, suite, file) => {
  const fullName = attribute(one, 'name')
  const prefix = qualifierOf(fullName)
  return {
    name: prefix === '' ? fullName : fullName.slice(prefix.length + 1),
    prefix,
    testSuiteName: attribute(suite, 'name'),
    status: STATUSES[resultOf(one)] ?? 'UNKNOWN',
    durationInNanoSeconds: nanoseconds(number(one, 'time')),
    ...withMessage(reasonOf(one)),
    testRawDataPath: file,
  }
})

export const readNunit3 = reader('test-run', '3', (one, suite, file) => ({
  name: attribute(one, 'name'),
  prefix: attribute(one, 'classname') || qualifierOf(attribute(one, 'fullname')),
  testSuiteName: attribute(suite, 'name'),
  status: attribute(one, 'label') === 'Error' ? 'ERROR' : (STATUSES[attribute(one, 'result')] ?? 'UNKNOWN'),
  durationInNanoSeconds: nanoseconds(number(one, 'duration')),
  ...withMessage(reasonOf(one)),
  testRawDataPath: file,
}))
