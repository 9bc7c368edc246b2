// Names of rules, and the one event bus that there is.

import { arnOf, type Place } from '../../core/arn.ts'
import { ServiceError } from '../../core/errors.ts'
import type { Members } from '../../core/input/members.ts'
import type { Access, ConditionContext } from '../../core/policy.ts'
import type { EventsState, Rule } from './state.ts'

/** The name of the rule in the member `Name` or `Rule`. */
export const ruleNameOf = (members: Members, place: Place, member = 'Name'): string => {
  checkBus(members, place)
  return members.string(member, { min: 1, max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ })
}

/** Whether a call is for the one bus that there is. */
export const isDefaultBus = (members: Members, place: Place): boolean => {
  const bus = members.optionalString('EventBusName')
  return bus === undefined || bus === 'default' || bus === arnOf(place, 'events', 'event-bus/default')
}

/** Differs from AWS: there is the default event bus and no other. */
export const checkBus = (members: Members, place: Place): void => {
  const bus = members.optionalString('EventBusName')
  if (!isDefaultBus(members, place))
    throw new ServiceError(
      'ResourceNotFoundException',
      `Event bus ${bus} does not exist. The local cloud has the bus 'default' and no other.`,
    )
}

export const ruleArn = (place: Place, name: string): string => arnOf(place, 'events', `rule/${name}`)

export const ruleAccess =
  (action: string, context?: ConditionContext) =>
  <Input extends { readonly Name: string }>({ Name }: Input, place: Place): readonly Access[] => [
    { action: `events:${action}`, resource: ruleArn(place, Name), ...(context && { context }) },
  ]

/** @throws ServiceError ResourceNotFoundException */
export const ruleNamed = (state: EventsState, name: string): Rule => {
  const rule = state.rules.get(name)
  if (!rule) throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`)
  return rule
}

export const tagsOf = (members: Members): Readonly<Record<string, string>> =>
  Object.fromEntries(members.structures('Tags').map(tag => [tag.string('Key'), tag.string('Value')]))
