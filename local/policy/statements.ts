// A policy document turned once into statements that are quick to ask.

import type { OneOrMany, PolicyDocument, PolicyStatement } from '../core/policy.ts'
import { type ConditionTest, compileCondition, NotEvaluable } from './conditions.ts'
import { actionMatcher, arnMatcher, type Matcher, type Values } from './match.ts'
import { compilePrincipal, type PrincipalTest } from './principals.ts'

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
  const statements = many(document.Statement).map(compileStatement)
  compiled.set(document, statements)
  return statements
}

const many = <T>(value: OneOrMany<T> | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T]

const compileStatement = (statement: PolicyStatement): Statement => {
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny')
    throw new NotEvaluable(`a statement whose Effect is '${String(statement.Effect)}'`)
  const action = compileElement(statement.Action, statement.NotAction, actionMatcher)
  const resource = compileElement(statement.Resource, statement.NotResource, arnMatcher)
  const condition: ConditionTest = compileCondition(statement.Condition)
  return {
    sid: statement.Sid,
    effect: statement.Effect,
    // A trust policy has no Resource element: the role itself is meant.
    applies: request =>
      (action?.(request.action, request.values) ?? false) &&
      (resource?.(request.resource, request.values) ?? true) &&
      condition(request.values),
    principal: compilePrincipal(statement),
  }
}

const compileElement = (
  wanted: OneOrMany<string> | undefined,
  unwanted: OneOrMany<string> | undefined,
  compile: (pattern: string) => Matcher,
): Matcher | undefined => {
  const positive = many(wanted).map(compile)
  const negative = many(unwanted).map(compile)
  if (positive.length > 0) return (value, values) => positive.some(matches => matches(value, values))
  if (negative.length > 0) return (value, values) => !negative.some(matches => matches(value, values))
  return undefined
}
