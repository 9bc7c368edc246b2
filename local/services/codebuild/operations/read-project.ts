// Reads a project, or a build's overrides of one, from a call's members, and refuses by name what the local cloud does not carry out.
import { ServiceError } from '../../../core/errors.ts'
import { given, type Members } from '../../../core/input/members.ts'
import type {
  EnvironmentVariable,
  LogsConfig,
  ProjectArtifacts,
  ProjectCache,
  ProjectEnvironment,
  ProjectSource,
  Tag,
} from '../state.ts'

export const invalid = (message: string): ServiceError => new ServiceError('InvalidInputException', message)

/** Refuses members that AWS knows and the local cloud does not carry out. */
export const refuse = (members: Members, names: readonly string[], of: string): void => {
  for (const name of names)
    if (members.has(name)) throw invalid(`${name} of ${of} is not carried out by the local cloud; remove it`)
}

const SOURCES = ['CODEPIPELINE', 'S3', 'NO_SOURCE'] as const
const OTHER_SOURCES = ['CODECOMMIT', 'GITHUB', 'GITLAB', 'GITLAB_SELF_MANAGED', 'BITBUCKET', 'GITHUB_ENTERPRISE']

export const sourceType = (members: Members, name: string): ProjectSource['type'] => {
  const given = members.string(name, { values: [...SOURCES, ...OTHER_SOURCES] })
  const type = SOURCES.find(known => known === given)
  if (!type)
    throw invalid(`source type ${given} is not carried out by the local cloud; there are ${SOURCES.join(', ')}`)
  return type
}

export const readSource = (members: Members): ProjectSource => {
  refuse(members, ['gitSubmodulesConfig', 'buildStatusConfig', 'auth'], 'a source')
  const type = sourceType(members, 'type')
  const source = {
    type,
    ...given('location', members.optionalString('location')),
    ...given('buildspec', members.optionalString('buildspec')),
    ...given('sourceIdentifier', members.optionalString('sourceIdentifier')),
  }
  if (type === 'S3' && !source.location?.includes('/'))
    throw invalid('Invalid project source: location must be a valid S3 source, BUCKET/KEY')
  if (type === 'NO_SOURCE' && !source.buildspec)
    throw invalid('Invalid project source: buildspec is required for source type NO_SOURCE')
  return source
}

export const readArtifacts = (members: Members): ProjectArtifacts => {
  const type = members.string('type', { values: ['CODEPIPELINE', 'S3', 'NO_ARTIFACTS'] })
  const location = members.optionalString('location')
  if (type === 'S3' && !location) throw invalid('Invalid artifacts: location is required for artifacts type S3')
  if (members.boolean('overrideArtifactName'))
    throw invalid('overrideArtifactName of artifacts is not carried out by the local cloud; remove it')
  return {
    type,
    ...given('location', location),
    ...given('path', members.optionalString('path')),
    ...given('namespaceType', members.optionalString('namespaceType', { values: ['NONE', 'BUILD_ID'] })),
    ...given('name', members.optionalString('name')),
    ...given('packaging', members.optionalString('packaging', { values: ['NONE', 'ZIP'] }) as 'ZIP'),
    ...given('encryptionDisabled', members.optionalBoolean('encryptionDisabled')),
    ...given('artifactIdentifier', members.optionalString('artifactIdentifier')),
  }
}

const VARIABLE_TYPES = ['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER'] as const

export const readVariables = (variables: readonly Members[]): readonly EnvironmentVariable[] =>
  variables.map(variable => {
    const name = variable.string('name', { min: 1 })
    const asked = variable.optionalString('type', { values: VARIABLE_TYPES })
    const type = VARIABLE_TYPES.find(known => known === asked) ?? 'PLAINTEXT'
    if (name.startsWith('CODEBUILD_')) throw invalid(`environment variable ${name}: names with CODEBUILD_ are reserved`)
    return { name, value: variable.string('value'), type }
  })

export const readEnvironment = (members: Members): ProjectEnvironment => {
  refuse(
    members,
    ['certificate', 'registryCredential', 'fleet', 'computeConfiguration', 'dockerServer'],
    'an environment',
  )
  return {
    type: environmentType(members.string('type')),
    image: members.string('image', { min: 1 }),
    computeType: members.string('computeType', { pattern: /^(BUILD_(GENERAL1|LAMBDA)_|ATTRIBUTE_|CUSTOM_)\w+$/ }),
    environmentVariables: readVariables(members.structures('environmentVariables')),
    privilegedMode: unprivileged(members.boolean('privilegedMode')),
    ...given('imagePullCredentialsType', members.optionalString('imagePullCredentialsType')),
  }
}

/** Differs from AWS: builds run on this machine, whatever the image; the image is only told to the build. */
export const environmentType = (type: string): string => {
  if (type === 'LINUX_CONTAINER' || type === 'ARM_CONTAINER') return type
  throw invalid(
    `environment type ${type} is not carried out by the local cloud; there are LINUX_CONTAINER, ARM_CONTAINER`,
  )
}

const unprivileged = (privileged: boolean): boolean => {
  if (privileged)
    throw invalid(
      'privilegedMode is not carried out by the local cloud: it builds without a container; set it to false',
    )
  return false
}

export const readCache = (members: Members | undefined): ProjectCache => {
  const type = members?.string('type', { values: ['NO_CACHE', 'S3', 'LOCAL'] }) ?? 'NO_CACHE'
  if (type === 'S3') throw invalid('cache type S3 is not carried out by the local cloud; use LOCAL')
  const modes = members?.strings('modes') ?? []
  const other = modes.find(mode => mode !== 'LOCAL_CUSTOM_CACHE')
  if (other) throw invalid(`cache mode ${other} is not carried out by the local cloud; use LOCAL_CUSTOM_CACHE`)
  return { type: type as 'LOCAL', ...(modes.length > 0 ? { modes } : {}) }
}

export const readLogs = (members: Members | undefined): LogsConfig | undefined => {
  if (!members) return undefined
  const cloudWatch = members.optionalStructure('cloudWatchLogs')
  const s3 = members.optionalStructure('s3Logs')
  const statuses = { values: ['ENABLED', 'DISABLED'] }
  if (s3?.string('status', statuses) === 'ENABLED')
    throw invalid('s3Logs of logsConfig is not carried out by the local cloud; set its status to DISABLED')
  if (!cloudWatch) return {}
  return {
    cloudWatchLogs: {
      status: cloudWatch.string('status', statuses),
      ...given('groupName', cloudWatch.optionalString('groupName')),
      ...given('streamName', cloudWatch.optionalString('streamName')),
    },
  }
}

export const readTags = (members: Members): readonly Tag[] =>
  members.structures('tags').map(tag => ({ key: tag.string('key'), value: tag.string('value') }))
