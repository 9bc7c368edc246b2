// One line of the event log: its number, a check that covers everything before it, and the events that came of one fact.
// A line that was changed, left out, doubled or moved breaks the chain, and so is named.

import { createHash } from 'node:crypto'
import type { ServiceEvent } from '../../core/event.ts'

/** Where a log stands: the number of its last line, and that line's check. Numbers go on when a log begins anew behind a snapshot. */
export interface Mark {
  readonly number: number
  readonly check: string
}

/** What begins a log: the version of what is kept, and what stood before. */
export interface LogHead {
  readonly version: number
  readonly after: Mark
}

export const headLine = ({ version, after }: LogHead): string =>
  `${JSON.stringify({ log: LOG, version, after: { number: after.number, check: after.check } })}\n`

/** The line that follows the mark, its end included, and where the log stands then. */
export const lineAfter = (
  mark: Mark,
  events: readonly ServiceEvent[],
): { readonly line: string; readonly mark: Mark } => {
  const text = JSON.stringify(events)
  const number = mark.number + 1
  const check = checkOf(mark, text)
  return { line: `{"number":${number},"check":"${check}","events":${text}}\n`, mark: { number, check } }
}

/** A string says what is wrong with the line. */
export const readHead = (line: string): LogHead | string => {
  const value = parse(line)
  if (Array.isArray(value)) return { version: 1, after: { number: 0, check: '' } } // began with its first events
  if (!isObject(value) || value.log !== LOG || typeof value.version !== 'number' || !isMark(value.after))
    return 'is not the beginning of a log'
  return { version: value.version, after: value.after }
}

/** A string says what is wrong with the line. */
export const readLine = (
  line: string,
  before: Mark,
): { readonly mark: Mark; readonly events: readonly ServiceEvent[] } | string => {
  const [, given = '', check = '', text = ''] = LINE.exec(line) ?? []
  const events = parse(text)
  if (!Array.isArray(events) || !events.every(isEvent)) return 'holds no events'
  const number = Number(given)
  if (number !== before.number + 1) return `has number ${number} where ${before.number + 1} should follow`
  const expected = checkOf(before, text)
  if (check !== expected) return `was changed: its check is ${check}, and what it says has ${expected}`
  return { mark: { number, check }, events }
}

export const isMark = (value: unknown): value is Mark =>
  isObject(value) && Number.isSafeInteger(value.number) && typeof value.check === 'string' && CHECK.test(value.check)

const LOG = 'events of a local cloud'
const CHECK = /^[0-9a-f]{16}$/
const LINE = /^\{"number":(\d+),"check":"([0-9a-f]{16})","events":(\[.*\])\}$/s

/** Half of what SHA-256 gives is far more than an accident finds; it is no secret, so it keeps nobody from forging. */
const checkOf = ({ number, check }: Mark, text: string): string =>
  createHash('sha256')
    .update(`${check} ${number + 1} `)
    .update(text)
    .digest('hex')
    .slice(0, 16)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isEvent = (value: unknown): value is ServiceEvent =>
  isObject(value) && ['id', 'time', 'source', 'detail-type'].every(name => typeof value[name] === 'string')
