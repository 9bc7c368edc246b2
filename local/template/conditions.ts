// Evaluates the sections Conditions and Rules.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html

import type { Environment } from './environment.ts'
import { templateFailure } from './references.ts'
import { functionCall, resolve, textOf } from './resolve.ts'
import { isList, isMap, type Value } from './template.ts'

/** Every condition of the template; the environment needs no resources, exports or conditions for it. */
export const conditionValues = (environment: Omit<Environment, 'conditions'>): Readonly<Record<string, boolean>> => {
  const values: Record<string, boolean> = {}
  const evaluating = new Set<string>()
  const whole: Environment = { ...environment, conditions: values }
  const named = (name: string): boolean => {
    const known = values[name]
    if (known !== undefined) return known
    const declared = environment.template.Conditions[name]
    if (declared === undefined) throw templateFailure(`unresolved condition dependency: ${name}`)
    if (evaluating.has(name))
      throw templateFailure(`Circular dependency in the conditions [${[...evaluating].join(', ')}]`)
    evaluating.add(name)
    const value = evaluate(declared, whole, named)
    evaluating.delete(name)
    values[name] = value
    return value
  }
  for (const name of Object.keys(environment.template.Conditions)) named(name)
  return values
}

/** What the section Rules forbids, in AWS's words; empty when every assertion holds. */
export const ruleProblems = (environment: Environment): readonly string[] => {
  const named = (name: string): boolean => environment.conditions[name] ?? false
  return Object.entries(environment.template.Rules).flatMap(([rule, { RuleCondition, Assertions }]) => {
    if (RuleCondition !== undefined && !evaluate(RuleCondition, environment, named)) return []
    return Assertions.filter(({ Assert }) => !evaluate(Assert, environment, named)).map(
      ({ AssertDescription }) => AssertDescription ?? `Rule ${rule} failed`,
    )
  })
}

const evaluate = (value: Value, environment: Environment, named: (name: string) => boolean): boolean => {
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === 'false') return value === 'true'
  if (isMap(value) && Object.keys(value).length === 1 && typeof value.Condition === 'string')
    return named(value.Condition)
  const call = isMap(value) ? functionCall(value) : undefined
  const items = isList(call?.argument) ? call.argument : []
  const each = (item: Value): boolean => evaluate(item, environment, named)
  switch (call?.name) {
    case 'Fn::And':
      return atLeastTwo('Fn::And', items).every(each)
    case 'Fn::Or':
      return atLeastTwo('Fn::Or', items).some(each)
    case 'Fn::Not': {
      const [item] = items
      if (item === undefined || items.length !== 1)
        throw templateFailure('every Fn::Not object requires one boolean parameter.')
      return !each(item)
    }
    case 'Fn::Equals': {
      const [left, right] = items
      if (left === undefined || right === undefined || items.length !== 2)
        throw templateFailure('every Fn::Equals object requires a list of 2 string parameters.')
      return textOf(left, environment, 'Fn::Equals') === textOf(right, environment, 'Fn::Equals')
    }
    case 'Fn::Contains':
      return contains(
        listAt(items[0], environment),
        items[1] === undefined ? '' : textOf(items[1], environment, 'Fn::Contains'),
      )
    case 'Fn::EachMemberIn': {
      const [members, allowed] = items.map(item => listAt(item, environment))
      return (members ?? []).every(member => contains(allowed ?? [], String(member)))
    }
    case 'Fn::EachMemberEquals': {
      const expected = items[1] === undefined ? '' : textOf(items[1], environment, 'Fn::EachMemberEquals')
      return listAt(items[0], environment).every(member => String(member) === expected)
    }
    default:
      throw templateFailure(
        `a condition is made of Condition, Fn::And, Fn::Equals, Fn::Not and Fn::Or; got ${call?.name ?? JSON.stringify(value)}`,
      )
  }
}

const atLeastTwo = (name: string, items: readonly Value[]): readonly Value[] => {
  if (items.length < 2 || items.length > 10)
    throw templateFailure(`every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`)
  return items
}

const contains = (list: readonly Value[], value: string): boolean => list.some(item => String(item) === value)

const listAt = (value: Value | undefined, environment: Environment): readonly Value[] => {
  const resolved = value === undefined ? undefined : resolve(value, environment)
  return isList(resolved) ? resolved : []
}
