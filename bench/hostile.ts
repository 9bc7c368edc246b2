// Measures how many decisions a second there are under a policy that was written to be slow to match, beside a harmless one; and events likewise.
import type { PolicyDocument } from '../local/core/policy.ts'
import { evaluate } from '../local/policy/evaluate.ts'
import { matches, type Pattern } from '../local/services/events/pattern.ts'
import type { Row } from './row.ts'

const LONG = 'a'.repeat(1000)
// No object has such a key, which only its very end tells.
const HOSTILE = `${'*a'.repeat(40)}*!*`

export const hostileRows = (): readonly Row[] => [
  row('decisions, hostile policy', decide(`arn:aws:s3:::bucket/${HOSTILE}`), decide('arn:aws:s3:::bucket/folder/*')),
  row('events, hostile pattern', match(HOSTILE), match('folder/*')),
]

const row = (what: string, hostile: () => void, harmless: () => void): Row => ({
  what,
  unit: 'a second',
  ours: perSecond(hostile),
  alternatives: [{ name: 'a harmless one', value: perSecond(harmless) }],
})

const decide = (Resource: string): (() => void) => {
  const document: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 's3:GetObject', Resource }],
  }
  const principal = { kind: 'user', arn: 'arn:aws:iam::111122223333:user/u', userId: 'AIDAU', userName: 'u' } as const
  const request = { action: 's3:GetObject', resource: `arn:aws:s3:::bucket/${LONG}`, values: new Map() }
  return () => void evaluate(principal, request, { identity: [{ name: 'p', document }] })
}

const match = (wildcard: string): (() => void) => {
  const pattern: Pattern = { detail: { key: [{ wildcard }] } }
  return () => void matches(pattern, { detail: { key: LONG } })
}

const perSecond = (run: () => void): number => {
  const times = 20_000
  for (let index = 0; index < times / 10; index += 1) run()
  const before = process.hrtime.bigint()
  for (let index = 0; index < times; index += 1) run()
  return times / (Number(process.hrtime.bigint() - before) / 1e9)
}
