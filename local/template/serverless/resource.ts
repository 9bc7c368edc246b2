// What the transform works on: one serverless resource with its properties, and the resources that are made of it.

import { isMap, type ResourceDeclaration, type Template, type Value, type ValueMap } from '../template.ts'
import type { Parameters } from './intrinsics.ts'
import { notCarriedOut, ResourceProblem } from './problem.ts'

export interface ServerlessResource {
  readonly logicalId: string
  readonly declaration: ResourceDeclaration
  /** With those of Globals. */
  readonly properties: ValueMap
}

export interface Made {
  readonly logicalId: string
  readonly resource: ResourceDeclaration
}

/** What one transform knows of the template as a whole. */
export interface Context {
  readonly template: Template
  readonly parameters: Parameters
  /** Whether the template has a REST API: then AWS's transform keeps the order of Python 2.7 in parts of it. */
  readonly hashed: boolean
}

type Attributes = Pick<
  ResourceDeclaration,
  'Condition' | 'DeletionPolicy' | 'UpdateReplacePolicy' | 'UpdatePolicy' | 'Metadata' | 'DependsOn'
>

/** The attributes that every resource made of a serverless resource takes over. */
export const passedOn = ({ Condition, DeletionPolicy, UpdateReplacePolicy }: ResourceDeclaration): Attributes => ({
  ...(Condition !== undefined && { Condition }),
  ...(DeletionPolicy !== undefined && { DeletionPolicy }),
  ...(UpdateReplacePolicy !== undefined && { UpdateReplacePolicy }),
})

/** The attributes that the main resource takes over. */
export const allAttributes = (declaration: ResourceDeclaration): Attributes => {
  const { Metadata, UpdatePolicy } = declaration
  return {
    ...passedOn(declaration),
    ...(UpdatePolicy !== undefined && { UpdatePolicy }),
    ...(Metadata !== undefined && { Metadata }),
  }
}

export const dependsOn = ({ DependsOn }: ResourceDeclaration): Attributes =>
  DependsOn === undefined ? {} : { DependsOn }

/** A resource of its defined properties. */
export const made = (
  logicalId: string,
  type: string,
  attributes: Attributes,
  properties: Readonly<Record<string, Value | undefined>>,
): Made => ({ logicalId, resource: { Type: type, ...attributes, Properties: defined(properties) } })

export const defined = (properties: Readonly<Record<string, Value | undefined>>): ValueMap =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]): [string, Value][] =>
      value === undefined || value === null ? [] : [[key, value]],
    ),
  )

/** Refuses properties that the type does not have, and by name those that the local cloud does not carry out. */
export const checkProperties = (
  { logicalId, declaration, properties }: ServerlessResource,
  known: readonly string[],
  refused: readonly string[] = [],
): void => {
  for (const name of Object.keys(properties)) {
    if (refused.includes(name)) throw notCarriedOut(logicalId, `Property '${name}' of ${declaration.Type}`)
    if (!known.includes(name))
      throw new ResourceProblem(logicalId, `property ${name} not defined for resource of type ${declaration.Type}`)
  }
}

/** A property that must be a map, or an intrinsic function in its place. */
export const mapProperty = ({ logicalId, properties }: ServerlessResource, name: string): ValueMap | undefined => {
  const value = properties[name]
  if (value === undefined || value === null) return undefined
  if (!isMap(value)) throw new ResourceProblem(logicalId, `Property '${name}' should be a map.`)
  return value
}

/** Tags as CloudFormation lists them. */
export const tagList = (tags: ValueMap | undefined): readonly ValueMap[] =>
  Object.entries(tags ?? {}).map(([Key, value]) => ({ Key, Value: value ?? '' }))

const TAGGED = new Set([
  'AWS::Lambda::Function',
  'AWS::IAM::Role',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
])

/** PropagateTags: the resource's own tags, on everything that is made of it. */
export const propagated = (
  resources: readonly Made[],
  tags: ValueMap | undefined,
  propagate: Value | undefined,
): readonly Made[] => {
  if (propagate !== true || !tags || Object.keys(tags).length === 0) return resources
  return resources.map(({ logicalId, resource }) =>
    TAGGED.has(resource.Type)
      ? { logicalId, resource: { ...resource, Properties: { ...resource.Properties, Tags: tagList(tags) } } }
      : { logicalId, resource },
  )
}

/** The bucket, key and version of `s3://bucket/key?versionId=v`, or of a map. */
export const s3Location = (logicalId: string, property: string, location: Value): ValueMap => {
  if (isMap(location)) {
    if (!location.Bucket || !location.Key)
      throw new ResourceProblem(logicalId, `'${property}' requires Bucket and Key properties to be specified.`)
    return location
  }
  if (typeof location !== 'string')
    throw new ResourceProblem(logicalId, `'${property}' must be of type dict or string.`)
  const parsed = /^s3:\/\/([^/?]+)\/+([^?]+)(?:\?(?:.*&)?versionId=([^&]+))?/.exec(location)
  const [, Bucket, Key, Version] = parsed ?? []
  if (Bucket === undefined || Key === undefined)
    throw new ResourceProblem(
      logicalId,
      `'${property}' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.`,
    )
  return { Bucket, Key, ...(Version !== undefined && { Version }) }
}
