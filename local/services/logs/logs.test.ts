import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { logs } from './index.ts'
import { matchesFilter } from './operations/filter.ts'

let test1: TestRuntime
const now = Date.parse('2026-01-01T00:00:00Z')
const group = '/aws/codebuild/x'

beforeEach(async () => {
  test1 = testRuntime([logs])
  await test1.call('CreateLogGroup', { logGroupName: group, tags: { a: '1' } })
  await test1.call('CreateLogStream', { logGroupName: group, logStreamName: 'one/[2]' })
})
afterEach(() => test1.close())

const put = (...messages: string[]) =>
  test1.call('PutLogEvents', {
    logGroupName: group,
    logStreamName: 'one/[2]',
    logEvents: messages.map((message, index) => ({ timestamp: now + index, message })),
  })

test('what is put is read back, page by page, from either end', async () => {
  await put('a', 'b', 'c')
  const stream = { logGroupName: group, logStreamName: 'one/[2]', limit: 2 }
  const last = await test1.call('GetLogEvents', stream)
  expect(last.events).toMatchObject([{ message: 'b' }, { message: 'c' }])
  const first = await test1.call('GetLogEvents', { ...stream, startFromHead: true })
  expect(first.events).toMatchObject([{ message: 'a' }, { message: 'b' }])
  const next = await test1.call('GetLogEvents', { ...stream, nextToken: first.nextForwardToken })
  expect(next.events).toMatchObject([{ message: 'c' }])
  const end = await test1.call('GetLogEvents', { ...stream, nextToken: next.nextForwardToken })
  expect(end).toMatchObject({ events: [], nextForwardToken: next.nextForwardToken })
})

test('the event log has the groups and nothing that was logged', async () => {
  await put('a secret thing')
  const facts = readFileSync(join(test1.stateFolder, 'events.jsonl'), 'utf8')
  expect(facts).toContain(group)
  expect(facts).not.toContain('secret')
})

test('groups, streams and events are there after a restart', async () => {
  await put('kept')
  const again = await test1.restart()
  test1 = again
  expect(await again.call('DescribeLogGroups')).toMatchObject({ logGroups: [{ logGroupName: group }] })
  expect(await again.call('DescribeLogStreams', { logGroupName: group })).toMatchObject({
    logStreams: [{ logStreamName: 'one/[2]', firstEventTimestamp: now }],
  })
  expect(await again.call('FilterLogEvents', { logGroupName: group, filterPattern: 'kept' })).toMatchObject({
    events: [{ message: 'kept', logStreamName: 'one/[2]' }],
  })
})

test('retention hides what is older, and the events themselves stay', async () => {
  await put('old')
  await test1.call('PutRetentionPolicy', { logGroupName: group, retentionInDays: 1 })
  test1.clock.advance(2 * 86_400_000)
  expect((await test1.call('FilterLogEvents', { logGroupName: group })).events).toEqual([])
})

const stream = { logGroupName: group, logStreamName: 'one/[2]' }
const refused: readonly [string, string, Record<string, unknown>, string][] = [
  ['a group twice', 'CreateLogGroup', { logGroupName: group }, 'The specified log group already exists'],
  ['a stream twice', 'CreateLogStream', stream, 'The specified log stream already exists'],
  [
    'a stream of no group',
    'CreateLogStream',
    { ...stream, logGroupName: 'no' },
    'The specified log group does not exist.',
  ],
  ['a bad name', 'CreateLogGroup', { logGroupName: 'a b' }, 'regular expression pattern'],
  [
    'a retention of 2 days',
    'PutRetentionPolicy',
    { logGroupName: group, retentionInDays: 2 },
    'Invalid retention value: 2',
  ],
  ['no events', 'PutLogEvents', { ...stream, logEvents: [] }, 'between 1 and 10000'],
  [
    'an empty message',
    'PutLogEvents',
    { ...stream, logEvents: [{ timestamp: now, message: '' }] },
    'length greater than or equal to 1',
  ],
  [
    'events out of order',
    'PutLogEvents',
    {
      ...stream,
      logEvents: [
        { timestamp: now, message: 'a' },
        { timestamp: now - 1, message: 'b' },
      ],
    },
    'must be in chronological order',
  ],
  ['a pattern of JSON', 'FilterLogEvents', { logGroupName: group, filterPattern: '{ $.a = 1 }' }, 'is not carried out'],
]
test.each(refused)('%s is refused', async (_, operation, input, message) => {
  await expect(test1.call(operation, input)).rejects.toThrow(message)
})

test('events too far from now are rejected by index and the others kept', async () => {
  const answer = await test1.call('PutLogEvents', {
    ...stream,
    logEvents: [
      { timestamp: now, message: 'a' },
      { timestamp: now + 3 * 3_600_000, message: 'b' },
    ],
  })
  expect(answer.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 })
  expect((await test1.call('GetLogEvents', stream)).events).toMatchObject([{ message: 'a' }])
})

test('a deleted group is gone with its streams', async () => {
  await test1.call('DeleteLogGroup', { logGroupName: group })
  await test1.call('CreateLogGroup', { logGroupName: group })
  expect((await test1.call('DescribeLogStreams', { logGroupName: group })).logStreams).toEqual([])
})

test('a very long stream name has its own file', async () => {
  const long = { logGroupName: group, logStreamName: 'x/'.repeat(256) }
  await test1.call('CreateLogStream', long)
  await test1.call('PutLogEvents', { ...long, logEvents: [{ timestamp: now, message: 'a' }] })
  expect((await test1.call('FilterLogEvents', { logGroupName: group })).events).toMatchObject([
    { logStreamName: long.logStreamName },
  ])
})

const patterns: readonly [string, string, boolean][] = [
  ['', 'anything', true],
  ['ERROR', 'an ERROR here', true],
  ['ERROR', 'an error here', false],
  ['ERROR code', 'code before ERROR', true],
  ['"ERROR code"', 'code before ERROR', false],
  ['ERROR -Exit', 'ERROR Exit', false],
  ['?WARN ?ERROR', 'a WARN', true],
  ['?WARN ?ERROR', 'INFO', false],
]
test.each(patterns)('the pattern %j on %j: %s', (pattern, message, matches) => {
  expect(matchesFilter(pattern)(message)).toBe(matches)
})

test('groups are found by their class, and by a prefix or a pattern, but not by both', async () => {
  await test1.call('CreateLogGroup', { logGroupName: '/rare', logGroupClass: 'INFREQUENT_ACCESS' })
  const { logGroups } = await test1.call('DescribeLogGroups', { logGroupClass: 'INFREQUENT_ACCESS' })
  expect(logGroups).toMatchObject([{ logGroupName: '/rare' }])
  const both = { logGroupNamePrefix: '/', logGroupNamePattern: 'r' }
  await expect(test1.call('DescribeLogGroups', both)).rejects.toMatchObject({ code: 'InvalidParameterException' })
})

test('an identifier is the ARN of a group, without what stands for its streams', async () => {
  const logGroupIdentifier = 'arn:aws:logs:us-east-1:000000000000:log-group:/a:*'
  await expect(test1.call('DescribeLogStreams', { logGroupIdentifier })).rejects.toMatchObject({
    code: 'InvalidParameterException',
  })
})
