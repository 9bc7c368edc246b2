// Users and roles as those who make calls: what policies and tags somebody has, whose an access key is.

import type { PolicyDocument } from '../../core/policy.ts'
import type { Principal, SessionPolicy, UserPrincipal } from '../../core/principal.ts'
import type { NamedPolicy, Policies } from '../../policy/evaluate.ts'
import { roleWith, userWith } from './operations/named.ts'
import { managedDocument } from './operations/policies.ts'
import type { Entity, IamState, Role, User } from './state.ts'

/** The user or the role behind a principal; undefined for one that is gone, though another may have taken its name. */
export const entityOf = (state: IamState, principal: Principal): User | Role | undefined => {
  if (principal.kind === 'user') return ifStill(userWith(state, principal.arn), principal.userId)
  if (principal.kind === 'session') return ifStill(roleWith(state, principal.roleArn), principal.roleId)
  return undefined
}

const ifStill = <One extends Entity>(one: One | undefined, id: string): One | undefined =>
  one?.Id === id ? one : undefined

/** What the principal itself brings along: its own policies, its boundary, and those that narrow a session. */
export const ownPolicies = (
  state: IamState,
  principal: Principal,
): Pick<Policies, 'identity' | 'boundary' | 'session'> => {
  const entity = entityOf(state, principal)
  const boundary = entity?.boundary
  return {
    identity: entity ? identityPolicies(state, entity) : [],
    ...(boundary ? { boundary: managed(state, boundary) } : {}),
    ...(principal.kind === 'session' && principal.sessionPolicies
      ? { session: principal.sessionPolicies.map(policy => sessionPolicy(state, policy)) }
      : {}),
  }
}

/** Those of the user or the role, and before them those that the session was given. Keys differ by more than case. */
export const principalTags = (state: IamState, principal: Principal): ReadonlyMap<string, string> => {
  const own = entityOf(state, principal)?.tags ?? []
  const given = principal.kind === 'session' ? Object.entries(principal.tags ?? {}) : []
  return new Map([...own, ...given].map(([key, value]) => [key.toLowerCase(), value]))
}

/** The user whose active access key this is. */
export const holderOf = (state: IamState, accessKeyId: string): UserPrincipal | undefined => {
  const user = state.users.get(state.accessKeys.get(accessKeyId) ?? '')
  if (user?.accessKeys.get(accessKeyId)?.Status !== 'Active') return undefined
  return { kind: 'user', arn: user.Arn, userName: user.UserName, userId: user.Id, accessKeyId }
}

const NOTHING: PolicyDocument = { Statement: [] }

const identityPolicies = (state: IamState, { inline, attached }: Entity): readonly NamedPolicy[] => [
  ...[...inline].map(([name, document]) => ({ name, document })),
  ...[...attached].map(arn => managed(state, arn)),
]

/** A policy that is gone allows nothing. */
const managed = (state: IamState, arn: string): NamedPolicy => ({
  name: arn,
  document: managedDocument(state, arn) ?? NOTHING,
})

const sessionPolicy = (state: IamState, policy: SessionPolicy): NamedPolicy =>
  typeof policy === 'string' ? managed(state, policy) : { name: 'session policy', document: policy }
