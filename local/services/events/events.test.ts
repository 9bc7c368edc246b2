import { join } from 'node:path'
import { standIn } from '../../../tests/support/stand-in.ts'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { ServiceError } from '../../core/errors.ts'
import type { ServiceEvent } from '../../core/event.ts'
import { operation, type Service } from '../../core/service.ts'
import { keepLines, recordedIn } from '../../host/log/keep-lines.ts'
import { LONGEST_CHAIN } from './deliver.ts'
import { events } from './index.ts'

const ROLE = 'arn:aws:iam::000000000000:role/starter'
const PIPELINE = 'arn:aws:codepipeline:us-east-1:000000000000:p'
const RULE = 'arn:aws:events:us-east-1:000000000000:rule/r'

/** Stands where another service stands: notes who called what. */
const neighbour = (
  signingName: string,
  names: readonly string[],
  heard: unknown[],
  refuses = false,
): Service<null> => ({
  ...standIn(signingName),
  source: `aws.${signingName}`,
  resourceTags: () => undefined,
  initial: () => null,
  evolve: () => {},
  operations: Object.fromEntries(
    names.map(name => [
      name,
      operation<null>()({
        input: members => members.value,
        access: () => [{ action: `${signingName}:${name}`, resource: '*' }],
        decide: (_, input, { principal }) => {
          if (refuses) throw new ServiceError('PipelineNotFoundException', 'no such pipeline')
          heard.push({ name, input, principal })
          return { output: {} }
        },
      }),
    ]),
  ),
})

let cloud: TestRuntime
let heard: unknown[]
let seen: ServiceEvent[]

const open = (refuses = false): void => {
  heard = []
  seen = []
  cloud = testRuntime([
    events,
    neighbour('codepipeline', ['StartPipelineExecution'], heard, refuses),
    neighbour('lambda', ['Invoke'], heard),
    neighbour('sns', ['Publish'], heard),
    neighbour('codebuild', ['StartBuild'], heard),
    neighbour('logs', ['CreateLogStream', 'PutLogEvents'], heard),
  ])
  cloud.runtime.subscribe(event => seen.push(event))
}

beforeEach(() => open())
afterEach(() => cloud.close())

const putRule = (
  pattern: object = { source: ['my.app'] },
  target: object = { Id: 't', Arn: PIPELINE, RoleArn: ROLE },
) =>
  cloud
    .call('PutRule', { Name: 'r', EventPattern: JSON.stringify(pattern) })
    .then(() => cloud.call('PutTargets', { Rule: 'r', Targets: [target] }))

const putEvent = async (detail: object = { a: 1 }): Promise<Record<string, unknown>> => {
  const Entries = [{ Source: 'my.app', DetailType: 'T', Detail: JSON.stringify(detail) }]
  const answer = await cloud.call('PutEvents', { Entries })
  await cloud.runtime.idle()
  return answer
}

test('an event that matches starts the pipeline with the role of the target', async () => {
  await putRule()
  await putEvent()
  expect(heard).toEqual([
    {
      name: 'StartPipelineExecution',
      input: { name: 'p', clientRequestToken: expect.any(String) },
      principal: expect.objectContaining({ kind: 'session', roleArn: ROLE, by: 'events.amazonaws.com' }),
    },
  ])
})

test('an event that does not match, and one for a disabled rule, go nowhere', async () => {
  await putRule({ source: ['other.app'] })
  await putEvent()
  await cloud.call('PutRule', { Name: 'r', EventPattern: '{"source":["my.app"]}', State: 'DISABLED' })
  await putEvent()
  await cloud.call('EnableRule', { Name: 'r' })
  await cloud.call('DisableRule', { Name: 'r' })
  await putEvent()
  expect(heard).toEqual([])
})

test('a target of a pipeline may override its source revisions', async () => {
  const InputTransformer = {
    InputPathsMap: { id: '$.detail.commitId' },
    InputTemplate:
      '{"sourceRevisions": {"actionName": "Source", "revisionType": "COMMIT_ID", "revisionValue": "<id>"}}',
  }
  await putRule({ source: ['my.app'] }, { Id: 't', Arn: PIPELINE, RoleArn: ROLE, InputTransformer })
  await putEvent({ commitId: 'abc' })
  const sourceRevisions = [{ actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: 'abc' }]
  expect(heard).toMatchObject([{ input: { name: 'p', sourceRevisions } }])
})

const SERVICE = { kind: 'service', service: 'events.amazonaws.com', sourceArn: RULE }
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f'
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:t'
const GROUP = 'arn:aws:logs:us-east-1:000000000000:log-group:/a/b:*'
const PROJECT = 'arn:aws:codebuild:us-east-1:000000000000:project/b'

