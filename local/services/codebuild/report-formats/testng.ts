// TestNG's XML. What sets tests up (`is-config`) is no test.
import { type ReadTests, type TestCase, type TestStatus, withMessage } from './test-case.ts'
import { attribute, below, children, type Element, number, readXml, textAt } from './xml.ts'

const STATUSES: Readonly<Record<string, TestStatus>> = { PASS: 'SUCCEEDED', FAIL: 'FAILED', SKIP: 'SKIPPED' }

export const readTestng: ReadTests = async (text, file) => {
  const root = await readXml(text, file)
  if (root.name !== 'testng-results') throw new Error(`${file}: not a TestNG report: it has no testng-results`)
  return children(root, 'suite').flatMap(suite =>
    below(suite, 'class').flatMap(owner =>
      children(owner, 'test-method')
        .filter(method => attribute(method, 'is-config') !== 'true')
        .map(method => caseOf(method, owner, suite, file)),
    ),
  )
}

const caseOf = (method: Element, owner: Element, suite: Element, file: string): TestCase => ({
  name: attribute(method, 'name'),
  prefix: attribute(owner, 'name'),
  testSuiteName: attribute(suite, 'name'),
  status: STATUSES[attribute(method, 'status')] ?? 'UNKNOWN',
  durationInNanoSeconds: number(method, 'duration-ms') * 1e6,
  ...withMessage(textAt(method, 'exception', 'message')),
  testRawDataPath: file,
})
