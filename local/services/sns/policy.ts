// The policy of a topic: the one that was set, or the one that a topic begins with, which allows its owner.
// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html

import type { PolicyDocument } from '../../core/policy.ts'
import type { Desk } from '../../core/service.ts'
import { namedIn } from '../../policy/grammar/read-principal.ts'
import { RESOURCE_WORDS, readOrRefuse } from '../../policy/grammar/words.ts'
import { documentOf } from '../../policy/parsed.ts'
import { invalidParameter } from './names.ts'
import type { Topic } from './state.ts'

export const policyTextOf = (topic: Topic, account: string): string =>
  topic.attributes.Policy || JSON.stringify(ownersPolicy(topic.TopicArn, account))

export const policyOf = (topic: Topic): PolicyDocument =>
  documentOf(topic, policyTextOf(topic, topic.TopicArn.split(':')[4] ?? ''))

// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
const ACTIONS =
  'GetTopicAttributes SetTopicAttributes AddPermission RemovePermission DeleteTopic Subscribe ListSubscriptionsByTopic Publish'.split(
    ' ',
  )
/** A wildcard is none of them; `Receive` stands in policies that the console once wrote. */
const TAKEN = new Set([...ACTIONS, 'Receive'].map(action => `sns:${action}`.toLowerCase()))

/** Unverified: AWS's words for what is wrong, but for those of the action and of the principal. @throws ServiceError InvalidParameter */
export const readTopicPolicy = (text: string): PolicyDocument => {
  // https://docs.aws.amazon.com/general/latest/gr/sns.html
  if (Buffer.byteLength(text) > 30_720) throw invalidParameter('Policy Error: larger than 30 KB')
  return readOrRefuse(
    text,
    { principal: 'required', resource: 'required', action: action => TAKEN.has(action.toLowerCase()) },
    RESOURCE_WORDS,
    (message, { kind }) => {
      if (kind === 'action-out-of-scope') return invalidParameter('Policy statement action out of service scope!')
      return kind === 'principal-invalid' ? NOT_FOUND : invalidParameter(`Policy Error: ${message}`)
    },
  )
}

const NOT_FOUND = invalidParameter('Policy Error: PrincipalNotFound')

/** The users and roles that a policy names have to be there. @throws ServiceError InvalidParameter */
export const checkNamed = (desk: Desk<unknown>, text: string | undefined): void => {
  if (text && namedIn(readTopicPolicy(text), desk.account).some(arn => !desk.directory.isPrincipal(arn)))
    throw NOT_FOUND
}

const ownersPolicy = (Resource: string, account: string): PolicyDocument => ({
  Version: '2008-10-17',
  Id: '__default_policy_ID',
  Statement: [
    {
      Sid: '__default_statement_ID',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ACTIONS.map(action => `SNS:${action}`),
      Resource,
      Condition: { StringEquals: { 'AWS:SourceOwner': account } },
    },
  ],
})
