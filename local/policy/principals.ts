// The Principal and NotPrincipal elements: how closely a resource policy names who asks.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html

import type { OneOrMany, PolicyStatement } from '../core/policy.ts'
import type { Principal } from '../core/principal.ts'

/**
 * `itself`: the user, the session or the service by name. `role`: the session's role. `anyone`: `*`. `account`: the account, which leaves the decision to
 * the identity-based policies. Undefined: not named.
 */
export type Naming = 'itself' | 'role' | 'anyone' | 'account' | undefined

export interface PrincipalTest {
  names(principal: Principal): Naming
  /** NotPrincipal: everybody but the named. */
  readonly inverted: boolean
}

export const compilePrincipal = (statement: PolicyStatement): PrincipalTest | undefined => {
  const element = statement.Principal ?? statement.NotPrincipal
  if (element === undefined) return undefined
  const entries = entriesOf(element)
  const names = (principal: Principal): Naming => closest(entries.map(entry => nameOf(entry, principal)))
  if (!statement.NotPrincipal) return { names, inverted: false }
  return { names: principal => (names(principal) ? undefined : 'anyone'), inverted: true }
}

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
