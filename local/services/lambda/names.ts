// Reads the names a function goes by: its name, its ARN, part of its ARN, each with or without a qualifier.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters

import { type Place, resourceIn } from '../../core/arn.ts'
import { ServiceError } from '../../core/errors.ts'
import type { Members } from '../../core/input/members.ts'

export interface Reference {
  readonly name: string
  /** A version, `$LATEST` or the name of an alias; absent when none was given. */
  readonly qualifier?: string
  /** What an ARN, or a part of one, said beside the name. */
  readonly partition?: string
  readonly region?: string
  readonly account?: string
}

const REFERENCE =
  /^(?:arn:(aws[a-zA-Z-]*):lambda:)?(?:([a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/

/** Reads `FunctionName` and, where the operation has one, `Qualifier`. */
export const readReference = (members: Members): Reference => {
  const given = members.string('FunctionName', { min: 1, max: 256 })
  const found = REFERENCE.exec(given)
  if (!found)
    throw members.wrong('FunctionName', given, `Member must satisfy regular expression pattern: ${REFERENCE.source}`)
  const [, partition, region, account, name = '', inName] = found
  if (name.length > 64) throw members.wrong('FunctionName', name, 'Member must have length less than or equal to 64')
  const asked = members.optionalString('Qualifier', { min: 1, max: 128, pattern: /^(\$LATEST|[a-zA-Z0-9-_]+)$/ })
  if (asked && inName && asked !== inName)
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.')
  const qualifier = asked ?? inName
  return {
    name,
    ...(qualifier ? { qualifier } : {}),
    ...(partition ? { partition } : {}),
    ...(region ? { region } : {}),
    ...(account ? { account } : {}),
  }
}

/** `FunctionName` of an operation on whole functions. @throws ServiceError InvalidParameterValueException for a version or an alias of one */
export const readWholeFunction = (members: Members): Reference => {
  const reference = readReference(members)
  if (reference.qualifier !== undefined)
    throw invalidParameter(
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
    )
  return reference
}

/** The function without its version or alias. */
export const unqualified = ({ qualifier: _, ...reference }: Reference): Reference => reference

/** As the reference says it, so that policies see what was asked for; what it leaves out is the place's. */
export const functionArn = (place: Place, { name, qualifier, partition = 'aws', region, account }: Reference): string =>
  `arn:${partition}:lambda:${region ?? place.region}:${account ?? place.account}:function:${name}${qualifier ? `:${qualifier}` : ''}`

/** The reference that the ARN of a function in this place stands for; undefined for any other ARN. */
export const referenceIn = (place: Place, arn: string): Reference | undefined => {
  const found = /^function:([^:]+)(?::([^:]+))?$/.exec(resourceIn(place, 'lambda', arn) ?? '')
  if (!found) return undefined
  const [, name = '', qualifier] = found
  return { name, ...(qualifier ? { qualifier } : {}) }
}

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameterValueException', message, 400, { Type: 'User' })

export const notFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message, 404, { Type: 'User' })

export const conflict = (message: string): ServiceError =>
  new ServiceError('ResourceConflictException', message, 409, { Type: 'User' })
