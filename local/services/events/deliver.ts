// Takes an event to the targets of every rule that it matches.

import { serviceOf } from '../../core/arn.ts'
import { publicForm } from '../../core/cloud-trail.ts'
import { messageOf, ServiceError } from '../../core/errors.ts'
import type { Fact, ServiceEvent } from '../../core/event.ts'
import type { Principal } from '../../core/principal.ts'
import type { Desk, MayGoOn, Moment, Reaction } from '../../core/service.ts'
import { matches } from './pattern.ts'
import type { Delivery, EventsState, Rule, Target } from './state.ts'
import { inputFor } from './target-input.ts'
import { TARGET_KINDS } from './target-kinds.ts'
import { changed, SCHEDULED } from './trail.ts'

/**
 * Differs from AWS: EventBridge itself has no such end, and a rule that its own target makes match goes on until somebody notices. The number
 * is that of Lambda's loop detection.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export const LONGEST_CHAIN = 16

/** What an event sets going; kept with the event itself, so that no stop of the machine comes between the two. */
export const begin = (state: EventsState, event: ServiceEvent, { chainLength }: Moment): Reaction => {
  const shown = publicForm(event)
  if (!shown) return {}
  const rules = [...state.rules.values()].filter(rule => wants(rule, shown))
  return { facts: rules.flatMap(rule => onTheirWay(rule, shown, chainLength + 1)) }
}

const onTheirWay = (rule: Rule, event: ServiceEvent, length: number): readonly Fact[] => {
  if (length > LONGEST_CHAIN)
    return [changed('DeliveryChainStopped', rule.Arn, { rule: rule.Name, eventId: event.id, length: length - 1 })]
  return [...rule.targets.keys()].map(targetId =>
    changed('DeliveryBegun', rule.Arn, { rule: rule.Name, targetId, event, length }),
  )
}

export const deliver = (event: ServiceEvent, desk: Desk<EventsState>): Promise<void> | undefined => {
  const delivery = event.source === 'aws.events' ? desk.state.deliveries.get(event.id) : undefined
  return delivery && toTarget(event.id, delivery, desk)
}

/** At least once, as on AWS: what a stop interrupted is delivered again. */
export const deliverAgain = async (desk: Desk<EventsState>, mayGoOn: MayGoOn): Promise<void> => {
  const open = [...desk.state.deliveries]
  const allowed = mayGoOn(open.map(([id]) => id))
  await Promise.all(
    open.map(([id, delivery]) => (allowed.has(id) ? toTarget(id, delivery, desk) : giveUp(id, delivery, desk))),
  )
}

const giveUp = (begun: string, { rule: name, targetId, event }: Delivery, desk: Desk<EventsState>): void => {
  const rule = desk.state.rules.get(name)
  const delivery = { begun, rule: name, targetId, targetArn: rule?.targets.get(targetId)?.Arn, eventId: event.id }
  const errorMessage = 'the local cloud was stopped twice during the delivery'
  desk.record(changed('DeliveryFailed', rule?.Arn ?? '', { ...delivery, errorCode: 'InternalFailure', errorMessage }))
}

/** A scheduled event is for its own rule. */
const wants = (rule: Rule, event: ServiceEvent): boolean => {
  if (event.source === 'aws.events' && event['detail-type'] === SCHEDULED) return event.resources.includes(rule.Arn)
  return rule.State === 'ENABLED' && rule.pattern !== undefined && matches(rule.pattern, event)
}

/**
 * Differs from AWS: a delivery that fails is not tried again. What AWS would refuse is not tried again there either.
 */
const toTarget = async (
  begun: string,
  { rule: ruleName, targetId, event, length }: Delivery,
  desk: Desk<EventsState>,
): Promise<void> => {
  const rule = desk.state.rules.get(ruleName)
  const target = rule?.targets.get(targetId)
  const delivery = { begun, rule: ruleName, targetId, targetArn: target?.Arn, eventId: event.id }
  // Removed meanwhile: nobody waits for it.
  if (!rule || !target) return desk.record(changed('DeliveryEnded', '', delivery))
  try {
    await TARGET_KINDS[serviceOf(target.Arn) ?? '']?.deliver({
      desk,
      principal: principalFor(rule, target, desk),
      target,
      ruleName,
      input: inputFor(target, rule, event),
      eventId: event.id,
      token: begun,
      length,
    })
  } catch (error) {
    const errorCode = error instanceof ServiceError ? error.code : 'InternalFailure'
    const failure = { errorCode, errorMessage: messageOf(error) }
    return desk.record(changed('DeliveryFailed', rule.Arn, { ...delivery, ...failure }))
  }
  desk.record(changed('DeliveryEnded', rule.Arn, delivery))
}

const principalFor = (rule: Rule, target: Target, desk: Desk<EventsState>): Principal => {
  const service = 'events.amazonaws.com'
  if (target.RoleArn === undefined) return { kind: 'service', service, sourceArn: rule.Arn }
  return desk.assume(target.RoleArn, { service, sourceArn: rule.Arn, sessionName: desk.newId().replaceAll('-', '') })
}
