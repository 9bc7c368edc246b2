// What the policies in force grant: every Allow statement of the template's roles, of its people's policies and of its boundaries, and each policy of
// AWS's own that a role has without a boundary. Under a boundary such a policy grants what the boundary does, which is accounted for there.

import type { OneOrMany, PolicyDocument } from '../local/core/policy.ts'
import { AWS_MANAGED_POLICIES } from '../local/policy/aws-managed-policies.ts'
import type { IamState } from '../local/services/iam/state.ts'
import { SCENARIO_STATEMENT } from './stories/commits.ts'

export interface Grant {
  /** The role, or the managed policy, without the random end of its name. */
  readonly holder: string
  readonly kind: 'role' | 'boundary' | "people's policy"
  /** Its Sid; `#2` for the third statement when it has none; the policy's name when it is AWS's own. */
  readonly statement: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

export const grantsOf = ({ roles, policies }: IamState): readonly Grant[] => [
  ...[...roles.values()].flatMap(({ Arn, inline, attached, boundary }) => [
    ...[...inline.values()].flatMap(document => allowed(document, holderOf(Arn), 'role')),
    ...(boundary === undefined ? [...attached].flatMap(policy => allowedByAws(policy, holderOf(Arn))) : []),
  ]),
  ...[...policies.values()].flatMap(({ Arn, versions, defaultVersion }) => {
    const holder = holderOf(Arn)
    const document = versions.get(defaultVersion)?.document
    return document ? allowed(document, holder, holder.endsWith('Boundary') ? 'boundary' : "people's policy") : []
  }),
]

const allowed = (document: PolicyDocument, holder: string, kind: Grant['kind']): readonly Grant[] =>
  list(document.Statement).flatMap(({ Effect, Sid, Action, Resource }, index) =>
    Effect === 'Allow' && Sid !== SCENARIO_STATEMENT
      ? [{ holder, kind, statement: statementName(Sid, index), actions: list(Action), resources: list(Resource) }]
      : [],
  )

/** All of the policy as one: it is attached whole, or not at all. */
const allowedByAws = (policy: string, holder: string): readonly Grant[] => {
  const statement = awsPolicyName(policy)
  const document = AWS_MANAGED_POLICIES.get(policy)
  if (statement === undefined || document === undefined) return []
  const grants = allowed(document, holder, 'role')
  const actions = grants.flatMap(grant => grant.actions)
  return [{ holder, kind: 'role', statement, actions, resources: grants.flatMap(grant => grant.resources) }]
}

/** The name of a managed policy of AWS's own; undefined for any other policy. */
export const awsPolicyName = (policy: string): string | undefined =>
  policy.startsWith('arn:aws:iam::aws:policy/') ? policy.split('/').at(-1) : undefined

const list = <T>(value: OneOrMany<T> | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T]

export const statementName = (sid: string | undefined, index: number): string => sid ?? `#${index}`

/** `arn:aws:iam::…:role/TimeService-pipeline-BuildRole-1A2B3C4D5E6F` is `TimeService-pipeline-BuildRole`. */
export const holderOf = (arn: string): string => nameless(arn.split('/').at(-1) ?? '')

/** Without what is random in names, so that the same thing has the same name in every cloud. */
export const nameless = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/-[A-Z0-9]{12,13}(?![\w-])/g, '')
    .replace(/-[a-z0-9]{12}(?=$|\/)/g, '')
