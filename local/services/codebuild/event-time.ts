// Times as CodeBuild's events write them, and the phases of a build as those events change them.
import type { PhaseChangeDetail } from './events.ts'
import type { Build, BuildPhase, PhaseContext } from './state.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Sep 1, 2017 4:12:29 PM`, in UTC. */
export const eventTime = (iso: string): string => {
  const time = new Date(iso)
  const hours = time.getUTCHours()
  const two = (value: number): string => String(value).padStart(2, '0')
  return (
    `${MONTHS[time.getUTCMonth()]} ${time.getUTCDate()}, ${time.getUTCFullYear()} ` +
    `${hours % 12 || 12}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} ${hours < 12 ? 'AM' : 'PM'}`
  )
}

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

export const seconds = (from: string, to: string): number =>
  Math.floor((new Date(to).getTime() - new Date(from).getTime()) / 1000)
