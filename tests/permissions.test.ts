// The template's roles and policies grant what a service's life needs, and nothing else: shown by living it, in real local clouds.

import { type Findings, findings } from '../permissions/findings.ts'
import type { Grant } from '../permissions/grants.ts'
import type { Account, Refusal } from '../permissions/ledger.ts'
import type { OnlyOnAws } from '../permissions/only-on-aws.ts'
import { type Study, study } from '../permissions/study.ts'
import { synthesizedTemplate } from './support/flow.ts'

describe('every role and policy of the template', () => {
  let found: Study
  beforeAll(async () => {
    found = await study(await synthesizedTemplate(), 2, () => {})
  })

  test('grants nothing that is never used', () => expect(found.unused).toEqual([]))
  test('grants everything that is used', () => expect(found.missing).toEqual([]))
  test('has no exception that has lost its reason', () => expect(found.outdated).toEqual([]))
  test('was looked at', () => {
    const holders = new Set(found.lines.map(({ holder }) => holder.replace('TimeService-', '')))
    expect([...holders].sort()).toEqual(
      [
        ...['ApiGatewayLogs', 'Build', 'Events', 'Pipeline', 'StartTests'].map(name => `pipeline-${name}Role`),
        ...['Beta', 'Gamma', 'Prod', 'Tests'].flatMap(name => [
          `pipeline-${name}Boundary`,
          `pipeline-${name}DeploymentRole`,
        ]),
        'pipeline-DevelopersPolicy',
        'pipeline-ReleaseManagersPolicy',
        'tests-TestsRole',
      ].sort(),
    )
  })
})

const grant: Grant = {
  holder: 'Stack-Role',
  kind: 'role',
  statement: 'Read',
  actions: ['s3:GetObject', 's3:GetObjectVersion'],
  resources: ['a/*', 'b/*'],
}
const account = (actions: readonly number[], resources: readonly number[]): Account => ({
  grant,
  actions: new Map(grant.actions.map((name, index) => [name, actions[index] ?? 0])),
  resources: new Map(grant.resources.map((name, index) => [name, resources[index] ?? 0])),
})
const refusal: Refusal = { holder: 'Stack-Role', action: 's3:ListBucket', resource: 'a', who: 'role' }
const entry: OnlyOnAws = {
  holders: ['Role'],
  statement: 'Read',
  actions: ['s3:GetObjectVersion'],
  reason: 'a reason',
  source: 'a page',
}
type Expected = Omit<Findings, 'lines'>
const NONE: Expected = { unused: [], missing: [], outdated: [] }

test.each<[string, Parameters<typeof findings>, Partial<Expected>]>([
  ['all used', [[account([1, 1], [1, 1])], [], []], {}],
  ['an action never used', [[account([1, 0], [1, 1])], [], []], { unused: ['Stack-Role Read: s3:GetObjectVersion'] }],
  ['a resource never used', [[account([1, 1], [1, 0])], [], []], { unused: ['Stack-Role Read: resource b/*'] }],
  ['an action that only AWS exercises', [[account([1, 0], [1, 1])], [], [entry]], {}],
  [
    'a listed action that is used all the same',
    [[account([1, 1], [1, 1])], [], [entry]],
    { outdated: ['Role Read: s3:GetObjectVersion is listed as exercised by AWS only, and is used here'] },
  ],
  [
    'a listed action that is not granted any more',
    [[], [], [entry]],
    { outdated: ['Role Read: s3:GetObjectVersion is listed as exercised by AWS only, and is not granted'] },
  ],
  ['a refusal', [[], [refusal, refusal], []], { missing: ['role: s3:ListBucket on a'] }],
])('%s', (_, given, expected) => {
  const { lines: __, ...rest } = findings(...given)
  expect(rest).toEqual({ ...NONE, ...expected })
})
