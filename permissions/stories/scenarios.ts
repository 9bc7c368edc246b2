// What happens in a service's life, as far as permissions are concerned. Stories share a cloud; each scenario says which ones it needs before it.

import { firstStage, gatedStage, stacksToDelete, stages } from '../../tests/support/stages.ts'
import { answer, type Cast, dismiss, expectState, pushToTheEnd, release } from './cast.ts'
import {
  breakApp,
  breakAppStack,
  breakTestsStack,
  changeCode,
  changeTemplates,
  crashTests,
  failBuild,
  repairApp,
  reportTests,
  takeSettingsBack,
} from './commits.ts'
import { begun, deleteStack, retry, rollBack, stop } from './operations.ts'
import { examine, readRepository, watch } from './watching.ts'

export interface Scenario {
  readonly name: string
  /** Names of the scenarios that have to go before, in order. */
  readonly after: readonly string[]
  play(cast: Cast): Promise<void>
}

const scenario = (name: string, after: readonly string[], play: Scenario['play']): Scenario => ({ name, after, play })

const FIRST = 'first deployment'
const SECOND = 'update'
const FAILED_TESTS = "failed creation of the tests' stack, rolled back"
const FAILED_APP = "failed creation of an application's stack, rolled back"

/** Each story begins in a new cloud, where the pipeline has just been deployed. */
export const STORIES: readonly (readonly Scenario[])[] = [
  [
    scenario(FIRST, [], async cast => {
      await release(cast)
      // The functions' logs reach CloudWatch Logs after their answers reached the caller.
      await cast.flow.cloud.runtime.idle()
    }),
    scenario('people watch', [FIRST], async cast => {
      await readRepository(cast)
      for (const person of [cast.developer, cast.releaseManager]) await watch(cast, person, cast.released[0] ?? '')
      await examine(cast, cast.released[0] ?? '')
    }),
    scenario('no change', [FIRST], async cast => {
      cast.flow.repository.commit('change nothing', {})
      await release(cast)
    }),
    scenario(SECOND, [FIRST], async cast => {
      changeTemplates(cast.flow.repository)
      changeCode(cast.flow.repository)
      await release(cast)
    }),
    scenario('settings taken back', [FIRST, SECOND], async cast => {
      takeSettingsBack(cast.flow.repository)
      await release(cast)
    }),
    scenario('stage rollback', [FIRST, SECOND], async cast => {
      const [first = ''] = cast.released
      const open = await rollBack(cast, firstStage, first)
      expectState(await cast.flow.end(open), 'SUCCEEDED', `the rollback of ${firstStage}`)
      const gated = await rollBack(cast, gatedStage, first)
      await cast.flow.gate(gated)
      await answer(cast, 'Approved')
      expectState(await cast.flow.end(gated), 'SUCCEEDED', `the rollback of ${gatedStage}`)
    }),
    scenario('failed update, rolled back', [FIRST], async cast => {
      breakAppStack(cast.flow.repository)
      await pushToTheEnd(cast, 'FAILED')
      cast.flow.repository.git('revert', '--no-edit', 'HEAD')
      breakTestsStack(cast.flow.repository)
      await pushToTheEnd(cast, 'FAILED')
      cast.flow.repository.git('revert', '--no-edit', 'HEAD')
    }),
    scenario('deletion', [FIRST], async cast => {
      await dismiss(cast)
      for (const stack of stacksToDelete(cast.pipelineName)) await deleteStack(cast, stack)
    }),
  ],
  [
    scenario('failed tests and retry', [], async cast => {
      breakApp(cast.flow.repository)
      const id = await pushToTheEnd(cast, 'FAILED')
      expectState(await retry(cast, id, firstStage, 'FAILED_ACTIONS'), 'FAILED', 'the retry')
      expectState(await retry(cast, id, firstStage, 'ALL_ACTIONS'), 'FAILED', 'the retry of the stage')
      repairApp(cast.flow.repository)
    }),
    scenario('rejection', [], async cast => {
      reportTests(cast.flow.repository)
      const id = await cast.flow.push(cast.developer.key)
      await cast.flow.gate(id)
      await answer(cast, 'Rejected')
      expectState(await cast.flow.end(id), 'FAILED', 'the rejected release')
    }),
    scenario('tests that crash', [], async cast => {
      crashTests(cast.flow.repository)
      await pushToTheEnd(cast, 'FAILED')
      cast.flow.repository.git('revert', '--no-edit', 'HEAD')
    }),
  ],
  [
    scenario('failed build', [], async cast => {
      failBuild(cast.flow.repository)
      await pushToTheEnd(cast, 'FAILED')
      cast.flow.repository.git('revert', '--no-edit', 'HEAD')
    }),
    scenario('stopped executions', [], async cast => {
      for (const abandon of [false, true]) {
        cast.flow.repository.commit('to be stopped', {})
        const id = await cast.flow.push(cast.developer.key)
        await begun(cast, id, 'Build', 'Build')
        await stop(cast, id, abandon)
      }
    }),
    scenario(FAILED_TESTS, [], async cast => {
      breakTestsStack(cast.flow.repository)
      await pushToTheEnd(cast, 'FAILED')
      cast.flow.repository.git('revert', '--no-edit', 'HEAD')
    }),
    scenario(FAILED_APP, [FAILED_TESTS], async cast => {
      breakAppStack(cast.flow.repository)
      await pushToTheEnd(cast, 'FAILED')
      cast.flow.repository.git('revert', '--no-edit', 'HEAD')
    }),
    scenario('failed stacks, replaced', [FAILED_TESTS, FAILED_APP], async cast => {
      breakAppStack(cast.flow.repository, stages[1])
      await pushToTheEnd(cast, 'FAILED')
      cast.flow.repository.git('revert', '--no-edit', 'HEAD')
      await release(cast)
    }),
  ],
]

const ALL: ReadonlyMap<string, Scenario> = new Map(STORIES.flat().map(one => [one.name, one]))

/** @throws Error when no scenario has this name */
export const scenarioNamed = (name: string): Scenario => {
  const found = ALL.get(name)
  if (!found) throw new Error(`there is no scenario '${name}'; there are ${[...ALL.keys()].join(', ')}`)
  return found
}

/** The scenario and all that has to go before it, in order. */
export const chainTo = (scenario: Scenario): readonly Scenario[] => [...scenario.after.map(scenarioNamed), scenario]
