// Logical IDs that change when what they are made of changes: a prefix and ten hexadecimal digits.

import { createHash } from 'node:crypto'
import { isList, isMap, type Value } from '../template.ts'

/** `data` is text, or a value that is hashed as JSON with sorted keys; nothing is added for empty data. */
export const hashedLogicalId = (prefix: string, data: Value): string => `${prefix}${hashOf(data, 10)}`

export const hashOf = (data: Value, length: number): string => {
  const text = typeof data === 'string' ? data : canonicalJson(data)
  return text === '' ? '' : createHash('sha1').update(text).digest('hex').slice(0, length)
}

/** JSON as Python's json.dumps writes it with sorted keys, no spaces, and ASCII only. */
export const canonicalJson = (value: Value): string => {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (!isMap(value)) return asciiOnly(JSON.stringify(value))
  const entries = Object.entries(value).sort(([a], [b]) => byCodePoint(a, b))
  return `{${entries.map(([key, item]) => `${asciiOnly(JSON.stringify(key))}:${canonicalJson(item)}`).join(',')}}`
}

const asciiOnly = (json: string): string =>
  json.replace(/[\u007f-\uffff]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const byCodePoint = (a: string, b: string): number => {
  const [left, right] = [[...a], [...b]]
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
