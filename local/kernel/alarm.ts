// What falls due: wakes at the next time at which any service has something to say, and moves deadlines by the time that nobody could keep them in.

import type { Clock } from '../core/clock.ts'
import type { Fact } from '../core/event.ts'
import type { AnyService, Moment } from '../core/service.ts'
import { inChain } from './call/chain.ts'
import { TimeAway } from './time-away.ts'

export interface AlarmOptions {
  readonly clock: Clock
  readonly hosted: () => Iterable<{ readonly service: AnyService; readonly state: unknown }>
  readonly moment: () => Moment
  readonly record: (facts: readonly Fact[]) => void
  /** Runs what the clock began; what it throws is a bug. */
  readonly guard: (then: () => void) => void
}

export class Alarm {
  private readonly options: AlarmOptions
  private readonly timeAway: TimeAway
  private cancelTimer: (() => void) | undefined

  constructor(options: AlarmOptions) {
    this.options = options
    this.timeAway = new TimeAway(options.clock)
  }

  /** For the next time that is due now; whatever changes a state may have changed that. */
  arm(): void {
    const times = [...this.options.hosted()].flatMap(({ service, state }) => service.due?.(state)?.getTime() ?? [])
    this.cancel()
    if (times.length === 0) return
    // What the clock begins follows from no delivery.
    const ring = () => inChain(0, () => this.options.guard(() => this.ring()))
    this.cancelTimer = this.options.clock.at(new Date(Math.min(...times)), ring)
  }

  cancel(): void {
    this.cancelTimer?.()
    this.cancelTimer = undefined
  }

  /** Deadlines move; negative when the clock was set back. */
  beenAway(milliseconds: number): void {
    if (milliseconds === 0) return
    const { hosted, moment, record } = this.options
    record([...hosted()].flatMap(({ service, state }) => service.away?.(state, { milliseconds }, moment()) ?? []))
  }

  private ring(): void {
    const { clock, hosted, moment, record } = this.options
    this.beenAway(this.timeAway.slept())
    const now = clock.now()
    for (const { service, state } of hosted()) {
      const due = service.due?.(state)
      if (!due || due > now) continue
      const reaction = service.tick?.(state, moment())
      if (reaction?.facts && reaction.facts.length > 0) record(reaction.facts)
    }
    this.arm()
  }
}
