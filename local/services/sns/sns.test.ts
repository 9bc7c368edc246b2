import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { standIn } from '../../../tests/support/stand-in.ts'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { ServiceError } from '../../core/errors.ts'
import type { ServiceEvent } from '../../core/event.ts'
import { operation, type Service } from '../../core/service.ts'
import { sns } from './index.ts'

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:approvals'
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f'

let heard: unknown[]
let refuses: boolean
const neighbour = (signingName: string, name: string): Service<null> => ({
  ...standIn(signingName),
  source: `aws.${signingName}`,
  resourceTags: () => undefined,
  initial: () => null,
  evolve: () => {},
  operations: {
    [name]: operation<null>()({
      input: members => members.value,
      access: () => [{ action: `${signingName}:${name}`, resource: '*' }],
      decide: (_, input, { principal }) => {
        if (refuses) throw new ServiceError('AccessDeniedException', 'not allowed')
        heard.push({ input, principal })
        return { output: {} }
      },
    }),
  },
})

let cloud: TestRuntime
let seen: ServiceEvent[]
beforeEach(async () => {
  heard = []
  refuses = false
  seen = []
  cloud = testRuntime([sns, neighbour('lambda', 'Invoke'), neighbour('kms', 'GenerateDataKey')])
  cloud.runtime.subscribe(event => seen.push(event))
  await cloud.call('CreateTopic', {
    Name: 'approvals',
    Attributes: { DisplayName: 'd' },
    Tags: [{ Key: 'a', Value: 'b' }],
  })
})
afterEach(() => cloud.close())

const outbox = (): string[] => readdirSync(join(cloud.stateFolder, 'sns', 'outbox')).sort()
const letter = (index = 0): unknown =>
  JSON.parse(readFileSync(join(cloud.stateFolder, 'sns', 'outbox', outbox()[index] ?? ''), 'utf8'))

test('a message lands in the outbox as a file that its owner can read', async () => {
  await cloud.call('Subscribe', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'a@example.com' })
  const { MessageId } = await cloud.call('Publish', { TopicArn: TOPIC, Subject: 'S', Message: '{"token":"t"}' })
  expect(outbox()).toEqual([`2026-01-01T00-00-00.000Z-approvals-${MessageId}.json`])
  expect(letter()).toEqual({
    TopicArn: TOPIC,
    MessageId,
    Timestamp: '2026-01-01T00:00:00.000Z',
    Subject: 'S',
    Message: { token: 't' },
    Subscribers: [{ Protocol: 'email', Endpoint: 'a@example.com' }],
  })
  expect(statSync(join(cloud.stateFolder, 'sns', 'outbox', outbox()[0] ?? '')).mode & 0o077).toBe(0)
  // What the message says is not on the trail.
  expect(JSON.stringify(seen)).not.toContain('token')
})

test('a subscribed function is invoked by SNS for the topic', async () => {
  await cloud.call('Subscribe', { TopicArn: TOPIC, Protocol: 'lambda', Endpoint: FUNCTION })
  const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } }
  await cloud.call('Publish', { TopicArn: TOPIC, Message: 'm', MessageAttributes })
  await cloud.runtime.idle()
  const [{ input, principal }] = heard as [{ input: Record<string, unknown>; principal: unknown }]
  expect(principal).toEqual({ kind: 'service', service: 'sns.amazonaws.com', sourceArn: TOPIC })
  expect(input).toMatchObject({ FunctionName: FUNCTION, InvocationType: 'Event' })
  expect(JSON.parse(String(input.Payload))).toMatchObject({
    Records: [
      {
        EventSource: 'aws:sns',
        Sns: { TopicArn: TOPIC, Message: 'm', Subject: null, MessageAttributes: { a: { Type: 'String', Value: 'b' } } },
      },
    ],
  })
})

test('a function that may not be invoked is on the trail with the reason', async () => {
  await cloud.call('Subscribe', { TopicArn: TOPIC, Protocol: 'lambda', Endpoint: FUNCTION })
  refuses = true
  await cloud.call('Publish', { TopicArn: TOPIC, Message: 'm' })
  await cloud.runtime.idle()
  expect(seen.at(-1)?.kept).toMatchObject({ name: 'DeliveryFailed', data: { errorMessage: 'not allowed' } })
})

test('with MessageStructure json each protocol gets its own text', async () => {
  await cloud.call('Publish', { TopicArn: TOPIC, MessageStructure: 'json', Message: '{"default":"d","email":"e"}' })
  expect(letter()).toMatchObject({ Message: 'e' })
})

