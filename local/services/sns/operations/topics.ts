// Operations on topics.
// https://docs.aws.amazon.com/sns/latest/api/API_Operations.html

import { arnOf } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { checkAttributes } from '../attributes.ts'
import { invalidParameter, isTopicArn, topicAccess, topicNamed } from '../names.ts'
import { checkNamed, policyTextOf } from '../policy.ts'
import type { SnsState, Topic } from '../state.ts'
import { changed } from '../trail.ts'

const define = operation<SnsState>()

const nameOf = (members: Members): string => {
  const name = members.string('Name')
  // Differs from AWS: there are no FIFO topics.
  if (name.endsWith('.fifo')) throw invalidParameter('FIFO topics are not carried out by the local cloud')
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalidParameter('Topic Name')
  return name
}

const tagsOf = (members: Members): Readonly<Record<string, string>> =>
  Object.fromEntries(members.structures('Tags').map(tag => [tag.string('Key'), tag.string('Value')]))

const CreateTopic = define({
  input: members => {
    const Attributes = members.map('Attributes')
    for (const [name, value] of Object.entries(Attributes)) checkAttributes(name, value)
    return { Name: nameOf(members), Attributes, Tags: tagsOf(members) }
  },
  access: ({ Name, Tags }, scope) => {
    const input = { TopicArn: arnOf(scope, 'sns', Name) }
    return [
      ...topicAccess('CreateTopic')(input),
      ...(Object.keys(Tags).length > 0 ? topicAccess('TagResource')(input) : []),
    ]
  },
  check: async (desk, { Attributes }) => checkNamed(desk, Attributes.Policy),
  decide: (state, { Name, Attributes, Tags }, scope) => {
    const TopicArn = arnOf(scope, 'sns', Name)
    const topic = state.topics.get(TopicArn)
    if (!topic)
      return {
        output: { TopicArn },
        facts: [changed('CreateTopic', TopicArn, { TopicArn, Attributes, Tags })],
      }
    // The same topic again is that topic; a different one of that name is refused.
    if (Object.entries(Attributes).some(([name, value]) => topic.attributes[name] !== value))
      throw invalidParameter('Attributes Reason: Topic already exists with different attributes')
    if (Object.entries(Tags).some(([key, value]) => topic.tags[key] !== value))
      throw invalidParameter('Tags Reason: Topic already exists with different tags')
    return { output: { TopicArn } }
  },
})

const DeleteTopic = define({
  input: members => ({ TopicArn: members.string('TopicArn') }),
  access: topicAccess('DeleteTopic'),
  decide: (state, { TopicArn }) => ({
    output: {},
    facts: state.topics.has(TopicArn) ? [changed('DeleteTopic', TopicArn, { TopicArn })] : [],
  }),
})

const ListTopics = define({
  input: () => ({}),
  access: () => [{ action: 'sns:ListTopics', resource: '*' }],
  decide: state => ({ output: { Topics: [...state.topics.keys()].sort().map(TopicArn => ({ TopicArn })) } }),
})

const GetTopicAttributes = define({
  input: members => ({ TopicArn: members.string('TopicArn') }),
  access: topicAccess('GetTopicAttributes'),
  decide: (state, { TopicArn }, { account }) => {
    const topic = topicNamed(state, TopicArn)
    const confirmed = [...state.subscriptions.values()].filter(subscription => subscription.TopicArn === TopicArn)
    const attributes = {
      TopicArn,
      Owner: account,
      DisplayName: '',
      SubscriptionsConfirmed: String(confirmed.length),
      SubscriptionsPending: '0',
      SubscriptionsDeleted: '0',
      ...topic.attributes,
      Policy: policyTextOf(topic, account),
    }
    return { output: { Attributes: new Map(Object.entries(attributes)) } }
  },
})

const SetTopicAttributes = define({
  input: members => {
    const AttributeName = members.string('AttributeName')
    const AttributeValue = members.optionalString('AttributeValue') ?? ''
    checkAttributes(AttributeName, AttributeValue)
    return { TopicArn: members.string('TopicArn'), AttributeName, AttributeValue }
  },
  access: topicAccess('SetTopicAttributes'),
  check: async (desk, { AttributeName, AttributeValue }) => {
    if (AttributeName === 'Policy') checkNamed(desk, AttributeValue)
  },
  decide: (state, input) => {
    topicNamed(state, input.TopicArn)
    return { output: {}, facts: [changed('SetTopicAttributes', input.TopicArn, input)] }
  },
})

/** Operations on tags have another code than those on topics. @throws ServiceError ResourceNotFound */
const taggedTopic = (state: SnsState, resourceArn: string): Topic => {
  if (isTopicArn(resourceArn) && !state.topics.has(resourceArn))
    throw new ServiceError('ResourceNotFound', 'Resource does not exist', 404)
  return topicNamed(state, resourceArn)
}

const resourceOf = (members: Members): string => members.string('ResourceArn')

const TagResource = define({
  input: members => ({ TopicArn: resourceOf(members), Tags: tagsOf(members) }),
  access: topicAccess('TagResource'),
  decide: (state, input) => {
    taggedTopic(state, input.TopicArn)
    return { output: {}, facts: [changed('TagResource', input.TopicArn, input)] }
  },
})

const UntagResource = define({
  input: members => ({ TopicArn: resourceOf(members), TagKeys: members.strings('TagKeys') }),
  access: topicAccess('UntagResource'),
  decide: (state, input) => {
    taggedTopic(state, input.TopicArn)
    return { output: {}, facts: [changed('UntagResource', input.TopicArn, input)] }
  },
})

const ListTagsForResource = define({
  input: members => ({ TopicArn: resourceOf(members) }),
  access: topicAccess('ListTagsForResource'),
  decide: (state, { TopicArn }) => ({
    output: { Tags: Object.entries(taggedTopic(state, TopicArn).tags).map(([Key, Value]) => ({ Key, Value })) },
  }),
})

export const topics: Readonly<Record<string, Operation<SnsState>>> = {
  CreateTopic,
  DeleteTopic,
  ListTopics,
  GetTopicAttributes,
  SetTopicAttributes,
  TagResource,
  UntagResource,
  ListTagsForResource,
}
