// Launches the tests of a stage, or says at once why they cannot start. Their result comes from the tests themselves, never from here.
import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation'
import { type CodePipelineClient, type FailureType, PutJobFailureResultCommand } from '@aws-sdk/client-codepipeline'
import type { IAMClient } from '@aws-sdk/client-iam'
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { type Crash, type Job, receive, type TestsPayload, targetOf } from './job.ts'
import { trustProblems } from './trust.ts'

export interface Clients {
  readonly cloudFormation: Pick<CloudFormationClient, 'send'>
  readonly iam: Pick<IAMClient, 'send'>
  readonly lambda: Pick<LambdaClient, 'send'>
  readonly codePipeline: Pick<CodePipelineClient, 'send'>
}

export type Log = (entry: Readonly<Record<string, unknown>>) => void

/** Takes a CodePipeline job or the record of a crashed test run. Throws only when the job's failure cannot be reported. */
export async function startTests(event: unknown, requestId: string, clients: Clients, log: Log): Promise<void> {
  const received = receive(event)
  switch (received.kind) {
    case 'job':
      return await runJob(received.job, requestId, clients, log)
    case 'crash':
      return await failJob(received.crash.jobId, requestId, clients, log, crashReport(received.crash))
    case 'unknown':
      log({
        level: 'ERROR',
        message: 'neither a CodePipeline job nor the record of an invocation',
        keys: received.keys,
      })
  }
}

async function runJob(job: Job, requestId: string, clients: Clients, log: Log): Promise<void> {
  const failure = await launch(job, clients, log).catch(error => asFailure(error))
  if (failure) await failJob(job.jobId, requestId, clients, log, failure)
}

/** Why the tests did not start, or nothing when they did. */
async function launch(job: Job, clients: Clients, log: Log): Promise<Failure | undefined> {
  const target = targetOf(job.userParameters)
  if ('problem' in target) return { type: 'ConfigurationError', message: `The tests cannot start: ${target.problem}.` }
  const tests = await readyStack(target.testsStackName, clients)
  const stage = await readyStack(target.stackName, clients)
  const functionName = output(tests, 'TestFunction')
  output(stage, 'ApiUrl')
  await refuseForeignTrust([target.testsStackName, target.stackName], clients)
  const payload: TestsPayload = { jobId: job.jobId, stage: target.stage, outputs: outputs(stage) }
  await invoke(functionName, payload, clients)
  log({ level: 'INFO', message: 'tests started', jobId: job.jobId, stage: target.stage, functionName })
  return undefined
}

// UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: the new version serves, only what it replaced is still being removed.
// UPDATE_ROLLBACK_COMPLETE: a commit was refused and the one under test takes it back, which changes nothing in the stack and so not its status.
const ready = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
]

async function readyStack(name: string, { cloudFormation }: Clients): Promise<Stack> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name })).catch(error => {
    // CloudFormation has no error of its own for a stack that is not there.
    throw missing(error)
      ? new Failed('ConfigurationError', `there is no stack '${name}'`)
      : doing(`reading the stack '${name}'`, error)
  })
  const stack = Stacks[0]
  if (!stack) throw new Failed('ConfigurationError', `there is no stack '${name}'`)
  if (ready.includes(stack.StackStatus ?? '')) return stack
  const reason = stack.StackStatusReason ? ` (${stack.StackStatusReason})` : ''
  throw new Failed(
    'JobFailed',
    `the stack '${name}' is ${stack.StackStatus}${reason}, expected one of ${ready.join(', ')}`,
  )
}

function output(stack: Stack, key: string): string {
  const all = outputs(stack)
  const value = all[key]
  if (value) return value
  const names = Object.keys(all).join(', ') || 'none'
  throw new Failed(
    'ConfigurationError',
    `the stack '${stack.StackName}' has no output '${key}' (its outputs: ${names}); add it to the stack's template`,
  )
}

const outputs = (stack: Stack): Record<string, string> =>
  Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))

async function refuseForeignTrust(stackNames: readonly string[], clients: Clients): Promise<void> {
  const found = await Promise.all(stackNames.map(name => trustProblems(name, clients))).catch(error => {
    throw doing('reading whom the roles trust', error)
  })
  const problems = found.flat()
  if (problems.length > 0)
    throw new Failed(
      'ConfigurationError',
      `${problems.join('; ')}; take it out of the template, or have pipeline/start-tests/trust.ts allow it`,
    )
}

async function invoke(functionName: string, payload: TestsPayload, { lambda }: Clients): Promise<void> {
  const command = new InvokeCommand({
    FunctionName: functionName,
    InvocationType: 'Event',
    Payload: new TextEncoder().encode(JSON.stringify(payload)),
  })
  const { StatusCode } = await lambda.send(command).catch(error => {
    throw doing(`invoking the tests function '${functionName}'`, error)
  })
  if (StatusCode !== 202)
    throw new Failed('JobFailed', `the tests function '${functionName}' answered ${StatusCode}, expected 202`)
}

const crashReport = ({ stage, reason }: Crash): Failure => ({
  type: 'JobFailed',
  message: `The tests of ${stage} ended without reporting a result: ${reason}.`,
})

async function failJob(
  jobId: string,
  requestId: string,
  { codePipeline }: Clients,
  log: Log,
  failure: Failure,
): Promise<void> {
  log({ level: 'ERROR', jobId, ...failure })
  const { type } = failure
  const message = failure.message.slice(0, 5000) // the most that a job's failure may say
  await codePipeline
    .send(new PutJobFailureResultCommand({ jobId, failureDetails: { type, message, externalExecutionId: requestId } }))
    .catch(error => {
      // The tests answered before they crashed: their answer stands.
      if (nameOf(error) !== 'InvalidJobStateException') throw error
      log({ level: 'INFO', message: 'the job already has a result', jobId })
    })
}

interface Failure {
  readonly type: FailureType
  readonly message: string
}

class Failed extends Error {
  readonly type: FailureType
  constructor(type: FailureType, message: string) {
    super(message)
    this.type = type
  }
}

const asFailure = (error: unknown): Failure => ({
  type: error instanceof Failed ? error.type : 'JobFailed',
  message: `The tests cannot start: ${error instanceof Error ? error.message : String(error)}.`,
})

const doing = (what: string, error: unknown) =>
  new Failed(
    typeOf(nameOf(error)),
    `${what} failed: ${nameOf(error)}: ${error instanceof Error ? error.message : String(error)}`,
  )

const typeOf = (errorName: string): FailureType => {
  if (/AccessDenied/.test(errorName)) return 'PermissionError'
  return errorName === 'ResourceNotFoundException' ? 'ConfigurationError' : 'JobFailed'
}

const missing = (error: unknown) =>
  nameOf(error) === 'ValidationError' && error instanceof Error && error.message.includes('does not exist')

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'Error')
