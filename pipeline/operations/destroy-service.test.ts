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
