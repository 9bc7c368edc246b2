// What the service answers: one moment as the clocks of one zone show it.
import type { Zone } from './zones.ts'

export interface ZonedTime {
  timeZone: string // the zone's name in the tz database
  iso: string // ISO 8601 with milliseconds and the zone's offset
  epochMilliseconds: number
  abbreviation: string // 'CET'; '+03' where the zone has no letters of its own
  utcOffset: string // '+01:00'; east of Greenwich is positive
}

export function zonedTime(zone: Zone, epochMilliseconds: number): ZonedTime {
  const minutesEast = -zone.utcOffset(epochMilliseconds) // moment counts minutes west of Greenwich
  const utcOffset = formatOffset(minutesEast)
  return {
    timeZone: zone.name,
    iso: new Date(epochMilliseconds + minutesEast * 60_000).toISOString().slice(0, -1) + utcOffset,
    epochMilliseconds,
    abbreviation: zone.abbr(epochMilliseconds),
    utcOffset,
  }
}

function formatOffset(minutesEast: number): string {
  const size = Math.abs(minutesEast)
  return `${minutesEast < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}
