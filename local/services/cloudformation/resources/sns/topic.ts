// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html

import { arnOf } from '../../../../core/arn.ts'
import { alreadyExists, isThere, removedKeys, same, structures, tagList, text, unlessGone } from '../properties.ts'
import {
  carriedOut,
  createOnly,
  type Hands,
  notCarriedOut,
  type Properties,
  type ResourceType,
  refused,
  TAG_LIST,
} from '../resource-type.ts'

/** With the value that each goes back to when the template has it no longer. */
const ATTRIBUTES = { DisplayName: '', KmsMasterKeyId: '', SignatureVersion: '1' }

export const topic: ResourceType = {
  type: 'AWS::SNS::Topic',
  properties: {
    DisplayName: carriedOut('string'),
    KmsMasterKeyId: carriedOut('string'),
    SignatureVersion: carriedOut('string'),
    Subscription: carriedOut([{ Endpoint: 'string', Protocol: 'only email, email-json, lambda' }]),
    Tags: carriedOut(TAG_LIST),
    TopicName: createOnly('string'),
    ...notCarriedOut('DataProtectionPolicy', 'DeliveryStatusLogging', 'TracingConfig'),
    // All of them belong to FIFO topics.
    ...refused('ArchivePolicy', 'ContentBasedDeduplication', 'FifoThroughputScope', 'FifoTopic'),
  },
  required: [],
  attributes: ['TopicArn', 'TopicName'],
  name: { property: 'TopicName', max: 256 },
  existing: async ({ TopicName }, hands) =>
    (await isThere(hands.call('sns', 'GetTopicAttributes', { TopicArn: arnOf(hands, 'sns', String(TopicName)) })))
      ? alreadyExists('AWS::SNS::Topic', String(TopicName))
      : undefined,
  refused: ({ TopicName }) =>
    String(TopicName).endsWith('.fifo')
      ? [`TopicName ${String(TopicName)}: FIFO topics are not carried out by the local cloud`]
      : [],
  create: async (properties, hands) => {
    const TopicName = text(properties, 'TopicName')
    const Attributes = Object.fromEntries(
      Object.keys(ATTRIBUTES).flatMap(name =>
        properties[name] === undefined ? [] : [[name, String(properties[name])]],
      ),
    )
    const input = {
      Name: TopicName,
      Attributes,
      ...(properties.Tags !== undefined && { Tags: tagList(properties.Tags) }),
    }
    const made = await hands.make<{ readonly TopicArn: string }>('sns', 'CreateTopic', input, ({ TopicArn }) => ({
      physicalId: TopicArn,
      attributes: { TopicArn, TopicName },
    }))
    await subscribe(made.physicalId, properties, {}, hands)
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    const TopicArn = physicalId
    for (const [AttributeName, otherwise] of Object.entries(ATTRIBUTES))
      if (!same(properties[AttributeName], previous[AttributeName]))
        await hands.call('sns', 'SetTopicAttributes', {
          TopicArn,
          AttributeName,
          AttributeValue: String(properties[AttributeName] ?? otherwise),
        })
    await subscribe(TopicArn, properties, previous, hands)
    const removed = removedKeys(previous.Tags, properties.Tags)
    if (removed.length > 0) await hands.call('sns', 'UntagResource', { ResourceArn: TopicArn, TagKeys: removed })
    if (!same(properties.Tags, previous.Tags) && properties.Tags !== undefined)
      await hands.call('sns', 'TagResource', { ResourceArn: TopicArn, Tags: tagList(properties.Tags) })
    return { physicalId }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('sns', 'DeleteTopic', { TopicArn: physicalId })
  },
}

interface Subscription {
  readonly SubscriptionArn: string
  readonly Endpoint: string
  readonly Protocol: string
}

const subscribe = async (TopicArn: string, next: Properties, previous: Properties, hands: Hands): Promise<void> => {
  const wanted = structures(next.Subscription)
  const before = structures(previous.Subscription)
  for (const subscription of wanted.filter(item => !before.some(other => same(other, item))))
    await hands.call('sns', 'Subscribe', { TopicArn, ...subscription })
  const gone = before.filter(item => !wanted.some(other => same(other, item)))
  if (gone.length === 0) return
  const { Subscriptions } = await hands.call<{ readonly Subscriptions: readonly Subscription[] }>(
    'sns',
    'ListSubscriptionsByTopic',
    { TopicArn },
  )
  for (const { SubscriptionArn, Endpoint, Protocol } of Subscriptions)
    if (gone.some(item => item.Endpoint === Endpoint && item.Protocol === Protocol))
      await unlessGone(hands.call('sns', 'Unsubscribe', { SubscriptionArn }))
}
