// How builds end before their time, wait in the queue, and are told of.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import {
  cloud,
  failureOf,
  logged,
  look,
  open,
  openBuilds,
  phasesOf,
  project,
  refuse,
  restart,
  run,
  SLEEPS,
  spec,
  start,
} from '../../../tests/support/builds/house.ts'
import type { ServiceEvent } from '../../core/event.ts'

openBuilds()

test('a stopped build ends at once as STOPPED, with its processes', async () => {
  const id = await start(SLEEPS)
  await logged(id, '\nbegun\n')
  const { build } = await cloud.call('StopBuild', { id })
  expect(build).toMatchObject({ buildStatus: 'STOPPED' })
  await cloud.runtime.idle()
  expect(phasesOf(await look(id))).toMatch(/BUILD STOPPED, COMPLETED$/)
  expect(readdirSync(join(cloud.stateFolder, 'codebuild', 'builds'))).toEqual([])
})

test('a build that takes too long ends as TIMED_OUT', async () => {
  const id = await start(SLEEPS, {}, { timeoutInMinutesOverride: 5 })
  await logged(id, '\nbegun\n')
  cloud.clock.advance(5 * 60_000)
  await cloud.runtime.idle()
  const build = await look(id)
  expect(build.buildStatus).toBe('TIMED_OUT')
  expect(phasesOf(build)).toContain('BUILD TIMED_OUT, FINALIZING SUCCEEDED')
  expect(failureOf(build)?.message).toBe('Build has timed out after 5 minutes.')
})

test('builds beyond the room wait in the queue, and can be stopped or time out there', async () => {
  await cloud.close()
  await open(1)
  const first = await start(SLEEPS)
  await logged(first, '\nbegun\n')
  const second = await start(SLEEPS)
  const third = await start(SLEEPS, {}, { queuedTimeoutInMinutesOverride: 5 })
  expect((await look(second)).currentPhase).toBe('QUEUED')
  await cloud.call('StopBuild', { id: second })
  cloud.clock.advance(5 * 60_000)
  expect((await look(third)).buildStatus).toBe('TIMED_OUT')
  const fourth = await start(spec('  build:\n    commands: ["true"]', 'artifacts: {files: [buildspec.yml]}'))
  await cloud.call('StopBuild', { id: first })
  await cloud.runtime.idle()
  expect((await look(fourth)).buildStatus).toBe('SUCCEEDED')
})

test('a build that the local cloud was stopped under ends as FAULT with the reason', async () => {
  const id = await start(SLEEPS)
  await logged(id, '\nbegun\n')
  await restart()
  const build = await look(id)
  expect(build.buildStatus).toBe('FAULT')
  expect(failureOf(build)?.message).toContain('the local cloud was stopped')
})

test('no build begins while the local cloud stops: nobody would end it', async () => {
  await cloud.close()
  await open(1)
  const first = await start(SLEEPS)
  await logged(first, '\nbegun\n')
  const waiting = await start(SLEEPS)
  const begun: unknown[] = []
  cloud.runtime.subscribe(({ detail }) => begun.push((detail as Readonly<Record<string, unknown>>)['next-phase']))
  await restart()
  expect(begun).not.toContain('PROVISIONING')
  expect((await look(waiting)).buildStatus).toBe('FAULT')
})

test('the state is the same after a restart', async () => {
  await run(spec('  build:\n    commands: ["true"]', 'artifacts: {files: [buildspec.yml]}'))
  const before = inspect(cloud.runtime.state('codebuild'), { depth: 20 })
  await restart()
  expect(inspect(cloud.runtime.state('codebuild'), { depth: 20 })).toBe(before)
})

test('builds announce their phases and their end', async () => {
  const heard: ServiceEvent[] = []
  cloud.runtime.subscribe(event => heard.push(event))
  await run(spec('  build:\n    commands: ["true"]', 'artifacts: {files: [buildspec.yml]}'))
  const states = heard.filter(event => event['detail-type'] === 'CodeBuild Build State Change')
  expect(states.map(event => (event.detail as Record<string, unknown>)['build-status'])).toEqual([
    'IN_PROGRESS',
    'SUCCEEDED',
  ])
  expect(heard.filter(event => event['detail-type'] === 'CodeBuild Build Phase Change')).toHaveLength(9)
})

test('an idempotency token means the same build, and no other', async () => {
  const id = await start(SLEEPS, {}, { idempotencyToken: 'once' })
  expect(await start(SLEEPS, {}, { idempotencyToken: 'once' })).toBe(id)
  const other = start(SLEEPS, {}, { idempotencyToken: 'once', timeoutInMinutesOverride: 7 })
  await expect(other).rejects.toThrow('parameter mismatch')
  cloud.clock.advance(5 * 60_000 + 1)
  expect(await start(SLEEPS, {}, { idempotencyToken: 'once' })).not.toBe(id)
})

test('creating a project needs iam:PassRole on its role', async () => {
  refuse('iam:PassRole')
  await expect(cloud.call('CreateProject', { ...project, name: 'Other' })).rejects.toThrow('not allowed: iam:PassRole')
})
