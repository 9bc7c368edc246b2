// What SNS records: topics, subscriptions, and what could not be delivered.

import { trailOf } from '../../core/trail.ts'
import type { Delivery, SnsState, Subscription } from './state.ts'

interface OfTopic {
  readonly TopicArn: string
}

interface Changes {
  CreateTopic: OfTopic & {
    readonly Attributes: Readonly<Record<string, string>>
    readonly Tags: Readonly<Record<string, string>>
  }
  DeleteTopic: OfTopic
  SetTopicAttributes: OfTopic & { readonly AttributeName: string; readonly AttributeValue: string }
  TagResource: OfTopic & { readonly Tags: Readonly<Record<string, string>> }
  UntagResource: OfTopic & { readonly TagKeys: readonly string[] }
  Subscribe: Subscription
  Unsubscribe: { readonly SubscriptionArn: string }
  /** A message is in the outbox. */
  Publish: { readonly MessageId: string; readonly Subject: string | undefined }
  /** It is on its way to a function. */
  DeliveryBegun: Delivery
  DeliveryEnded: { readonly begun: string }
  DeliveryFailed: {
    readonly begun: string
    readonly SubscriptionArn: string
    readonly MessageId: string
    readonly errorCode: string
    readonly errorMessage: string
  }
}

export const { changed, evolving } = trailOf<SnsState, Changes>()('aws.sns')
