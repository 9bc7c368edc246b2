// Whatever was under way when the process died, and again when the next one died, is closed with its reason at the third start: it may be what ends
// them. A stop in good order is no death: local/kernel/taken-up.test.ts counts.

import { join } from 'node:path'
import { operation, type Service } from '../local/core/service.ts'
import { recordedIn } from '../local/host/log/keep-lines.ts'
import { cloudFormationOver } from '../local/services/cloudformation/index.ts'
import { typesByName } from '../local/services/cloudformation/resources/resource-type.ts'
import type { CloudFormationState } from '../local/services/cloudformation/state.ts'
import { type CodePipelineState, codepipeline } from '../local/services/codepipeline/index.ts'
import { events } from '../local/services/events/index.ts'
import { lambda } from '../local/services/lambda/index.ts'
import type { LambdaState } from '../local/services/lambda/state.ts'
import { sns } from '../local/services/sns/index.ts'
import { newWorld, template, thing, thingType } from './support/cloudformation/stack-world.ts'
import { pipeline } from './support/codepipeline/declarations.ts'
import { Peers } from './support/codepipeline/peers.ts'
import { createFunction, logsPort } from './support/lambda/functions.ts'
import { standIn } from './support/stand-in.ts'
import { type TestRuntime, testRuntime } from './support/test-runtime.ts'

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f'
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:topic'
const never = new Promise<never>(() => {})

/** Answers nothing until the test ends. */
const silent = (signingName: string, name: string): Service<null> => ({
  ...standIn(signingName),
  source: `aws.${signingName}`,
  initial: () => null,
  evolve: () => {},
  operations: {
    [name]: operation<null>()({
      input: members => members.value,
      access: () => [],
      perform: async desk => await Promise.race([never, aborted(desk.stopping)]),
    }),
  },
})

const aborted = (signal: AbortSignal): Promise<object> =>
  new Promise(resolve => signal.addEventListener('abort', () => resolve({})))

interface Case {
  readonly what: string
  /** A runtime in which it is under way. */
  readonly begin: () => Promise<TestRuntime>
  readonly isUnderWay: (cloud: TestRuntime) => boolean
  /** How it was closed. */
  readonly ending: RegExp
}

const stateOf = <State>({ runtime }: TestRuntime, signingName: string): State => runtime.state(signingName) as State

/** The log, a line for each event. */
const told = ({ stateFolder }: TestRuntime): string =>
  [...recordedIn(join(stateFolder, 'events.jsonl'))]
    .flat()
    .map(event => JSON.stringify([event.kept?.name, event]))
    .join('\n')

/** A turn of the event loop at a time, and no longer than closing takes: what was taken up again would never end. */
const soon = async (holds: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 1000 && !holds(); turn += 1) await new Promise(resolve => setImmediate(resolve))
}

/** What a thing of a stack waits for; a stop lets it go. */
let gate = Promise.withResolvers<void>()

const cases: readonly Case[] = [
  {
    what: 'a delivery of EventBridge',
    begin: async () => {
      const cloud = testRuntime([events, silent('lambda', 'Invoke')])
      await cloud.call('PutRule', { Name: 'r', EventPattern: '{"source":["my.app"]}' })
      await cloud.call('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: FUNCTION }] })
      await cloud.call('PutEvents', { Entries: [{ Source: 'my.app', DetailType: 'T', Detail: '{}' }] })
      return cloud
    },
    isUnderWay: cloud => stateOf<{ deliveries: Map<string, unknown> }>(cloud, 'events').deliveries.size > 0,
    ending: /DeliveryFailed.*the local cloud was stopped twice during the delivery/,
  },
  {
    what: 'a delivery of SNS',
    begin: async () => {
      const cloud = testRuntime([sns, silent('lambda', 'Invoke')])
      await cloud.call('CreateTopic', { Name: 'topic' })
      await cloud.call('Subscribe', { TopicArn: TOPIC, Protocol: 'lambda', Endpoint: FUNCTION })
      await cloud.call('Publish', { TopicArn: TOPIC, Message: 'm' })
      return cloud
    },
    isUnderWay: cloud => stateOf<{ deliveries: Map<string, unknown> }>(cloud, 'sns').deliveries.size > 0,
    ending: /DeliveryFailed.*the local cloud was stopped twice during the delivery/,
  },
  {
    what: 'an asynchronous invocation',
    begin: async () => {
      const cloud = testRuntime([lambda, logsPort().service])
      await createFunction(cloud, 'f', 'exports.handler = () => new Promise(resolve => setInterval(resolve, 100_000))')
      await cloud.call('Invoke', { FunctionName: 'f', InvocationType: 'Event' })
      return cloud
    },
    isUnderWay: cloud => stateOf<LambdaState>(cloud, 'lambda').queued.size > 0,
    ending: /InvocationEnded/,
  },
  {
    what: 'a creation of a stack',
    begin: async () => {
      const world = newWorld()
      gate = Promise.withResolvers()
      world.gates.set('one', gate.promise)
      const cloud = testRuntime([cloudFormationOver(typesByName([thingType(world)]))])
      const TemplateBody = template({ One: thing({ Name: 'one' }) })
      await cloud.call('CreateStack', { StackName: 'stack', TemplateBody })
      return cloud
    },
    isUnderWay: cloud =>
      [...stateOf<CloudFormationState>(cloud, 'cloudformation').stacks.values()].some(({ StackStatus }) =>
        StackStatus.endsWith('_IN_PROGRESS'),
      ),
    ending: /DELETE_FAILED.*the local cloud was stopped twice during the operation/,
  },
  {
    what: 'an action that begins',
    begin: async () => {
      const peers = new Peers()
      const others = peers.services.filter(({ signingName }) => signingName !== 'codecommit')
      const cloud = testRuntime([codepipeline, ...others, silent('codecommit', 'GetBranch')])
      await cloud.call('CreatePipeline', { pipeline: pipeline() })
      return cloud
    },
    isUnderWay: cloud =>
      [...stateOf<CodePipelineState>(cloud, 'codepipeline').executions.values()].some(
        ({ status }) => status === 'InProgress',
      ),
    ending: /PutActionResult.*The local cloud was stopped twice while the action began/,
  },
]

describe.each(cases)('$what', ({ begin, isUnderWay, ending }) => {
  const open: TestRuntime[] = []
  const opened = (cloud: TestRuntime): TestRuntime => {
    open.push(cloud)
    return cloud
  }
  afterEach(async () => {
    const closed = Promise.all(open.splice(0).map(cloud => cloud.close()))
    gate.resolve()
    await closed
  })

  test('is closed at the third start, with its reason', async () => {
    const first = opened(await begin())
    const second = opened(first.killed())
    expect(isUnderWay(second)).toBe(true)
    const third = opened(second.killed())
    third.clock.advance(0)
    await soon(() => !isUnderWay(third))
    expect(isUnderWay(third)).toBe(false)
    expect(told(third)).toMatch(ending)
  })
})
