// How each recorded change alters topics and subscriptions.

import type { Evolving } from '../../core/trail.ts'
import type * as kept from './state.ts'
import { evolving } from './trail.ts'

type SnsState = Evolving<kept.SnsState>
type Topic = Evolving<kept.Topic>

const endDelivery = ({ deliveries }: SnsState, { begun }: { readonly begun: string }): void => {
  deliveries.delete(begun)
}

export const evolve = evolving({
  CreateTopic: ({ topics }, { TopicArn, Attributes, Tags }) => {
    topics.set(TopicArn, { TopicArn, attributes: Attributes, tags: Tags })
  },
  DeleteTopic: ({ topics, subscriptions }, { TopicArn }) => {
    topics.delete(TopicArn)
    for (const subscription of subscriptions.values())
      if (subscription.TopicArn === TopicArn) subscriptions.delete(subscription.SubscriptionArn)
  },
  SetTopicAttributes: (state, { TopicArn, AttributeName, AttributeValue }) =>
    change(state, TopicArn, topic => ({
      ...topic,
      attributes: { ...topic.attributes, [AttributeName]: AttributeValue },
    })),
  TagResource: (state, { TopicArn, Tags }) =>
    change(state, TopicArn, topic => ({ ...topic, tags: { ...topic.tags, ...Tags } })),
  UntagResource: (state, { TopicArn, TagKeys }) =>
    change(state, TopicArn, topic => ({
      ...topic,
      tags: Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !TagKeys.includes(key))),
    })),
  Subscribe: ({ subscriptions }, subscription) => {
    subscriptions.set(subscription.SubscriptionArn, subscription)
  },
  Unsubscribe: ({ subscriptions }, { SubscriptionArn }) => {
    subscriptions.delete(SubscriptionArn)
  },
  Publish: () => {},
  DeliveryBegun: ({ deliveries }, delivery, { id }) => {
    deliveries.set(id, delivery)
  },
  DeliveryEnded: endDelivery,
  DeliveryFailed: endDelivery,
})

const change = ({ topics }: SnsState, arn: string, to: (topic: Topic) => Topic): void => {
  const topic = topics.get(arn)
  if (topic) topics.set(arn, to(topic))
}
