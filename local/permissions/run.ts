// Plays the stories, each in a real local cloud of its own, and gathers what every cloud's books say.

import type { FlowOptions } from '../testing/flow.ts'
import type { IamState } from '../services/iam/state.ts'
import { type Cast, startCast } from './cast.ts'
import { type Account, type Ledger, merged, openLedger, type Refusal } from './ledger.ts'
import { type Scenario, STORIES } from './scenarios.ts'

export interface Run {
  readonly accounts: readonly Account[]
  readonly refusals: readonly Refusal[]
  /** For each statement the first scenario of each story that needed it. */
  readonly neededBy: ReadonlyMap<string, readonly Scenario[]>
}

export type Tell = (line: string) => void

/** @throws Error when a scenario does not end as it should */
export const runAll = async (tell: Tell, concurrency = 2): Promise<Run> => {
  const ledgers: Ledger[] = []
  const neededBy = new Map<string, Scenario[]>()
  await inParallel(STORIES, concurrency, async story => {
    const ledger = openLedger()
    ledgers.push(ledger)
    await onStage({ onDecided: ledger.note }, async cast => {
      let before: ReadonlySet<string> = new Set()
      for (const scenario of story) {
        const began = performance.now()
        await play(scenario, cast, ledger)
        const used = ledger.used()
        for (const key of used) if (!before.has(key)) neededBy.set(key, [...(neededBy.get(key) ?? []), scenario])
        before = used
        tell(`${scenario.name}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
      }
    })
  })
  return {
    accounts: merged(ledgers.flatMap(ledger => ledger.accounts())),
    refusals: ledgers.flatMap(ledger => ledger.refusals()),
    neededBy,
  }
}

const play = async (scenario: Scenario, cast: Cast, ledger: Ledger): Promise<void> => {
  const { runtime } = cast.flow.cloud
  const stock = () => ledger.takeStock(runtime.state('iam') as IamState)
  stock()
  // Roles come and go within a scenario, with the stacks that they belong to.
  const end = runtime.subscribe(event => {
    if (event.source === 'aws.iam') stock()
  })
  try {
    await scenario.play(cast)
  } catch (error) {
    throw new Error(`scenario '${scenario.name}': ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  } finally {
    end()
  }
}

/** A cloud with its people, which is gone afterwards. */
export const onStage = async (options: FlowOptions, act: (cast: Cast) => Promise<void>): Promise<void> => {
  const cast = await startCast(options)
  try {
    await act(cast)
    await cast.flow.cloud.runtime.idle()
    const [bug] = cast.flow.bugs
    if (bug) throw new Error(bug)
  } finally {
    await cast.flow.close()
  }
}

export const inParallel = async <Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const waiting = [...items]
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: limit }, worker))
}
