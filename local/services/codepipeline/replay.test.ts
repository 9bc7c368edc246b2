// A restart: the log rebuilds the state, and what was cut off goes on.
import { invoke, pipeline, source, stage } from '../../../tests/support/codepipeline/declarations.ts'
import { PurePipeline } from '../../../tests/support/codepipeline/pure-pipeline.ts'

/** One execution that was approved and deployed, one that was rejected and retried, one waiting at the gate, one stopped. */
const eventful = (): PurePipeline => {
  const machine = new PurePipeline()
  machine.call('CreatePipeline', { pipeline: pipeline(), tags: [{ key: 'team', value: 'a' }] })
  machine.call('CreatePipeline', {
    pipeline: pipeline({ name: 'q', stages: [stage('Source', source()), stage('Test', invoke())] }),
  })
  const [first] = machine.state.pipelines.get('p')?.executions ?? []
  machine.end(first?.id ?? '', 'Source', {
    status: 'Failed',
    errorDetails: { code: 'JobFailed', message: 'no branch yet' },
  })
  const [creation] = machine.state.pipelines.get('q')?.executions ?? []
  machine.end(creation?.id ?? '', 'Source', { status: 'Succeeded', outputVariables: { CommitId: 'c' } })
  machine.call('PutJobSuccessResult', {
    jobId: machine.action(creation?.id ?? '', 'Test').jobId,
    continuationToken: 'more',
  })
  for (const status of ['Approved', 'Rejected', undefined]) {
    const id = machine.start()
    machine.end(id, 'Source', {
      status: 'Succeeded',
      revision: { revisionId: 'c' },
      outputVariables: { CommitId: 'c' },
    })
    machine.end(id, 'Build')
    if (status === undefined) continue
    const { token } = machine.action(id, 'Approve')
    const result = { status, summary: 'why not' }
    machine.call('PutApprovalResult', { pipelineName: 'p', stageName: 'Prod', actionName: 'Approve', token, result })
    if (status === 'Approved') machine.end(id, 'Deploy')
  }
  machine.call('DisableStageTransition', {
    pipelineName: 'p',
    stageName: 'Build',
    transitionType: 'Inbound',
    reason: 'x',
  })
  const stopped = machine.start()
  machine.call('StopPipelineExecution', { pipelineName: 'p', pipelineExecutionId: stopped, abandon: true })
  return machine
}

test('replaying the log gives the same state', () => {
  const machine = eventful()
  expect(machine.replayed().state).toEqual(machine.state)
})

test('cut off after any fact, taking up leads to a log that replays to the same state and waits for nobody in vain', () => {
  const machine = eventful()
  for (let length = 1; length <= machine.log.length; length += 1) {
    const other = machine.replayed(machine.log.slice(0, length))
    other.takeUp()
    const recorded = other.log.length
    other.takeUp()
    expect(other.log.length).toBe(recorded)
    for (const { status, stageName, stages, pipelineName, id } of other.state.executions.values()) {
      if (status !== 'InProgress') continue
      const waits = other.state.pipelines.get(pipelineName)?.stages.get(stageName)?.waiting.includes(id)
      const runs = [...(stages.get(stageName)?.actions.values() ?? [])].some(
        action => action.status === 'InProgress' && !action.result,
      )
      expect(waits || runs).toBe(true)
    }
  }
})

test('a deleted pipeline leaves nothing behind', () => {
  const machine = eventful()
  machine.call('DeletePipeline', { name: 'p' })
  machine.call('DeletePipeline', { name: 'q' })
  const { pipelines, executions, actions, jobs, attached } = machine.state
  expect([pipelines, executions, actions, jobs, attached].map(({ size }) => size)).toEqual([0, 0, 0, 0, 0])
})
