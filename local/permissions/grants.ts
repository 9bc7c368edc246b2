// What the policies in force grant: every Allow statement of the template's roles, of its people's policies and of its boundaries.

import type { OneOrMany, PolicyDocument } from '../core/policy.ts'
import type { IamState } from '../services/iam/state.ts'
import { SCENARIO_STATEMENT } from './commits.ts'

export interface Grant {
  /** The role, or the managed policy, without the random end of its name. */
  readonly holder: string
  readonly kind: 'role' | 'boundary' | "people's policy"
  /** Its Sid; `#2` for the third statement when it has none. */
  readonly statement: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

export const grantsOf = ({ roles, policies }: IamState): readonly Grant[] => [
  ...[...roles.values()].flatMap(({ Arn, inline }) =>
    [...inline.values()].flatMap(document => allowed(document, holderOf(Arn), 'role')),
  ),
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
