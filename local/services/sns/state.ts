// Topics and their subscriptions.

import type { Place } from '../../core/arn.ts'
import { API_CALL, type ServiceEvent, type TrailDetail } from '../../core/event.ts'

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

export interface SnsState {
  readonly topics: Map<string, Topic>
  readonly subscriptions: Map<string, Subscription>
}

export const initial = (_: Place): SnsState => ({ topics: new Map(), subscriptions: new Map() })

/** What the facts of API calls carry. */
interface Requested {
  readonly TopicArn: string
  readonly Attributes?: Readonly<Record<string, string>>
  readonly Tags?: Readonly<Record<string, string>>
  readonly TagKeys?: readonly string[]
  readonly AttributeName?: string
  readonly AttributeValue?: string
  readonly SubscriptionArn?: string
  readonly Subscription?: Subscription
}

export const evolve = (state: SnsState, event: ServiceEvent): void => {
  if (event['detail-type'] !== API_CALL) return
  const { eventName, requestParameters: request } = event.detail as TrailDetail<string, Requested>
  const { TopicArn, Attributes = {}, Tags = {}, Subscription, SubscriptionArn } = request
  if (eventName === 'CreateTopic') state.topics.set(TopicArn, { TopicArn, attributes: Attributes, tags: Tags })
  if (eventName === 'DeleteTopic') removeTopic(state, TopicArn)
  if (eventName === 'Subscribe' && Subscription) state.subscriptions.set(Subscription.SubscriptionArn, Subscription)
  if (eventName === 'Unsubscribe' && SubscriptionArn !== undefined) state.subscriptions.delete(SubscriptionArn)
  const topic = state.topics.get(TopicArn)
  if (topic) state.topics.set(TopicArn, changed(topic, eventName, request))
}

const removeTopic = (state: SnsState, topicArn: string): void => {
  state.topics.delete(topicArn)
  for (const { SubscriptionArn, TopicArn } of state.subscriptions.values())
    if (TopicArn === topicArn) state.subscriptions.delete(SubscriptionArn)
}

const changed = (topic: Topic, eventName: string, request: Requested): Topic => {
  const { AttributeName = '', AttributeValue = '', Tags, TagKeys } = request
  switch (eventName) {
    case 'SetTopicAttributes':
      return { ...topic, attributes: { ...topic.attributes, [AttributeName]: AttributeValue } }
    case 'TagResource':
      return { ...topic, tags: { ...topic.tags, ...Tags } }
    case 'UntagResource':
      return {
        ...topic,
        tags: Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !TagKeys?.includes(key))),
      }
    default:
      return topic
  }
}
