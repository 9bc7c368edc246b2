// Runs all checks, a few at a time, each under its own limit and all within the time that is left.
import { connect, reason } from './api.ts'
import { type Check, CheckFailed } from './check.ts'

export interface Outcome {
  name: string
  failure?: string // absent if the check passed
}

// A new account runs 10 invocations at a time, of all its functions together, and this run is one of them: beyond that, API Gateway answers in the
// function's place. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const atOnce = 4

/** Resolves when every check has an outcome, which is after `all` milliseconds at the latest; each has `each` of them. Never rejects. */
export async function runChecks(checks: Check[], apiUrl: string, each: number, all: number): Promise<Outcome[]> {
  const end = performance.now() + all
  const outcomes: Outcome[] = []
  const waiting = checks.entries()
  const worker = async () => {
    for (const [index, check] of waiting)
      outcomes[index] = await outcomeOf(check, apiUrl, Math.max(1, Math.min(each, Math.floor(end - performance.now()))))
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return outcomes
}

async function outcomeOf(check: Check, apiUrl: string, limit: number): Promise<Outcome> {
  const stop = new AbortController()
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    late.reject(new CheckFailed(`${check.name} was not done after ${limit / 1000} s`))
    stop.abort()
  }, limit)
  try {
    await Promise.race([check.run(connect(apiUrl, stop.signal)), late.promise])
    return { name: check.name }
  } catch (error) {
    return {
      name: check.name,
      failure: error instanceof CheckFailed ? error.message : `${check.name}: ${reason(error)}`,
    }
  } finally {
    clearTimeout(timer)
  }
}
