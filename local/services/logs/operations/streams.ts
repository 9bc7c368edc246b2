// Log streams and what they say.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
import type { Members } from '../../../core/input/members.ts'
import { WholeList } from '../../../core/pages.ts'
import { operation } from '../../../core/service.ts'
import {
  appendEvents,
  createStream,
  describeStream,
  hasStream,
  type LogEvent,
  listStreams,
  readEvents,
  removeStream,
} from '../machine/streams.ts'
import { exists, find, GROUP, groupName, invalid, notFound, onGroup, onStream, STREAM } from '../names.ts'
import type { LogsState } from '../state.ts'
import { matchesFilter } from './filter.ts'

const HOUR = 3_600_000
const LARGEST_BATCH = 1_048_576
/** CloudWatch Logs counts each event as its UTF-8 bytes and 26 more. */
const OVERHEAD = 26

const readStream = (members: Members) => ({
  group: members.string('logGroupName', GROUP),
  stream: members.string('logStreamName', STREAM),
})

const CreateLogStream = operation<LogsState>()({
  input: readStream,
  access: ({ group, stream }, scope) => onStream(scope, 'CreateLogStream', group, stream),
  perform: async (desk, { group, stream }) => {
    find(desk.state, group)
    if (!(await createStream(desk, group, stream))) throw exists('log stream')
    return {}
  },
})

const DeleteLogStream = operation<LogsState>()({
  input: readStream,
  access: ({ group, stream }, scope) => onStream(scope, 'DeleteLogStream', group, stream),
  perform: async (desk, { group, stream }) => {
    find(desk.state, group)
    if (!(await hasStream(desk, group, stream))) throw notFound('log stream')
    await removeStream(desk, group, stream)
    return {}
  },
})

const DescribeLogStreams = operation<LogsState>()({
  input: (members, place) => ({
    group: groupName(members, place),
    prefix: members.optionalString('logStreamNamePrefix', STREAM) ?? '',
    byTime: members.optionalString('orderBy', { values: ['LogStreamName', 'LastEventTime'] }) === 'LastEventTime',
    descending: members.boolean('descending'),
  }),
  access: ({ group }, scope) => onGroup(scope, 'DescribeLogStreams', group),
  perform: async (desk, { group, prefix, byTime, descending }) => {
    const { logGroupArn } = find(desk.state, group)
    if (byTime && prefix !== '') throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.')
    const names = (await listStreams(desk, group)).filter(name => name.startsWith(prefix))
    const streams = await Promise.all(names.map(name => describeStream(desk, group, name)))
    if (byTime) streams.sort((a, b) => (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0))
    if (descending) streams.reverse()
    const shown = (stream: (typeof streams)[number]) => ({
      ...stream,
      arn: `${logGroupArn}:log-stream:${stream.logStreamName}`,
    })
    return { logStreams: WholeList.of(streams, shown, ({ logStreamName }) => logStreamName) }
  },
})

const PutLogEvents = operation<LogsState>()({
  input: members => ({ ...readStream(members), events: members.structures('logEvents').map(readEvent) }),
  access: ({ group, stream }, scope) => onStream(scope, 'PutLogEvents', group, stream),
  perform: async (desk, { group, stream, events }) => {
    find(desk.state, group)
    if (!(await hasStream(desk, group, stream))) throw notFound('log stream')
    checkBatch(events)
    const now = desk.now().getTime()
    const days = desk.state.groups.get(group)?.retentionInDays
    const expired = events.filter(({ timestamp }) => days !== undefined && timestamp < now - days * 24 * HOUR).length
    const tooOld = events.filter(({ timestamp }) => timestamp < now - 14 * 24 * HOUR).length
    const tooNew = events.findIndex(({ timestamp }) => timestamp > now + 2 * HOUR)
    const taken = events.slice(Math.max(expired, tooOld), tooNew === -1 ? undefined : tooNew)
    await appendEvents(
      desk,
      group,
      stream,
      taken.map(event => ({ ...event, ingestionTime: now })),
    )
    const rejected = {
      ...(tooNew === -1 ? {} : { tooNewLogEventStartIndex: tooNew }),
      ...(tooOld === 0 ? {} : { tooOldLogEventEndIndex: tooOld }),
      ...(expired === 0 ? {} : { expiredLogEventEndIndex: expired }),
    }
    return {
      nextSequenceToken: desk.newId().replaceAll('-', ''),
      ...(Object.keys(rejected).length > 0 ? { rejectedLogEventsInfo: rejected } : {}),
    }
  },
})

