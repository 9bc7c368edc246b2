// A policy document turned once into statements that are quick to ask.

import type { OneOrMany, PolicyDocument, PolicyStatement } from '../core/policy.ts'
import { type ConditionTest, compileCondition, NotEvaluable } from './conditions.ts'
import type { PolicyRules } from './grammar/problems.ts'
import { problemsOf } from './grammar/read.ts'
import { actionMatcher, arnMatcher, type Matcher } from './match.ts'
import { operatorOf } from './operators.ts'
import { compilePrincipal, type PrincipalTest } from './principals.ts'
import { neededKeys, noVariables, singleValue, type Values, type Variables, withVariables } from './variables.ts'

export interface Request {
  /** For example `s3:GetObject`. */
  readonly action: string
  /** An ARN, or `*`. */
  readonly resource: string
  readonly values: Values
}

export interface Statement {
  readonly sid: string | undefined
  readonly effect: 'Allow' | 'Deny'
  /** Whether action, resource and conditions hold; who asks is looked at by `principal`. */
  applies(request: Request): boolean
  /** Only in resource policies. */
  readonly principal: PrincipalTest | undefined
}

const compiled = new WeakMap<PolicyDocument, readonly Statement[]>()

/** @throws NotEvaluable when the document asks for what cannot be evaluated */
export const statementsOf = (document: PolicyDocument): readonly Statement[] => {
  const known = compiled.get(document)
  if (known) return known
  const [wrong] = problemsOf({ ...document }, ANY_KIND).filter(({ kind }) => kind !== 'no-statement')
  if (wrong) throw new NotEvaluable(`${wrong.at}: ${wrong.given}`)
  const variables = document.Version === '2012-10-17' ? withVariables : noVariables
  const statements = many(document.Statement).map(statement => compileStatement(statement, variables))
  compiled.set(document, statements)
  return statements
}

/** Each kind of policy was read by its own rules where it was put. */
const ANY_KIND: PolicyRules = { principal: 'optional', resource: 'optional' }

const many = <T>(value: OneOrMany<T> | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T]

const compileStatement = (statement: PolicyStatement, variables: Variables): Statement => {
  const action = compileElement(statement.Action, statement.NotAction, actionMatcher)
  const resource = compileElement(statement.Resource, statement.NotResource, text => arnMatcher(text, variables))
  const condition: ConditionTest = compileCondition(statement.Condition, variables)
  const needed = textsWithVariables(statement).flatMap(text => neededKeys(variables(text)))
  return {
    sid: statement.Sid,
    effect: statement.Effect,
    // A variable that the request has no value for makes the statement void. A trust policy has no Resource element: the role itself is meant.
    applies: ({ action: asked, resource: on, values }) =>
      (action?.(asked, values) ?? false) &&
      needed.every(key => singleValue(values, key) !== undefined) &&
      (resource?.(on, values) ?? true) &&
      condition(values),
    principal: compilePrincipal(statement),
  }
}

/** Resources, and the values of operators on strings and ARNs. */
const textsWithVariables = ({ Resource, NotResource, Condition }: PolicyStatement): readonly string[] => [
  ...many(Resource),
  ...many(NotResource),
  ...Object.entries(Condition ?? {})
    .filter(([operator]) => operatorOf(operator)?.takesVariables)
    .flatMap(([, keys]) => Object.values(keys).flat().map(String)),
]

const compileElement = (
  wanted: OneOrMany<string> | undefined,
  unwanted: OneOrMany<string> | undefined,
  compile: (pattern: string) => Matcher,
): Matcher | undefined => {
  const positive = many(wanted).map(compile)
  const negative = many(unwanted).map(compile)
  if (wanted !== undefined) return (value, values) => positive.some(matches => matches(value, values))
  if (unwanted !== undefined) return (value, values) => !negative.some(matches => matches(value, values))
  return undefined
}
