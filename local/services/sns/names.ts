// Topics by their ARNs, and SNS's own errors.

import { ServiceError } from '../../core/errors.ts'
import type { Access } from '../../core/policy.ts'
import type { SnsState, Subscription, Topic } from './state.ts'

export const invalidParameter = (reason: string): ServiceError =>
  new ServiceError('InvalidParameter', `Invalid parameter: ${reason}`)

export const isTopicArn = (arn: string): boolean => /^arn:aws:sns:[^:]+:\d{12}:[^:]+$/.test(arn)

/** @throws ServiceError NotFound */
export const topicNamed = (state: SnsState, topicArn: string): Topic => {
  const topic = state.topics.get(topicArn)
  if (topic) return topic
  if (!isTopicArn(topicArn)) throw invalidParameter('TopicArn')
  throw new ServiceError('NotFound', 'Topic does not exist', 404)
}

/** @throws ServiceError NotFound */
export const subscriptionNamed = (state: SnsState, subscriptionArn: string): Subscription => {
  const subscription = state.subscriptions.get(subscriptionArn)
  if (!subscription) throw new ServiceError('NotFound', 'Subscription does not exist', 404)
  return subscription
}

export const topicAccess =
  (action: string) =>
  <Input extends { readonly TopicArn: string }>({ TopicArn }: Input): readonly Access[] => [
    { action: `sns:${action}`, resource: TopicArn },
  ]
