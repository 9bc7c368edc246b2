// Runs all checks at once, each under its own limit, and all within the time that is left.
import { connect, reason } from './api.ts'
import { type Check, CheckFailed } from './check.ts'

export interface Outcome {
  name: string
  failure?: string // absent if the check passed
}

/** Resolves when every check has an outcome, which is after `limit` milliseconds at the latest. Never rejects. */
export function runChecks(checks: Check[], apiUrl: string, limit: number): Promise<Outcome[]> {
  return Promise.all(checks.map(check => outcomeOf(check, apiUrl, limit)))
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
