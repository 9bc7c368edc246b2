// The machine's own clock. It never runs slower than the machine: when somebody sets the clock back, time goes on from where it was, so that nothing
// waits for the same hour a second time.
import type { Clock } from '../core/clock.ts'

/** setTimeout counts in 32 bits; longer waits are split. */
const LONGEST = 2 ** 31 - 1

/** `wall` may be set by anybody; `uptime` counts on. Both in milliseconds. */
export const clockOver = (wall: () => number, uptime: () => number): Clock => {
  let ahead = 0
  let last = { wall: wall(), uptime: uptime() }
  const now = (): Date => {
    const seen = { wall: wall(), uptime: uptime() }
    const lost = seen.uptime - last.uptime - (seen.wall - last.wall)
    ahead = Math.max(0, ahead + lost)
    last = seen
    return new Date(Math.floor(seen.wall + ahead))
  }
  return {
    now,
    uptime,
    at: (time, then) => {
      let timer: NodeJS.Timeout
      const arm = () => {
        const left = time.getTime() - now().getTime()
        timer = setTimeout(left > LONGEST ? arm : then, Math.min(Math.max(left, 0), LONGEST))
        timer.unref()
      }
      arm()
      return () => clearTimeout(timer)
    },
  }
}

export const machineClock: Clock = clockOver(Date.now, () => performance.now())
