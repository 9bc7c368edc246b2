// StartBuild: a project, with what the caller wants otherwise for this one build.
import { arnOf, type Place } from '../../../core/arn.ts'
import type { Fact } from '../../../core/event.ts'
import { given, type Members } from '../../../core/input/members.ts'
import { type Principal, principalName } from '../../../core/principal.ts'
import { operation, type Scope } from '../../../core/service.ts'
import { buildOutput } from '../build/build-output.ts'
import { buildOf } from '../build/past.ts'
import { stateChange } from '../events.ts'
import type { Build, CodeBuildState, LogsConfig, Project, ProjectSource } from '../state.ts'
import { changed } from '../trail.ts'
import { passRole, projectArn, projectNotFound, resourceNamed } from './projects.ts'
import {
  environmentType,
  invalid,
  readArtifacts,
  readCache,
  readLogs,
  readSource,
  readVariables,
  refuse,
  sourceType,
} from './read-project.ts'

const LEFT_OUT = [
  'secondarySourcesVersionOverride',
  'sourceAuthOverride',
  'gitSubmodulesConfigOverride',
  'buildStatusConfigOverride',
  'certificateOverride',
  'registryCredentialOverride',
  'fleetOverride',
  'hostKernelOverride',
]

const readStart = (members: Members, place: Place) => {
  refuse(members, LEFT_OUT, 'StartBuild')
  for (const name of ['privilegedModeOverride', 'debugSessionEnabled'])
    if (members.boolean(name)) throw invalid(`${name} is not carried out by the local cloud; remove it`)
  if (members.optionalNumber('autoRetryLimitOverride'))
    throw invalid('autoRetryLimitOverride is not carried out by the local cloud; remove it')
  const list = <Value>(name: string, read: (members: Members) => Value): readonly Value[] | undefined =>
    members.has(name) ? members.structures(name).map(read) : undefined
  const type = members.optionalString('environmentTypeOverride')
  return {
    projectName: resourceNamed(place, members.string('projectName', { min: 1 }), 'project/'),
    sourceType: members.has('sourceTypeOverride') ? sourceType(members, 'sourceTypeOverride') : undefined,
    sourceLocation: members.optionalString('sourceLocationOverride'),
    sourceVersion: members.optionalString('sourceVersion'),
    buildspec: members.optionalString('buildspecOverride'),
    secondarySources: list('secondarySourcesOverride', readSource),
    artifacts: members.has('artifactsOverride') ? readArtifacts(members.structure('artifactsOverride')) : undefined,
    secondaryArtifacts: list('secondaryArtifactsOverride', readArtifacts),
    variables: readVariables(members.structures('environmentVariablesOverride')),
    environmentType: type === undefined ? undefined : environmentType(type),
    image: members.optionalString('imageOverride', { min: 1 }),
    computeType: members.optionalString('computeTypeOverride'),
    cache: members.has('cacheOverride') ? readCache(members.structure('cacheOverride')) : undefined,
    serviceRole: members.optionalString('serviceRoleOverride', { min: 1 }),
    timeoutInMinutes: members.optionalNumber('timeoutInMinutesOverride', { min: 5, max: 2160 }),
    queuedTimeoutInMinutes: members.optionalNumber('queuedTimeoutInMinutesOverride', { min: 5, max: 480 }),
    encryptionKey: members.optionalString('encryptionKeyOverride', { min: 1 }),
    logsConfig: readLogs(members.optionalStructure('logsConfigOverride')),
    idempotencyToken: members.optionalString('idempotencyToken'),
  }
}

type Start = ReturnType<typeof readStart>

export const StartBuild = operation<CodeBuildState>()({
  input: readStart,
  access: (input, scope) => [
    { action: 'codebuild:StartBuild', resource: projectArn(scope, input.projectName) },
    ...(input.serviceRole ? [passRole(input.serviceRole)] : []),
  ],
  decide: (state, input, scope) => {
    const project = state.projects.get(input.projectName)
    if (!project) throw projectNotFound(projectArn(scope, input.projectName))
    const build = newBuild(state, project, input, scope)
    const earlier = alreadyStarted(state, input, scope)
    if (earlier && asked(earlier) !== asked(build))
      throw invalid(`idempotencyToken ${input.idempotencyToken} was used for another request: parameter mismatch`)
    if (earlier) return { output: { build: buildOutput(earlier) } }
    return { output: { build: buildOutput(build) }, facts: startFacts(build, input.idempotencyToken) }
  },
})

export const startFacts = (build: Build, idempotencyToken?: string): readonly Fact[] => [
  changed('StartBuild', build.arn, { build, ...given('idempotencyToken', idempotencyToken) }),
  stateChange(build, 'IN_PROGRESS'),
]

