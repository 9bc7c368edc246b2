// Amazon CloudWatch Logs: groups, streams, events.

import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { refusal, until, useAccount } from './account.ts'

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
