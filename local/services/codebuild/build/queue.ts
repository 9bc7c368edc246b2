// Builds that wait too long for a worker end without having begun.
import type { Fact } from '../../../core/event.ts'
import type { Away } from '../../../core/service.ts'
import { phaseChange, stateChange } from '../events.ts'
import type { Build, CodeBuildState } from '../state.ts'
import { changed } from '../trail.ts'

const queued = (state: CodeBuildState): readonly Build[] =>
  [...state.unfinished].flatMap(id => state.builds.get(id) ?? []).filter(build => build.currentPhase === 'QUEUED')

const latest = ({ startTime, queuedTimeoutInMinutes, queueTimeMoved = 0 }: Build): Date =>
  new Date(Date.parse(startTime) + queuedTimeoutInMinutes * 60_000 + queueTimeMoved)

export const nextQueueTimeout = (state: CodeBuildState): Date | undefined => {
  const times = queued(state).map(build => latest(build).getTime())
  return times.length > 0 ? new Date(Math.min(...times)) : undefined
}

export const away = (state: CodeBuildState, { milliseconds }: Away): readonly Fact[] =>
  queued(state).map(({ id, arn }) => changed('QueueTimeMoved', arn, { id, milliseconds }))

export const queueTimeouts = (state: CodeBuildState, now: Date): readonly Fact[] =>
  queued(state)
    .filter(build => latest(build) <= now)
    .flatMap(build => {
      const message = `Build has timed out after ${build.queuedTimeoutInMinutes} minutes in the queue.`
      return [
        phaseChange(build, now, 'TIMED_OUT', undefined, { statusCode: 'BUILD_TIMED_OUT', message }),
        stateChange(build, 'TIMED_OUT'),
      ]
    })
