// The Condition block: IfExists, ForAllValues and ForAnyValue, several values, and what an absent key means.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html

import type { PolicyStatement } from '../core/policy.ts'
import { operatorOf } from './operators.ts'
import type { Values, Variables } from './variables.ts'

/** What a policy asks for that cannot be evaluated here; the request is refused by this name. */
export class NotEvaluable extends Error {
  override readonly name = 'NotEvaluable'
}

export type ConditionTest = (values: Values) => boolean

/** Every operator and every key must hold. */
export const compileCondition = (condition: PolicyStatement['Condition'], variables: Variables): ConditionTest => {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) =>
      compileTest(operator, key.toLowerCase(), [wanted].flat().map(String), variables),
    ),
  )
  return values => tests.every(test => test(values))
}

const compileTest = (written: string, key: string, wanted: readonly string[], variables: Variables): ConditionTest => {
  const operator = operatorOf(written)
  if (!operator) throw new NotEvaluable(`the condition operator '${written}'`)
  const { quantifier, ifExists, negated, compare } = operator
  if (!compare) return values => wanted.some(text => (text.toLowerCase() === 'true') === !values.get(key)?.length)
  const matchers = wanted.map(text => {
    const matcher = compare(text, variables)
    if (!matcher) throw new NotEvaluable(`'${text}' with the condition operator '${written}'`)
    return matcher
  })
  const holds = (given: string, values: Values): boolean => matchers.some(match => match(given, values)) !== negated
  // Without a quantifier AWS expects one value; a negated operator must then hold for whatever is there.
  const every = quantifier === 'forallvalues' || (quantifier === undefined && negated)
  const whenAbsent = ifExists || quantifier === 'forallvalues' || (quantifier === undefined && negated)
  return values => {
    const given = values.get(key) ?? []
    if (given.length === 0) return whenAbsent
    return every ? given.every(value => holds(value, values)) : given.some(value => holds(value, values))
  }
}
