// Numbers, dates, truth values, bytes and addresses in conditions; undefined is what no condition can be compared with.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

import { inBlock, isBlock } from '../core/input/ip-block.ts'

export const readNumber = (text: string): number | undefined =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined

export const readBoolean = (text: string): string | undefined => {
  const lower = text.toLowerCase()
  return lower === 'true' || lower === 'false' ? lower : undefined
}

export const readBytes = (text: string): string | undefined =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0 ? text : undefined

const LAST_SECOND = 2n ** 63n

/**
 * Milliseconds since 1970 of a date of ISO 8601, from the year alone with a dash or a T on, or of seconds since 1970.
 * https://www.w3.org/TR/NOTE-datetime
 */
export const readDate = (text: string): number | undefined => {
  if (/^\+?\d+$/.test(text)) return BigInt(text.replace('+', '')) < LAST_SECOND ? Number(text) * 1000 : undefined
  const {
    year,
    month = '1',
    day = '1',
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    zone = 'Z',
  } = {
    ...DATE.exec(text)?.groups,
  }
  if (year === undefined || Math.abs(Number(year)) > 275_000) return undefined
  const parts = [month, day, hour, minute, second].map(Number)
  if (!parts.every((part, index) => part >= (LEAST[index] ?? 0) && part <= (MOST[index] ?? 0))) return undefined
  const [monthNumber = 1, dayNumber, hours, minutes, seconds] = parts
  const date = new Date(0)
  date.setUTCFullYear(Number(year), monthNumber - 1, dayNumber)
  date.setUTCHours(hours ?? 0, minutes, seconds, Math.floor(Number(`0.${fraction || '0'}`) * 1000))
  return date.getTime() - offset(zone)
}

const LEAST = [1, 1, 0, 0, 0]
const MOST = [12, 31, 23, 59, 59]
const DATE =
  /^(?<year>[+-]?\d{1,6})(?:-(?<month>\d{1,2})(?:-(?<day>\d{1,2}))?)?(?:t(?:(?<hour>\d{1,2})(?::(?<minute>\d{1,2})(?::(?<second>\d{1,2})(?:\.(?<fraction>\d{1,9}))?)?)?)?(?<zone>z|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)?)?$/i

const offset = (zone: string): number => {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

/** A range of addresses in CIDR notation; a lone address is a range of one. */
export const readRange = (text: string): string | undefined => {
  const range = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`
  return isBlock(range) ? range : undefined
}

export const inRange = (address: string, range: string): boolean => inBlock(range, address)
