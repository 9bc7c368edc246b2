// Reads the input of a call, and what policies see of it. A member that the operation does not look at is refused by its name: no input is dropped in silence.
// Differs from AWS: so is a member that no API knows, which most services of AWS pass over; a newer client may mean something by it.

import type { Place } from '../../core/arn.ts'
import { notCarriedOut } from '../../core/errors.ts'
import { Members } from '../../core/input/members.ts'
import type { Access } from '../../core/policy.ts'
import type { AnyService, Operation } from '../../core/service.ts'
import { checkTagCount, checkTags, requestTags, tagKeysGiven, tagsGiven } from '../../core/tags.ts'
import type { CallInProgress } from './calls.ts'

/** @throws ServiceError NotImplemented with the names; what the operation refuses */
export const readInput = (
  service: AnyService,
  name: string,
  operation: Operation<unknown>,
  input: Readonly<Record<string, unknown>>,
  place: Place,
): unknown => {
  const { signingName, validationError, passedOver = {}, missingErrors } = service
  const members = new Members(input, validationError, '', missingErrors)
  const given: unknown = operation.input(members, place)
  checkTags([...tagsGiven(input), ...tagKeysGiven(input)], service)
  const unread = members.unread().filter(member => !isPassedOver(passedOver, name, member))
  if (unread.length > 0) throw notCarriedOut(signingName, name, unread)
  return given
}

/** The wire may write `failonwarnings` where the API's members are `failOnWarnings`. */
const isPassedOver = (passedOver: Readonly<Record<string, string>>, operation: string, member: string): boolean =>
  Object.keys(passedOver).some(name =>
    [member, `${operation}.${member}`].some(given => given.toLowerCase() === name.toLowerCase()),
  )

/**
 * A resource has no more tags than AWS allows, those that it has already among them. Operations that add some are called alike in every API:
 * TagResource, TagRole, TagLogGroup, AddTagsToResource.
 * @throws ServiceError in the words of the service
 */
export const limitTags = (
  { service, operation, input, scope }: CallInProgress,
  access: readonly Access[],
  state: unknown,
): void => {
  const resource = access.find(({ action }) => action.startsWith(`${service.signingName}:`))?.resource
  if (resource === undefined || !/^(v2\.)?(Add)?Tag[A-Zs]/.test(operation)) return
  checkTagCount(service.resourceTags(state, resource, scope) ?? {}, tagsGiven(input), service)
}

/** The permissions of the service itself see the tags that the request carries; iam:PassRole and the like do not. */
export const withTags = (
  access: readonly Access[],
  { signingName }: AnyService,
  input: Readonly<Record<string, unknown>>,
): readonly Access[] => {
  const tags = requestTags(input)
  if (Object.keys(tags).length === 0) return access
  return access.map(each =>
    each.action.startsWith(`${signingName}:`) ? { ...each, context: { ...tags, ...each.context } } : each,
  )
}
