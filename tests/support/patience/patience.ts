// A wait that ends when nothing happens any more. How long the whole takes says how busy the machine is; silence says that something hangs. A
// build that says nothing for minutes on a busy machine is at work as long as it uses the processor.

import { processorTicks } from './processor-time.ts'

/** Milliseconds without a sign of life. */
const LONGEST_SILENCE = 180_000

const BEATS = 12

/** Ticks between two beats that are work: a process that waits looks at its clock now and then, and uses less. */
const WORK = 20

export interface Patience {
  /** Something happened. */
  heard(): void
  /** The wait, or a rejection with what happened last, once nothing has happened for long. */
  during<Value>(wait: Promise<Value>): Promise<Value>
}

/** `last` tells what happened last, for who has to find out why nothing more did; `ticks` what has been worked so far. */
export const patience = (last: () => string, longest = LONGEST_SILENCE, ticks = processorTicks): Patience => {
  let silentBeats = 0
  let worked = ticks()
  const atWork = (): boolean => {
    const before = worked
    worked = ticks()
    return Math.abs(worked - before) > WORK
  }
  return {
    heard: () => {
      silentBeats = 0
    },
    during: wait =>
      new Promise((resolve, reject) => {
        silentBeats = 0
        // Beats are counted and not the time, which goes on while the machine sleeps or has no time for us.
        const timer = setInterval(() => {
          silentBeats = atWork() ? 0 : silentBeats + 1
          if (silentBeats > BEATS) reject(new Error(`nothing has happened for ${longest / 1000} s; last:\n${last()}`))
        }, longest / BEATS)
        timer.unref()
        wait.then(resolve, reject).finally(() => clearInterval(timer))
      }),
  }
}
