// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html

import { json, pick, same } from '../properties.ts'
import { carriedOut, createOnly, notCarriedOut, type ResourceType } from '../resource-type.ts'

const ATTRIBUTES = ['DeliveryPolicy', 'FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy']

export const subscription: ResourceType = {
  type: 'AWS::SNS::Subscription',
  properties: {
    DeliveryPolicy: carriedOut('json'),
    Endpoint: createOnly('string'),
    FilterPolicy: carriedOut('json'),
    FilterPolicyScope: carriedOut('string'),
    Protocol: createOnly('string'),
    RawMessageDelivery: carriedOut('boolean'),
    RedrivePolicy: carriedOut('json'),
    TopicArn: createOnly('string'),
    ...notCarriedOut('Region', 'ReplayPolicy', 'SubscriptionRoleArn'),
  },
  required: ['TopicArn', 'Protocol'],
  attributes: ['Arn'],
  create: async (properties, hands) => {
    const given = ATTRIBUTES.filter(name => properties[name] !== undefined)
    const { SubscriptionArn } = await hands.call<{ readonly SubscriptionArn: string }>('sns', 'Subscribe', {
      ...pick(properties, ['TopicArn', 'Protocol', 'Endpoint']),
      ...(given.length > 0 && { Attributes: Object.fromEntries(given.map(name => [name, json(properties[name])])) }),
      ReturnSubscriptionArn: true,
    })
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } }
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    for (const AttributeName of ATTRIBUTES)
      if (!same(properties[AttributeName], previous[AttributeName]))
        await hands.call('sns', 'SetSubscriptionAttributes', {
          SubscriptionArn: physicalId,
          AttributeName,
          AttributeValue: properties[AttributeName] === undefined ? '' : json(properties[AttributeName]),
        })
    return { physicalId }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.call('sns', 'Unsubscribe', { SubscriptionArn: physicalId })
  },
}
