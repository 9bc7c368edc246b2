// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html

import { ServiceError } from '../../../../core/errors.ts'
import { physicalName } from '../../names.ts'
import { json, texts, unlessGone } from '../properties.ts'
import { carriedOut, type Hands, type Properties, type ResourceType } from '../resource-type.ts'

export const topicPolicy: ResourceType = {
  type: 'AWS::SNS::TopicPolicy',
  properties: {
    PolicyDocument: carriedOut('json'),
    Topics: carriedOut(['string']),
  },
  required: ['PolicyDocument', 'Topics'],
  attributes: ['Id'],
  // https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-sns (CreateHandler of the topic policy)
  existing: { takenOver: 'a topic always has a policy, and this one takes its place' },
  create: async (properties, hands) => {
    const physicalId = physicalName({ property: '', max: 255 }, hands.stackName, hands.logicalId, hands.newId())
    const made = { physicalId, attributes: { Id: physicalId } }
    const [first, ...others] = texts(properties.Topics)
    if (first === undefined) throw new ServiceError('InvalidRequest', 'Topics must not be empty')
    await hands.make('sns', 'SetTopicAttributes', policyOf(first, properties), () => made)
    await put(others, properties, hands)
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    const topics = texts(properties.Topics)
    await put(topics, properties, hands)
    await reset(
      texts(previous.Topics).filter(topic => !topics.includes(topic)),
      hands,
    )
    return { physicalId }
  },
  delete: async (_, properties, hands) => reset(texts(properties.Topics), hands),
}

const policyOf = (TopicArn: string, { PolicyDocument }: Properties) => ({
  TopicArn,
  AttributeName: 'Policy',
  AttributeValue: json(PolicyDocument),
})

const put = async (topics: readonly string[], properties: Properties, hands: Hands): Promise<void> => {
  for (const topic of topics) await hands.call('sns', 'SetTopicAttributes', policyOf(topic, properties))
}

/** A topic always has a policy: it gets the one it began with, which allows its owner. */
const reset = async (topics: readonly string[], hands: Hands): Promise<void> => {
  for (const TopicArn of topics)
    await unlessGone(
      hands.call('sns', 'SetTopicAttributes', {
        TopicArn,
        AttributeName: 'Policy',
        AttributeValue: JSON.stringify(ownersPolicy(TopicArn, hands.account)),
      }),
    )
}

// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
const ownersPolicy = (topicArn: string, account: string) => ({
  Version: '2008-10-17',
  Id: '__default_policy_ID',
  Statement: [
    {
      Sid: '__default_statement_ID',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: [
        'GetTopicAttributes',
        'SetTopicAttributes',
        'AddPermission',
        'RemovePermission',
        'DeleteTopic',
        'Subscribe',
        'ListSubscriptionsByTopic',
        'Publish',
      ].map(action => `SNS:${action}`),
      Resource: topicArn,
      Condition: { StringEquals: { 'AWS:SourceOwner': account } },
    },
  ],
})
