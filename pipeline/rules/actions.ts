// What each action type must be told. https://docs.aws.amazon.com/codepipeline/latest/userguide/integrations-action-type.html
import { isJson, rendered } from '../template.ts'
import { type Action, actionsOf, type Pipeline, quoted } from './pipeline.ts'

interface ActionType {
  readonly required: readonly string[]
  /** The least and the most artifacts. https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html */
  readonly inputs: readonly [number, number]
  readonly outputs: readonly [number, number]
}

const actionTypes: Readonly<Record<string, ActionType>> = {
  'Source/AWS/CodeCommit/1': {
    required: ['RepositoryName', 'BranchName', 'PollForSourceChanges'],
    inputs: [0, 0],
    outputs: [1, 1],
  },
  'Source/AWS/S3/1': { required: ['S3Bucket', 'S3ObjectKey', 'PollForSourceChanges'], inputs: [0, 0], outputs: [1, 1] },
  'Source/AWS/CodeStarSourceConnection/1': {
    required: ['ConnectionArn', 'FullRepositoryId', 'BranchName'],
    inputs: [0, 0],
    outputs: [1, 1],
  },
  'Build/AWS/CodeBuild/1': { required: ['ProjectName'], inputs: [1, 5], outputs: [0, 5] },
  'Test/AWS/CodeBuild/1': { required: ['ProjectName'], inputs: [1, 5], outputs: [0, 5] },
  'Deploy/AWS/CloudFormation/1': { required: ['ActionMode', 'StackName'], inputs: [0, 10], outputs: [0, 1] },
  'Invoke/AWS/Lambda/1': { required: ['FunctionName'], inputs: [0, 5], outputs: [0, 5] },
  'Approval/AWS/Manual/1': { required: [], inputs: [0, 0], outputs: [0, 0] },
}

type ActionRule = (action: Action) => string[]

const knownType: ActionRule = ({ label, type }) =>
  type in actionTypes ? [] : [`${label} is of type '${type}', expected one of ${quoted(Object.keys(actionTypes))}`]

const requiredKeys: ActionRule = ({ label, type, configuration }) =>
  (actionTypes[type]?.required ?? [])
    .filter(key => !rendered(configuration[key]))
    .map(key => `${label} has no ${key}; add it to its configuration`)

const artifactCounts: ActionRule = ({ label, type, inputs, outputs }) => {
  const counts = actionTypes[type]
  if (!counts) return []
  return [
    ...outside(label, 'input', inputs.length, counts.inputs),
    ...outside(label, 'output', outputs.length, counts.outputs),
  ]
}

const outside = (label: string, kind: string, count: number, [least, most]: readonly [number, number]) =>
  count >= least && count <= most
    ? []
    : [`${label} has ${count} ${kind} artifacts, expected ${least === most ? least : `${least} to ${most}`}`]

// https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
const valueLengths: ActionRule = ({ label, configuration }) =>
  Object.entries(configuration).flatMap(([key, value]) => {
    const length = rendered(value)?.length ?? 0
    return length > 1000
      ? [`${key} of ${label} will have about ${length} characters, at most 1000 are taken; shorten it`]
      : []
  })

const plainValues: ActionRule = ({ label, configuration }) =>
  Object.entries(configuration)
    .filter(([, value]) => rendered(value) === undefined)
    .map(([key]) => `${key} of ${label} should be a string`)

const polling: ActionRule = ({ label, configuration: { PollForSourceChanges: polls } }) =>
  polls === undefined || rendered(polls) === 'false'
    ? []
    : [`${label} polls for changes; set PollForSourceChanges to 'false', the event rule starts the pipeline`]

// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
const modes = ['CREATE_UPDATE', 'REPLACE_ON_FAILURE', 'CHANGE_SET_REPLACE', 'CHANGE_SET_EXECUTE', 'DELETE_ONLY']
const capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']

const cloudFormation: ActionRule = ({ label, type, configuration, inputs }) => {
  if (!type.startsWith('Deploy/AWS/CloudFormation/')) return []
  const { ActionMode, StackName, TemplatePath, ChangeSetName, RoleArn, Capabilities } = configuration
  const mode = rendered(ActionMode) ?? ''
  const path = rendered(TemplatePath)
  const takesTemplate = !['CHANGE_SET_EXECUTE', 'DELETE_ONLY'].includes(mode)
  return [
    ...problem(!modes.includes(mode), `${label} has ActionMode '${mode}', expected one of ${quoted(modes)}`),
    ...problem(
      StackName !== undefined && !/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(rendered(StackName) ?? ''),
      `${label} has StackName '${rendered(StackName)}', expected a letter, then at most 127 letters, digits and hyphens`,
    ),
    ...problem(
      takesTemplate && !inputs.some(input => path?.startsWith(`${input}::`)),
      `${label} has TemplatePath '${path ?? ''}', expected '<artifact>::<file>' with one of its input artifacts: ${quoted(inputs)}`,
    ),
    ...problem(mode.startsWith('CHANGE_SET_') && !ChangeSetName, `${label} has no ChangeSetName, which ${mode} needs`),
    ...problem(mode !== 'CHANGE_SET_EXECUTE' && !RoleArn, `${label} has no RoleArn, which ${mode} needs`),
    ...(rendered(Capabilities) ?? '')
      .split(',')
      .filter(name => name !== '' && !capabilities.includes(name))
      .map(
        name =>
          `${label} has the capability '${name}', expected some of ${quoted(capabilities)}, comma-separated without spaces`,
      ),
    ...parameterOverrides(label, configuration.ParameterOverrides),
  ]
}

function parameterOverrides(label: string, value: unknown): string[] {
  if (value === undefined) return []
  try {
    if (isJson(JSON.parse(rendered(value) ?? ''))) return []
  } catch {}
  return [`${label} has ParameterOverrides '${rendered(value)}', expected a JSON object of names and values`]
}

const problem = (broken: boolean, message: string) => (broken ? [message] : [])

export const actionRules = [
  knownType,
  requiredKeys,
  artifactCounts,
  valueLengths,
  plainValues,
  polling,
  cloudFormation,
].map(rule => (pipeline: Pipeline) => actionsOf(pipeline).flatMap(rule))