test.each([
  [
    'a function',
    { Arn: FUNCTION, Input: '"x"' },
    [
      {
        name: 'Invoke',
        input: { FunctionName: FUNCTION, InvocationType: 'Event', Payload: Buffer.from('"x"') },
        principal: SERVICE,
      },
    ],
  ],
  [
    'a topic',
    { Arn: TOPIC, Input: '"x"' },
    [{ name: 'Publish', input: { TopicArn: TOPIC, Message: '"x"' }, principal: SERVICE }],
  ],
  [
    'a log group',
    { Arn: GROUP, Input: '"x"' },
    [
      { name: 'CreateLogStream', input: { logGroupName: '/a/b' }, principal: SERVICE },
      { name: 'PutLogEvents', input: { logEvents: [{ message: '"x"' }] } },
    ],
  ],
  [
    'a build project',
    { Arn: PROJECT, RoleArn: ROLE },
    [{ name: 'StartBuild', input: { projectName: 'b' }, principal: { kind: 'session' } }],
  ],
])('%s is called as AWS calls it', async (_, target, expected) => {
  await putRule({ source: ['my.app'] }, { Id: 't', ...target })
  await putEvent()
  expect(heard).toMatchObject(expected)
})

test('a delivery that fails is on the trail with its reason', async () => {
  await cloud.close()
  open(true)
  // A rule that wants everything does not want the record of its own failure.
  await putRule({ source: [{ prefix: '' }] })
  seen.length = 0
  await putEvent()
  const kept = seen.filter(({ source }) => source === 'aws.events').map(event => event.kept)
  expect(kept.shift()).toMatchObject({ name: 'DeliveryBegun' })
  const outcome = { errorCode: 'PipelineNotFoundException', errorMessage: 'no such pipeline' }
  expect(kept).toEqual([
    {
      name: 'DeliveryFailed',
      data: expect.objectContaining({ rule: 'r', targetId: 't', targetArn: PIPELINE, ...outcome }),
    },
  ])
})

test('a rule that its own target makes match ends by itself, and says so', async () => {
  await cloud.close()
  heard = []
  seen = []
  const started = 'CodePipeline Pipeline Execution State Change'
  const looping: Service<null> = {
    ...neighbour('codepipeline', [], heard),
    operations: {
      StartPipelineExecution: operation<null>()({
        input: members => members.value,
        access: () => [{ action: 'codepipeline:StartPipelineExecution', resource: '*' }],
        decide: (_, input) => {
          heard.push(input)
          const detail = { state: 'STARTED' }
          return {
            output: {},
            facts: [{ source: 'aws.codepipeline', 'detail-type': started, resources: [], detail }],
          }
        },
      }),
    },
  }
  cloud = testRuntime([events, looping])
  cloud.runtime.subscribe(event => seen.push(event))
  await putRule({ 'detail-type': [started] })
  await cloud.call('StartPipelineExecution', { name: 'p' }, 'codepipeline')
  await cloud.runtime.idle()
  expect(heard).toHaveLength(1 + LONGEST_CHAIN)
  const stopped = seen.filter(({ kept }) => kept?.name === 'DeliveryChainStopped').map(({ kept }) => kept?.data)
  expect(stopped).toMatchObject([{ rule: 'r', length: LONGEST_CHAIN }])
  // What a person begins afterwards is a chain of its own.
  await cloud.call('StartPipelineExecution', { name: 'p' }, 'codepipeline')
  await cloud.runtime.idle()
  expect(heard).toHaveLength(2 * (1 + LONGEST_CHAIN))
})

test('a delivery that a stop of the machine interrupted is made again, once', async () => {
  await putRule()
  await putEvent()
  await cloud.runtime.stop()
  const log = join(cloud.stateFolder, 'events.jsonl')
  const lines = [...recordedIn(log)]
  expect(JSON.stringify(lines.at(-1))).toContain('DeliveryEnded')
  keepLines(log, lines.length - 1)
  cloud = await cloud.restart()
  await cloud.runtime.idle()
  expect(heard).toHaveLength(2)
  // With the same token: a pipeline starts one execution of them.
  expect(heard[1]).toMatchObject({ input: (heard[0] as { input: object }).input })
  cloud = await cloud.restart()
  await cloud.runtime.idle()
  expect(heard).toHaveLength(2)
})

