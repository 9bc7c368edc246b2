// Time as a port: the machine's own clock, or one that tests move by hand.

export interface Clock {
  now(): Date
  /** Milliseconds that the machine was awake since some moment, whatever its clock was set to meanwhile. */
  uptime(): number
  /** Runs `then` at or after the time; the result cancels it. */
  at(time: Date, then: () => void): () => void
}

/** A clock that stands still until it is moved: no test waits for time to pass. */
export class ManualClock implements Clock {
  private time: number
  private awake = 0
  private readonly timers = new Set<{ time: number; readonly then: () => void }>()

  constructor(start = new Date('2026-01-01T00:00:00Z')) {
    this.time = start.getTime()
  }

  now(): Date {
    return new Date(this.time)
  }

  uptime(): number {
    return this.awake
  }

  at(time: Date, then: () => void): () => void {
    const timer = { time: time.getTime(), then }
    this.timers.add(timer)
    return () => this.timers.delete(timer)
  }

  /** Moves time forward and runs what falls due, in order. */
  advance(milliseconds: number): void {
    const end = this.time + milliseconds
    for (;;) {
      const next = [...this.timers].filter(timer => timer.time <= end).sort((a, b) => a.time - b.time)[0]
      if (!next) break
      this.timers.delete(next)
      this.to(Math.max(this.time, next.time))
      next.then()
    }
    this.to(end)
  }

  /** The machine sleeps: time moves on, and neither the machine nor its timers notice. */
  sleep(milliseconds: number): void {
    this.time += milliseconds
    for (const timer of this.timers) timer.time += milliseconds
  }

  private to(time: number): void {
    this.awake += time - this.time
    this.time = time
  }
}
