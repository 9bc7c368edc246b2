// JUnit's XML.
import { nanoseconds, type ReadTests, type TestCase, withMessage } from './test-case.ts'
import { attribute, children, type Element, number, readXml } from './xml.ts'

export const readJunit: ReadTests = async (text, file) => {
  const root = await readXml(text, file)
  if (root.name === 'testsuites') return children(root, 'testsuite').flatMap(suite => casesOf(suite, file))
  if (root.name === 'testsuite') return casesOf(root, file)
  throw new Error(`${file}: not a JUnit report: it has no testsuite`)
}

const casesOf = (suite: Element, file: string): readonly TestCase[] => [
  ...children(suite, 'testsuite').flatMap(inner => casesOf(inner, file)),
  ...children(suite, 'testcase').map(one => ({
    name: attribute(one, 'name'),
    prefix: attribute(one, 'classname'),
    testSuiteName: attribute(suite, 'name'),
    ...outcome(one),
    durationInNanoSeconds: nanoseconds(number(one, 'time')),
    testRawDataPath: file,
  })),
]

const OUTCOMES = [
  ['failure', 'FAILED'],
  ['error', 'ERROR'],
  ['skipped', 'SKIPPED'],
] as const

const outcome = (one: Element): Pick<TestCase, 'status' | 'message'> => {
  for (const [name, status] of OUTCOMES) {
    const [found] = children(one, name)
    if (found) return { status, ...withMessage(attribute(found, 'message') || found.text.trim()) }
  }
  return { status: 'SUCCEEDED' }
}
