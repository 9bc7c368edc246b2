// The Condition block: every operator, IfExists, ForAllValues and ForAnyValue, and what an absent key means.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html

import type { PolicyStatement } from '../core/policy.ts'
import { arnMatcher, likeMatcher, substituteText, type Values } from './match.ts'

/** What a policy asks for that cannot be evaluated here; the request is refused by this name. */
export class NotEvaluable extends Error {
  override readonly name = 'NotEvaluable'
}

export type ConditionTest = (values: Values) => boolean

/** Every operator and every key must hold. */
export const compileCondition = (condition: PolicyStatement['Condition']): ConditionTest => {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => compileTest(operator, key.toLowerCase(), [wanted].flat().map(String))),
  )
  return values => tests.every(test => test(values))
}

type Compare = (wanted: string) => (given: string, values: Values) => boolean

/** The affirmative operators; each of the negated ones is true where its affirmative form is false. */
const AFFIRMATIVE: Readonly<Record<string, Compare>> = {
  stringequals: wanted => (given, values) => given === substituteText(wanted, values),
  stringequalsignorecase: wanted => (given, values) =>
    given.toLowerCase() === substituteText(wanted, values)?.toLowerCase(),
  stringlike: likeMatcher,
  numericequals: wanted => given => compareNumbers(given, wanted, (a, b) => a === b),
  numericlessthan: wanted => given => compareNumbers(given, wanted, (a, b) => a < b),
  numericlessthanequals: wanted => given => compareNumbers(given, wanted, (a, b) => a <= b),
  numericgreaterthan: wanted => given => compareNumbers(given, wanted, (a, b) => a > b),
  numericgreaterthanequals: wanted => given => compareNumbers(given, wanted, (a, b) => a >= b),
  dateequals: wanted => given => compareDates(given, wanted, (a, b) => a === b),
  datelessthan: wanted => given => compareDates(given, wanted, (a, b) => a < b),
  datelessthanequals: wanted => given => compareDates(given, wanted, (a, b) => a <= b),
  dategreaterthan: wanted => given => compareDates(given, wanted, (a, b) => a > b),
  dategreaterthanequals: wanted => given => compareDates(given, wanted, (a, b) => a >= b),
  bool: wanted => given => given.toLowerCase() === wanted.toLowerCase(),
  binaryequals: wanted => given => given === wanted,
  ipaddress: wanted => given => inRange(given, wanted),
  arnequals: arnMatcher,
  arnlike: arnMatcher,
}

const NEGATED: Readonly<Record<string, string>> = {
  stringnotequals: 'stringequals',
  stringnotequalsignorecase: 'stringequalsignorecase',
  stringnotlike: 'stringlike',
  numericnotequals: 'numericequals',
  datenotequals: 'dateequals',
  notipaddress: 'ipaddress',
  arnnotequals: 'arnequals',
  arnnotlike: 'arnlike',
}

const compileTest = (written: string, key: string, wanted: readonly string[]): ConditionTest => {
  const { quantifier, operator, ifExists } = readOperator(written)
  if (operator === 'null')
    return values => wanted.some(text => (text.toLowerCase() === 'true') === !hasValue(values, key))
  const negated = NEGATED[operator]
  const compare = AFFIRMATIVE[negated ?? operator]
  if (!compare) throw new NotEvaluable(`the condition operator '${written}'`)
  const matchers = wanted.map(compare)
  const matchesOne = (given: string, values: Values): boolean =>
    matchers.some(matches => matches(given, values)) !== (negated !== undefined)
  return values => {
    const given = values.get(key) ?? []
    if (given.length === 0)
      return ifExists || quantifier === 'forallvalues' || (quantifier !== 'foranyvalue' && negated !== undefined)
    // Without a quantifier AWS expects one value; a negated operator must then hold for whatever is there.
    const all = quantifier === 'forallvalues' || (quantifier === undefined && negated !== undefined)
    return all ? given.every(value => matchesOne(value, values)) : given.some(value => matchesOne(value, values))
  }
}

const hasValue = (values: Values, key: string): boolean => (values.get(key)?.length ?? 0) > 0

const readOperator = (written: string): { quantifier: string | undefined; operator: string; ifExists: boolean } => {
  const [, quantifier, operator = '', ifExists] =
    /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(written.toLowerCase()) ?? []
  return { quantifier, operator, ifExists: ifExists !== undefined }
}

const compareNumbers = (given: string, wanted: string, holds: (a: number, b: number) => boolean): boolean => {
  const a = given.trim() === '' ? Number.NaN : Number(given)
  const b = wanted.trim() === '' ? Number.NaN : Number(wanted)
  return !Number.isNaN(a) && !Number.isNaN(b) && holds(a, b)
}

/** ISO 8601 or seconds since 1970. */
const compareDates = (given: string, wanted: string, holds: (a: number, b: number) => boolean): boolean => {
  const read = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text))
  const a = read(given)
  const b = read(wanted)
  return !Number.isNaN(a) && !Number.isNaN(b) && holds(a, b)
}

/** CIDR notation, IPv4 or IPv6; a lone address is a range of one. */
const inRange = (given: string, range: string): boolean => {
  const [base = '', length] = range.split('/')
  const a = addressBits(given)
  const b = addressBits(base)
  if (a === undefined || b === undefined || a.length !== b.length) return false
  const bits = length === undefined ? a.length : Number(length)
  return a.slice(0, bits) === b.slice(0, bits)
}

const addressBits = (address: string): string | undefined => {
  if (/^\d+(\.\d+){3}$/.test(address)) {
    const bytes = address.split('.').map(Number)
    return bytes.every(byte => byte <= 255) ? bytes.map(byte => byte.toString(2).padStart(8, '0')).join('') : undefined
  }
  if (!address.includes(':')) return undefined
  const [head = '', tail] = address.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array<string>(Math.max(missing, 0)).fill('0'), ...groups(tail ?? '')]
  if (all.length !== 8 || !all.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return all.map(group => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
}