test('a schedule runs on the clock, and after a restart too', async () => {
  await cloud.call('PutRule', { Name: 'r', ScheduleExpression: 'rate(5 minutes)' })
  await cloud.call('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: PIPELINE, RoleArn: ROLE }] })
  cloud.clock.advance(4 * 60_000)
  await cloud.runtime.idle()
  expect(heard).toHaveLength(0)
  cloud = await cloud.restart()
  cloud.clock.advance(60_000)
  cloud.clock.advance(5 * 60_000)
  await cloud.runtime.idle()
  expect(heard).toHaveLength(2)
})

test('PutEvents answers each entry for itself', async () => {
  const answer = await cloud.call('PutEvents', {
    Entries: [
      { Source: 'my.app', DetailType: 'T', Detail: '{}', Resources: ['a'] },
      { Source: 'aws.codepipeline', DetailType: 'T', Detail: '{}' },
      { Source: 'my.app', DetailType: 'T', Detail: '[]' },
      { Source: 'my.app', Detail: '{}' },
    ],
  })
  const EventId = seen[0]?.id
  expect(answer).toMatchObject({
    FailedEntryCount: 3,
    Entries: [
      { EventId },
      { ErrorCode: 'NotAuthorizedForSourceException' },
      { ErrorCode: 'MalformedDetail' },
      { ErrorCode: 'InvalidArgument' },
    ],
  })
  expect(seen).toMatchObject([{ source: 'my.app', 'detail-type': 'T', resources: ['a'], account: '000000000000' }])
})

test('rules are described, listed, tagged and deleted', async () => {
  await cloud.call('PutRule', {
    Name: 'r',
    EventPattern: '{"source":["a"]}',
    Description: 'd',
    Tags: [{ Key: 'a', Value: 'b' }],
  })
  expect(await cloud.call('DescribeRule', { Name: 'r' })).toMatchObject({
    Arn: RULE,
    State: 'ENABLED',
    Description: 'd',
  })
  expect(await cloud.call('ListRules', { NamePrefix: 'r' })).toMatchObject({ Rules: [{ Name: 'r' }] })
  await cloud.call('TagResource', { ResourceARN: RULE, Tags: [{ Key: 'c', Value: 'd' }] })
  await cloud.call('UntagResource', { ResourceARN: RULE, TagKeys: ['a'] })
  expect(await cloud.call('ListTagsForResource', { ResourceARN: RULE })).toEqual({ Tags: [{ Key: 'c', Value: 'd' }] })
  await cloud.call('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: FUNCTION }] })
  await expect(cloud.call('DeleteRule', { Name: 'r' })).rejects.toThrow("Rule can't be deleted since it has targets.")
  expect(await cloud.call('ListTargetsByRule', { Rule: 'r' })).toMatchObject({ Targets: [{ Id: 't', Arn: FUNCTION }] })
  await cloud.call('RemoveTargets', { Rule: 'r', Ids: ['t'] })
  await cloud.call('DeleteRule', { Name: 'r' })
  await expect(cloud.call('DescribeRule', { Name: 'r' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
})

test('handing a role to EventBridge needs iam:PassRole', async () => {
  await putRule()
  expect(cloud.asked.map(({ access }) => access)).toContainEqual({
    action: 'iam:PassRole',
    resource: ROLE,
    context: { 'iam:PassedToService': 'events.amazonaws.com' },
  })
})

test.each([
  ['PutRule', { Name: 'r' }, 'ValidationException'],
  ['PutRule', { Name: 'a b', EventPattern: '{"a":[1]}' }, 'ValidationException'],
  ['PutRule', { Name: 'r', EventPattern: '{' }, 'InvalidEventPatternException'],
  ['PutRule', { Name: 'r', ScheduleExpression: 'sometimes' }, 'ValidationException'],
  ['PutRule', { Name: 'r', EventPattern: '{"a":[1]}', EventBusName: 'other' }, 'ResourceNotFoundException'],
  ['PutTargets', { Rule: 'nothing', Targets: [] }, 'ResourceNotFoundException'],
  ['PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: PIPELINE }] }, 'ValidationException'],
  [
    'PutTargets',
    { Rule: 'r', Targets: [{ Id: 't', Arn: 'arn:aws:sqs:us-east-1:000000000000:q' }] },
    'ValidationException',
  ],
  ['PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: FUNCTION, RetryPolicy: {} }] }, 'ValidationException'],
  [
    'PutTargets',
    { Rule: 'r', Targets: [{ Id: 't', Arn: FUNCTION, Input: '"a"', InputPath: '$' }] },
    'ValidationException',
  ],
  ['PutEvents', { Entries: [] }, 'ValidationException'],
  ['TestEventPattern', { EventPattern: '{"a":[1]}', Event: '{' }, 'ValidationException'],
])('%s with %j is a %s', async (name, input, code) => {
  await expect(cloud.call(name, input)).rejects.toMatchObject({ code })
})

test('TestEventPattern tells whether a pattern fits', async () => {
  const EventPattern = '{"source":["a"]}'
  expect(await cloud.call('TestEventPattern', { EventPattern, Event: '{"source":"a"}' })).toEqual({ Result: true })
  expect(await cloud.call('TestEventPattern', { EventPattern, Event: '{"source":"b"}' })).toEqual({ Result: false })
})
