// Values as a test compares them.

import { isRecord } from '../../local/core/input/members.ts'

/** A member that is undefined is one that is not there: the log keeps none. A date is not its text. */
export const plain = (value: unknown): unknown => {
  if (value instanceof Map || value instanceof Set) return { of: value.constructor.name, items: plain([...value]) }
  if (Array.isArray(value)) return value.map(plain)
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, plain(item)]])),
  )
}