test('publishing to an encrypted topic uses its key, and fails without the right to', async () => {
  await cloud.call('SetTopicAttributes', { TopicArn: TOPIC, AttributeName: 'KmsMasterKeyId', AttributeValue: 'k' })
  await cloud.call('Publish', { TopicArn: TOPIC, Message: 'm' })
  expect(heard).toMatchObject([{ input: { KeyId: 'k' } }])
  refuses = true
  await expect(cloud.call('Publish', { TopicArn: TOPIC, Message: 'm' })).rejects.toMatchObject({
    code: 'KMSAccessDenied',
  })
  expect(outbox()).toHaveLength(1)
})

test('the policy of a topic is the one that was set, or its owner’s', async () => {
  expect(cloud.runtime.resourcePolicyOf(TOPIC)).toMatchObject({ Id: '__default_policy_ID' })
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: TOPIC }],
  }
  await cloud.call('SetTopicAttributes', {
    TopicArn: TOPIC,
    AttributeName: 'Policy',
    AttributeValue: JSON.stringify(policy),
  })
  expect(cloud.runtime.resourcePolicyOf(TOPIC)).toEqual(policy)
  cloud = await cloud.restart()
  expect(cloud.runtime.resourcePolicyOf(TOPIC)).toEqual(policy)
})

test('topics and subscriptions are listed and taken away', async () => {
  const { SubscriptionArn } = await cloud.call('Subscribe', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'a@b' })
  expect(await cloud.call('Subscribe', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'a@b' })).toEqual({
    SubscriptionArn,
  })
  expect(await cloud.call('ListSubscriptionsByTopic', { TopicArn: TOPIC })).toMatchObject({
    Subscriptions: [{ SubscriptionArn, Protocol: 'email', Endpoint: 'a@b', Owner: '000000000000' }],
  })
  const { Attributes } = await cloud.call('GetTopicAttributes', { TopicArn: TOPIC })
  expect(Object.fromEntries(Attributes as Map<string, string>)).toMatchObject({
    DisplayName: 'd',
    SubscriptionsConfirmed: '1',
  })
  expect(await cloud.call('ListTagsForResource', { ResourceArn: TOPIC })).toEqual({ Tags: [{ Key: 'a', Value: 'b' }] })
  await cloud.call('Unsubscribe', { SubscriptionArn })
  await cloud.call('Subscribe', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'c@d' })
  await cloud.call('DeleteTopic', { TopicArn: TOPIC })
  expect(await cloud.call('ListTopics')).toMatchObject({ Topics: [] })
  expect(await cloud.call('ListSubscriptions')).toMatchObject({ Subscriptions: [] })
})

test.each([
  ['CreateTopic', { Name: 'a b' }, 'InvalidParameter'],
  ['CreateTopic', { Name: 'a.fifo' }, 'InvalidParameter'],
  ['CreateTopic', { Name: 'approvals', Attributes: { DisplayName: 'other' } }, 'InvalidParameter'],
  ['CreateTopic', { Name: 'n', Attributes: { TracingConfig: 'Active' } }, 'InvalidParameter'],
  ['SetTopicAttributes', { TopicArn: TOPIC, AttributeName: 'Policy', AttributeValue: '{' }, 'InvalidParameter'],
  ['Publish', { TopicArn: `${TOPIC}x`, Message: 'm' }, 'NotFound'],
  ['Publish', { TopicArn: 'topic', Message: 'm' }, 'InvalidParameter'],
  ['Publish', { TopicArn: TOPIC, Message: '' }, 'InvalidParameter'],
  ['Publish', { TopicArn: TOPIC, Message: 'x'.repeat(256 * 1024 + 1) }, 'InvalidParameter'],
  ['Publish', { TopicArn: TOPIC, Message: 'm', Subject: 'x'.repeat(101) }, 'InvalidParameter'],
  ['Publish', { TopicArn: TOPIC, Message: 'm', Subject: 'a\nb' }, 'InvalidParameter'],
  ['Publish', { TopicArn: TOPIC, Message: '{}', MessageStructure: 'json' }, 'InvalidParameter'],
  ['Publish', { PhoneNumber: '+1', Message: 'm' }, 'InvalidParameter'],
  ['Subscribe', { TopicArn: TOPIC, Protocol: 'sqs', Endpoint: 'q' }, 'InvalidParameter'],
  ['Subscribe', { TopicArn: TOPIC, Protocol: 'pigeon', Endpoint: 'q' }, 'InvalidParameter'],
  ['Subscribe', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'nobody' }, 'InvalidParameter'],
  [
    'Subscribe',
    { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'a@b', Attributes: { FilterPolicy: '{}' } },
    'InvalidParameter',
  ],
  ['Subscribe', { TopicArn: `${TOPIC}x`, Protocol: 'email', Endpoint: 'a@b' }, 'NotFound'],
])('%s with %j is a %s', async (name, input, code) => {
  await expect(cloud.call(name, input)).rejects.toMatchObject({ code })
})
