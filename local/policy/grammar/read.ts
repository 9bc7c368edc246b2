// The one reader of policy documents: the whole grammar, and every problem of a document at once. What has passed it can be evaluated.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

import { isRecord } from '../../core/input/members.ts'
import type { PolicyDocument } from '../../core/policy.ts'
import { type PolicyRules, type Problem, problem } from './problems.ts'
import { readAction } from './read-action.ts'
import { readCondition } from './read-condition.ts'
import { readPrincipal } from './read-principal.ts'
import { readResource } from './read-resource.ts'

/** The document, or everything that is wrong with it. */
export type Reading = { readonly document: PolicyDocument } | { readonly problems: readonly Problem[] }

export const readPolicy = (text: string, rules: PolicyRules): Reading => {
  const value = parse(text)
  if (!isRecord(value)) return { problems: [{ kind: 'json', at: '', given: text.slice(0, 100) }] }
  const problems = problemsOf(value, rules)
  return isPolicy(value, problems) ? { document: withoutNulls(value) } : { problems }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What has no problem has the type. */
const isPolicy = (_: object, problems: readonly Problem[]): _ is PolicyDocument => problems.length === 0

/** Everything that is wrong with a parsed document. */
export const problemsOf = (document: Readonly<Record<string, unknown>>, rules: PolicyRules): readonly Problem[] => {
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement]
  return [
    ...unknownElements(document, DOCUMENT, ''),
    ...versionProblems(document.Version, rules),
    ...textProblems(document.Id, 'Id'),
    ...(document.Statement === undefined || document.Statement === null || statements.length === 0
      ? [problem('no-statement', 'Statement', document.Statement)]
      : statements.flatMap((statement, index) => statementProblems(statement, `Statement[${index}]`, rules))),
    ...repeatedSids(statements),
  ]
}

const DOCUMENT = new Set(['Version', 'Id', 'Statement'])
const STATEMENT = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

const unknownElements = (value: object, known: ReadonlySet<string>, at: string): readonly Problem[] =>
  Object.keys(value)
    .filter(name => !known.has(name))
    .map(name => problem('syntax', at === '' ? name : `${at}.${name}`, name))

const versionProblems = (version: unknown, { newVersionOnly }: PolicyRules): readonly Problem[] => {
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17')
    return [problem('version', 'Version', version)]
  return newVersionOnly && version !== '2012-10-17' ? [problem('old-version', 'Version', version)] : []
}

const textProblems = (value: unknown, at: string): readonly Problem[] =>
  value === undefined || typeof value === 'string' ? [] : [problem('syntax', at, value)]

const statementProblems = (statement: unknown, at: string, rules: PolicyRules): readonly Problem[] => {
  if (!isRecord(statement)) return [problem('syntax', at, statement)]
  const both = ['Action', 'Resource', 'Principal'].filter(
    name => statement[name] !== undefined && statement[`Not${name}`] !== undefined,
  )
  return [
    ...unknownElements(statement, STATEMENT, at),
    ...both.map(name => problem('syntax', `${at}.${name}`, `${name} and Not${name}`)),
    ...effectProblems(statement.Effect, `${at}.Effect`),
    ...textProblems(statement.Sid, `${at}.Sid`),
    ...(typeof statement.Sid === 'string' && rules.sid && !rules.sid.test(statement.Sid)
      ? [problem('sid-characters', `${at}.Sid`, statement.Sid)]
      : []),
    ...readPrincipal(statement, at, rules),
    ...readAction(statement, at, rules),
    ...readResource(statement, at, rules),
    ...readCondition(statement.Condition, `${at}.Condition`),
  ]
}

const effectProblems = (effect: unknown, at: string): readonly Problem[] => {
  if (effect === 'Allow' || effect === 'Deny') return []
  // AWS says of another case that the policy failed its older parser.
  const otherCase = typeof effect === 'string' && /^(allow|deny)$/i.test(effect)
  return [problem(otherCase ? 'unparsable' : 'effect', at, effect)]
}

const repeatedSids = (statements: readonly unknown[]): readonly Problem[] => {
  const sids = statements.flatMap(statement =>
    isRecord(statement) && typeof statement.Sid === 'string' && statement.Sid !== '' ? [statement.Sid] : [],
  )
  return sids.filter((sid, index) => sids.indexOf(sid) < index).map(sid => problem('sid-twice', 'Statement', sid))
}

/** AWS passes over a null in a list of resources. */
const withoutNulls = (document: PolicyDocument): PolicyDocument =>
  JSON.parse(JSON.stringify(document), (_, value: unknown) =>
    Array.isArray(value) ? value.filter(item => item !== null) : value,
  )
