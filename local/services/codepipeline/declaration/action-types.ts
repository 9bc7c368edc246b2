// The action types that are carried out: how many artifacts each takes, what it can be configured with, how long it may run.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-valid-providers.html
// https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html

import { type ActionDeclaration, actionTypeName } from './declaration.ts'

export interface ActionType {
  /** Least and most. */
  readonly inputs: readonly [number, number]
  readonly outputs: readonly [number, number]
  readonly timeoutMinutes: number
  readonly configuration: Readonly<Record<string, Property>>
  /** Problems beyond those of single properties. */
  readonly check?: (action: ActionDeclaration) => readonly string[]
}

interface Property {
  readonly required?: true
  readonly values?: readonly string[]
  readonly pattern?: RegExp
  /** Values that AWS knows and the local cloud does not carry out, with the reason. */
  readonly refused?: Readonly<Record<string, string>>
}

const BOOLEAN: Property = { values: ['true', 'false'] }
const HOUR = 60
const DAY = 24 * HOUR

const cloudFormationModes = [
  'CREATE_UPDATE',
  'REPLACE_ON_FAILURE',
  'CHANGE_SET_REPLACE',
  'CHANGE_SET_EXECUTE',
  'DELETE_ONLY',
]
const WITH_TEMPLATE = ['CREATE_UPDATE', 'REPLACE_ON_FAILURE', 'CHANGE_SET_REPLACE']

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html */
const checkCloudFormation = ({ configuration, inputArtifacts }: ActionDeclaration): readonly string[] => {
  const mode = configuration.ActionMode ?? ''
  const problems: string[] = []
  const missing = (name: string): unknown =>
    problems.push(`needs '${name}' in its configuration for ActionMode ${mode}`)
  if (mode.startsWith('CHANGE_SET_') && !configuration.ChangeSetName) missing('ChangeSetName')
  if (WITH_TEMPLATE.includes(mode) && !configuration.TemplatePath) missing('TemplatePath')
  if (mode !== 'CHANGE_SET_EXECUTE' && cloudFormationModes.includes(mode) && !configuration.RoleArn) missing('RoleArn')
  for (const name of ['TemplatePath', 'TemplateConfiguration']) {
    const path = configuration[name]
    if (path === undefined || path.includes('#{')) continue
    const [artifact, file] = path.split('::')
    if (!artifact || !file) problems.push(`has ${name} '${path}'; it should be 'ArtifactName::path/in/the/artifact'`)
    else if (!inputArtifacts.some(input => input.name === artifact))
      problems.push(`has ${name} '${path}', but '${artifact}' is not one of its input artifacts`)
  }
  return problems
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html */
const checkCodeBuild = ({ configuration, inputArtifacts }: ActionDeclaration): readonly string[] => {
  const primary = configuration.PrimarySource
  if (inputArtifacts.length > 1 && primary === undefined)
    return [`needs 'PrimarySource' in its configuration because it has ${inputArtifacts.length} input artifacts`]
  if (primary !== undefined && !inputArtifacts.some(input => input.name === primary))
    return [`has PrimarySource '${primary}', which is not one of its input artifacts`]
  return []
}

const codeBuild: Omit<ActionType, 'timeoutMinutes'> = {
  inputs: [1, 5],
  outputs: [0, 5],
  configuration: {
    ProjectName: { required: true },
    PrimarySource: {},
    BatchEnabled: { ...BOOLEAN, refused: { true: 'batch builds are not carried out by the local cloud' } },
    CombineArtifacts: { ...BOOLEAN, refused: { true: 'batch builds are not carried out by the local cloud' } },
    BuildspecOverride: {},
    // As on AWS, what is no list of variables fails the action: its text may hold variables of the pipeline.
    EnvironmentVariables: {},
    ServiceRoleArnOverride: {},
  },
  check: checkCodeBuild,
}

export const ACTION_TYPES: Readonly<Record<string, ActionType>> = {
  'Source/AWS/CodeCommit/1': {
    inputs: [0, 0],
    outputs: [1, 1],
    timeoutMinutes: HOUR,
    configuration: {
      RepositoryName: { required: true },
      BranchName: { required: true },
      PollForSourceChanges: BOOLEAN,
      OutputArtifactFormat: {
        values: ['CODE_ZIP', 'CODEBUILD_CLONE_REF'],
        refused: { CODEBUILD_CLONE_REF: 'full clones are not carried out by the local cloud; use CODE_ZIP' },
      },
    },
  },
  'Source/AWS/S3/1': {
    inputs: [0, 0],
    outputs: [1, 1],
    timeoutMinutes: HOUR,
    configuration: {
      S3Bucket: { required: true },
      S3ObjectKey: { required: true },
      PollForSourceChanges: BOOLEAN,
      AllowOverrideForS3ObjectKey: BOOLEAN,
    },
  },
  'Build/AWS/CodeBuild/1': { ...codeBuild, timeoutMinutes: 36 * HOUR },
  'Test/AWS/CodeBuild/1': { ...codeBuild, timeoutMinutes: 8 * HOUR },
  'Deploy/AWS/CloudFormation/1': {
    inputs: [0, 10],
    outputs: [0, 1],
    timeoutMinutes: 3 * DAY,
    configuration: {
      ActionMode: { required: true, values: cloudFormationModes },
      StackName: { required: true },
      ChangeSetName: {},
      TemplatePath: {},
      TemplateConfiguration: {},
      ParameterOverrides: {},
      Capabilities: { pattern: /^(CAPABILITY_(IAM|NAMED_IAM|AUTO_EXPAND)(,|$))+(?<!,)$/ },
      RoleArn: {},
      OutputFileName: {},
    },
    // Unverified: whether AWS refuses a StackName that CloudFormation does not take, or ParameterOverrides that are no JSON, with the pipeline; here they fail the action.
    check: checkCloudFormation,
  },
  'Invoke/AWS/Lambda/1': {
    inputs: [0, 5],
    outputs: [0, 5],
    timeoutMinutes: DAY,
    configuration: { FunctionName: { required: true }, UserParameters: {} },
  },
  'Approval/AWS/Manual/1': {
    inputs: [0, 0],
    outputs: [0, 0],
    timeoutMinutes: 7 * DAY,
    configuration: { NotificationArn: {}, ExternalEntityLink: {}, CustomData: {} },
  },
}

export const actionTypeOf = (action: ActionDeclaration): ActionType | undefined =>
  ACTION_TYPES[actionTypeName(action.actionTypeId)]

/** What is wrong with an action by itself: its type, its artifacts' number, its configuration. */
export const actionProblems = (action: ActionDeclaration, region: string): readonly string[] => {
  const { category, owner, provider, version } = action.actionTypeId
  const type = actionTypeOf(action)
  if (!type)
    return [
      `ActionType (Category: '${category}', Provider: '${provider}', Owner: '${owner}', Version: '${version}') in action '${action.name}' is not available in region '${region}'; the local cloud carries out ${Object.keys(ACTION_TYPES).join(', ')}`,
    ]
  const named = `Action ${action.name}`
  return [
    ...countProblems(named, 'input', action.inputArtifacts.length, type.inputs),
    ...countProblems(named, 'output', action.outputArtifacts.length, type.outputs),
    ...configurationProblems(action, type).map(problem => `${named} ${problem}`),
    ...(type.check?.(action) ?? []).map(problem => `${named} ${problem}`),
    ...(action.timeoutInMinutes !== undefined && category !== 'Approval'
      ? [`${named} has timeoutInMinutes, which only the manual approval action supports`]
      : []),
  ]
}

const countProblems = (
  named: string,
  kind: string,
  count: number,
  [least, most]: readonly [number, number],
): string[] => {
  if (count < least)
    return [`${named} declares ${count} ${kind} artifacts which is less than the minimum count (${least})`]
  if (count > most)
    return [`${named} declares ${count} ${kind} artifacts which is more than the maximum count (${most})`]
  return []
}

const configurationProblems = (action: ActionDeclaration, type: ActionType): readonly string[] => {
  const known = Object.keys(type.configuration)
  const unknown = Object.keys(action.configuration).filter(key => !known.includes(key))
  return [
    ...unknown.map(key => `has the unknown configuration property '${key}'; it may have ${known.join(', ')}`),
    ...Object.entries(type.configuration).flatMap(([key, property]) =>
      propertyProblems(key, action.configuration[key], property),
    ),
  ]
}

const propertyProblems = (key: string, value: string | undefined, property: Property): readonly string[] => {
  if (value === undefined) return property.required ? [`is missing the required configuration property '${key}'`] : []
  if (value.includes('#{')) return []
  const { values, pattern, refused } = property
  if (values && !values.includes(value)) return [`has ${key} '${value}'; it should be one of ${values.join(', ')}`]
  if (pattern && !pattern.test(value)) return [`has ${key} '${value}'; it should match ${pattern.source}`]
  const reason = refused?.[value]
  return reason ? [`has ${key} '${value}': ${reason}`] : []
}
