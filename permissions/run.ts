// Plays a story in a real local cloud of its own and keeps its books; the books of all stories together are what is known of the template.

import type { PipelineTemplate } from '../local/cli/synth.ts'
import type { IamState } from '../local/services/iam/state.ts'
import { type Account, type Ledger, merged, openLedger, type Refusal } from './ledger.ts'
import { type Cast, startCast } from './stories/cast.ts'
import type { Scenario } from './stories/scenarios.ts'

export type Tell = (line: string) => void

export interface Books {
  readonly accounts: readonly Account[]
  readonly refusals: readonly Refusal[]
  /** Names of scenarios by statement: the first of each story that needed it. */
  readonly neededBy: ReadonlyMap<string, readonly string[]>
}

/** @throws Error when a scenario does not end as it should */
export const playStory = async (story: readonly Scenario[], template: PipelineTemplate, tell: Tell): Promise<Books> => {
  const ledger = openLedger()
  const neededBy = new Map<string, readonly string[]>()
  const cast = await startCast({ template, onDecided: ledger.note })
  try {
    for (const scenario of story) {
      const began = performance.now()
      await play(scenario, cast, ledger)
      for (const key of ledger.used()) if (!neededBy.has(key)) neededBy.set(key, [scenario.name])
      tell(`${scenario.name}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
    }
    await cast.flow.cloud.runtime.idle()
    const [bug] = cast.flow.bugs
    if (bug) throw new Error(bug)
  } finally {
    await cast.flow.close()
  }
  return { accounts: ledger.accounts(), refusals: ledger.refusals(), neededBy }
}

const play = async (scenario: Scenario, cast: Cast, ledger: Ledger): Promise<void> => {
  const { runtime } = cast.flow.cloud
  const takeStock = () => ledger.takeStock(runtime.state('iam') as IamState)
  takeStock()
  // Roles come and go within a scenario, with the stacks that they belong to.
  const end = runtime.subscribe(event => {
    if (event.source === 'aws.iam') takeStock()
  })
  try {
    // No limit of time: whatever it waits for fails when nothing happens any more (tests/support/patience.ts).
    await scenario.play(cast)
  } catch (error) {
    throw new Error(`scenario '${scenario.name}': ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  } finally {
    end()
  }
}

export const combined = (books: readonly Books[]): Books => {
  const neededBy = new Map<string, readonly string[]>()
  for (const one of books)
    for (const [key, names] of one.neededBy) neededBy.set(key, [...(neededBy.get(key) ?? []), ...names])
  return {
    accounts: merged(books.flatMap(({ accounts }) => accounts)),
    refusals: books.flatMap(({ refusals }) => refusals),
    neededBy,
  }
}
