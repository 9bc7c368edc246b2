// A build as BatchGetBuilds gives it.
import { arnOf } from '../../../core/arn.ts'
import type { Build, BuildPhase, ProjectArtifacts } from '../state.ts'
import { uuidOf } from './build-id.ts'

export const buildOutput = (build: Build) => {
  const { uploaded = [], artifacts, secondaryArtifacts, phases, logs, ...rest } = build
  return {
    ...rest,
    startTime: new Date(build.startTime),
    ...(build.endTime ? { endTime: new Date(build.endTime) } : {}),
    phases: phases.map(phaseOutput),
    artifacts: { ...placeOf(artifacts, build), ...uploaded.find(one => one.artifactIdentifier === undefined) },
    secondaryArtifacts: secondaryArtifacts.map(one => ({
      ...placeOf(one, build),
      ...uploaded.find(other => other.artifactIdentifier === one.artifactIdentifier),
    })),
    logs: logsOutput(build),
  }
}

/** Where an S3 artifact goes: the path, the build's id if wanted, the name. */
export const artifactKey = (artifacts: ProjectArtifacts, build: Pick<Build, 'id' | 'projectName'>): string =>
  [
    artifacts.path?.replace(/^\/+|\/+$/g, ''),
    artifacts.namespaceType === 'BUILD_ID' ? uuidOf(build.id) : '',
    artifacts.name ?? build.projectName,
  ]
    .filter(part => part)
    .join('/')

const placeOf = (artifacts: ProjectArtifacts, build: Build) =>
  artifacts.type === 'NO_ARTIFACTS'
    ? { location: '' }
    : {
        location: `arn:aws:s3:::${artifacts.location}/${artifactKey(artifacts, build)}`,
        overrideArtifactName: artifacts.overrideArtifactName ?? false,
        encryptionDisabled: artifacts.encryptionDisabled ?? false,
        artifactIdentifier: artifacts.artifactIdentifier,
      }

const phaseOutput = (phase: BuildPhase) => ({
  ...phase,
  startTime: new Date(phase.startTime),
  ...(phase.endTime ? { endTime: new Date(phase.endTime) } : {}),
})

const logsOutput = ({ arn, logs }: Build) => {
  const [, , , region = '', account = ''] = arn.split(':')
  if (!logs.groupName) return { cloudWatchLogs: { status: 'DISABLED' } }
  return {
    groupName: logs.groupName,
    streamName: logs.streamName,
    cloudWatchLogs: { status: 'ENABLED', groupName: logs.groupName },
    cloudWatchLogsArn: arnOf({ region, account }, 'logs', `log-group:${logs.groupName}:log-stream:${logs.streamName}`),
  }
}
