// What EventBridge refuses in an event pattern.

import { messageOf, ServiceError } from '../../core/errors.ts'
import { isBlock } from '../../core/input/ip-block.ts'
import { isRecord } from '../../core/input/members.ts'
import { isAlternatives, type Pattern } from './pattern.ts'

/** @throws ServiceError InvalidEventPatternException */
export const patternOf = (text: string): Pattern => {
  const pattern = parsed(text)
  if (!isRecord(pattern)) throw invalid('Filter is not an object')
  const problem = Object.keys(pattern).length === 0 ? 'Empty patterns are not allowed' : problemIn(pattern)
  if (problem !== undefined) throw invalid(problem)
  return pattern
}

const invalid = (reason: string): ServiceError =>
  new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`)

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid(messageOf(error))
  }
}

const problemIn = (pattern: Pattern): string | undefined => {
  for (const [key, value] of Object.entries(pattern)) {
    const problem = key === '$or' ? problemOfAlternatives(value) : problemOfMember(key, value)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** `$or` with anything but a list of objects is a member of that name. */
const problemOfAlternatives = (value: unknown): string | undefined => {
  if (!isAlternatives(value) || value.length < 2) return '"$or" must be an array of two or more objects'
  return value.map(problemIn).find(problem => problem !== undefined)
}

const problemOfMember = (key: string, value: unknown): string | undefined => {
  if (isRecord(value))
    return Object.keys(value).length === 0 ? `"${key}" must not be an empty object` : problemIn(value)
  if (!Array.isArray(value)) return `"${key}" must be an object or an array`
  if (value.length === 0) return 'Empty arrays are not allowed'
  return value.map(problemOfMatcher).find(problem => problem !== undefined)
}

const problemOfMatcher = (matcher: unknown): string | undefined => {
  if (Array.isArray(matcher)) return 'Match value must be String, number, true, false, or null'
  if (!isRecord(matcher)) return undefined
  const [entry, ...others] = Object.entries(matcher)
  if (!entry || others.length > 0) return 'Only one key allowed in match expression'
  const [name, argument] = entry
  const check = CHECKS[name]
  if (!check) return `Unrecognized match type ${name}`
  return check(argument) ? undefined : `Value of ${name} is not valid: ${JSON.stringify(argument)}`
}

const isText = (argument: unknown): boolean => typeof argument === 'string'
const isTexts = (argument: unknown): boolean =>
  isText(argument) || (Array.isArray(argument) && argument.length > 0 && argument.every(isText))

const isTextOrCaseless = (argument: unknown): boolean =>
  isText(argument) ||
  (isRecord(argument) &&
    Object.keys(argument).join() === 'equals-ignore-case' &&
    isText(argument['equals-ignore-case']))

const isWildcard = (argument: unknown): boolean =>
  typeof argument === 'string' && !argument.includes('**') && !/(^|[^\\])(\\\\)*\\([^*\\]|$)/.test(argument)

const isNumeric = (argument: unknown): boolean => {
  if (!Array.isArray(argument) || argument.length === 0 || argument.length % 2 !== 0) return false
  const pairs = Array.from({ length: argument.length / 2 }, (_, index) => [
    argument[index * 2],
    argument[index * 2 + 1],
  ])
  const operators = pairs.map(([operator]) => String(operator))
  const known = pairs.every(
    ([operator, limit]) =>
      /^(=|<=?|>=?)$/.test(String(operator)) && typeof limit === 'number' && Math.abs(limit) <= 5e9,
  )
  return known && (pairs.length === 1 || (pairs.length === 2 && /^>=?,<=?$/.test(operators.join())))
}

const isAnythingBut = (argument: unknown): boolean => {
  if (typeof argument === 'string' || typeof argument === 'number') return true
  if (Array.isArray(argument))
    return argument.length > 0 && argument.every(item => typeof item === 'string' || typeof item === 'number')
  if (!isRecord(argument)) return false
  const [entry, ...others] = Object.entries(argument)
  if (!entry || others.length > 0) return false
  const [name, given] = entry
  if (name === 'wildcard') return [given].flat().length > 0 && [given].flat().every(isWildcard)
  return ['prefix', 'suffix', 'equals-ignore-case'].includes(name) && isTexts(given)
}

const CHECKS: Readonly<Record<string, (argument: unknown) => boolean>> = {
  prefix: isTextOrCaseless,
  suffix: isTextOrCaseless,
  'equals-ignore-case': isText,
  wildcard: isWildcard,
  numeric: isNumeric,
  cidr: argument => typeof argument === 'string' && isBlock(argument),
  exists: argument => typeof argument === 'boolean',
  'anything-but': isAnythingBut,
}
