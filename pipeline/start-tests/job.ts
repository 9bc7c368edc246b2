// What start_tests is told: a CodePipeline job, or the record of a test run that crashed. Both arrive as unknown JSON and leave here typed.

/** The part of a job that is needed. The rest of the event, its credentials above all, is dropped here and cannot reach a log. */
export interface Job {
  readonly jobId: string
  readonly userParameters: string
}

/** What the pipeline passes as UserParameters, in JSON. */
export interface Target {
  readonly stage: string
  readonly stackName: string
  readonly testsStackName: string
}

/** The payload of the tests function, and so what comes back in the record of its crash. */
export interface TestsPayload {
  readonly jobId: string
  readonly stage: string
  /** Every output of the stage's stack; `ApiUrl` is among them. */
  readonly outputs: Readonly<Record<string, string>>
}

export interface Crash {
  readonly jobId: string
  readonly stage: string
  readonly reason: string
}

export type Received = { kind: 'job'; job: Job } | { kind: 'crash'; crash: Crash } | { kind: 'unknown'; keys: string[] }

export function receive(event: unknown): Received {
  const job = jobOf(at(event, 'CodePipeline.job'))
  if (job) return { kind: 'job', job }
  const crash = crashOf(event)
  if (crash) return { kind: 'crash', crash }
  return { kind: 'unknown', keys: Object.keys(isRecord(event) ? event : {}) }
}

// https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html#actions-invoke-lambda-function-json-event-example
function jobOf(job: unknown): Job | undefined {
  const jobId = text(at(job, 'id'))
  const configuration = at(job, 'data', 'actionConfiguration', 'configuration')
  return jobId === undefined ? undefined : { jobId, userParameters: text(at(configuration, 'UserParameters')) ?? '' }
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
function crashOf(record: unknown): Crash | undefined {
  const jobId = text(at(record, 'requestPayload', 'jobId'))
  const condition = text(at(record, 'requestContext', 'condition'))
  if (at(record, 'version') !== '1.0' || condition === undefined || jobId === undefined) return undefined
  const errorType = text(at(record, 'responsePayload', 'errorType'))
  const errorMessage = text(at(record, 'responsePayload', 'errorMessage'))
  const error = [errorType, errorMessage].filter(part => part !== undefined).join(': ')
  const requestId = text(at(record, 'requestContext', 'requestId')) ?? 'unknown'
  const functionArn = text(at(record, 'requestContext', 'functionArn')) ?? 'unknown'
  return {
    jobId,
    stage: text(at(record, 'requestPayload', 'stage')) ?? 'unknown',
    reason: `${error || 'no error was recorded'} (${condition}; function ${functionArn}, request ${requestId})`,
  }
}

/** The target, or what is wrong with the UserParameters. */
export function targetOf(userParameters: string): Target | { problem: string } {
  const parsed = parse(userParameters)
  const [stage, stackName, testsStackName] = ['stage', 'stackName', 'testsStackName'].map(name =>
    text(at(parsed, name)),
  )
  if (stage && stackName && testsStackName) return { stage, stackName, testsStackName }
  return {
    problem: `UserParameters should be JSON such as {"stage":"<Stage>","stackName":"<service>-<stage>","testsStackName":"<service>-tests"}, got '${userParameters}'`,
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value)

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
