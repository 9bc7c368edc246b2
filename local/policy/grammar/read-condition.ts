// The Condition block: operators, keys, and values that the operator can compare.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html

import { isRecord } from '../../core/input/members.ts'
import { operatorOf } from '../operators.ts'
import { readBoolean } from '../scalars.ts'
import { noVariables } from '../variables.ts'
import { type Problem, problem } from './problems.ts'

export const readCondition = (condition: unknown, at: string): readonly Problem[] => {
  if (condition === undefined) return []
  if (!isRecord(condition)) return [problem('syntax', at, condition)]
  return Object.entries(condition).flatMap(([operator, keys]) => operatorProblems(operator, keys, `${at}.${operator}`))
}

const operatorProblems = (written: string, keys: unknown, at: string): readonly Problem[] => {
  if (!isRecord(keys)) return [problem('syntax', at, keys)]
  const operator = operatorOf(written)
  // AWS takes an operator that there is not when it has no keys.
  if (!operator) return Object.keys(keys).length === 0 ? [] : [problem('syntax', at, written)]
  const { compare } = operator
  const isComparable = (value: string): boolean =>
    compare ? compare(value, noVariables) !== undefined : readBoolean(value) !== undefined
  return Object.entries(keys).flatMap(([key, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (!values.every(isScalar)) return [problem('syntax', `${at}.${key}`, value)]
    return values.filter(item => !isComparable(String(item))).map(item => problem('unparsable', `${at}.${key}`, item))
  })
}

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
