// The proof backwards: a statement is taken away alone, and a scenario that needed it has to meet a refusal that names one of its actions.

import type { PipelineTemplate } from '../local/cli/synth.ts'
import type { Decided } from '../local/security.ts'
import type { Grant } from './grants.ts'
import { refusalOf } from './ledger.ts'
import { type Cast, startCast } from './stories/cast.ts'
import { chainTo, type Scenario, scenarioNamed } from './stories/scenarios.ts'
import { withoutStatement } from './without-statement.ts'

/** The most that one scenario may take, with those before it. */
export const MUTANT_SECONDS = 45

/** Why everything still works without the statement; nothing when it is missed. */
export const survival = async (
  grant: Grant,
  neededBy: readonly string[],
  template: PipelineTemplate,
): Promise<string | undefined> => {
  let why = 'no scenario needs it'
  for (const scenario of quickestFirst(neededBy.map(scenarioNamed))) {
    const outcome = await playWithout(grant, scenario, template)
    if (outcome === 'refused') return undefined
    why = `${scenario.name}: ${outcome}`
  }
  return why
}

const quickestFirst = (scenarios: readonly Scenario[]): readonly Scenario[] =>
  [...scenarios].sort((a, b) => a.after.length - b.after.length)

const playWithout = async (grant: Grant, scenario: Scenario, template: PipelineTemplate): Promise<string> => {
  const refused = Promise.withResolvers<'refused'>()
  const onDecided = (decided: Decided) => {
    if (isRefusalOf(grant, decided)) refused.resolve('refused')
  }
  const { edited, prepare } = withoutStatement(template, grant)
  const cast = await startCast({ template: edited, onDecided })
  try {
    prepare?.(cast.flow.repository)
    const played = playAll(cast, chainTo(scenario)).then(
      () => 'it ended as if nothing were missing',
      error => (error instanceof Error ? error.message : String(error)),
    )
    return await Promise.race([refused.promise, played, tooLong()])
  } finally {
    await cast.flow.close()
  }
}

const playAll = async (cast: Cast, scenarios: readonly Scenario[]): Promise<void> => {
  for (const scenario of scenarios) await scenario.play(cast)
}

const tooLong = (): Promise<string> =>
  new Promise(resolve => {
    setTimeout(() => resolve(`no refusal within ${MUTANT_SECONDS} s`), MUTANT_SECONDS * 1000).unref()
  })

const isRefusalOf = ({ holder, kind, actions }: Grant, decided: Decided): boolean => {
  const refusal = refusalOf(decided)
  if (!refusal || !actions.includes(refusal.action)) return false
  switch (kind) {
    case 'role':
      return refusal.holder === holder
    case 'boundary':
      return refusal.boundary === holder
    case "people's policy":
      return decided.principal.kind === 'user'
  }
}
