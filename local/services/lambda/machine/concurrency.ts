// How many invocations of each function are under way, and whether there is room for one more.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html

import { ServiceError } from '../../../core/errors.ts'
import type { LambdaState } from '../state.ts'

export const ACCOUNT_CONCURRENCY = 1000
/** What PutFunctionConcurrency must leave to functions without a reservation. */
export const UNRESERVED_MINIMUM = 100

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
  let left = ACCOUNT_CONCURRENCY
  for (const { reservedConcurrency = 0 } of state.functions.values()) left -= reservedConcurrency
  return left
}

const throttled = (Reason: string): ServiceError =>
  new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason, Type: 'User' })
