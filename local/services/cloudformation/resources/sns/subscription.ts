// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html

import { pick } from '../properties.ts'
import { createOnly, notCarriedOut, type ResourceType } from '../resource-type.ts'

export const subscription: ResourceType = {
  type: 'AWS::SNS::Subscription',
  properties: {
    Endpoint: createOnly('string'),
    Protocol: createOnly('only email, email-json, lambda'),
    TopicArn: createOnly('string'),
    ...notCarriedOut(
      'DeliveryPolicy',
      'FilterPolicy',
      'FilterPolicyScope',
      'RawMessageDelivery',
      'RedrivePolicy',
      'Region',
      'ReplayPolicy',
      'SubscriptionRoleArn',
    ),
  },
  required: ['TopicArn', 'Protocol'],
  attributes: ['Arn'],
  // https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-sns (CreateHandler of the subscription)
  existing: { takenOver: 'Subscribe answers with the subscription of the same endpoint' },
  create: async (properties, hands) => {
    return await hands.make<{ readonly SubscriptionArn: string }>(
      'sns',
      'Subscribe',
      { ...pick(properties, ['TopicArn', 'Protocol', 'Endpoint']), ReturnSubscriptionArn: true },
      ({ SubscriptionArn }) => ({ physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } }),
    )
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('sns', 'Unsubscribe', { SubscriptionArn: physicalId })
  },
}
