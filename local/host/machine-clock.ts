// The machine's own clock.
import type { Clock } from '../core/clock.ts'

/** setTimeout counts in 32 bits; longer waits are split. */
const LONGEST = 2 ** 31 - 1

export const machineClock: Clock = {
  now: () => new Date(),
  at: (time, then) => {
    let timer: NodeJS.Timeout
    const arm = () => {
      const left = time.getTime() - Date.now()
      timer = setTimeout(left > LONGEST ? arm : then, Math.min(Math.max(left, 0), LONGEST))
      timer.unref()
    }
    arm()
    return () => clearTimeout(timer)
  },
}
