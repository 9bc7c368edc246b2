// What ended a while ago takes little room and is answered as ever.
import { pipeline } from '../../../../tests/support/codepipeline/declarations.ts'
import { PurePipeline } from '../../../../tests/support/codepipeline/pure-pipeline.ts'
import type { PipelineRecord } from '../state.ts'

const DAY = 24 * 60 * 60_000

/** Executions that fail at their source, an hour apart. */
const failing = (machine: PurePipeline, count: number): readonly string[] =>
  Array.from({ length: count }, () => {
    machine.advance(DAY / 24)
    const id = machine.start()
    machine.end(id, 'Source', { status: 'Failed', errorDetails: { code: 'JobFailed', message: `not ${id}` } })
    return id
  })

const created = (): PurePipeline => {
  const machine = new PurePipeline()
  machine.call('CreatePipeline', { pipeline: pipeline(), tags: [] })
  const [first] = machine.state.pipelines.get('p')?.executions ?? []
  machine.end(first?.id ?? '', 'Source', { status: 'Failed' })
  return machine
}

const record = (machine: PurePipeline): PipelineRecord => {
  const found = machine.state.pipelines.get('p')
  if (!found) throw new Error('there is no pipeline p')
  return found
}

const listed = (machine: PurePipeline, operation: string, member: string, id: string): readonly unknown[] => {
  const given: unknown[] = []
  let nextToken: unknown
  do {
    const page = machine.call(operation, { pipelineName: 'p', maxResults: 7, ...(nextToken ? { nextToken } : {}) })
    given.push(...(page[member] as readonly Record<string, unknown>[]).map(item => item[id]))
    nextToken = page.nextToken
  } while (nextToken)
  return given
}

test('of many executions only the newest stay as they are; all are listed, newest first, and found', () => {
  const machine = created()
  const [first] = record(machine).executions.map(({ id }) => id)
  const all = [first, ...failing(machine, 150)]
  expect(record(machine).executions.length).toBeLessThan(70)
  expect(machine.state.actions.size).toBeLessThan(70)
  const newest = all.toReversed()
  expect(listed(machine, 'ListPipelineExecutions', 'pipelineExecutionSummaries', 'pipelineExecutionId')).toEqual(newest)
  expect(listed(machine, 'ListActionExecutions', 'actionExecutionDetails', 'pipelineExecutionId')).toEqual(newest)
  for (const pipelineExecutionId of [all[1], all[40], all[149]]) {
    const found = machine.call('GetPipelineExecution', { pipelineName: 'p', pipelineExecutionId })
    expect(found.pipelineExecution).toMatchObject({ pipelineExecutionId, status: 'Failed' })
    const filter = { pipelineExecutionId }
    expect(machine.call('ListActionExecutions', { pipelineName: 'p', filter })).toMatchObject({
      actionExecutionDetails: [
        {
          actionName: 'Source',
          output: { executionResult: { errorDetails: { message: `not ${pipelineExecutionId}` } } },
        },
      ],
    })
  }
  expect(machine.replayed().state).toEqual(machine.state)
})

test('the failed stage of an execution that was put away is tried again', () => {
  const machine = created()
  const id = machine.start()
  machine.end(id, 'Source', { status: 'Succeeded', revision: { revisionId: 'c' }, outputVariables: { CommitId: 'c' } })
  machine.end(id, 'Build', { status: 'Failed' })
  failing(machine, 150)
  expect(machine.state.executions.has(id)).toBe(false)
  machine.call('RetryStageExecution', {
    pipelineName: 'p',
    stageName: 'Build',
    pipelineExecutionId: id,
    retryMode: 'FAILED_ACTIONS',
  })
  machine.end(id, 'Build')
  expect(machine.announced(id)).toContain('Stage Build SUCCEEDED')
  expect(record(machine).past.places.has(id)).toBe(false)
  expect(machine.replayed().state).toEqual(machine.state)
})

test('the history goes back 12 months', () => {
  const machine = created()
  const [old] = failing(machine, 64)
  machine.advance(370 * DAY)
  const [recent] = failing(machine, 1)
  const ids = listed(machine, 'ListPipelineExecutions', 'pipelineExecutionSummaries', 'pipelineExecutionId')
  expect(ids).toContain(recent)
  expect(ids).not.toContain(old)
  expect(machine.replayed().state).toEqual(machine.state)
})

test('nothing of a deleted pipeline is left', () => {
  const machine = created()
  const [old] = failing(machine, 150)
  machine.call('DeletePipeline', { name: 'p' })
  expect(machine.state.executions.size + machine.state.actions.size + machine.state.jobs.size).toBe(0)
  expect(JSON.stringify([...machine.state.pipelines])).not.toContain(old)
})
