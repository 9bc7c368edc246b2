// The Principal and NotPrincipal elements: how closely a resource policy names who asks.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html

import type { OneOrMany, PolicyStatement } from '../core/policy.ts'
import type { Principal } from '../core/principal.ts'

/**
 * `itself`: the user, the session or the service by name. `role`: the session's role. `anyone`: `*`. `account`: the account, which leaves the decision to
 * the identity-based policies. Undefined: not named.
 */
export type Naming = 'itself' | 'role' | 'anyone' | 'account' | undefined

/** `bounded`: a permissions boundary is set for who asks. */
export type PrincipalTest = (principal: Principal, bounded: boolean) => Naming

export const compilePrincipal = (statement: PolicyStatement): PrincipalTest | undefined => {
  const element = statement.Principal ?? statement.NotPrincipal
  if (element === undefined) return undefined
  const entries = entriesOf(element)
  const names = (principal: Principal): Naming => closest(entries.map(entry => nameOf(entry, principal)))
  if (statement.NotPrincipal === undefined) return names
  // An Allow with NotPrincipal is not supported, and is refused where it is put.
  if (statement.Effect === 'Allow') return () => undefined
  return (principal, bounded) =>
    !bounded && entries.some(entry => isExempt(nameOf(entry, principal))) ? undefined : 'anyone'
}

/**
 * Whom a Deny with NotPrincipal spares: a user or a session by its own ARN. Its account alone spares nobody, nor does the role of a session; and a
 * principal with a permissions boundary is always denied.
 * Unverified: AWS may also deny a principal whose account, or whose role, stands not beside it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
const isExempt = (naming: Naming): boolean => naming === 'itself' || naming === 'anyone'

interface Entry {
  readonly type: string
  readonly value: string
}

const entriesOf = (element: '*' | Readonly<Record<string, OneOrMany<string>>>): readonly Entry[] => {
  if (element === '*') return [{ type: 'AWS', value: '*' }]
  return Object.entries(element).flatMap(([type, values]) => [values].flat().map(value => ({ type, value })))
}

const nameOf = ({ type, value }: Entry, principal: Principal): Naming => {
  if (type === 'Service') return principal.kind === 'service' && principal.service === value ? 'itself' : undefined
  if (type !== 'AWS') return undefined
  if (value === '*') return 'anyone'
  if (principal.kind !== 'user' && principal.kind !== 'session') return undefined
  if (value === principal.arn) return 'itself'
  if (principal.kind === 'session' && value === principal.roleArn) return 'role'
  const account = principal.arn.split(':')[4] ?? ''
  return value === account || value === `arn:aws:iam::${account}:root` ? 'account' : undefined
}

const ORDER: readonly Naming[] = ['itself', 'role', 'anyone', 'account']

const closest = (namings: readonly Naming[]): Naming => ORDER.find(naming => namings.includes(naming))
