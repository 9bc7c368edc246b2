// Takes an event to the targets of every rule that it matches.

import { parseArn } from '../../core/arn.ts'
import { messageOf, ServiceError } from '../../core/errors.ts'
import { SERVICE_EVENT, type ServiceEvent, serviceEvent } from '../../core/event.ts'
import type { Principal } from '../../core/principal.ts'
import type { Desk, Reaction } from '../../core/service.ts'
import { matches } from './pattern.ts'
import { BEGUN, type Delivery, ENDED, type EventsState, FAILED, type Rule, SCHEDULED, type Target } from './state.ts'
import { inputFor } from './target-input.ts'
import { TARGET_KINDS } from './target-kinds.ts'

/** What an event sets going; kept with the event itself, so that no stop of the machine comes between the two. */
export const begin = (state: EventsState, event: ServiceEvent): Reaction => ({
  facts: [...state.rules.values()]
    .filter(rule => wants(rule, event))
    .flatMap(rule =>
      [...rule.targets.values()].map(({ Id }) =>
        serviceEvent('events', BEGUN, rule.Arn, { rule: rule.Name, targetId: Id, event } satisfies Delivery, null),
      ),
    ),
})

export const deliver = (event: ServiceEvent, desk: Desk<EventsState>): Promise<void> | undefined => {
  const delivery = event.source === 'aws.events' ? desk.state.deliveries.get(event.id) : undefined
  return delivery && toTarget(event.id, delivery, desk)
}

/** At least once, as on AWS: what a stop interrupted is delivered again. */
export const deliverAgain = async (desk: Desk<EventsState>): Promise<void> => {
  await Promise.all([...desk.state.deliveries].map(([id, delivery]) => toTarget(id, delivery, desk)))
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
 * Differs from AWS: a delivery that fails is not tried again. What AWS would refuse is not tried again there either.
 */
const toTarget = async (begun: string, { rule: ruleName, targetId, event }: Delivery, desk: Desk<EventsState>) => {
  const rule = desk.state.rules.get(ruleName)
  const target = rule?.targets.get(targetId)
  const delivery = { begun, rule: ruleName, targetId, targetArn: target?.Arn, eventId: event.id }
  const end = (name: typeof ENDED | typeof FAILED, outcome: unknown) =>
    desk.record(serviceEvent('events', name, rule?.Arn ?? '', delivery, outcome))
  // Removed meanwhile: nobody waits for it.
  if (!rule || !target) return end(ENDED, null)
  try {
    await TARGET_KINDS[parseArn(target.Arn)?.service ?? '']?.deliver({
      desk,
      principal: principalFor(rule, target, desk),
      target,
      ruleName,
      input: inputFor(target, rule, event),
      eventId: event.id,
      token: begun,
    })
  } catch (error) {
    const errorCode = error instanceof ServiceError ? error.code : 'InternalFailure'
    return end(FAILED, { errorCode, errorMessage: messageOf(error) })
  }
  end(ENDED, null)
}

const principalFor = (rule: Rule, target: Target, desk: Desk<EventsState>): Principal => {
  const service = 'events.amazonaws.com'
  if (target.RoleArn === undefined) return { kind: 'service', service, sourceArn: rule.Arn }
  return desk.assume(target.RoleArn, { service, sourceArn: rule.Arn, sessionName: desk.newId().replaceAll('-', '') })
}
