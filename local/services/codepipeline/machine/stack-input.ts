// From the action's configuration and artifacts to CloudFormation's input, and from the stack's outputs to the action's.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-action-reference.html

import { isRecord } from '../../../core/input/members.ts'
import { ActionFailure, type ActionRun, inputArtifact, type Outcome } from './action-run.ts'
import { readArtifactFile, writeArtifact } from './artifact-files.ts'
import type { StackDescription } from './stack-lookup.ts'

interface TemplateConfiguration {
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly stackPolicy?: string
}

/** What CreateStack, UpdateStack and CreateChangeSet have in common. */
export const stackInput = async (run: ActionRun) => {
  const { StackName, TemplatePath = '', Capabilities, RoleArn } = run.configuration
  const { parameters, tags, stackPolicy } = await templateConfiguration(run)
  // Overrides win over the configuration file.
  const values = { ...parameters, ...(await parameterOverrides(run)) }
  return {
    StackName,
    TemplateBody: await readArtifactFile(run, TemplatePath),
    Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Capabilities: Capabilities?.split(',') ?? [],
    RoleARN: RoleArn,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...(stackPolicy === undefined ? {} : { StackPolicyBody: stackPolicy }),
  }
}

const templateConfiguration = async (run: ActionRun): Promise<TemplateConfiguration> => {
  const location = run.configuration.TemplateConfiguration
  if (location === undefined) return { parameters: {}, tags: {} }
  const file = jsonObject(await readArtifactFile(run, location), `TemplateConfiguration ${location}`)
  const unknown = Object.keys(file).filter(key => !['Parameters', 'Tags', 'StackPolicy'].includes(key))
  if (unknown.length > 0)
    throw new ActionFailure(
      `TemplateConfiguration ${location} has ${unknown.join(', ')}; it may have Parameters, Tags, StackPolicy`,
    )
  return {
    parameters: strings(file.Parameters ?? {}, `Parameters in ${location}`),
    tags: strings(file.Tags ?? {}, `Tags in ${location}`),
    ...(file.StackPolicy === undefined ? {} : { stackPolicy: JSON.stringify(file.StackPolicy) }),
  }
}

/**
 * ParameterOverrides with its two functions, which CodePipeline itself evaluates.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-parameter-override-functions.html
 */
export const parameterOverrides = async (run: ActionRun): Promise<Readonly<Record<string, string>>> => {
  const text = run.configuration.ParameterOverrides
  if (text === undefined) return {}
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(jsonObject(text, 'ParameterOverrides')))
    values[name] = await overrideValue(run, name, value)
  return values
}

const overrideValue = async (run: ActionRun, name: string, value: unknown): Promise<string> => {
  if (!isRecord(value)) return scalar(value, `ParameterOverrides.${name}`)
  const { 'Fn::GetArtifactAtt': attribute, 'Fn::GetParam': param } = value
  if (Object.keys(value).length === 1 && isTexts(attribute, 2)) return artifactAttribute(run, attribute)
  if (Object.keys(value).length === 1 && isTexts(param, 3)) return artifactParam(run, param)
  throw new ActionFailure(
    `ParameterOverrides.${name} should be a string, {"Fn::GetArtifactAtt": ["Artifact", "Attribute"]} or {"Fn::GetParam": ["Artifact", "file.json", "Key"]}, got ${JSON.stringify(value)}`,
  )
}

const isTexts = (value: unknown, length: number): value is readonly string[] =>
  Array.isArray(value) && value.length === length && value.every(item => typeof item === 'string')

const artifactAttribute = (run: ActionRun, [name = '', attribute]: readonly string[]): string => {
  const { bucket, key } = inputArtifact(run, name).s3location
  if (attribute === 'BucketName') return bucket
  if (attribute === 'ObjectKey') return key
  // Differs from AWS: the address is the local endpoint's, so that it can be fetched.
  if (attribute === 'URL') return `${run.desk.endpoint}/${bucket}/${key}`
  throw new ActionFailure(`Fn::GetArtifactAtt knows BucketName, ObjectKey and URL, got '${attribute}'`)
}

const artifactParam = async (run: ActionRun, [name = '', file = '', key = '']: readonly string[]): Promise<string> => {
  inputArtifact(run, name)
  const values = jsonObject(await readArtifactFile(run, `${name}::${file}`), `${name}::${file}`)
  if (!Object.hasOwn(values, key))
    throw new ActionFailure(`${name}::${file} has no key '${key}'; it has ${Object.keys(values).join(', ') || 'none'}`)
  return scalar(values[key], `${name}::${file} ${key}`)
}

/** The end of an action whose stack is as it should be: outputs as variables, and as a file when one is asked for. */
export const succeeded = async (run: ActionRun, stack: StackDescription): Promise<Outcome> => {
  const { StackId, StackStatus, StackStatusReason, Outputs = [] } = stack
  const outputVariables = Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]))
  const { OutputFileName } = run.configuration
  const [artifact] = run.action.outputArtifacts
  if (artifact && OutputFileName !== undefined)
    await writeArtifact(run, artifact, OutputFileName, JSON.stringify(outputVariables, null, 2))
  // A stack that is complete has a reason only when the local cloud warns of something.
  const warned = /^(CREATE|UPDATE)_COMPLETE$/.test(StackStatus) && StackStatusReason
  const summary = warned ? { summary: warned.slice(0, 2048) } : {}
  return { status: 'Succeeded', externalExecutionId: StackId, outputVariables, ...summary }
}

const jsonObject = (text: string, what: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch {
    // said below, in the same words as for a list or a number
  }
  throw new ActionFailure(`${what} should be a JSON object, got ${text.slice(0, 200)}`)
}

const strings = (value: unknown, what: string): Readonly<Record<string, string>> => {
  if (!isRecord(value)) throw new ActionFailure(`${what} should be an object of strings`)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, scalar(item, `${what}: ${key}`)]))
}

/** A list is what CommaDelimitedList parameters take. */
const scalar = (value: unknown, what: string): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(item => scalar(item, what)).join(',')
  throw new ActionFailure(`${what} should be a string, got ${JSON.stringify(value)}`)
}