/** A token means the same build for five minutes. */
const alreadyStarted = (state: CodeBuildState, input: Start, scope: Scope): Build | undefined => {
  const used = state.tokens.get(`${input.projectName}/${input.idempotencyToken}`)
  if (!used || scope.now.getTime() - new Date(used.time).getTime() > 5 * 60_000) return undefined
  return buildOf(state, used.id)
}

/** What the caller can choose. Unverified: AWS's words for a token that comes with other parameters. */
const asked = ({
  source,
  sourceVersion,
  secondarySources,
  artifacts,
  secondaryArtifacts,
  environment,
  ...build
}: Build) =>
  JSON.stringify([
    [source, sourceVersion, secondarySources, artifacts, secondaryArtifacts, environment, build.cache],
    [build.serviceRole, build.timeoutInMinutes, build.queuedTimeoutInMinutes, build.encryptionKey],
  ])

const newBuild = (state: CodeBuildState, project: Project, input: Start, scope: Scope): Build => {
  const uuid = scope.newId()
  const now = scope.now.toISOString()
  const id = `${project.name}:${uuid}`
  const source = sourceOf(project, input)
  const artifacts = input.artifacts ?? project.artifacts
  if (source.type === 'CODEPIPELINE' || artifacts.type === 'CODEPIPELINE')
    throw invalid(
      `project ${project.name} takes its ${source.type === 'CODEPIPELINE' ? 'source' : 'artifacts place'} from CodePipeline; start its pipeline, or override both`,
    )
  const sourceVersion = input.sourceVersion ?? project.sourceVersion
  return {
    id,
    arn: arnOf(scope, 'codebuild', `build/${id}`),
    buildNumber: (state.buildNumbers.get(project.name) ?? 0) + 1,
    startTime: now,
    currentPhase: 'QUEUED',
    buildStatus: 'IN_PROGRESS',
    ...given('sourceVersion', sourceVersion),
    ...(project.source.type === 'CODEPIPELINE' ? given('resolvedSourceVersion', sourceVersion) : {}),
    projectName: project.name,
    phases: [
      { phaseType: 'SUBMITTED', phaseStatus: 'SUCCEEDED', startTime: now, endTime: now, durationInSeconds: 0 },
      { phaseType: 'QUEUED', startTime: now },
    ],
    source,
    secondarySources: input.secondarySources ?? project.secondarySources,
    artifacts,
    secondaryArtifacts: input.secondaryArtifacts ?? project.secondaryArtifacts,
    cache: input.cache ?? project.cache,
    environment: environmentOf(project, input),
    serviceRole: input.serviceRole ?? project.serviceRole,
    logs: logsOf(input.logsConfig ?? project.logsConfig, project.name, uuid),
    timeoutInMinutes: input.timeoutInMinutes ?? project.timeoutInMinutes,
    queuedTimeoutInMinutes: input.queuedTimeoutInMinutes ?? project.queuedTimeoutInMinutes,
    buildComplete: false,
    initiator: initiatorOf(scope.principal),
    ...given('encryptionKey', input.encryptionKey ?? project.encryptionKey),
    exportedEnvironmentVariables: [],
    reportArns: [],
  }
}

const sourceOf = (project: Project, input: Start): ProjectSource => {
  const source = {
    ...project.source,
    ...given('type', input.sourceType),
    ...given('location', input.sourceLocation),
    ...given('buildspec', input.buildspec),
  }
  if (source.type === 'S3' && !source.location?.includes('/'))
    throw invalid('Invalid project source: location must be a valid S3 source, BUCKET/KEY')
  return source
}

const environmentOf = (project: Project, input: Start): Build['environment'] => {
  const overridden = new Set(input.variables.map(variable => variable.name))
  const kept = project.environment.environmentVariables.filter(variable => !overridden.has(variable.name))
  return {
    ...project.environment,
    environmentVariables: [...kept, ...input.variables],
    ...given('type', input.environmentType),
    ...given('image', input.image),
    ...given('computeType', input.computeType),
  }
}

/** `/aws/codebuild/PROJECT` and a stream per build, unless the project says otherwise. */
const logsOf = (config: LogsConfig | undefined, project: string, uuid: string): Build['logs'] => {
  const logs = config?.cloudWatchLogs
  if (logs?.status === 'DISABLED') return {}
  return {
    groupName: logs?.groupName ?? `/aws/codebuild/${project}`,
    streamName: logs?.streamName ? `${logs.streamName}/${uuid}` : uuid,
  }
}

/** `codepipeline/PIPELINE`, `ROLE/SESSION`, or the user's name. */
const initiatorOf = (principal: Principal): string => {
  if (principal.kind === 'user') return principal.userName
  if (principal.kind !== 'session') return principalName(principal)
  if (principal.by === 'codepipeline.amazonaws.com') return `codepipeline/${principal.sessionName}`
  return principal.arn.replace(/^.*:assumed-role\//, '')
}
