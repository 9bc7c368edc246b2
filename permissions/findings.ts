// Compares what is granted with what was used: pure, and the one place that says what counts as a finding.

import type { Account, Refusal } from './ledger.ts'
import type { OnlyOnAws } from './only-on-aws.ts'

export interface Line {
  readonly holder: string
  readonly kind: Account['grant']['kind']
  readonly statement: string
  readonly action: string
  readonly used: number
  /** Why it is granted all the same. */
  readonly onlyOnAws?: OnlyOnAws
}

export interface Findings {
  readonly lines: readonly Line[]
  /** Granted and never used, and not in the list: actions, and resource patterns of statements that are used. */
  readonly unused: readonly string[]
  /** Used and not granted. */
  readonly missing: readonly string[]
  /** Entries of the list that have lost their reason. */
  readonly outdated: readonly string[]
}

export const findings = (
  accounts: readonly Account[],
  refusals: readonly Refusal[],
  onlyOnAws: readonly OnlyOnAws[],
): Findings => {
  const lines = accounts.flatMap(account => linesOf(account, onlyOnAws))
  return {
    lines,
    unused: [
      ...lines.filter(line => line.used === 0 && !line.onlyOnAws).map(line => `${where(line)}: ${line.action}`),
      ...accounts.flatMap(unusedResources),
    ],
    missing: distinct(
      refusals.map(({ who, action, resource, boundary }) =>
        [`${who}: ${action} on ${resource}`, ...(boundary ? [`(boundary ${boundary})`] : [])].join(' '),
      ),
    ),
    outdated: onlyOnAws.flatMap(entry => outdatedActions(entry, lines)),
  }
}

const linesOf = ({ grant, actions }: Account, onlyOnAws: readonly OnlyOnAws[]): readonly Line[] =>
  [...actions].map(([action, used]) => {
    const entry = onlyOnAws.find(
      one =>
        one.statement === grant.statement &&
        one.actions.includes(action) &&
        one.holders.some(id => isNamed(grant.holder, id)),
    )
    const { holder, kind, statement } = grant
    return { holder, kind, statement, action, used, ...(entry && { onlyOnAws: entry }) }
  })

/** A statement of which nothing is used is a finding by its actions already. */
const unusedResources = ({ grant, actions, resources }: Account): readonly string[] =>
  [...actions.values()].every(count => count === 0)
    ? []
    : [...resources].filter(([, count]) => count === 0).map(([pattern]) => `${where(grant)}: resource ${pattern}`)

const outdatedActions = (entry: OnlyOnAws, lines: readonly Line[]): readonly string[] =>
  entry.holders.flatMap(id =>
    entry.actions.flatMap(action => {
      const line = lines.find(
        one => one.statement === entry.statement && one.action === action && isNamed(one.holder, id),
      )
      const name = `${id} ${entry.statement}: ${action} is listed as exercised by AWS only, and is`
      if (!line) return [`${name} not granted`]
      return line.used > 0 ? [`${name} used here`] : []
    }),
  )

/** Stack's name, hyphen, logical id. */
const isNamed = (holder: string, logicalId: string): boolean => holder.endsWith(`-${logicalId}`)

const where = ({ holder, statement }: { readonly holder: string; readonly statement: string }): string =>
  `${holder} ${statement}`

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)]
