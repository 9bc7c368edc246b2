// Topics and their subscriptions.

import type { Place } from '../../core/arn.ts'

export interface Topic {
  readonly TopicArn: string
  /** Those that were set; the others have their defaults. */
  readonly attributes: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

export interface Subscription {
  readonly SubscriptionArn: string
  readonly TopicArn: string
  readonly Protocol: string
  readonly Endpoint: string
  readonly Owner: string
}

/** To a function that subscribed. */
export interface Delivery {
  readonly TopicArn: string
  readonly SubscriptionArn: string
  readonly MessageId: string
  readonly FunctionName: string
  /** What the function is given, as JSON. */
  readonly payload: string
}

export interface SnsState {
  readonly topics: ReadonlyMap<string, Topic>
  readonly subscriptions: ReadonlyMap<string, Subscription>
  /** Under way, by the fact that began them. */
  readonly deliveries: ReadonlyMap<string, Delivery>
}

export const initial = (_: Place): SnsState => ({
  topics: new Map(),
  subscriptions: new Map(),
  deliveries: new Map(),
})
