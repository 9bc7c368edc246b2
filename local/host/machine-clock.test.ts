import { ManualClock } from '../core/clock.ts'
import { TimeAway } from '../kernel/time-away.ts'
import { clockOver } from './machine-clock.ts'

const HOUR = 3_600_000
let wall: number
let uptime: number
const pass = (milliseconds: number): void => {
  wall += milliseconds
  uptime += milliseconds
}
beforeEach(() => {
  wall = Date.parse('2026-01-01T12:00:00Z')
  uptime = 5_000
})
const open = () =>
  clockOver(
    () => wall,
    () => uptime,
  )

test('the clock is the machine’s', () => {
  const clock = open()
  pass(1_500)
  expect(clock.now()).toEqual(new Date('2026-01-01T12:00:01.500Z'))
})

test('a clock that is set back delays nothing: time goes on from where it was', () => {
  const clock = open()
  wall -= HOUR
  expect(clock.now()).toEqual(new Date('2026-01-01T12:00:00Z'))
  pass(1_000)
  expect(clock.now()).toEqual(new Date('2026-01-01T12:00:01Z'))
  wall -= HOUR
  pass(1_000)
  expect(clock.now()).toEqual(new Date('2026-01-01T12:00:02Z'))
})

test('once the machine’s clock has caught up, it counts again', () => {
  const clock = open()
  wall -= HOUR
  clock.now()
  wall += HOUR + 30_000
  expect(clock.now()).toEqual(new Date('2026-01-01T12:00:30Z'))
})

describe('time away', () => {
  test.each([
    ['a machine that was awake', (clock: ManualClock) => clock.advance(2 * HOUR), 0],
    ['a machine that slept', (clock: ManualClock) => clock.sleep(HOUR), HOUR],
    ['a clock that was put right', (clock: ManualClock) => clock.sleep(20_000), 0],
  ])('%s', (_, happens, expected) => {
    const clock = new ManualClock()
    const away = new TimeAway(clock)
    happens(clock)
    expect(away.slept()).toBe(expected)
    expect(away.slept()).toBe(0)
  })
})
