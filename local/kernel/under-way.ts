// The slow work of all services: what it throws is a bug that is reported, and ends nothing else.

import { messageOf } from '../core/errors.ts'
import { StateNotKeptError } from '../host/log/event-log.ts'
import { asUnavailable, UnavailableError } from './call/unavailable.ts'

export interface UnderWayOptions {
  /** Hears of bugs: what a service's work threw. */
  readonly onBug?: (message: string, error: unknown) => void
  readonly onLost?: (error: StateNotKeptError) => void
}

export class UnderWay {
  private readonly options: UnderWayOptions
  private readonly running = new Set<Promise<unknown>>()
  private readonly said = new Set<string>()

  constructor(options: UnderWayOptions) {
    this.options = options
  }

  add(where: string, work: Promise<unknown> | undefined): void {
    if (!work) return
    const watched = work
      .catch(error => this.report(where, error))
      .finally(() => {
        this.running.delete(watched)
      })
    this.running.add(watched)
  }

  /** What fails here keeps nobody else from going on. */
  guard(where: string, act: () => void): void {
    try {
      act()
    } catch (error) {
      this.report(where, error)
    }
  }

  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled([...this.running])
  }

  report(where: string, error: unknown): void {
    if (error instanceof StateNotKeptError && this.options.onLost) return // that one has heard of it
    const unavailable = asUnavailable(error)
    if (unavailable instanceof UnavailableError) {
      // Said once, however much is under way: each work meets the same disk.
      if (this.said.has(unavailable.message)) return
      this.said.add(unavailable.message)
      console.error(`${where}: ${unavailable.message}`)
      return
    }
    const report = this.options.onBug ?? ((message: string, cause: unknown) => console.error(message, cause))
    report(`internal error in ${where}: ${messageOf(error)}`, error)
  }
}
