// The policy of a topic: the one that was set, or the one that a topic begins with, which allows its owner.
// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html

import type { PolicyDocument } from '../../core/policy.ts'
import type { Topic } from './state.ts'

export const policyTextOf = (topic: Topic, account: string): string =>
  topic.attributes.Policy || JSON.stringify(ownersPolicy(topic.TopicArn, account))

export const policyOf = (topic: Topic): PolicyDocument =>
  JSON.parse(policyTextOf(topic, topic.TopicArn.split(':')[4] ?? ''))

const ownersPolicy = (Resource: string, account: string): PolicyDocument => ({
  Version: '2008-10-17',
  Id: '__default_policy_ID',
  Statement: [
    {
      Sid: '__default_statement_ID',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action:
        'GetTopicAttributes SetTopicAttributes AddPermission RemovePermission DeleteTopic Subscribe ListSubscriptionsByTopic Publish'
          .split(' ')
          .map(action => `SNS:${action}`),
      Resource,
      Condition: { StringEquals: { 'AWS:SourceOwner': account } },
    },
  ],
})
