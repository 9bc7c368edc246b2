// What EventBridge records: changes of rules and targets, and each event's way to each target.

import { trailOf } from '../../core/trail.ts'
import type { Delivery, EventsState, RuleDefinition, Target } from './state.ts'

export const SCHEDULED = 'Scheduled Event'

interface OfRule {
  readonly Name: string
}

/** How a delivery ended. */
export interface DeliveryEnd {
  /** The id of the event that says that it began. */
  readonly begun: string
  readonly rule: string
  readonly targetId: string
  readonly targetArn: string | undefined
  readonly eventId: string
}

export interface Changes {
  PutRule: RuleDefinition & { readonly tags: Readonly<Record<string, string>> | undefined }
  DeleteRule: OfRule
  EnableRule: OfRule
  DisableRule: OfRule
  PutTargets: OfRule & { readonly Targets: readonly Target[] }
  RemoveTargets: OfRule & { readonly Ids: readonly string[] }
  TagResource: OfRule & { readonly tags: Readonly<Record<string, string>> }
  UntagResource: OfRule & { readonly TagKeys: readonly string[] }
  /** An event is on its way to a target. */
  RuleScheduledAnew: { readonly Name: string }
  DeliveryBegun: Delivery
  DeliveryEnded: DeliveryEnd
  DeliveryFailed: DeliveryEnd & { readonly errorCode: string; readonly errorMessage: string }
  /** Not delivered: so many deliveries led to the event, one because of the other, that they would never end. */
  DeliveryChainStopped: { readonly rule: string; readonly eventId: string; readonly length: number }
}

export interface Announced {
  'Scheduled Event': Readonly<Record<string, never>>
}

export const { announced, changed, evolving, of } = trailOf<EventsState, Changes, Announced>()('aws.events')
