// The phases of a build, as the event of a phase's end changes them.

import type { Build, BuildPhase, PhaseContext } from '../state.ts'
import type { PhaseChangeDetail } from '../trail.ts'
import { seconds } from './event-time.ts'

const NO_CONTEXT: PhaseContext = { statusCode: '', message: '' }

/** A phase has ended at this time, and the next has begun. */
export const phasesFrom = (
  build: Build,
  time: string,
  detail: PhaseChangeDetail,
): Pick<Build, 'phases' | 'currentPhase'> => {
  const last = build.phases.at(-1)
  const ended: BuildPhase = {
    phaseType: detail['completed-phase'],
    phaseStatus: detail['completed-phase-status'],
    startTime: last?.startTime ?? time,
    endTime: time,
    durationInSeconds: seconds(last?.startTime ?? time, time),
    contexts: detail['completed-phase-context'] === '[: ]' ? [NO_CONTEXT] : [contextOf(detail)],
  }
  const next = detail['next-phase']
  const begun: readonly BuildPhase[] = next ? [{ phaseType: next, startTime: time }] : []
  return { phases: [...build.phases.slice(0, -1), ended, ...begun], currentPhase: next ?? ended.phaseType }
}

/** `[COMMAND_EXECUTION_ERROR: Error while executing command: false. Reason: exit status 1]` */
const contextOf = (detail: PhaseChangeDetail): PhaseContext => {
  const text = detail['completed-phase-context'].slice(1, -1)
  const colon = text.indexOf(': ')
  return { statusCode: text.slice(0, colon), message: text.slice(colon + 2) }
}
