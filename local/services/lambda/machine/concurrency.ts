// How many invocations of each function are under way, and whether there is room for one more.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html

import { ServiceError } from '../../../core/errors.ts'
import type { LambdaState } from '../state.ts'

/**
 * How many invocations the account runs at once. LOCAL_ACCOUNT_CONCURRENCY makes it that of a new account, which often has 10.
 * @throws SettingError when it is set to something else than a whole number from 1 to 1000
 */
export const accountConcurrency = (setting = process.env.LOCAL_ACCOUNT_CONCURRENCY): number => {
  const limit = setting ? Number(setting) : 1000
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit
  throw new SettingError(`LOCAL_ACCOUNT_CONCURRENCY should be a whole number from 1 to 1000, got '${setting}'`)
}

export class SettingError extends Error {
  override readonly name = 'SettingError'
}

/** What PutFunctionConcurrency must leave to functions without a reservation; in a small account everything. */
// Unverified: which minimum the message names in an account of less than 100.
export const unreservedMinimum = (): number => Math.min(100, accountConcurrency())

export class Concurrency {
  private readonly running = new Map<string, number>()

  /**
   * Counts one invocation more; `leave` ends it.
   * @throws ServiceError TooManyRequestsException
   */
  enter(state: LambdaState, functionName: string): void {
    const reserved = state.functions.get(functionName)?.reservedConcurrency
    const running = this.running.get(functionName) ?? 0
    if (reserved !== undefined && running >= reserved)
      throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded')
    if (reserved === undefined && this.unreserved(state) >= unreservedConcurrency(state))
      throw throttled('ConcurrentInvocationLimitExceeded')
    this.running.set(functionName, running + 1)
  }

  leave(functionName: string): void {
    const left = (this.running.get(functionName) ?? 1) - 1
    if (left > 0) this.running.set(functionName, left)
    else this.running.delete(functionName)
  }

  private unreserved(state: LambdaState): number {
    let total = 0
    for (const [name, running] of this.running)
      if (state.functions.get(name)?.reservedConcurrency === undefined) total += running
    return total
  }
}

export const unreservedConcurrency = (state: LambdaState): number => {
  let left = accountConcurrency()
  for (const { reservedConcurrency = 0 } of state.functions.values()) left -= reservedConcurrency
  return left
}

const throttled = (Reason: string): ServiceError =>
  new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason, Type: 'User' })
