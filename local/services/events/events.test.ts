import { join } from 'node:path'
import {
  cloud,
  FUNCTION,
  heard,
  neighbour,
  open,
  openEvents,
  openOver,
  PIPELINE,
  putEvent,
  putRule,
  ROLE,
  RULE,
  restart,
  seen,
} from '../../../tests/support/events/neighbours.ts'
import { operation, type Service } from '../../core/service.ts'
import { keepLines, recordedIn } from '../../host/log/keep-lines.ts'
import { LONGEST_CHAIN } from './deliver.ts'
import { events } from './index.ts'

openEvents()

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
  const started = 'CodePipeline Pipeline Execution State Change'
  const looping: Service<null> = {
    ...neighbour('codepipeline', []),
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
  openOver([events, looping])
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
  await restart()
  await cloud.runtime.idle()
  expect(heard).toHaveLength(2)
  // With the same token: a pipeline starts one execution of them.
  expect(heard[1]).toMatchObject({ input: (heard[0] as { input: object }).input })
  await restart()
  await cloud.runtime.idle()
  expect(heard).toHaveLength(2)
})

test('a schedule runs on the clock, and after a restart too', async () => {
  await cloud.call('PutRule', { Name: 'r', ScheduleExpression: 'rate(5 minutes)' })
  await cloud.call('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: PIPELINE, RoleArn: ROLE }] })
  cloud.clock.advance(4 * 60_000)
  await cloud.runtime.idle()
  expect(heard).toHaveLength(0)
  await restart()
  cloud.clock.advance(60_000)
  cloud.clock.advance(5 * 60_000)
  await cloud.runtime.idle()
  expect(heard).toHaveLength(2)
})
