// Time that passed without the local cloud: it was stopped, or the machine slept. What is to happen at a certain time happens at that time, but nobody
// is told that they were silent meanwhile.

import type { Clock } from '../core/clock.ts'

/** Milliseconds of difference that a clock which is put right makes, and nobody's sleep. */
const CORRECTION = 60_000

export class TimeAway {
  private readonly clock: Clock
  private last: { readonly now: number; readonly uptime: number }

  constructor(clock: Clock) {
    this.clock = clock
    this.last = this.seen()
  }

  /** Milliseconds that the machine slept since this was last asked. */
  slept(): number {
    const { last } = this
    this.last = this.seen()
    const asleep = this.last.now - last.now - (this.last.uptime - last.uptime)
    return asleep > CORRECTION ? asleep : 0
  }

  private seen() {
    return { now: this.clock.now().getTime(), uptime: this.clock.uptime() }
  }
}
