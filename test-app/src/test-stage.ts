// Tests one stage, from the event to the reported result.
import { reason } from './api.ts'
import type { Check } from './check.ts'
import { apiUrlOf, parseTestEvent, type TestEvent } from './event.ts'
import { untilReachable } from './reachable.ts'
import { failure, type Result, resultOf } from './result.ts'
import { runChecks } from './run-checks.ts'

export interface Reporter {
  succeeded(jobId: string, summary: string, executionId: string): Promise<void>
  failed(jobId: string, message: string, executionId: string): Promise<void>
}

export interface Surroundings {
  checks: Check[]
  reporter: Reporter
  executionId: string // what a person finds this run by: the Lambda request id
  millisecondsLeft(): number
}

const longestCheck = 20_000
const longestWait = 60_000
const forReporting = 10_000 // kept back from the time that is left

/** Reports exactly one result for the job, whatever happens; throws only if the report itself is refused, or has no job to go to. */
export async function testStage(event: unknown, surroundings: Surroundings): Promise<Result & { stage: string }> {
  const test = parseTestEvent(event)
  const { reporter, executionId } = surroundings
  const result = await resultFor(test, surroundings).catch(error => failure(`the tests broke off: ${reason(error)}`))
  if (result.succeeded) await reporter.succeeded(test.jobId, result.summary, executionId)
  else await reporter.failed(test.jobId, result.message, executionId)
  return { stage: test.stage, ...result }
}

async function resultFor(test: TestEvent, { checks, millisecondsLeft }: Surroundings): Promise<Result> {
  const apiUrl = apiUrlOf(test)
  if (apiUrl === undefined) {
    const given = JSON.stringify(test.outputs.ApiUrl) ?? 'not there'
    return failure(
      `the stack's output ApiUrl is ${given}, expected an https URL; app-sam.yaml should have it under Outputs`,
    )
  }
  const timeLeft = () => millisecondsLeft() - forReporting
  const obstacle = await untilReachable(apiUrl, Math.min(longestWait, timeLeft()))
  if (obstacle !== undefined) return failure(`${apiUrl} cannot be reached: ${obstacle}`)

  const started = performance.now()
  const outcomes = await runChecks(checks, apiUrl, longestCheck, timeLeft())
  return resultOf(outcomes, performance.now() - started)
}
