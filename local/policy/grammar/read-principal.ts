// Principal and NotPrincipal, in policies of resources and of roles' trust.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html

import { isRecord } from '../../core/input/members.ts'
import type { PolicyDocument } from '../../core/policy.ts'
import { type PolicyRules, type Problem, problem, textsOf } from './problems.ts'

export const readPrincipal = (
  statement: Readonly<Record<string, unknown>>,
  at: string,
  rules: PolicyRules,
): readonly Problem[] => {
  const given = ['Principal', 'NotPrincipal'].filter(name => statement[name] !== undefined)
  if (rules.principal === 'forbidden') return given.map(name => problem('principal-forbidden', `${at}.${name}`, name))
  if (given.length === 0)
    return rules.principal === 'optional' ? [] : [problem('no-principal', `${at}.Principal`, undefined)]
  // "Using it with "Effect": "Allow" is not supported." A trust policy takes none at all.
  const excluded =
    statement.NotPrincipal !== undefined && (statement.Effect === 'Allow' || rules.resource === 'forbidden')
      ? [problem('not-principal', `${at}.NotPrincipal`, statement.Effect)]
      : []
  return [...excluded, ...given.flatMap(name => elementProblems(statement[name], `${at}.${name}`))]
}

const elementProblems = (element: unknown, at: string): readonly Problem[] => {
  if (element === '*') return []
  if (typeof element === 'string') return [problem('principal-invalid', at, element)]
  if (!isRecord(element)) return [problem('syntax', at, element)]
  const types = Object.entries(element)
  if (types.length === 0) return [problem('principal-empty', at, element)]
  return types.flatMap(([type, value]) => {
    const isValid = VALID.get(type)
    if (!isValid) return [problem('principal-invalid', at, `"${type}"`)]
    const names = textsOf(value)
    if (!names) return [problem('syntax', `${at}.${type}`, value)]
    if (names.length === 0) return [problem('principal-empty', `${at}.${type}`, value)]
    return names
      .filter(name => !isValid(name))
      .map(name => problem('principal-invalid', at, `"${type.toUpperCase()}":"${name}"`))
  })
}

/** Whether a user, a role, a session or an account can have this name. */
export const isAwsPrincipal = (name: string): boolean =>
  name === '*' ||
  /^\d{12}$/.test(name) ||
  /^arn:aws:iam::\d{12}:(root|(user|role)\/[!-)+->@-~]+)$/.test(name) ||
  /^arn:aws:sts::\d{12}:(assumed-role\/[\w+=,.@-]+|federated-user)\/[\w+=,.@-]+$/.test(name)

/** The users and roles of an account that a policy names: each has to be there. */
export const namedIn = (document: PolicyDocument, account: string): readonly string[] =>
  [document.Statement]
    .flat()
    .flatMap(({ Principal, NotPrincipal }) =>
      [Principal, NotPrincipal].flatMap(element =>
        typeof element === 'object' ? [element.AWS ?? []].flat().filter(name => isEntityOf(name, account)) : [],
      ),
    )

const isEntityOf = (name: string, account: string): boolean =>
  name.startsWith(`arn:aws:iam::${account}:user/`) || name.startsWith(`arn:aws:iam::${account}:role/`)

/** Differs from AWS: which services there are is not known here; any name of their form is taken. */
export const isServicePrincipal = (name: string): boolean =>
  /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|internal)$/.test(name)

const VALID: ReadonlyMap<string, (name: string) => boolean> = new Map([
  ['AWS', isAwsPrincipal],
  ['Service', isServicePrincipal],
  [
    'Federated',
    (name: string) => /^arn:aws:iam::\d{12}:(saml|oidc)-provider\/\S+$|^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name),
  ],
  ['CanonicalUser', (name: string) => /^[0-9a-f]{64}$/.test(name)],
])
