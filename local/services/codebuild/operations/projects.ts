// Projects: what to build, where, as whom, and where its output goes.
import { arnOf, type Place, resourceIn } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import { given, type Members } from '../../../core/input/members.ts'
import type { Access } from '../../../core/policy.ts'
import { type Desk, operation, type Scope } from '../../../core/service.ts'
import type { CodeBuildState, Project } from '../state.ts'
import { changed } from '../trail.ts'
import {
  invalid,
  readArtifacts,
  readCache,
  readEnvironment,
  readLogs,
  readSource,
  readTags,
  refuse,
} from './read-project.ts'

export const projectArn = (place: Place, name: string): string => arnOf(place, 'codebuild', `project/${name}`)

/** A name, or the name that an ARN of this place stands for; any other ARN stays as it is, and names nothing. */
export const resourceNamed = (place: Place, given: string, kind: 'project/' | 'build/'): string => {
  const resource = resourceIn(place, 'codebuild', given)
  return resource?.startsWith(kind) ? resource.slice(kind.length) : given
}

export const projectNotFound = (arn: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `Project cannot be found: ${arn}`)

type Definition = Omit<Project, 'arn' | 'created' | 'lastModified'>
type Change = Partial<Definition> & { readonly name: string }

const LEFT_OUT = ['vpcConfig', 'fileSystemLocations', 'buildBatchConfig', 'secondarySourceVersions']
const NAME = { pattern: /^[A-Za-z0-9][A-Za-z0-9\-_]{1,149}$/ }

/** What the call says of a project, and nothing more. */
const readChange = (members: Members): Change => {
  refuse(members, LEFT_OUT, 'a project')
  if (members.boolean('badgeEnabled')) throw invalid('badgeEnabled is not carried out by the local cloud; remove it')
  if (members.optionalNumber('autoRetryLimit'))
    throw invalid('autoRetryLimit is not carried out by the local cloud; remove it')
  const structure = <Value>(name: string, read: (members: Members) => Value): Value | undefined =>
    members.has(name) ? read(members.structure(name)) : undefined
  return {
    name: members.string('name', NAME),
    ...given('description', members.optionalString('description', { max: 255 })),
    ...given('source', structure('source', readSource)),
    ...given('secondarySources', members.has('secondarySources') ? readSecondarySources(members) : undefined),
    ...given('sourceVersion', members.optionalString('sourceVersion')),
    ...given('artifacts', structure('artifacts', readArtifacts)),
    ...given(
      'secondaryArtifacts',
      members.has('secondaryArtifacts') ? members.structures('secondaryArtifacts').map(readArtifacts) : undefined,
    ),
    ...given('cache', structure('cache', readCache)),
    ...given('environment', structure('environment', readEnvironment)),
    ...given('serviceRole', members.optionalString('serviceRole', { min: 1 })),
    ...given('timeoutInMinutes', members.optionalNumber('timeoutInMinutes', { min: 5, max: 2160 })),
    ...given('queuedTimeoutInMinutes', members.optionalNumber('queuedTimeoutInMinutes', { min: 5, max: 480 })),
    ...given('encryptionKey', members.optionalString('encryptionKey', { min: 1 })),
    ...given('tags', members.has('tags') ? readTags(members) : undefined),
    ...given('logsConfig', readLogs(members.optionalStructure('logsConfig'))),
    ...given('concurrentBuildLimit', members.optionalNumber('concurrentBuildLimit', { min: 1 })),
  }
}

const readSecondarySources = (members: Members) =>
  members.structures('secondarySources').map(one => {
    one.string('sourceIdentifier')
    return readSource(one)
  })

const readNew = (members: Members): Definition => {
  const { source, artifacts, environment, serviceRole, ...change } = readChange(members)
  return {
    ...DEFAULTS,
    ...change,
    source: source ?? readSource(members.structure('source')),
    artifacts: artifacts ?? readArtifacts(members.structure('artifacts')),
    environment: environment ?? readEnvironment(members.structure('environment')),
    serviceRole: serviceRole ?? members.string('serviceRole'),
  }
}

const DEFAULTS = {
  secondarySources: [],
  secondaryArtifacts: [],
  cache: { type: 'NO_CACHE' },
  timeoutInMinutes: 60,
  queuedTimeoutInMinutes: 480,
  tags: [],
} as const

/** CODEPIPELINE stands on both sides or on none. */
const checked = (project: Project): Project => {
  const { source, artifacts } = project
  if ((source.type === 'CODEPIPELINE') !== (artifacts.type === 'CODEPIPELINE'))
    throw invalid(
      `Invalid artifacts: artifact type ${artifacts.type} cannot be used with source type ${source.type}; CODEPIPELINE goes with CODEPIPELINE only`,
    )
  return project
}

/** Handing a role to CodeBuild needs iam:PassRole on it. */
const withPassRole = (action: string, name: string, role: string | undefined, scope: Scope): readonly Access[] => [
  { action: `codebuild:${action}`, resource: projectArn(scope, name) },
  ...(role ? [passRole(role)] : []),
]

