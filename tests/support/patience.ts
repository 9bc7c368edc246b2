// A wait that ends when nothing happens any more. How long the whole takes says how busy the machine is; silence says that something hangs.

/** Milliseconds without a sign of life. */
const LONGEST_SILENCE = 180_000

const BEATS = 12

export interface Patience {
  /** Something happened. */
  heard(): void
  /** The wait, or a rejection with what happened last, once nothing has happened for long. */
  during<Value>(wait: Promise<Value>): Promise<Value>
}

/** `last` tells what happened last, for who has to find out why nothing more did. */
export const patience = (last: () => string, longest = LONGEST_SILENCE): Patience => {
  let silentBeats = 0
  return {
    heard: () => {
      silentBeats = 0
    },
    during: wait =>
      new Promise((resolve, reject) => {
        silentBeats = 0
        // Beats are counted and not the time, which goes on while the machine sleeps or has no time for us.
        const timer = setInterval(() => {
          silentBeats += 1
          if (silentBeats > BEATS) reject(new Error(`nothing has happened for ${longest / 1000} s; last:\n${last()}`))
        }, longest / BEATS)
        timer.unref()
        wait.then(resolve, reject).finally(() => clearInterval(timer))
      }),
  }
}
