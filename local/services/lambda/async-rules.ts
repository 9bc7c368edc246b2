// What follows an attempt of an asynchronous invocation: the end, another attempt later, or nothing.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html

import type { EventInvokeConfig, QueuedInvocation } from './state.ts'

export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency'

export type Verdict =
  | { readonly next: 'forget' }
  | { readonly next: 'conclude'; readonly condition: Condition }
  | { readonly next: 'wait'; readonly attempts: number; readonly throttles: number; readonly notBefore: Date }

const DEFAULT_RETRIES = 2
const DEFAULT_AGE_SECONDS = 6 * 3600
/** Seconds before the second and the third attempt. */
const RETRY_WAITS = [60, 120]
const LONGEST_THROTTLE_WAIT = 300

/** `refused`: the function was not run for lack of room or because of a system error. `gone`: there is no such function any more. */
export const verdictOf = (
  queued: Pick<QueuedInvocation, 'queuedAt' | 'attempts' | 'throttles'>,
  config: EventInvokeConfig,
  outcome: 'succeeded' | 'failed' | 'refused' | 'gone',
  now: Date,
): Verdict => {
  switch (outcome) {
    case 'succeeded':
      return { next: 'conclude', condition: 'Success' }
    case 'gone':
      return { next: 'forget' }
    case 'failed': {
      const attempts = queued.attempts + 1
      if (attempts > (config.MaximumRetryAttempts ?? DEFAULT_RETRIES))
        return { next: 'conclude', condition: 'RetriesExhausted' }
      const wait = RETRY_WAITS[attempts - 1] ?? LONGEST_THROTTLE_WAIT
      return later(queued, config, { attempts, throttles: 0 }, wait, now)
    }
    case 'refused': {
      const wait = Math.min(2 ** queued.throttles, LONGEST_THROTTLE_WAIT)
      return later(queued, config, { attempts: queued.attempts, throttles: queued.throttles + 1 }, wait, now)
    }
  }
}

const later = (
  { queuedAt }: Pick<QueuedInvocation, 'queuedAt'>,
  config: EventInvokeConfig,
  counts: { readonly attempts: number; readonly throttles: number },
  waitSeconds: number,
  now: Date,
): Verdict => {
  const notBefore = new Date(now.getTime() + waitSeconds * 1000)
  const oldest = new Date(queuedAt).getTime() + (config.MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS) * 1000
  // Unverified: AWS may tell so only when the event has reached that age.
  if (notBefore.getTime() > oldest) return { next: 'conclude', condition: 'EventAgeExceeded' }
  return { next: 'wait', ...counts, notBefore }
}
