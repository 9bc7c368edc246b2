// Amazon Simple Notification Service: topics, subscriptions, messages.

import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns'
import { refusal, useAccount } from './account.ts'

const account = useAccount()
const sns = () => account.client(SNSClient)

const makeTopic = async (what: string): Promise<string> => {
  const { TopicArn = '' } = await sns().send(new CreateTopicCommand({ Name: account.name(what) }))
  account.later(() => sns().send(new DeleteTopicCommand({ TopicArn })))
  return TopicArn
}

test('a topic that is asked for twice is the same topic', async () => {
  const arn = await makeTopic('topic')
  expect(arn).toBe(account.arn('sns', account.name('topic')))
  expect((await sns().send(new CreateTopicCommand({ Name: account.name('topic') }))).TopicArn).toBe(arn)
})

test('a topic has an owner, a policy and no subscription', async () => {
  const TopicArn = await makeTopic('attributes')
  await sns().send(
    new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'Thrown away' }),
  )
  const { Attributes } = await sns().send(new GetTopicAttributesCommand({ TopicArn }))
  expect(Attributes).toMatchObject({ TopicArn, Owner: account.id, DisplayName: 'Thrown away' })
  expect(JSON.parse(Attributes?.Policy ?? '').Statement).toHaveLength(1)
  const { Subscriptions } = await sns().send(new ListSubscriptionsByTopicCommand({ TopicArn }))
  expect(Subscriptions ?? []).toEqual([])
})

test('a message gets an id', async () => {
  const TopicArn = await makeTopic('published')
  const { MessageId } = await sns().send(new PublishCommand({ TopicArn, Subject: 'Hello', Message: 'world' }))
  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/)
})

test('a topic that is not there', async () => {
  const TopicArn = account.arn('sns', account.name('nothing'))
  const missing = { name: 'NotFoundException', message: 'Topic does not exist', status: 404 }
  expect(await refusal(sns().send(new GetTopicAttributesCommand({ TopicArn })))).toEqual(missing)
  expect(await refusal(sns().send(new PublishCommand({ TopicArn, Message: 'x' })))).toEqual(missing)
  await sns().send(new DeleteTopicCommand({ TopicArn }))
})

test('what is wrong with a name or a message', async () => {
  const invalid = { name: 'InvalidParameterException', status: 400 }
  expect(await refusal(sns().send(new CreateTopicCommand({ Name: 'a b' })))).toMatchObject({
    ...invalid,
    message: expect.stringMatching(/^Invalid parameter: Topic Name/),
  })
  const TopicArn = await makeTopic('empty')
  expect(await refusal(sns().send(new PublishCommand({ TopicArn, Message: '' })))).toMatchObject({
    ...invalid,
    message: 'Invalid parameter: Empty message',
  })
})

test('a topic is listed, and has tags', async () => {
  const TopicArn = await makeTopic('tagged')
  expect((await sns().send(new ListTopicsCommand({}))).Topics).toContainEqual({ TopicArn })
  const tags = async () => (await sns().send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }))).Tags
  await sns().send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: 'a', Value: 'b' }] }))
  expect(await tags()).toEqual([{ Key: 'a', Value: 'b' }])
  await sns().send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys: ['a'] }))
  expect(await tags()).toEqual([])
  const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `key ${index}`, Value: '' }))
  expect(await refusal(sns().send(new TagResourceCommand({ ResourceArn: TopicArn, Tags })))).toEqual({
    name: 'TagLimitExceededException',
    message: 'Could not complete request: tag quota of per resource exceeded',
    status: 400,
  })
})

test('a function that subscribes needs no confirmation', async () => {
  const TopicArn = await makeTopic('subscribed')
  const Endpoint = account.arn('lambda', `function:${account.name('subscriber')}`)
  const { SubscriptionArn = '' } = await sns().send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint }))
  expect(SubscriptionArn).toMatch(new RegExp(`^${TopicArn}:[0-9a-f-]{36}$`))
  const { Attributes } = await sns().send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))
  expect(Attributes).toMatchObject({ TopicArn, Protocol: 'lambda', Endpoint, Owner: account.id })
  const { Subscriptions } = await sns().send(new ListSubscriptionsCommand({}))
  expect(Subscriptions?.map(each => each.SubscriptionArn)).toContain(SubscriptionArn)
  await sns().send(new UnsubscribeCommand({ SubscriptionArn }))
  expect(await refusal(sns().send(new GetSubscriptionAttributesCommand({ SubscriptionArn })))).toMatchObject({
    name: 'NotFoundException',
    status: 404,
  })
})