const readEvent = (members: Members) => ({
  timestamp: members.number('timestamp', { min: 0 }),
  message: members.string('message', { min: 1 }),
})

const checkBatch = (events: readonly { readonly timestamp: number; readonly message: string }[]): void => {
  if (events.length < 1 || events.length > 10_000)
    throw invalid('Log events in a single PutLogEvents request must be between 1 and 10000.')
  const size = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + OVERHEAD, 0)
  if (size > LARGEST_BATCH) throw invalid(`Upload too large: ${size} bytes exceeds limit of ${LARGEST_BATCH}`)
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0)))
    throw invalid('Log events in a single PutLogEvents request must be in chronological order.')
  const span = (events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0)
  if (span > 24 * HOUR)
    throw invalid('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.')
}

/** From the end unless `startFromHead`; tokens are `f/` and `b/` with the number of events before the page. */
const GetLogEvents = operation<LogsState>()({
  input: (members, place) => ({
    group: groupName(members, place),
    stream: members.string('logStreamName', STREAM),
    ...readSpan(members),
    limit: members.optionalNumber('limit', { min: 1, max: 10_000 }) ?? 10_000,
    token: members.optionalString('nextToken', { pattern: /^[fb]\/\d+$/ }),
    startFromHead: members.boolean('startFromHead'),
  }),
  access: ({ group, stream }, scope) => onStream(scope, 'GetLogEvents', group, stream),
  perform: async (desk, { group, stream, startTime, endTime, limit, token, startFromHead }) => {
    find(desk.state, group)
    if (!(await hasStream(desk, group, stream))) throw notFound('log stream')
    const all = (await readEvents(desk, group, stream)).filter(within(startTime, endTime))
    const at = Number(token?.slice(2))
    const from =
      token === undefined
        ? startFromHead
          ? 0
          : Math.max(0, all.length - limit)
        : token.startsWith('f')
          ? at
          : Math.max(0, at - limit)
    const to = token?.startsWith('b') ? at : Math.min(all.length, from + limit)
    return { events: all.slice(from, to), nextForwardToken: `f/${to}`, nextBackwardToken: `b/${from}` }
  },
})

const FilterLogEvents = operation<LogsState>()({
  input: (members, place) => ({
    group: groupName(members, place),
    names: members.strings('logStreamNames'),
    prefix: members.optionalString('logStreamNamePrefix', STREAM) ?? '',
    ...readSpan(members),
    pattern: members.optionalString('filterPattern', { max: 1024 }) ?? '',
  }),
  access: ({ group }, scope) => onGroup(scope, 'FilterLogEvents', group),
  perform: async (desk, { group, names, prefix, startTime, endTime, pattern }) => {
    find(desk.state, group)
    const matches = matchesFilter(pattern)
    const streams = (await listStreams(desk, group)).filter(
      name => name.startsWith(prefix) && (names.length === 0 || names.includes(name)),
    )
    const found: (LogEvent & { readonly logStreamName: string; readonly eventId: string })[] = []
    for (const logStreamName of streams)
      for (const [index, event] of (await readEvents(desk, group, logStreamName)).entries())
        if (within(startTime, endTime)(event) && matches(event.message))
          found.push({ logStreamName, ...event, eventId: `${event.timestamp}${String(index).padStart(10, '0')}` })
    found.sort((a, b) => a.timestamp - b.timestamp)
    const key = ({ logStreamName, eventId }: (typeof found)[number]) => [logStreamName, eventId]
    return { events: WholeList.of(found, event => event, key), searchedLogStreams: [] }
  },
})

const readSpan = (members: Members) => ({
  startTime: members.optionalNumber('startTime', { min: 0 }) ?? 0,
  endTime: members.optionalNumber('endTime', { min: 0 }) ?? Number.POSITIVE_INFINITY,
})

const within =
  (startTime: number, endTime: number) =>
  ({ timestamp }: LogEvent): boolean =>
    timestamp >= startTime && timestamp < endTime

export const streams = {
  CreateLogStream,
  DeleteLogStream,
  DescribeLogStreams,
  PutLogEvents,
  GetLogEvents,
  FilterLogEvents,
}
