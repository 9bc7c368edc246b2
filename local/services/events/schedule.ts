// Schedule expressions: rate(5 minutes), cron(0 12 ? * MON-FRI *). All times are UTC.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html

import { ServiceError } from '../../core/errors.ts'

/** When a schedule runs next, strictly after a time; undefined when it never does again. */
export type Schedule = (after: Date) => Date | undefined

/** @throws ServiceError ValidationException */
export const scheduleOf = (expression: string): Schedule => {
  const rate = rateOf(expression)
  if (rate !== undefined) return after => new Date(after.getTime() + rate)
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1]?.trim().split(/\s+/)
  const cron = fields && cronOf(fields)
  if (!cron) throw new ServiceError('ValidationException', 'Parameter ScheduleExpression is not valid.')
  return after => nextOf(cron, after)
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

const rateOf = (expression: string): number | undefined => {
  const [, amount, unit, plural] = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression) ?? []
  if (amount === undefined || unit === undefined || (Number(amount) === 1) !== (plural === '')) return undefined
  return Number(amount) * (UNITS[unit] ?? 0)
}

/** One field: whether a number fits. */
type Field = (value: number) => boolean

interface Cron {
  readonly minute: Field
  readonly hour: Field
  readonly month: Field
  readonly year: Field
  fitsDay(day: Date): boolean
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')
const DAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ')

const cronOf = (fields: readonly string[]): Cron | undefined => {
  const [minutes = '', hours = '', dayOfMonth = '', months = '', dayOfWeek = '', years = ''] = fields
  // One of the two fields for days must leave the choice to the other.
  if (fields.length !== 6 || (dayOfMonth === '?') === (dayOfWeek === '?')) return undefined
  const minute = fieldOf(minutes, 0, 59)
  const hour = fieldOf(hours, 0, 23)
  const month = fieldOf(named(months, MONTHS), 1, 12)
  const year = fieldOf(years, 1970, 2199)
  const fitsDay = dayOfWeek === '?' ? dayOfMonthOf(dayOfMonth) : dayOfWeekOf(named(dayOfWeek, DAYS))
  return minute && hour && month && year && fitsDay ? { minute, hour, month, year, fitsDay } : undefined
}

/** Names as numbers, the first of them 1. */
const named = (field: string, names: readonly string[]): string =>
  field.toUpperCase().replace(/[A-Z]{3}/g, name => (names.includes(name) ? String(names.indexOf(name) + 1) : name))

/** Lists of numbers, ranges and steps: `1,5-10,0/15,*`. */
const fieldOf = (field: string, least: number, most: number): Field | undefined => {
  const parts = field.split(',').map(part => partOf(part, least, most))
  return parts.every(part => part !== undefined) ? value => parts.some(part => part?.(value)) : undefined
}

const partOf = (part: string, least: number, most: number): Field | undefined => {
  const [, from = '', to, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part) ?? []
  if (from === '' || (from === '*' && to !== undefined) || step === '0') return undefined
  const first = from === '*' ? least : Number(from)
  const last = to !== undefined ? Number(to) : from === '*' || step !== undefined ? most : first
  if (first < least || last > most || first > last) return undefined
  return value => value >= first && value <= last && (value - first) % Number(step ?? 1) === 0
}

const lastOfMonth = (day: Date): number =>
  new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate()

/** Numbers, `L` for the last day, `15W` for the weekday that is nearest. */
const dayOfMonthOf = (field: string): ((day: Date) => boolean) | undefined => {
  if (field === 'L') return day => day.getUTCDate() === lastOfMonth(day)
  const nearest = /^(\d+)W$/.exec(field)?.[1]
  if (nearest !== undefined) return day => day.getUTCDate() === nearestWeekday(day, Number(nearest))
  const fits = fieldOf(field, 1, 31)
  return fits && (day => fits(day.getUTCDate()))
}

const nearestWeekday = (day: Date, wanted: number): number => {
  const last = lastOfMonth(day)
  const target = Math.min(wanted, last)
  const weekday = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), target)).getUTCDay()
  if (weekday === 6) return target === 1 ? 3 : target - 1
  if (weekday === 0) return target === last ? target - 2 : target + 1
  return target
}

/** Numbers from 1 (Sunday), `6L` for the last Friday, `3#2` for the second Tuesday. */
const dayOfWeekOf = (field: string): ((day: Date) => boolean) | undefined => {
  const [, weekday, rest, nth] = /^([1-7])(?:(L)|#([1-5]))$/.exec(field) ?? []
  if (weekday !== undefined)
    return day => {
      if (day.getUTCDay() + 1 !== Number(weekday)) return false
      return rest === 'L' ? day.getUTCDate() > lastOfMonth(day) - 7 : Math.ceil(day.getUTCDate() / 7) === Number(nth)
    }
  const fits = fieldOf(field === 'L' ? '7' : field, 1, 7)
  return fits && (day => fits(day.getUTCDay() + 1))
}

const MINUTE = 60_000
const DAY = 86_400_000
/** Longer than any two dates of a leap year's cycle are apart. */
const HORIZON = 9 * 366

const nextOf = (cron: Cron, after: Date): Date | undefined => {
  const start = Math.floor(after.getTime() / MINUTE) * MINUTE + MINUTE
  const firstDay = Math.floor(start / DAY) * DAY
  for (let count = 0; count < HORIZON; count += 1) {
    const day = new Date(firstDay + count * DAY)
    if (!cron.year(day.getUTCFullYear()) || !cron.month(day.getUTCMonth() + 1) || !cron.fitsDay(day)) continue
    for (let hour = 0; hour < 24; hour += 1) {
      if (!cron.hour(hour)) continue
      for (let minute = 0; minute < 60; minute += 1) {
        const time = day.getTime() + (hour * 60 + minute) * MINUTE
        if (time >= start && cron.minute(minute)) return new Date(time)
      }
    }
  }
  return undefined
}
