// The findings as a table for people.

import type { Findings, Line } from './findings.ts'
import type { Account } from './ledger.ts'

export const table = ({ lines }: Findings, accounts: readonly Account[]): readonly string[] => {
  const holders = [...new Set(lines.map(({ holder }) => holder))].sort()
  return holders.flatMap(holder => [
    '',
    `${holder} (${lines.find(line => line.holder === holder)?.kind})`,
    ...accounts.filter(({ grant }) => grant.holder === holder).flatMap(account => rows(account, lines)),
  ])
}

const rows = ({ grant, resources }: Account, lines: readonly Line[]): readonly string[] => {
  const own = lines.filter(({ holder, statement }) => holder === grant.holder && statement === grant.statement)
  const patterns = [...resources.keys()]
  return Array.from({ length: Math.max(own.length, patterns.length) }, (_, index) => {
    const line = own[index]
    const statement = index === 0 ? grant.statement : ''
    const action = line ? `${line.action.padEnd(40)} ${use(line).padEnd(12)}` : ' '.repeat(53)
    return `  ${statement.padEnd(20)} ${action} ${patterns[index] ?? ''}`.trimEnd()
  })
}

const use = ({ used, onlyOnAws }: Line): string => {
  if (used > 0) return `used ${used}`
  return onlyOnAws ? 'only on AWS' : 'NEVER USED'
}

/** What has to be read even by those who do not read tables. */
export const summary = ({ lines, unused, missing, outdated }: Findings): readonly string[] => [
  '',
  ...onlyOnAwsLines(lines),
  ...section('Granted and never used', unused),
  ...section('Used and not granted', missing),
  ...section('To be taken off the list in permissions/only-on-aws.ts', outdated),
  `${lines.length} granted actions in ${new Set(lines.map(({ holder, statement }) => `${holder} ${statement}`)).size} statements: ` +
    `${lines.filter(({ used }) => used > 0).length} used, ${lines.filter(({ onlyOnAws }) => onlyOnAws).length} only on AWS, ` +
    `${unused.length} never used, ${missing.length} missing`,
]

const onlyOnAwsLines = (lines: readonly Line[]): readonly string[] => {
  const entries = new Set(lines.flatMap(({ onlyOnAws }) => onlyOnAws ?? []))
  return section(
    'Exercised by AWS only',
    [...entries].map(
      ({ holders, statement, actions, reason, source }) =>
        `${holders.join(', ')} ${statement}: ${actions.join(', ')}\n    ${reason}\n    ${source}`,
    ),
  )
}

const section = (title: string, texts: readonly string[]): readonly string[] =>
  texts.length === 0 ? [] : [`${title}:`, ...texts.map(text => `  ${text}`), '']
