// Recorded facts of AWS, held against the local cloud, or with CONFORMANCE=aws against the account of the environment. Every answer on the way is
// held against AWS's service model as well.

import { services } from '../../local/services.ts'
import { onAws, useAccount } from '../conformance/account.ts'
import type { Heard } from './answers/listen.ts'
import { play } from './play.ts'
import { lackingOperations, type Scenario, scenarios } from './scenario.ts'

let last: Heard | undefined
const succeeded = new Set<string>()
const account = useAccount(heard => {
  last = heard
  const { service, operation } = heard.operation
  if (heard.answer.status < 300) succeeded.add(`${service.signingName} ${operation}`)
})

const all = scenarios()
const stillOpen: string[] = []

const holds = (scenario: Scenario): Promise<void> => play(scenario, account, () => last)

for (const scenario of all) {
  const { name, open, local } = scenario
  if (onAws && local !== undefined) test.skip(`${name} (not on AWS: ${local})`, () => holds(scenario))
  else if (onAws || open === undefined) test(name, () => holds(scenario))
  // What is known not to hold is played too: the day on which it holds, the mark has to go.
  else
    test(`${name} (does not hold yet: ${open})`, async () => {
      const isHeld = await holds(scenario).then(
        () => true,
        () => false,
      )
      if (isHeld) throw new Error(`it holds; remove the mark "open: ${open}"`)
      stillOpen.push(`${name} (${open})`)
    })
}

afterAll(() => {
  if (process.env.LIKENESS !== 'report') return
  const lines = stillOpen.map(line => `  does not hold yet: ${line}`)
  process.stdout.write(`${all.length - stillOpen.length} of ${all.length} recorded facts hold\n${lines.join('\n')}\n`)
})

// Each answer on the way was held against AWS's model: so is every operation, but for those that the list names.
test('every operation comes to a success in a scenario', () => {
  const operations = services.flatMap(({ signingName, operations }) =>
    Object.keys(operations).map(operation => `${signingName} ${operation}`),
  )
  const lacking = Object.entries(lackingOperations()).flatMap(([service, named]) =>
    Object.keys(named).map(operation => `${service} ${operation}`),
  )
  expect(operations.filter(operation => !succeeded.has(operation)).sort()).toEqual(lacking.sort())
})

test('no two scenarios have the same name', () => {
  const names = all.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
