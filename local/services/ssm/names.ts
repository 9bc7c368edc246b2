// Names of parameters: what they may look like, their ARNs, and the versions that a name can point at.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html

import { arnOf, isArn, type Place, resourceIn } from '../../core/arn.ts'
import { ServiceError } from '../../core/errors.ts'
import type { Members } from '../../core/input/members.ts'
import { newestOf, type Parameter, type ParameterVersion, type SsmState } from './state.ts'

/** AWS keeps a hundred versions of a parameter; the oldest makes room. */
export const VERSIONS_KEPT = 100

const DEEPEST = 15

export const validation = (message: string): ServiceError => new ServiceError('ValidationException', message)

/** AWS says no more than the code. */
export const notFound = (): ServiceError => new ServiceError('ParameterNotFound', '')

/** A slash before the name is part of it, and of the ARN only once. */
export const parameterArn = (place: Place, name: string): string =>
  arnOf(place, 'ssm', `parameter${name.startsWith('/') ? '' : '/'}${name}`)

/** @throws ServiceError ValidationException, HierarchyLevelLimitExceededException */
export const readNewName = (members: Members, place: Place): string => {
  const given = members.string('Name', { min: 1, max: 2048 })
  const name = isArn(given) ? (named(place, given) ?? '') : given
  if (!/^[a-zA-Z0-9_.\-/]+$/.test(name) || name.length > 1011)
    throw validation(
      "Parameter name: can't be longer than 1011 characters; it can be formed as a path of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_",
    )
  if (name.includes('/') && !name.startsWith('/')) throw validation('Parameter name must be a fully qualified name.')
  if (name.endsWith('/') || name.includes('//')) throw validation('Parameter name must not end with slash.')
  if (/^\/?(aws|ssm)/i.test(name))
    throw validation('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).')
  if (name.split('/').length - 1 > DEEPEST)
    throw new ServiceError(
      'HierarchyLevelLimitExceededException',
      `A hierarchy can have a maximum of ${DEEPEST} levels.`,
    )
  return name
}

/** The name in an ARN of this place; the ARN does not tell whether a slash stands before a name without others. */
const named = (place: Place, arn: string): string | undefined => {
  const name = /^parameter\/(.+)$/.exec(resourceIn(place, 'ssm', arn) ?? '')?.[1]
  return name?.includes('/') ? `/${name}` : name
}

export interface Selected {
  readonly name: string
  /** `:3`, as it was given. */
  readonly selector: string | undefined
}

/** A name or an ARN, with or without `:VERSION` behind it. */
export const readSelected = (given: string, place: Place): Selected => {
  const prefix = isArn(given) ? arnOf(place, 'ssm', '') : ''
  if (!given.startsWith(prefix)) return { name: given, selector: undefined }
  const [, base = '', selector] = /^([^:]*)(:[a-zA-Z0-9_.-]+)?$/.exec(given.slice(prefix.length)) ?? []
  const name = isArn(given) ? named(place, prefix + base) : base
  return { name: name ?? given, selector }
}

export interface Found {
  readonly parameter: Parameter
  readonly version: ParameterVersion
  readonly selector: string | undefined
}

/** Undefined when there is no such parameter. @throws ServiceError ParameterVersionNotFound */
// Differs from AWS: versions have no labels.
export const find = ({ parameters }: SsmState, { name, selector }: Selected): Found | undefined => {
  const parameter = parameters.get(name)
  if (!parameter) return undefined
  if (selector === undefined) return { parameter, version: newestOf(parameter), selector }
  const version = parameter.versions.find(({ Version }) => `:${Version}` === selector)
  if (version) return { parameter, version, selector }
  throw new ServiceError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${selector.slice(1)} of ${name}. Verify the version and try again.`,
  )
}
