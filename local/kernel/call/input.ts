// Reads the input of a call, and what policies see of it. A member that the operation does not look at is refused by its name: no input is dropped in silence.
// Differs from AWS: so is a member that no API knows, which most services of AWS pass over; a newer client may mean something by it.

import type { Place } from '../../core/arn.ts'
import { notCarriedOut } from '../../core/errors.ts'
import { Members } from '../../core/input/members.ts'
import type { Access } from '../../core/policy.ts'
import type { AnyService, Operation } from '../../core/service.ts'
import { requestTags } from '../../core/tags.ts'

/** @throws ServiceError NotImplemented with the names; what the operation refuses */
export const readInput = (
  { signingName, validationError, passedOver = {}, missingErrors }: AnyService,
  name: string,
  operation: Operation<unknown>,
  input: Readonly<Record<string, unknown>>,
  place: Place,
): unknown => {
  const members = new Members(input, validationError, '', missingErrors)
  const given: unknown = operation.input(members, place)
  const unread = members
    .unread()
    .filter(member => passedOver[member] === undefined && passedOver[`${name}.${member}`] === undefined)
  if (unread.length > 0) throw notCarriedOut(signingName, name, unread)
  return given
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
