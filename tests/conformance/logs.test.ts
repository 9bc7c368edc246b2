// Amazon CloudWatch Logs: groups, streams, events.

import {
  AssociateKmsKeyCommand,
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DisassociateKmsKeyCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  TagLogGroupCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { refusal, testLocally, until, useAccount } from './account.ts'

const account = useAccount()
const logs = () => account.client(CloudWatchLogsClient)

const makeGroup = async (what: string): Promise<string> => {
  const logGroupName = `/conformance/${account.name(what)}`
  await logs().send(new CreateLogGroupCommand({ logGroupName }))
  account.later(() => logs().send(new DeleteLogGroupCommand({ logGroupName })))
  return logGroupName
}

test('a group is made once', async () => {
  const logGroupName = await makeGroup('once')
  expect(await refusal(logs().send(new CreateLogGroupCommand({ logGroupName })))).toEqual({
    name: 'ResourceAlreadyExistsException',
    message: 'The specified log group already exists',
    status: 400,
  })
})

test('a group is kept for as long as its retention says, for ever when it has none', async () => {
  const logGroupName = await makeGroup('retention')
  const describe = async () =>
    (await logs().send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))).logGroups?.[0]
  expect(await describe()).toMatchObject({ logGroupName, arn: `${account.arn('logs', `log-group:${logGroupName}`)}:*` })
  expect((await describe())?.retentionInDays).toBeUndefined()
  await logs().send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 14 }))
  expect((await describe())?.retentionInDays).toBe(14)
  const { name } = await refusal(logs().send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 15 })))
  expect(name).toBe('InvalidParameterException')
})

test('events are read back in order and found by a pattern', async () => {
  const logGroupName = await makeGroup('events')
  const logStreamName = 'stream'
  await logs().send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
  const timestamp = Date.now()
  const logEvents = ['one', 'two', 'three'].map((message, index) => ({ timestamp: timestamp + index, message }))
  await logs().send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
  const read = await until(
    () => logs().send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true })),
    ({ events = [] }) => events.length === 3,
  )
  expect(read.events?.map(({ message }) => message)).toEqual(['one', 'two', 'three'])
  expect(read.nextForwardToken).toMatch(/^f\//)
  const found = await until(
    () => logs().send(new FilterLogEventsCommand({ logGroupName, filterPattern: 'two' })),
    ({ events = [] }) => events.length > 0,
  )
  expect(found.events?.map(({ message, logStreamName: stream }) => [stream, message])).toEqual([['stream', 'two']])
})

test('a group or a stream that is not there', async () => {
  const missing = { name: 'ResourceNotFoundException', status: 400 }
  const nowhere = `/conformance/${account.name('nowhere')}`
  expect(await refusal(logs().send(new DescribeLogStreamsCommand({ logGroupName: nowhere })))).toEqual({
    ...missing,
    message: 'The specified log group does not exist.',
  })
  const logGroupName = await makeGroup('streamless')
  expect(await refusal(logs().send(new GetLogEventsCommand({ logGroupName, logStreamName: 'nothing' })))).toEqual({
    ...missing,
    message: 'The specified log stream does not exist.',
  })
})

test('a stream is made once', async () => {
  const logGroupName = await makeGroup('streams')
  await logs().send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'a' }))
  expect(await refusal(logs().send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'a' })))).toEqual({
    name: 'ResourceAlreadyExistsException',
    message: 'The specified log stream already exists',
    status: 400,
  })
})

test('a group is kept for ever again, and a stream is gone once it is deleted', async () => {
  const logGroupName = await makeGroup('forever')
  await logs().send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 14 }))
  await logs().send(new DeleteRetentionPolicyCommand({ logGroupName }))
  const { logGroups } = await logs().send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))
  expect(logGroups?.[0]?.retentionInDays).toBeUndefined()
  await logs().send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'a' }))
  await logs().send(new DeleteLogStreamCommand({ logGroupName, logStreamName: 'a' }))
  expect((await logs().send(new DescribeLogStreamsCommand({ logGroupName }))).logStreams).toEqual([])
})

test('tags of a group are the same by its name and by its ARN', async () => {
  const logGroupName = await makeGroup('tagged')
  const resourceArn = account.arn('logs', `log-group:${logGroupName}`)
  await logs().send(new TagResourceCommand({ resourceArn, tags: { a: '1' } }))
  await logs().send(new TagLogGroupCommand({ logGroupName, tags: { b: '2' } }))
  expect((await logs().send(new ListTagsLogGroupCommand({ logGroupName }))).tags).toEqual({ a: '1', b: '2' })
  await logs().send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }))
  expect((await logs().send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ b: '2' })
  const reserved = new TagResourceCommand({ resourceArn, tags: { 'aws:a': '1' } })
  expect(await refusal(logs().send(reserved))).toMatchObject({ name: 'InvalidParameterException', status: 400 })
})

testLocally('the key would have to be made, and is billed')('the key of a group is shown', async () => {
  const logGroupName = await makeGroup('encrypted')
  const kmsKeyId = account.arn('kms', 'key/11111111-2222-4333-8444-555555555555')
  const shown = async () =>
    (await logs().send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))).logGroups?.[0]?.kmsKeyId
  await logs().send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId }))
  expect(await shown()).toBe(kmsKeyId)
  await logs().send(new DisassociateKmsKeyCommand({ logGroupName }))
  expect(await shown()).toBeUndefined()
})
