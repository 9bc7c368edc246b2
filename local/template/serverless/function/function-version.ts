// AutoPublishAlias: a version whose logical ID changes with the function's code, and an alias that points to it.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html

import { isMap, type Value, type ValueMap } from '../../template.ts'
import { getAtt, type Parameters, ref, resolveParameters } from '../intrinsics.ts'
import { hashedLogicalId } from '../logical-id.ts'
import { ResourceProblem } from '../problem.ts'
import { type Made, made, passedOn, type ServerlessResource } from '../resource.ts'

export const aliasName = (
  { logicalId, properties }: ServerlessResource,
  parameters: Parameters,
): string | undefined => {
  const { AutoPublishAlias: given } = properties
  if (given === undefined || given === null || given === '') return undefined
  const name = resolveParameters(given, parameters)
  if (typeof name !== 'string')
    throw new ResourceProblem(logicalId, "'AutoPublishAlias' must be a string or a Ref to a template parameter")
  if (!/^(?!^[0-9]+$)([a-zA-Z0-9\-_]+)$/.test(name))
    throw new ResourceProblem(
      logicalId,
      `AutoPublishAlias name ('${name}') must contain only alphanumeric characters, hyphens, or underscores matching (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern.`,
    )
  return name
}

/** `functionProperties` are those of the AWS::Lambda::Function, without the role that the transform adds. */
export const functionVersion = (
  resource: ServerlessResource,
  functionProperties: ValueMap,
  codeSha256: string | undefined,
): Made => {
  const { logicalId, declaration, properties } = resource
  const all = properties.AutoPublishAliasAllProperties === true
  const data = all ? functionProperties : whatMakesAVersion(functionProperties)
  const versionId = codeSha256
    ? `${logicalId}Version${codeSha256.slice(0, 10)}`
    : hashedLogicalId(`${logicalId}Version`, data)
  const attributes = passedOn(declaration)
  const policy = attributes.DeletionPolicy ?? properties.VersionDeletionPolicy ?? 'Retain'
  return made(
    versionId,
    'AWS::Lambda::Version',
    { ...attributes, DeletionPolicy: policy },
    {
      Description: properties.VersionDescription,
      FunctionName: ref(logicalId),
    },
  )
}

const whatMakesAVersion = ({ Code, Environment, MemorySize, SnapStart }: ValueMap): ValueMap => ({
  ...(isMap(Code) && Code),
  ...(isMap(Environment) && Environment),
  ...(MemorySize && { MemorySize }),
  ...(isMap(SnapStart) && (SnapStart.ApplyOn ?? 'None') !== 'None' && { SnapStart }),
})

export const functionAlias = (
  resource: ServerlessResource,
  name: string,
  version: Made,
  updatePolicy: Value | undefined,
): Made => {
  const { logicalId, declaration, properties } = resource
  const aliasId = `${logicalId}Alias${name.replaceAll('-', 'D').replaceAll('_', 'U')}`
  const attributes = { ...passedOn(declaration), ...(isMap(updatePolicy) && { UpdatePolicy: updatePolicy }) }
  return made(aliasId, 'AWS::Lambda::Alias', attributes, {
    Name: name,
    FunctionName: ref(logicalId),
    FunctionVersion: getAtt(version.logicalId, 'Version'),
    ProvisionedConcurrencyConfig: properties.ProvisionedConcurrencyConfig,
  })
}

/** The version's hash as the template gives it, and the description that makes Lambda publish it. */
export const codeSha256 = (
  { logicalId, properties }: ServerlessResource,
  parameters: Parameters,
): string | undefined => {
  const { AutoPublishCodeSha256: given } = properties
  if (given === undefined || given === null || given === '') return undefined
  const sha = resolveParameters(given, parameters)
  if (typeof sha !== 'string') throw new ResourceProblem(logicalId, 'AutoPublishCodeSha256 must be a string')
  return sha
}

export const describedWith = (description: Value | undefined, sha: string, parameters: Parameters): Value => {
  const resolved = description === undefined ? undefined : resolveParameters(description, parameters)
  if (!resolved) return sha
  return typeof resolved === 'string' ? `${resolved} ${sha}` : { 'Fn::Join': [' ', [resolved, sha]] }
}
