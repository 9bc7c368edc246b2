import { sample } from '../testing/sample.ts'
import { type Data, type DestroySession, destroyService } from './destroy-service.ts'
import { fakeSession, type Scenario } from './fake-session.ts'

const all = {
  'TimeService-pipeline': 'CREATE_COMPLETE',
  'TimeService-tests': 'CREATE_COMPLETE',
  'TimeService-beta': 'UPDATE_COMPLETE',
  'TimeService-gamma': 'UPDATE_ROLLBACK_COMPLETE',
  'TimeService-prod': 'CREATE_COMPLETE',
}

async function destroy(scenario: Scenario, flags: { yes?: boolean; withData?: boolean } = {}, running: string[] = []) {
  const deleted: Data[] = []
  const fake = fakeSession(scenario)
  const session: DestroySession = {
    ...fake,
    runningExecutions: async () => running,
    existingData: async data => data,
    deleteData: async data => {
      deleted.push(data)
    },
  }
  const destruction = { serviceName: 'TimeService', stages: sample.stages, yes: false, withData: false, ...flags }
  const problem = await destroyService(session, destruction).then(
    () => undefined,
    error => String(error.message),
  )
  return { ...fake, text: fake.printed.join('\n'), deleted, problem }
}

test('the stages go before the pipeline, whose roles delete them', async () => {
  const { calls, problem } = await destroy({ stacks: all, answer: 'TimeService' })
  expect(problem).toBeUndefined()
  expect(calls).toEqual([
    'DeleteStack TimeService-prod',
    'DeleteStack TimeService-gamma',
    'DeleteStack TimeService-beta',
    'DeleteStack TimeService-tests',
    'DeleteStack TimeService-pipeline',
  ])
})

test('what is not there is left out', async () => {
  const { calls } = await destroy({ stacks: { 'TimeService-pipeline': 'ROLLBACK_COMPLETE' } }, { yes: true })
  expect(calls).toEqual(['DeleteStack TimeService-pipeline'])
})

test("a pipeline's stack under another name is found by what it says is its pipeline", async () => {
  const stacks = { 'my-launch': 'CREATE_COMPLETE', 'TimeService-beta': 'CREATE_COMPLETE', other: 'CREATE_COMPLETE' }
  const pipelines = { 'my-launch': 'TimeService', other: 'Orders' }
  const { calls } = await destroy({ stacks, pipelines }, { yes: true })
  expect(calls).toEqual(['DeleteStack TimeService-beta', 'DeleteStack my-launch'])
})

test('two stacks of one pipeline delete nothing', async () => {
  const stacks = { 'my-launch': 'CREATE_COMPLETE', 'TimeService-pipeline': 'CREATE_COMPLETE' }
  const { calls, problem } = await destroy({ stacks, pipelines: { 'my-launch': 'TimeService' } }, { yes: true })
  expect(calls).toEqual([])
  expect(problem).toContain('my-launch and TimeService-pipeline both say that their pipeline is TimeService')
})

test('an execution under way is no less so where the stack of its pipeline is not found', async () => {
  const { calls, problem } = await destroy({ stacks: { 'TimeService-beta': 'CREATE_COMPLETE' } }, { yes: true }, [
    'e-1',
  ])
  expect(calls).toEqual([])
  expect(problem).toContain('the execution e-1 of TimeService has not ended')
})

test('data that an earlier destroy kept are deleted with --data, and named without', async () => {
  const without = await destroy({ deleted: ['TimeService-pipeline', 'Orders-pipeline'] }, { yes: true })
  expect(without.deleted).toEqual([])
  expect(without.text).toContain('There is nothing of TimeService to delete here.')
  expect(without.text).toContain('aws kms schedule-key-deletion --key-id the-key')
  const { deleted, calls, text } = await destroy({ deleted: ['TimeService-pipeline'] }, { yes: true, withData: true })
  expect(calls).toEqual([])
  expect(deleted).toEqual([{ repositoryName: 'TimeService', bucketName: 'the-bucket', keyId: 'the-key' }])
  expect(text).toContain('These data are deleted for good:')
})

test('nothing at all is said and is a success', async () => {
  const { text, problem, calls } = await destroy({})
  expect([problem, calls, text]).toEqual([undefined, [], 'There is nothing of TimeService to delete here.'])
})

test.each([
  ['another name', 'timeservice', "'timeservice' is not 'TimeService'"],
  ['no name', '', "'' is not 'TimeService'"],
  ['nobody to ask', undefined, 'run with --yes'],
])('%s deletes nothing', async (_, answer, why) => {
  const { calls, problem } = await destroy({ stacks: all, ...(answer === undefined ? {} : { answer }) })
  expect(calls).toEqual([])
  expect(problem).toMatch(/^Nothing was deleted/)
  expect(problem).toContain(why)
})

test('--yes asks nothing', async () => {
  const { asked, problem } = await destroy({ stacks: all }, { yes: true })
  expect([asked, problem]).toEqual([[], undefined])
})

test('an execution under way deletes nothing: it would deploy again', async () => {
  const { calls, problem } = await destroy({ stacks: all }, { yes: true }, ['execution-1'])
  expect(calls).toEqual([])
  expect(problem).toContain('the execution execution-1 of TimeService has not ended')
})

test('data are kept, and how to delete them is said', async () => {
  const { deleted, text } = await destroy({ stacks: all }, { yes: true })
  expect(deleted).toEqual([])
  expect(text).toContain('These data are kept:')
  expect(text).toContain('aws codecommit delete-repository --repository-name TimeService')
  expect(text).toContain('the-bucket')
})

test('--data deletes them after the stacks', async () => {
  const { deleted, text } = await destroy({ stacks: all }, { yes: true, withData: true })
  expect(deleted).toEqual([{ repositoryName: 'TimeService', bucketName: 'the-bucket', keyId: 'the-key' }])
  expect(text).toContain('And with them, for good:')
})

test.each([false, true])('the role that the account logs its APIs with stays, with --data %j', async withData => {
  const { text } = await destroy({ stacks: all }, { yes: true, withData })
  expect(text).toContain('The role the-role stays')
})

test('a stack that cannot be deleted stops it, with the reason', async () => {
  const scenario = { stacks: all, endsAs: { 'TimeService-gamma': 'DELETE_FAILED' }, reason: 'Role is in use' }
  const { calls, problem } = await destroy(scenario, { yes: true, withData: true })
  expect(calls.at(-1)).toBe('DeleteStack TimeService-gamma')
  expect(problem).toContain('TimeService-gamma was not deleted, it is DELETE_FAILED.')
  expect(problem).toContain('Role is in use')
})
