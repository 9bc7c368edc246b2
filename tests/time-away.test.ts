// Time that passes without the local cloud counts against nobody, and a clock that is set back makes nobody wait for the same time twice.

import { ManualClock } from '../local/core/clock.ts'
import type { AnyService } from '../local/core/service.ts'
import { type CodePipelineState, codepipeline } from '../local/services/codepipeline/index.ts'
import { events } from '../local/services/events/index.ts'
import { invoke, pipeline, source, stage } from './support/codepipeline/declarations.ts'
import { Peers } from './support/codepipeline/peers.ts'
import { type TestRuntime, testRuntime } from './support/test-runtime.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let cloud: TestRuntime
afterEach(() => cloud.close())

/** The machine is off for so long, or its clock was set back meanwhile. */
const offFor = async (services: readonly AnyService[], milliseconds: number): Promise<void> => {
  await cloud.runtime.stop()
  const clock = new ManualClock(new Date(cloud.clock.now().getTime() + milliseconds))
  cloud = testRuntime(services, { clock, stateFolder: cloud.stateFolder })
  await cloud.runtime.idle()
}

describe('the silence of a job', () => {
  const services = [codepipeline, ...new Peers().services]
  const status = (): string | undefined =>
    [...(cloud.runtime.state('codepipeline') as CodePipelineState).executions.values()][0]?.status

  /** A fact, so that the clock is looked at anew. */
  const somethingElse = (value: string) =>
    cloud.call('TagResource', {
      resourceArn: 'arn:aws:codepipeline:us-east-1:000000000000:p',
      tags: [{ key: 'seen', value }],
    })

  beforeEach(async () => {
    cloud = testRuntime(services)
    await cloud.call('CreatePipeline', {
      pipeline: pipeline({ stages: [stage('Source', source()), stage('Test', invoke())] }),
    })
    await cloud.runtime.idle()
    cloud.clock.advance(19 * MINUTE)
    await somethingElse('after 19 minutes')
    expect(status()).toBe('InProgress')
  })

  test('ends after twenty minutes', () => {
    cloud.clock.advance(MINUTE)
    expect(status()).toBe('Failed')
  })

  test.each([
    ['the machine was off', () => offFor(services, 8 * HOUR)],
    ['the clock was set back meanwhile', () => offFor(services, -8 * HOUR)],
    ['the machine slept', async () => cloud.clock.sleep(8 * HOUR)],
  ])('lasts no shorter and no longer when %s', async (_, happens) => {
    await happens()
    await somethingElse('after that')
    cloud.clock.advance(MINUTE - 1)
    expect(status()).toBe('InProgress')
    cloud.clock.advance(1)
    expect(status()).toBe('Failed')
  })
})

test('a rule that runs every five minutes does so within five minutes, whatever the clock was set to', async () => {
  const services = [events, ...new Peers().services]
  cloud = testRuntime(services)
  await cloud.call('PutRule', { Name: 'r', ScheduleExpression: 'rate(5 minutes)' })
  await offFor(services, -3 * HOUR)
  const ran: string[] = []
  cloud.runtime.subscribe(event => ran.push(event['detail-type']))
  cloud.clock.advance(5 * MINUTE)
  expect(ran).toContain('Scheduled Event')
})
