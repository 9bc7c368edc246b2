import { structure } from '../../../tests/support/live/scene.ts'
import type { ServiceEvent } from '../../core/event.ts'
import {
  after,
  executionOf,
  failedActions,
  isWorking,
  type LiveExecution,
  newExecution,
  pendingApproval,
  titleOf,
} from './model.ts'

const event = (detailType: string, detail: Readonly<Record<string, unknown>>, second = 0): ServiceEvent => ({
  version: '0',
  id: 'e',
  time: `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`,
  account: '000000000000',
  region: 'us-east-1',
  source: 'aws.codepipeline',
  'detail-type': detailType,
  resources: [],
  detail: { pipeline: 'Orders', 'execution-id': 'x1', ...detail },
})

const action = (
  stage: string,
  name: string,
  state: string,
  second: number,
  result?: Readonly<Record<string, string>>,
) =>
  event(
    'CodePipeline Action Execution State Change',
    { stage, action: name, state, ...(result ? { 'execution-result': result } : {}) },
    second,
  )

const began = newExecution(structure, 'x1', 0)
const play = (...events: readonly ServiceEvent[]): LiveExecution => events.reduce(after, began)

test('a new execution has every action in the order in which it will run', () => {
  expect(began.actions.map(({ stage, name, state }) => `${stage}/${name} ${state}`)).toEqual([
    'Source/Source Waiting',
    'Build/Build Waiting',
    'Prod/Approve Waiting',
    'Prod/Deploy Waiting',
  ])
})

test('an action has its times, its summary and what the provider calls it', () => {
  const { actions } = play(
    action('Source', 'Source', 'STARTED', 1),
    action('Source', 'Source', 'SUCCEEDED', 3, {
      'external-execution-summary': 'Fix it\n\nReally',
      'external-execution-id': 'abcdef0123',
    }),
  )
  expect(actions[0]).toEqual({
    stage: 'Source',
    name: 'Source',
    category: 'Source',
    state: 'Succeeded',
    started: Date.UTC(2026, 0, 1, 0, 0, 1),
    ended: Date.UTC(2026, 0, 1, 0, 0, 3),
    summary: 'Fix it\n\nReally',
    externalId: 'abcdef0123',
  })
})

test('an action that is retried begins anew', () => {
  const { actions } = play(
    action('Build', 'Build', 'STARTED', 1),
    action('Build', 'Build', 'FAILED', 2, { 'external-execution-summary': 'no' }),
    action('Build', 'Build', 'STARTED', 9),
  )
  expect(actions[1]).toEqual({
    stage: 'Build',
    name: 'Build',
    category: 'Build',
    state: 'InProgress',
    started: Date.UTC(2026, 0, 1, 0, 0, 9),
  })
})

test.each([
  ['SUCCEEDED', 'Succeeded'],
  ['FAILED', 'Failed'],
  ['STOPPED', 'Stopped'],
  ['CANCELED', 'Stopped'],
  ['SUPERSEDED', 'Superseded'],
])('an execution that is %s is %s and has its end', (state, shown) => {
  expect(play(event('CodePipeline Pipeline Execution State Change', { state }, 7))).toMatchObject({
    state: shown,
    ended: Date.UTC(2026, 0, 1, 0, 0, 7),
  })
})

test('the approval that waits, and only while it waits', () => {
  const waits = play(action('Prod', 'Approve', 'STARTED', 1))
  expect(pendingApproval(waits)).toMatchObject({ stage: 'Prod', name: 'Approve' })
  expect(waits.actions.some(isWorking)).toBe(false)
  const rejected = after(waits, action('Prod', 'Approve', 'FAILED', 2))
  expect(pendingApproval(rejected)).toBeUndefined()
  expect(failedActions(rejected).map(({ name }) => name)).toEqual(['Approve'])
})

test('the title is the commit once it is known', () => {
  expect(titleOf(began)).toBe('x1')
  const read = { 'external-execution-summary': 'Fix it\n\nReally', 'external-execution-id': 'abcdef0123' }
  expect(titleOf(play(action('Source', 'Source', 'SUCCEEDED', 1, read)))).toBe('abcdef0 "Fix it"')
})

test.each([
  [event('CodePipeline Stage Execution State Change', {}), 'x1'],
  [{ ...event('CodeBuild Build State Change', {}), source: 'aws.codebuild' }, undefined],
  [event('AWS API Call via CloudTrail', {}), undefined],
])('executionOf $detail-type', (given, id) => {
  expect(executionOf(given)).toBe(id)
})
