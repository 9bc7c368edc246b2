// The condition operators: which there are, which values each may be given, and how each compares.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

import { arnLikeMatcher, likeMatcher, type Matcher } from './match.ts'
import { inRange, readBoolean, readBytes, readDate, readNumber, readRange } from './scalars.ts'
import { resolvedText, type Variables } from './variables.ts'

/** How an operator compares; undefined for a value that it cannot be given. */
export type Compare = (wanted: string, variables: Variables) => Matcher | undefined

export interface Operator {
  readonly quantifier: 'forallvalues' | 'foranyvalue' | undefined
  readonly ifExists: boolean
  /** True where its affirmative form is false. */
  readonly negated: boolean
  /** Undefined for Null, which looks only whether there is a value. */
  readonly compare: Compare | undefined
  /** Policy variables are for operators on strings and ARNs. */
  readonly takesVariables: boolean
}

/** Undefined when there is no such operator. */
export const operatorOf = (written: string): Operator | undefined => {
  const [, quantifier, name = '', ifExists] =
    /^(?:(forallvalues|foranyvalue):)?([a-z]+?)(ifexists)?$/.exec(written.toLowerCase()) ?? []
  // "You can add IfExists to the end of any condition operator name except the Null condition."
  if (name === 'null') return ifExists ? undefined : { ...NULL, quantifier: readQuantifier(quantifier) }
  const affirmative = NEGATED.get(name)
  const compare = AFFIRMATIVE.get(affirmative ?? name)
  return (
    compare && {
      quantifier: readQuantifier(quantifier),
      ifExists: ifExists !== undefined,
      negated: affirmative !== undefined,
      compare,
      takesVariables: /^(string|arn)/.test(name),
    }
  )
}

const NULL: Operator = {
  quantifier: undefined,
  ifExists: false,
  negated: false,
  compare: undefined,
  takesVariables: false,
}

const readQuantifier = (text: string | undefined): Operator['quantifier'] =>
  text === 'forallvalues' || text === 'foranyvalue' ? text : undefined

const equals: Compare = (wanted, variables) => {
  const pieces = variables(wanted)
  return (given, values) => given === resolvedText(pieces, values)
}

const equalsIgnoringCase: Compare = (wanted, variables) => {
  const pieces = variables(wanted)
  return (given, values) => given.toLowerCase() === resolvedText(pieces, values)?.toLowerCase()
}

const scalar =
  <Value>(read: (text: string) => Value | undefined, holds: (given: Value, wanted: Value) => boolean): Compare =>
  wanted => {
    const limit = read(wanted)
    if (limit === undefined) return undefined
    return given => {
      const value = read(given)
      return value !== undefined && holds(value, limit)
    }
  }

const number = (holds: (given: number, wanted: number) => boolean): Compare => scalar(readNumber, holds)
const date = (holds: (given: number, wanted: number) => boolean): Compare => scalar(readDate, holds)
const same = <Value>(given: Value, wanted: Value): boolean => given === wanted

const ipAddress: Compare = wanted => {
  const range = readRange(wanted)
  return range === undefined ? undefined : given => inRange(given, range)
}

const AFFIRMATIVE: ReadonlyMap<string, Compare> = new Map([
  ['stringequals', equals],
  ['stringequalsignorecase', equalsIgnoringCase],
  ['stringlike', likeMatcher],
  ['numericequals', number(same)],
  ['numericlessthan', number((a, b) => a < b)],
  ['numericlessthanequals', number((a, b) => a <= b)],
  ['numericgreaterthan', number((a, b) => a > b)],
  ['numericgreaterthanequals', number((a, b) => a >= b)],
  ['dateequals', date(same)],
  ['datelessthan', date((a, b) => a < b)],
  ['datelessthanequals', date((a, b) => a <= b)],
  ['dategreaterthan', date((a, b) => a > b)],
  ['dategreaterthanequals', date((a, b) => a >= b)],
  ['bool', scalar(readBoolean, same)],
  ['binaryequals', scalar(readBytes, same)],
  ['ipaddress', ipAddress],
  ['arnequals', arnLikeMatcher],
  ['arnlike', arnLikeMatcher],
])

const NEGATED: ReadonlyMap<string, string> = new Map([
  ['stringnotequals', 'stringequals'],
  ['stringnotequalsignorecase', 'stringequalsignorecase'],
  ['stringnotlike', 'stringlike'],
  ['numericnotequals', 'numericequals'],
  ['datenotequals', 'dateequals'],
  ['notipaddress', 'ipaddress'],
  ['arnnotequals', 'arnequals'],
  ['arnnotlike', 'arnlike'],
])
