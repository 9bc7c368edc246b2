// Takes a message to a function that subscribed: the invocation and the end of the delivery are one line of the log.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html

import { messageOf, ServiceError } from '../../../core/errors.ts'
import type { Fact, ServiceEvent } from '../../../core/event.ts'
import type { Desk, MayGoOn } from '../../../core/service.ts'
import type { Delivery, SnsState, Subscription } from '../state.ts'
import { changed } from '../trail.ts'
import type { Message } from './outbox.ts'

export const deliveryBegun = ({ SubscriptionArn, Endpoint }: Subscription, message: Message): Fact => {
  const { textFor, MessageAttributes, Subject, ...rest } = message
  const Sns = { Type: 'Notification', ...rest, Subject: Subject ?? null, Message: textFor('lambda'), MessageAttributes }
  const event = {
    Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: SubscriptionArn, Sns }],
  }
  const { TopicArn, MessageId } = message
  const payload = JSON.stringify(event)
  return changed('DeliveryBegun', TopicArn, { TopicArn, SubscriptionArn, MessageId, FunctionName: Endpoint, payload })
}

export const deliver = ({ source, id }: ServiceEvent, desk: Desk<SnsState>): Promise<void> | undefined => {
  const delivery = source === 'aws.sns' ? desk.state.deliveries.get(id) : undefined
  return delivery && invoke(desk, id, delivery)
}

export const deliverAgain = async (desk: Desk<SnsState>, mayGoOn: MayGoOn): Promise<void> => {
  const open = [...desk.state.deliveries]
  const allowed = mayGoOn(open.map(([begun]) => begun))
  await Promise.all(
    open.map(([begun, delivery]) =>
      allowed.has(begun)
        ? invoke(desk, begun, delivery)
        : fail(desk, begun, delivery, new Error('the local cloud was stopped twice during the delivery')),
    ),
  )
}

const invoke = async (desk: Desk<SnsState>, begun: string, delivery: Delivery): Promise<void> => {
  const { TopicArn, FunctionName, payload } = delivery
  const input = { FunctionName, InvocationType: 'Event', Payload: Buffer.from(payload) }
  try {
    await desk.call({ kind: 'service', service: 'sns.amazonaws.com', sourceArn: TopicArn }, 'lambda', 'Invoke', input, {
      noted: () => [changed('DeliveryEnded', TopicArn, { begun })],
    })
  } catch (error) {
    fail(desk, begun, delivery, error)
  }
}

const fail = (
  desk: Desk<SnsState>,
  begun: string,
  { TopicArn, SubscriptionArn, MessageId }: Delivery,
  error: unknown,
): void => {
  const errorCode = error instanceof ServiceError ? error.code : 'InternalFailure'
  const failure = { begun, SubscriptionArn, MessageId, errorCode, errorMessage: messageOf(error) }
  desk.record(changed('DeliveryFailed', TopicArn, failure))
}
