import moment from 'moment-timezone'
import { zonedTime } from './zoned-time.ts'
import { editDistance, findZone, nearestNames } from './zones.ts'

// Node.js's own time-zone data (2026c in Node.js 24.21) is older than moment's (2026f), and wrong in these zones from November 2026 on.
const intlIsBehind = [
  'America/Havana',
  'America/Inuvik',
  'America/Rainy_River',
  'America/Winnipeg',
  'Canada/Central',
  'Cuba',
]

// The middle of each month; fixed years, so that the outcome does not depend on the day of the test.
const months = Array.from({ length: 48 }, (_, month) => Date.UTC(2025, month, 15, 12))

test('there is a zone under every name that moment knows', () => {
  expect(moment.tz.names().length).toBeGreaterThan(590)
  expect(moment.tz.names().filter(name => findZone(name)?.name !== name)).toEqual([])
})

// With older data than that (a Node.js that CodeBuild still has), more zones differ, and none of them through a fault of ours.
const testWithRecentIntl = (process.versions.tz ?? '') >= '2026c' ? test : test.skip

testWithRecentIntl(
  "in every zone the offset is Intl's in each month of four years, but for the zones named above",
  () => {
    const different = moment.tz.names().filter(differsFromIntl)
    expect(different.filter(name => !intlIsBehind.includes(name))).toEqual([])
  },
)

function differsFromIntl(name: string): boolean {
  const zone = findZone(name)
  if (zone === undefined) return true
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' })
    return months.some(month => zonedTime(zone, month).utcOffset !== intlOffset(format, month))
  } catch {
    return true // Intl does not know the name
  }
}

// 'GMT+05:45', or 'GMT' alone for zero
function intlOffset(format: Intl.DateTimeFormat, month: number): string {
  const name = format.formatToParts(month).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return name === 'GMT' ? '+00:00' : name.slice(3)
}

test.each([
  ['Europe/Paris', '2026-03-29T00:59:59.999Z', '2026-03-29T01:59:59.999+01:00'],
  ['Europe/Paris', '2026-03-29T01:00:00.000Z', '2026-03-29T03:00:00.000+02:00'],
  ['Europe/Paris', '2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00.000+01:00'],
  ['Pacific/Kiritimati', '2026-12-31T10:00:00.000Z', '2027-01-01T00:00:00.000+14:00'],
  ['America/St_Johns', '2026-01-01T00:00:00.000Z', '2025-12-31T20:30:00.000-03:30'],
])('in %s %s is %s', (name, utc, iso) => {
  const zone = findZone(name)
  expect(zone && zonedTime(zone, Date.parse(utc)).iso).toBe(iso)
  expect(Date.parse(iso)).toBe(Date.parse(utc))
})

test.each([
  ['', '', 0],
  ['paris', 'paris', 0],
  ['pariss', 'paris', 1],
  ['pris', 'paris', 1],
  ['', 'rome', 4],
  ['kitten', 'sitting', 3],
])('%j to %j takes %d edits', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits)
  expect(editDistance(b, a)).toBe(edits)
})

test('nearest names: at most three, the nearest first', () => {
  expect(nearestNames('Asia/Calcuta')[0]).toBe('Asia/Calcutta')
  expect(nearestNames('Etc/GMT+99').length).toBeLessThanOrEqual(3)
})
