// What the tests of EventBridge share.

import { ServiceError } from '../../../local/core/errors.ts'
import type { ServiceEvent } from '../../../local/core/event.ts'
import { type AnyService, operation, type Service } from '../../../local/core/service.ts'
import { events } from '../../../local/services/events/index.ts'
import { standIn } from '../stand-in.ts'
import { type TestRuntime, testRuntime } from '../test-runtime.ts'

export const openEvents = (): void => {
  beforeEach(() => open())
  afterEach(() => cloud.close())
}

export const ROLE = 'arn:aws:iam::000000000000:role/starter'
export const PIPELINE = 'arn:aws:codepipeline:us-east-1:000000000000:p'
export const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f'
export const RULE = 'arn:aws:events:us-east-1:000000000000:rule/r'

/** Stands where another service stands: notes who called what. */
export const neighbour = (signingName: string, names: readonly string[], refuses = false): Service<null> => ({
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

export let cloud: TestRuntime
export let heard: unknown[]
export let seen: ServiceEvent[]

export const open = (refuses = false): void =>
  openOver([
    events,
    neighbour('codepipeline', ['StartPipelineExecution'], refuses),
    neighbour('lambda', ['Invoke']),
    neighbour('sns', ['Publish']),
    neighbour('codebuild', ['StartBuild']),
    neighbour('logs', ['CreateLogStream', 'PutLogEvents']),
  ])

export const openOver = (services: readonly AnyService[]): void => {
  heard = []
  seen = []
  cloud = testRuntime(services)
  cloud.runtime.subscribe(event => seen.push(event))
}

export const restart = async (): Promise<void> => {
  cloud = await cloud.restart()
}

export const putRule = (
  pattern: object = { source: ['my.app'] },
  target: object = { Id: 't', Arn: PIPELINE, RoleArn: ROLE },
) =>
  cloud
    .call('PutRule', { Name: 'r', EventPattern: JSON.stringify(pattern) })
    .then(() => cloud.call('PutTargets', { Rule: 'r', Targets: [target] }))

export const putEvent = async (detail: object = { a: 1 }): Promise<Record<string, unknown>> => {
  const Entries = [{ Source: 'my.app', DetailType: 'T', Detail: JSON.stringify(detail) }]
  const answer = await cloud.call('PutEvents', { Entries })
  await cloud.runtime.idle()
  return answer
}
