// Makes the two events that CodeBuild announces of its builds; they carry every change of a build's state.
// https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html
import type { Fact } from '../../core/event.ts'
import { eventTime, seconds } from './build/event-time.ts'
import type { Build, BuildPhase, PhaseContext, PhaseType, StatusType } from './state.ts'
import { announced, BUILD_STATE_CHANGE, PHASE_CHANGE, type PhaseChangeDetail, type StateChangeDetail } from './trail.ts'

export const stateChange = (build: Build, status: StatusType): Fact => {
  const detail: StateChangeDetail = {
    'build-status': status,
    'project-name': build.projectName,
    'build-id': build.arn,
    'additional-information': additionalInformation(build, status),
    'current-phase': status === 'IN_PROGRESS' ? 'SUBMITTED' : 'COMPLETED',
    'current-phase-context': '[]',
    version: '1',
  }
  return announced(BUILD_STATE_CHANGE, [build.arn], detail)
}

/** The build's current phase ends now with the status, and `next` begins. */
export const phaseChange = (
  build: Build,
  now: Date,
  status: StatusType,
  next: PhaseType | undefined,
  context?: PhaseContext,
): Fact => {
  const time = now.toISOString()
  const start = build.phases.at(-1)?.startTime ?? time
  const detail: PhaseChangeDetail = {
    'completed-phase': build.currentPhase,
    'completed-phase-status': status,
    'completed-phase-context': contextText(context),
    'completed-phase-duration-seconds': seconds(start, time),
    'completed-phase-start': eventTime(start),
    'completed-phase-end': eventTime(time),
    ...(next ? { 'next-phase': next } : {}),
    'project-name': build.projectName,
    'build-id': build.arn,
    'additional-information': additionalInformation(build, 'IN_PROGRESS'),
    version: '1',
  }
  return announced(PHASE_CHANGE, [build.arn], detail)
}

const contextText = (context: PhaseContext | undefined): string =>
  context ? `[${context.statusCode}: ${context.message}]` : '[: ]'

const additionalInformation = (build: Build, status: StatusType): unknown => {
  const [artifact] = build.uploaded ?? []
  return {
    ...(artifact
      ? { artifact: { location: artifact.location, md5sum: artifact.md5sum, sha256sum: artifact.sha256sum } }
      : {}),
    environment: {
      image: build.environment.image,
      'privileged-mode': build.environment.privilegedMode,
      'compute-type': build.environment.computeType,
      type: build.environment.type,
      'environment-variables': build.environment.environmentVariables,
    },
    'timeout-in-minutes': build.timeoutInMinutes,
    'build-complete': status !== 'IN_PROGRESS',
    'build-number': build.buildNumber,
    initiator: build.initiator,
    'build-start-time': eventTime(build.startTime),
    source: { location: build.source.location, type: build.source.type },
    ...(build.sourceVersion ? { 'source-version': build.sourceVersion } : {}),
    logs: { 'group-name': build.logs.groupName, 'stream-name': build.logs.streamName },
    phases: build.phases.map(phaseInformation),
  }
}

const phaseInformation = (phase: BuildPhase): unknown => ({
  'phase-context': (phase.contexts ?? []).map(context => `${context.statusCode}: ${context.message}`),
  'start-time': eventTime(phase.startTime),
  ...(phase.endTime ? { 'end-time': eventTime(phase.endTime), 'duration-in-seconds': phase.durationInSeconds } : {}),
  'phase-type': phase.phaseType,
  ...(phase.phaseStatus ? { 'phase-status': phase.phaseStatus } : {}),
})
