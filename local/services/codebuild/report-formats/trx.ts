// Visual Studio's TRX.
import { nanoseconds, type ReadTests, type TestStatus, withMessage } from './test-case.ts'
import { attribute, below, children, type Element, readXml, textAt } from './xml.ts'

const STATUSES: Readonly<Record<string, TestStatus>> = {
  Passed: 'SUCCEEDED',
  PassedButRunAborted: 'SUCCEEDED',
  Warning: 'SUCCEEDED',
  Failed: 'FAILED',
  Error: 'ERROR',
  Timeout: 'ERROR',
  Aborted: 'ERROR',
  NotExecuted: 'SKIPPED',
  NotRunnable: 'SKIPPED',
  Inconclusive: 'SKIPPED',
}

export const readTrx: ReadTests = async (text, file) => {
  const root = await readXml(text, file)
  if (root.name !== 'TestRun') throw new Error(`${file}: not a TRX report: it has no TestRun`)
  const classes = classesIn(root)
  return below(root, 'UnitTestResult').map(result => ({
    name: attribute(result, 'testName'),
    prefix: classes.get(attribute(result, 'testId')) ?? '',
    testSuiteName: attribute(root, 'name'),
    status: STATUSES[attribute(result, 'outcome')] ?? 'UNKNOWN',
    durationInNanoSeconds: nanoseconds(secondsOf(attribute(result, 'duration'))),
    ...withMessage(textAt(result, 'Output', 'ErrorInfo', 'Message')),
    testRawDataPath: file,
  }))
}

/** By the ID of the test. */
const classesIn = (root: Element): ReadonlyMap<string, string> =>
  new Map(
    below(root, 'UnitTest').flatMap(test =>
      children(test, 'TestMethod').map(method => [attribute(test, 'id'), attribute(method, 'className')] as const),
    ),
  )

/** `00:01:02.0330000` */
const secondsOf = (duration: string): number =>
  duration.split(':').reduce((total, part) => total * 60 + (Number(part) || 0), 0)
