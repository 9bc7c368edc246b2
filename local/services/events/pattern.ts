// Whether an event matches an event pattern.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html

import { ANY_TEXT, type GlobPart, glob } from '../../core/input/glob.ts'
import { inBlock } from '../../core/input/ip-block.ts'
import { isRecord } from '../../core/input/members.ts'

export type Pattern = Readonly<Record<string, unknown>>

/**
 * Every member of the pattern must match; `$or` holds alternatives. A name with dots stands for names within each other, in the pattern and in
 * the event: https://github.com/aws/event-ruler
 */
export const matches = (pattern: Pattern, event: unknown): boolean => {
  const wanted = nested(pattern)
  return isRecord(wanted) && matchesNested(wanted, nested(event))
}

/** `{ "a.b": 1 }` as `{ a: { b: 1 } }`. */
const nested = (value: unknown): unknown => (hasDottedName(value) ? nestedValue(value) : value)

const hasDottedName = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.some(hasDottedName)
  return isRecord(value) && Object.entries(value).some(([name, item]) => name.includes('.') || hasDottedName(item))
}

const nestedValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(nestedValue)
  if (!isRecord(value)) return value
  const parts = Object.entries(value).map(([name, item]) =>
    name.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), nestedValue(item)),
  )
  return parts.reduce(merged, {})
}

const merged = (one: unknown, other: unknown): unknown => {
  if (!isRecord(one) || !isRecord(other)) return other
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return Object.fromEntries(
    names.map(name => [
      name,
      name in one && name in other ? merged(one[name], other[name]) : (other[name] ?? one[name]),
    ]),
  )
}

const matchesNested = (pattern: Pattern, event: unknown): boolean => {
  // An array of objects matches when one of its objects matches the whole pattern.
  if (Array.isArray(event)) return event.some(item => matchesNested(pattern, item))
  const members = isRecord(event) ? event : {}
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or' && isAlternatives(expected))
      return expected.some(alternative => matchesNested(alternative, members))
    if (isRecord(expected)) return matchesNested(expected, members[key])
    return Array.isArray(expected) && matchesOneOf(expected, members[key])
  })
}

export const isAlternatives = (value: unknown): value is readonly Pattern[] =>
  Array.isArray(value) && value.every(isRecord)

const matchesOneOf = (expected: readonly unknown[], given: unknown): boolean => {
  const values = leavesOf(given)
  return expected.some(matcher => {
    if (isRecord(matcher) && 'exists' in matcher) return matcher.exists === values.length > 0
    return values.some(value => matchesValue(matcher, value))
  })
}

/** The values that a member has: none when it is absent or an object, several when it is an array. */
const leavesOf = (given: unknown): readonly unknown[] => {
  if (given === undefined || isRecord(given)) return []
  return Array.isArray(given) ? given.flatMap(leavesOf) : [given]
}

const matchesValue = (matcher: unknown, value: unknown): boolean => {
  if (!isRecord(matcher)) return matcher === value
  const [name = '', argument] = Object.entries(matcher)[0] ?? []
  return MATCHERS[name]?.(argument, value) ?? false
}

type Matcher = (argument: unknown, value: unknown) => boolean

const startsWith: Matcher = (argument, value) => compareText(argument, value, (text, part) => text.startsWith(part))
const endsWith: Matcher = (argument, value) => compareText(argument, value, (text, part) => text.endsWith(part))

/** `argument` is text, or `{ "equals-ignore-case": text }`. */
const compareText = (argument: unknown, value: unknown, compare: (text: string, part: string) => boolean): boolean => {
  if (typeof value !== 'string') return false
  if (typeof argument === 'string') return compare(value, argument)
  const part = isRecord(argument) ? argument['equals-ignore-case'] : undefined
  return typeof part === 'string' && compare(value.toLowerCase(), part.toLowerCase())
}

const equalsIgnoreCase: Matcher = (argument, value) =>
  typeof argument === 'string' && typeof value === 'string' && argument.toLowerCase() === value.toLowerCase()

const wildcard: Matcher = (argument, value) =>
  typeof argument === 'string' && typeof value === 'string' && glob(wildcardParts(argument))(value)

/** `*` stands for any text; `\*` and `\\` stand for themselves. */
const wildcardParts = (text: string): readonly GlobPart[] =>
  (text.match(/\\[*\\]|\*|[^*\\]+|\\/g) ?? []).map(part =>
    part === '*' ? ANY_TEXT : part.replace(/^\\([*\\])$/, '$1'),
  )

const numeric: Matcher = (argument, value) => {
  if (typeof value !== 'number' || !Array.isArray(argument)) return false
  for (let index = 0; index < argument.length; index += 2)
    if (!compareNumbers(String(argument[index]), value, Number(argument[index + 1]))) return false
  return true
}

const compareNumbers = (operator: string, value: number, limit: number): boolean => {
  switch (operator) {
    case '=':
      return value === limit
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
    default:
      return false
  }
}

const cidr: Matcher = (argument, value) =>
  typeof argument === 'string' && typeof value === 'string' && inBlock(argument, value)

const anythingBut: Matcher = (argument, value) => {
  if (!isRecord(argument)) return ![argument].flat().includes(value)
  const [name = '', given] = Object.entries(argument)[0] ?? []
  const matcher = MATCHERS[name]
  // A number or null has no prefix: it is anything but what begins so.
  return matcher !== undefined && ![given].flat().some(item => matcher(item, value))
}

const MATCHERS: Readonly<Record<string, Matcher>> = {
  prefix: startsWith,
  suffix: endsWith,
  'equals-ignore-case': equalsIgnoreCase,
  wildcard,
  numeric,
  cidr,
  'anything-but': anythingBut,
}
