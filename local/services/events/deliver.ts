// Takes a new event to the targets of every rule that it matches.

import { parseArn } from '../../core/arn.ts'
import { messageOf, ServiceError } from '../../core/errors.ts'
import { SERVICE_EVENT, type ServiceEvent, serviceEvent } from '../../core/event.ts'
import type { Principal } from '../../core/principal.ts'
import type { Desk } from '../../core/service.ts'
import { matches } from './pattern.ts'
import { type EventsState, type Rule, SCHEDULED, type Target } from './state.ts'
import { inputFor } from './target-input.ts'
import { TARGET_KINDS } from './target-kinds.ts'

export const deliver = (event: ServiceEvent, desk: Desk<EventsState>): Promise<void> | undefined => {
  const rules = [...desk.state.rules.values()].filter(rule => wants(rule, event))
  if (rules.length === 0) return undefined
  const deliveries = rules.flatMap(rule =>
    [...rule.targets.values()].map(target => toTarget(rule, target, event, desk)),
  )
  return Promise.all(deliveries).then(() => undefined)
}

const wants = (rule: Rule, event: ServiceEvent): boolean => {
  if (event.source === 'aws.events') {
    // A scheduled event is for its own rule, and a delivery that failed is for the trail only.
    if (event['detail-type'] === SCHEDULED) return event.resources.includes(rule.Arn)
    if (event['detail-type'] === SERVICE_EVENT) return false
  }
  return rule.State === 'ENABLED' && rule.pattern !== undefined && matches(rule.pattern, event)
}

/**
 * Differs from AWS: a delivery is tried once. What AWS would refuse is not tried again there either.
 */
const toTarget = async (rule: Rule, target: Target, event: ServiceEvent, desk: Desk<EventsState>): Promise<void> => {
  try {
    const kind = TARGET_KINDS[parseArn(target.Arn)?.service ?? '']
    const input = inputFor(target, rule, event)
    await kind?.deliver({
      desk,
      principal: principalFor(rule, target, desk),
      target,
      ruleName: rule.Name,
      input,
      eventId: event.id,
    })
  } catch (error) {
    const errorCode = error instanceof ServiceError ? error.code : 'InternalFailure'
    const failure = { errorCode, errorMessage: messageOf(error) }
    const delivery = { rule: rule.Name, targetId: target.Id, targetArn: target.Arn, eventId: event.id }
    desk.record(serviceEvent('events', 'FailedInvocation', rule.Arn, delivery, failure))
  }
}

const principalFor = (rule: Rule, target: Target, desk: Desk<EventsState>): Principal => {
  const service = 'events.amazonaws.com'
  if (target.RoleArn === undefined) return { kind: 'service', service, sourceArn: rule.Arn }
  return desk.assume(target.RoleArn, { service, sourceArn: rule.Arn, sessionName: desk.newId().replaceAll('-', '') })
}