export const passRole = (role: string): Access => ({
  action: 'iam:PassRole',
  resource: role,
  context: { 'iam:PassedToService': 'codebuild.amazonaws.com' },
})

const CreateProject = operation<CodeBuildState>()({
  input: readNew,
  access: (input, scope) => withPassRole('CreateProject', input.name, input.serviceRole, scope),
  perform: async (desk, input, { answer }) => {
    const arn = projectArn(desk, input.name)
    if (desk.state.projects.has(input.name))
      throw new ServiceError('ResourceAlreadyExistsException', `Project already exists: ${arn}`)
    const now = desk.now().toISOString()
    const project = checked({ ...input, arn, created: now, lastModified: now })
    checkRole(desk, input.serviceRole, arn)
    return answer({ project: projectOutput(project) }, changed('CreateProject', arn, { project }))
  },
})

/** CodeBuild refuses a project whose role it cannot assume. */
const checkRole = (desk: Desk<CodeBuildState>, role: string, sourceArn: string): void => {
  try {
    desk.assume(role, { service: 'codebuild.amazonaws.com', sourceArn, sessionName: 'AWSCodeBuild' })
  } catch (error) {
    if (error instanceof ServiceError)
      throw invalid(`CodeBuild is not authorized to perform: sts:AssumeRole on ${role}`)
    throw error
  }
}

const UpdateProject = operation<CodeBuildState>()({
  input: readChange,
  access: (input, scope) => withPassRole('UpdateProject', input.name, input.serviceRole, scope),
  perform: async (desk, input, { answer }) => {
    const arn = projectArn(desk, input.name)
    const old = desk.state.projects.get(input.name)
    if (!old) throw projectNotFound(arn)
    const project = checked({ ...old, ...input, lastModified: desk.now().toISOString() })
    if (input.serviceRole !== undefined) checkRole(desk, input.serviceRole, arn)
    return answer({ project: projectOutput(project) }, changed('UpdateProject', arn, { project }))
  },
})

const DeleteProject = operation<CodeBuildState>()({
  input: members => ({ name: members.string('name', { min: 1 }) }),
  access: ({ name }, scope) => [{ action: 'codebuild:DeleteProject', resource: projectArn(scope, name) }],
  decide: (state, { name }, scope) => ({
    output: {},
    facts: state.projects.has(name) ? [changed('DeleteProject', projectArn(scope, name), { name })] : [],
  }),
})

const BatchGetProjects = operation<CodeBuildState>()({
  input: (members, place) => ({ names: namesOf(members, place) }),
  access: ({ names }, scope) =>
    names.map(name => ({ action: 'codebuild:BatchGetProjects', resource: projectArn(scope, name) })),
  decide: (state, { names }) => ({
    output: {
      projects: names.flatMap(name => state.projects.get(name) ?? []).map(projectOutput),
      projectsNotFound: names.filter(name => !state.projects.has(name)),
    },
  }),
})

/** Projects are named, or given by ARN. */
const namesOf = (members: Members, place: Place): readonly string[] => {
  const names = members.strings('names').map(name => resourceNamed(place, name, 'project/'))
  members.fits('names', names.length, { min: 1, max: 100 })
  return names
}

const ListProjects = operation<CodeBuildState>()({
  input: members => ({
    sortBy: members.optionalString('sortBy', { values: ['NAME', 'CREATED_TIME', 'LAST_MODIFIED_TIME'] }) ?? 'NAME',
    descending: members.optionalString('sortOrder', { values: ['ASCENDING', 'DESCENDING'] }) === 'DESCENDING',
  }),
  access: () => [{ action: 'codebuild:ListProjects', resource: '*' }],
  decide: (state, { sortBy, descending }) => {
    const key = sortBy === 'NAME' ? 'name' : sortBy === 'CREATED_TIME' ? 'created' : 'lastModified'
    const sorted = [...state.projects.values()].sort((a, b) => (a[key] < b[key] ? -1 : 1))
    const names = (descending ? sorted.reverse() : sorted).map(project => project.name)
    return { output: { projects: names } }
  },
})

/** The worker empties the cache when it hears of it. */
const InvalidateProjectCache = operation<CodeBuildState>()({
  input: members => ({ projectName: members.string('projectName', { min: 1 }) }),
  access: ({ projectName }, scope) => [
    { action: 'codebuild:InvalidateProjectCache', resource: projectArn(scope, projectName) },
  ],
  decide: (state, { projectName }, scope) => {
    const arn = projectArn(scope, projectName)
    if (!state.projects.has(projectName)) throw projectNotFound(arn)
    return { output: {}, facts: [changed('InvalidateProjectCache', arn, { projectName })] }
  },
})

const projectOutput = (project: Project) => ({
  ...project,
  encryptionKey: project.encryptionKey ?? `arn:aws:kms:${project.arn.split(':').slice(3, 5).join(':')}:alias/aws/s3`,
  badge: { badgeEnabled: false },
  projectVisibility: 'PRIVATE',
  created: new Date(project.created),
  lastModified: new Date(project.lastModified),
})

export const projects = {
  CreateProject,
  UpdateProject,
  DeleteProject,
  BatchGetProjects,
  ListProjects,
  InvalidateProjectCache,
}
