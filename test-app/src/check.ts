// What a check is, and what it has to work with.
import type { Api } from './api.ts'

/**
 * One thing that must be true of a deployed stage. It passes by returning and fails by throwing; the message of what it throws is what a
 * person reads in the pipeline, so it says what was asked, what came and what was expected. Checks run four at a time, in no order: none may need another.
 */
export interface Check {
  name: string // 'GET /time'
  run(api: Api): Promise<void>
}

/** Thrown by a check for what it found; anything else that is thrown also fails the check. */
export class CheckFailed extends Error {
  override name = 'CheckFailed'
}

/** Fails the check with the message unless the condition is true. */
export function expect(condition: boolean, message: string): asserts condition {
  if (!condition) throw new CheckFailed(message)
}

/** Fails the check unless both are the same, compared as JSON. */
export function expectSame(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
  expect(is === should, `${what} is ${is}, expected ${should}`)
}
