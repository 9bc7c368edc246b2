// One test of a report, whatever the format that told it.
// https://docs.aws.amazon.com/codebuild/latest/APIReference/API_TestCase.html
export type TestStatus = 'SUCCEEDED' | 'FAILED' | 'ERROR' | 'SKIPPED' | 'UNKNOWN'

export interface TestCase {
  readonly name: string
  readonly prefix: string
  readonly testSuiteName: string
  readonly status: TestStatus
  readonly durationInNanoSeconds: number
  readonly message?: string
  readonly testRawDataPath: string
}

/** @throws Error the text is not of the format */
export type ReadTests = (text: string, file: string) => Promise<readonly TestCase[]>

/** Seconds as a report has them. */
export const nanoseconds = (seconds: number): number => Math.round(seconds * 1e9) || 0

export const withMessage = (message: string): { readonly message?: string } => (message === '' ? {} : { message })

/** Of `Namespace.Class.method`, all but the last part. */
export const qualifierOf = (name: string): string =>
  name.slice(0, Math.max(0, name.replace(/\(.*$/s, '').lastIndexOf('.')))
