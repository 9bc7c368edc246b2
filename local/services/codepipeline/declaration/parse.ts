// Reads a pipeline structure from a call's input: the shape, and the bounds of every single member.
// https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html

import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type {
  ActionDeclaration,
  ArtifactStore,
  OnFailure,
  PipelineDeclaration,
  StageDeclaration,
  VariableDeclaration,
} from './declaration.ts'

export const NAME = { min: 1, max: 100, pattern: /^[A-Za-z0-9.@\-_]+$/ }
const ARTIFACT_NAME = { min: 1, max: 100, pattern: /^[a-zA-Z0-9_-]+$/ }
const NAMESPACE = { min: 1, max: 100, pattern: /^[A-Za-z0-9@\-_]+$/ }
const ROLE_ARN = { max: 1024, pattern: /^arn:aws(-[\w]+)*:iam::[0-9]{12}:role\/.*$/ }
const TYPE_PART = { min: 1, max: 35, pattern: /^[0-9A-Za-z_-]+$/ }
const CATEGORIES = ['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute']

export const parsePipeline = (given: Members, version: number): PipelineDeclaration => {
  refuse(given, ['triggers'], 'InvalidStructureException', 'they need a connection to a git provider, which is not')
  const artifactStore = given.optionalStructure('artifactStore')
  const artifactStores = given.optionalStructure('artifactStores')
  const stages = given.structures('stages').map(parseStage)
  const variables = given.structures('variables').map(parseVariable)
  const executionMode = mode(given)
  const pipelineType = given.optionalString('pipelineType', { values: ['V1', 'V2'] })
  const needsV2 = executionMode !== 'SUPERSEDED' || variables.length > 0 || stages.some(stage => stage.onFailure)
  return {
    name: given.string('name', NAME),
    roleArn: given.string('roleArn', ROLE_ARN),
    ...(artifactStore ? { artifactStore: parseStore(artifactStore) } : {}),
    ...(artifactStores ? { artifactStores: parseStores(artifactStores) } : {}),
    stages,
    version,
    executionMode,
    // Unverified: AWS may refuse V2-only members without a pipelineType instead of making it a V2 pipeline.
    pipelineType: pipelineType === 'V1' || pipelineType === 'V2' ? pipelineType : needsV2 ? 'V2' : 'V1',
    ...(variables.length > 0 ? { variables } : {}),
  }
}

const mode = (given: Members): PipelineDeclaration['executionMode'] => {
  const value = given.optionalString('executionMode', { values: ['QUEUED', 'SUPERSEDED', 'PARALLEL'] })
  return value === 'QUEUED' || value === 'PARALLEL' ? value : 'SUPERSEDED'
}

const parseStores = (given: Members): Record<string, ArtifactStore> =>
  Object.fromEntries(Object.keys(given.value).map(region => [region, parseStore(given.structure(region))]))

const parseStore = (given: Members): ArtifactStore => {
  given.string('type', { values: ['S3'] })
  const location = given.string('location', { min: 3, max: 63, pattern: /^[a-zA-Z0-9\-.]+$/ })
  const key = given.optionalStructure('encryptionKey')
  if (!key) return { type: 'S3', location }
  key.string('type', { values: ['KMS'] })
  return { type: 'S3', location, encryptionKey: { id: key.string('id', { min: 1, max: 400 }), type: 'KMS' } }
}

const parseStage = (given: Members): StageDeclaration => {
  refuse(given, ['beforeEntry', 'onSuccess'], 'InvalidStageDeclarationException', 'stage conditions are not')
  if (given.list('blockers').length > 0)
    throw new ServiceError('InvalidBlockerDeclarationException', 'Blockers are reserved for future use')
  const onFailure = given.optionalStructure('onFailure')
  return {
    name: given.string('name', NAME),
    actions: given.structures('actions').map(parseAction),
    ...(onFailure ? { onFailure: parseOnFailure(onFailure) } : {}),
  }
}

const parseOnFailure = (given: Members): OnFailure => {
  refuse(given, ['conditions'], 'InvalidStageDeclarationException', 'stage conditions are not')
  const result = given.string('result', { values: ['ROLLBACK', 'RETRY'] })
  const mode = given
    .optionalStructure('retryConfiguration')
    ?.optionalString('retryMode', { values: ['FAILED_ACTIONS', 'ALL_ACTIONS'] })
  if (result === 'ROLLBACK') return { result }
  const retryMode = mode === 'ALL_ACTIONS' ? mode : 'FAILED_ACTIONS'
  return { result: 'RETRY', retryConfiguration: { retryMode } }
}

const parseAction = (given: Members): ActionDeclaration => {
  const type = given.structure('actionTypeId')
  const only = 'they belong to the Commands action, which is not'
  refuse(given, ['commands', 'outputVariables', 'environmentVariables'], 'InvalidActionDeclarationException', only)
  return {
    name: given.string('name', NAME),
    actionTypeId: {
      category: type.string('category', { values: CATEGORIES }),
      owner: type.string('owner', { values: ['AWS', 'ThirdParty', 'Custom'] }),
      provider: type.string('provider', TYPE_PART),
      version: type.string('version', { ...TYPE_PART, max: 9 }),
    },
    runOrder: given.optionalNumber('runOrder', { min: 1, max: 999 }) ?? 1,
    configuration: parseConfiguration(given),
    outputArtifacts: given.structures('outputArtifacts').map(parseOutputArtifact),
    inputArtifacts: given
      .structures('inputArtifacts')
      .map(artifact => ({ name: artifact.string('name', ARTIFACT_NAME) })),
    roleArn: given.optionalString('roleArn', ROLE_ARN),
    region: given.optionalString('region', { min: 4, max: 30 }),
    namespace: given.optionalString('namespace', NAMESPACE),
    timeoutInMinutes: given.optionalNumber('timeoutInMinutes', { min: 5, max: 86_400 }),
  }
}

const parseOutputArtifact = (given: Members): { name: string } => {
  if (given.list('files').length > 0)
    throw new ServiceError(
      'InvalidActionDeclarationException',
      'outputArtifacts.files belongs to the Commands action, which is not carried out by the local cloud',
    )
  return { name: given.string('name', ARTIFACT_NAME) }
}

/** The limit of 1,000 characters holds for the value as configured, before variables are resolved. */
const parseConfiguration = (given: Members): Readonly<Record<string, string>> => {
  const configuration = given.map('configuration')
  for (const [key, value] of Object.entries(configuration)) {
    if (key.length > 50)
      throw given.wrong(`configuration.${key}`, key, 'Map keys must have length less than or equal to 50')
    if (value.length < 1 || value.length > 1000)
      throw given.wrong(
        `configuration.${key}`,
        value,
        `Map value must have length between 1 and 1000, got ${value.length}`,
      )
  }
  return configuration
}

const parseVariable = (given: Members): VariableDeclaration => {
  return {
    name: given.string('name', { min: 1, max: 128, pattern: /^[A-Za-z0-9@\-_]+$/ }),
    defaultValue: given.optionalString('defaultValue', { min: 1, max: 1000 }),
    description: given.optionalString('description', { max: 200 }),
  }
}

/** What AWS knows and the local cloud does not is refused by its name. */
const refuse = (given: Members, names: readonly string[], code: string, why: string): void => {
  for (const name of names) {
    const value = given.raw(name)
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue
    throw new ServiceError(code, `'${name}' is not carried out by the local cloud: ${why} emulated. Remove '${name}'`)
  }
}
