// Keeps the books of one cloud: which granted statement allowed which action on which resource, and what was refused to whom.

import { principalName } from '../local/core/principal.ts'
import { arnMatcher } from '../local/policy/match.ts'
import { withVariables } from '../local/policy/variables.ts'
import type { Decided } from '../local/security.ts'
import type { IamState } from '../local/services/iam/state.ts'
import { awsPolicyName, type Grant, grantsOf, holderOf, nameless, statementName } from './grants.ts'

/** One statement, and how often each of its actions and resource patterns was needed. */
export interface Account {
  readonly grant: Grant
  readonly actions: ReadonlyMap<string, number>
  /** Resource patterns without what is random in them. */
  readonly resources: ReadonlyMap<string, number>
}

export interface Refusal {
  readonly holder: string
  readonly action: string
  readonly resource: string
  readonly who: string
  /** The boundary that stood in the way, without what is random in its name. */
  readonly boundary?: string
}

export interface Ledger {
  note(decided: Decided): void
  /** Takes down what is granted now; what is taken away later stays in the books. */
  takeStock(iam: IamState): void
  accounts(): readonly Account[]
  /** Keys of the statements that were needed so far. */
  used(): ReadonlySet<string>
  refusals(): readonly Refusal[]
}

export const statementKey = (holder: string, statement: string): string => `${holder} ${statement}`

export const openLedger = (): Ledger => {
  const grants = new Map<string, Grant>()
  const uses = new Map<string, Map<string, Map<string, number>>>()
  const refusals = new Map<string, Refusal>()
  return {
    note: decided => {
      const refusal = refusalOf(decided)
      if (refusal) refusals.set(JSON.stringify(refusal), refusal)
      for (const key of statementsOf(decided)) {
        const actions = getOrMake(uses, key, () => new Map<string, Map<string, number>>())
        const resources = getOrMake(actions, decided.access.action, () => new Map<string, number>())
        resources.set(decided.access.resource, (resources.get(decided.access.resource) ?? 0) + 1)
      }
    },
    takeStock: iam => {
      for (const grant of grantsOf(iam)) grants.set(statementKey(grant.holder, grant.statement), grant)
    },
    accounts: () => [...grants].map(([key, grant]) => account(grant, uses.get(key) ?? new Map())),
    used: () => new Set(uses.keys()),
    refusals: () => [...refusals.values()],
  }
}

const getOrMake = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** The statement that allowed it, and that of the boundary. */
const statementsOf = ({ principal, verdict }: Decided): readonly string[] => {
  if (!verdict.allowed || verdict.by !== 'identity-based policy') return []
  const { policy, sid, statement, within } = verdict
  const ofAws = awsPolicyName(policy)
  const isCustomerManaged = ofAws === undefined && policy.startsWith('arn:')
  const holder = isCustomerManaged ? policy : principal.kind === 'session' ? principal.roleArn : undefined
  return [
    ...(holder ? [statementKey(holderOf(holder), ofAws ?? statementName(sid, statement))] : []),
    ...(within ? [statementKey(holderOf(within.policy), statementName(within.sid, within.statement))] : []),
  ]
}

export const refusalOf = ({ principal, access, verdict }: Decided): Refusal | undefined => {
  if (verdict.allowed) return undefined
  const boundary =
    'in' in verdict && verdict.in === 'permissions boundary' && verdict.policy ? holderOf(verdict.policy) : undefined
  return {
    holder: principal.kind === 'session' ? holderOf(principal.roleArn) : principalName(principal),
    action: access.action,
    resource: nameless(access.resource),
    who: nameless(principalName(principal)),
    ...(boundary && { boundary }),
  }
}

const account = (grant: Grant, uses: ReadonlyMap<string, ReadonlyMap<string, number>>): Account => {
  const seen = [...uses.values()].flatMap(resources => [...resources])
  const matching = (pattern: string) => {
    const matches = arnMatcher(pattern, withVariables)
    return sum(seen.filter(([resource]) => matches(resource, new Map())).map(([, count]) => count))
  }
  return {
    grant,
    // An action with a wildcard counts by what was asked for under it.
    actions: new Map(grant.actions.map(action => [action, sum([...(uses.get(action)?.values() ?? [])])])),
    resources: new Map(grant.resources.map(pattern => [nameless(pattern), matching(pattern)])),
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** The books of several clouds as one. */
export const merged = (accounts: readonly Account[]): readonly Account[] => {
  const byStatement = new Map<string, Account>()
  for (const one of accounts) {
    const key = statementKey(one.grant.holder, one.grant.statement)
    const known = byStatement.get(key)
    byStatement.set(
      key,
      known
        ? {
            grant: one.grant,
            actions: added(known.actions, one.actions),
            resources: added(known.resources, one.resources),
          }
        : one,
    )
  }
  return [...byStatement.values()]
}

const added = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
  new Map([...new Set([...a.keys(), ...b.keys()])].map(name => [name, (a.get(name) ?? 0) + (b.get(name) ?? 0)]))
