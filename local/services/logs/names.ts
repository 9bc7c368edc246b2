// Names and ARNs of log groups, as the calls give them.
import { arnOf, isArn, type Place, resourceIn } from '../../core/arn.ts'
import { ServiceError } from '../../core/errors.ts'
import type { Members } from '../../core/input/members.ts'
import type { Access } from '../../core/policy.ts'
import type { Tags } from '../../core/tags.ts'
import type { LogGroup, LogsState } from './state.ts'

export const GROUP = { pattern: /^[.\-_/#A-Za-z0-9]+$/, min: 1, max: 512 }
export const STREAM = { pattern: /^[^:*]*$/, min: 1, max: 512 }

export const groupArn = (place: Place, name: string): string => arnOf(place, 'logs', `log-group:${name}`)

/** The group by name, or by name or ARN in `logGroupIdentifier`. */
export const groupName = (members: Members, place: Place): string => {
  if (members.has('logGroupName')) return members.string('logGroupName', GROUP)
  const identifier = members.string('logGroupIdentifier')
  // Unverified: AWS's words.
  if (identifier.endsWith(':*'))
    throw invalid(`The log group identifier ${identifier} is not valid: it ends before the :* of an ARN`)
  return nameIn(place, identifier)
}

/** A name, or the name that an ARN of this place stands for. */
export const nameIn = (place: Place, given: string): string => (isArn(given) ? nameOfArn(place, given) : given)

/** @throws ServiceError ResourceNotFoundException for an ARN that is no group's in this place */
export const nameOfArn = (place: Place, arn: string): string => {
  const resource = resourceIn(place, 'logs', arn)
  if (!resource?.startsWith('log-group:')) throw notFound('log group')
  return resource.slice('log-group:'.length).replace(/:\*$/, '')
}

/** The group's, for the group and for its streams, with and without `:*`. */
export const tagsOfGroup = (state: LogsState, arn: string, place: Place): Tags | undefined => {
  const [kind, name = ''] = resourceIn(place, 'logs', arn)?.split(':') ?? []
  return kind === 'log-group' ? state.groups.get(name)?.tags : undefined
}

export const find = (state: LogsState, name: string): LogGroup => {
  const group = state.groups.get(name)
  if (!group) throw notFound('log group')
  return group
}

export const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterException', message)

export const notFound = (what: 'log group' | 'log stream'): ServiceError =>
  new ServiceError('ResourceNotFoundException', `The specified ${what} does not exist.`)

export const exists = (what: 'log group' | 'log stream'): ServiceError =>
  new ServiceError('ResourceAlreadyExistsException', `The specified ${what} already exists`)

/**
 * Actions on groups are granted on `log-group:NAME:*`, those on one stream on `log-group:NAME:log-stream:STREAM`, tags on the group without `:*`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export const onGroup = (place: Place, action: string, name: string): readonly Access[] => [
  { action: `logs:${action}`, resource: `${groupArn(place, name)}:*` },
]

export const onStream = (place: Place, action: string, group: string, stream: string): readonly Access[] => [
  { action: `logs:${action}`, resource: `${groupArn(place, group)}:log-stream:${stream}` },
]
