// From the outcomes of the checks to the one text that a person reads in the pipeline.
import type { Outcome } from './run-checks.ts'

export type Result = { succeeded: true; summary: string } | { succeeded: false; message: string }

// https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionDetails.html and API_FailureDetails.html
const longestSummary = 2048
const longestMessage = 5000

/** '14 of 14 checks passed in 0.8 s', or '3 of 14 checks failed: GET /time answered 500, expected 200; ...' */
export function resultOf(outcomes: Outcome[], milliseconds: number): Result {
  if (outcomes.length === 0)
    return failure('there are no checks, so nothing was tested; put some into test-app/src/checks.ts')
  const failures = outcomes.flatMap(({ failure }) => (failure === undefined ? [] : [failure]))
  const all = outcomes.length
  if (failures.length === 0) {
    const summary = `${all} of ${all} checks passed in ${(milliseconds / 1000).toFixed(1)} s`
    return { succeeded: true, summary: summary.slice(0, longestSummary) }
  }
  return failure(`${failures.length} of ${all} checks failed: ${failures.join('; ')}`)
}

export function failure(message: string): Result {
  return {
    succeeded: false,
    message: message.length <= longestMessage ? message : `${message.slice(0, longestMessage - 1)}…`,
  }
}
