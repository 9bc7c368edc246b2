// Amazon Simple Notification Service: topics, subscriptions, messages.

import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
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
