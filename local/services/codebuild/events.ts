// The two events that CodeBuild announces of its builds; they carry every change of a build's state.
// https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html
import { apiCall, type Fact, serviceEvent } from '../../core/event.ts'
import { eventTime, seconds } from './event-time.ts'
import type { Build, BuildPhase, PhaseContext, PhaseType, StatusType, Trail, TrailName } from './state.ts'

export const BUILD_STATE_CHANGE = 'CodeBuild Build State Change'
export const PHASE_CHANGE = 'CodeBuild Build Phase Change'

interface BuildDetail {
  readonly 'project-name': string
  /** The build's ARN. */
  readonly 'build-id': string
  readonly 'additional-information': unknown
  readonly version: '1'
}

export interface StateChangeDetail extends BuildDetail {
  readonly 'build-status': StatusType
  readonly 'current-phase': PhaseType
  readonly 'current-phase-context': string
}

export interface PhaseChangeDetail extends BuildDetail {
  readonly 'completed-phase': PhaseType
  readonly 'completed-phase-status': StatusType
  readonly 'completed-phase-context': string
  readonly 'completed-phase-duration-seconds': number
  readonly 'completed-phase-start': string
  readonly 'completed-phase-end': string
  /** Differs from AWS: which phase has begun is not in AWS's event; readers of the log want it. */
  readonly 'next-phase'?: PhaseType
}

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
  return { source: 'aws.codebuild', 'detail-type': BUILD_STATE_CHANGE, resources: [build.arn], detail }
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
  return { source: 'aws.codebuild', 'detail-type': PHASE_CHANGE, resources: [build.arn], detail }
}

/** Somebody's call changed something; `carried` is all that the state needs to follow. */
export const called = <Name extends TrailName>(name: Name, resource: string, carried: Trail[Name]): Fact =>
  apiCall('codebuild', name, resource, null, carried)

/** CodeBuild itself changed something. */
export const happened = <Name extends TrailName>(name: Name, resource: string, carried: Trail[Name]): Fact =>
  serviceEvent('codebuild', name, resource, null, carried)

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
