// What a failed stage may lead to: retries by hand and by itself, rollbacks.
import {
  build,
  deploy,
  invoke,
  type Json,
  pipeline,
  source,
  stage,
} from '../../../tests/support/codepipeline/declarations.ts'
import type { PurePipeline } from '../../../tests/support/codepipeline/pure-pipeline.ts'
import { commit, created, failed } from '../../../tests/support/codepipeline/scenes.ts'

describe('retry', () => {
  const retry = (machine: PurePipeline, id: string, retryMode = 'FAILED_ACTIONS', stageName = 'Build'): unknown =>
    machine.call('RetryStageExecution', { pipelineName: 'p', stageName, pipelineExecutionId: id, retryMode })
  const refused = (code: string) => expect.objectContaining({ code })

  const failedBuild = (): readonly [PurePipeline, string] => {
    const machine = created()
    const id = machine.start()
    machine.end(id, 'Source', commit('c1'))
    machine.end(id, 'Build', failed)
    return [machine, id]
  }

  test('runs the failed action again in the same execution, which then goes on', () => {
    const [machine, id] = failedBuild()
    expect(machine.status(id)).toBe('Failed')
    expect(retry(machine, id)).toEqual({ pipelineExecutionId: id })
    machine.end(id, 'Build')
    expect(machine.action(id, 'Approve').status).toBe('InProgress')
    expect(machine.announced(id)).toEqual(expect.arrayContaining(['Pipeline RESUMED', 'Stage Build RESUMED']))
    expect(machine.execution(id).attempt).toBe(2)
  })

  test('FAILED_ACTIONS leaves the succeeded alone, ALL_ACTIONS begins anew', () => {
    const machine = created({
      stages: [stage('Source', source()), stage('Test', invoke({ name: 'A' }), invoke({ name: 'B' }))],
    })
    const id = machine.start()
    machine.end(id, 'Source', commit('c1'))
    machine.end(id, 'A')
    machine.end(id, 'B', failed)
    const attempts = (name: string) =>
      machine.execution(id).actionExecutions.filter(({ declaration }) => declaration.name === name).length
    retry(machine, id, 'FAILED_ACTIONS', 'Test')
    expect([attempts('A'), attempts('B')]).toEqual([1, 2])
    machine.end(id, 'B', failed)
    retry(machine, id, 'ALL_ACTIONS', 'Test')
    expect([attempts('A'), attempts('B')]).toEqual([2, 3])
  })

  test('is refused when a later execution has entered the stage', () => {
    const [machine, id] = failedBuild()
    machine.end(machine.start(), 'Source', commit('c2'))
    expect(() => retry(machine, id)).toThrow(refused('NotLatestPipelineExecutionException'))
  })

  test('is refused when the stage succeeded, and when the pipeline was updated since', () => {
    const [machine, id] = failedBuild()
    expect(() => retry(machine, id, 'FAILED_ACTIONS', 'Source')).toThrow(refused('StageNotRetryableException'))
    machine.call('UpdatePipeline', { pipeline: pipeline() })
    expect(() => retry(machine, id)).toThrow(refused('StageNotRetryableException'))
  })

  test('happens once by itself when the stage says so', () => {
    const onFailure = { result: 'RETRY', retryConfiguration: { retryMode: 'ALL_ACTIONS' } }
    const machine = created({ stages: [stage('Source', source()), { ...stage('Test', invoke()), onFailure }] })
    const id = machine.start()
    machine.end(id, 'Source', commit('c1'))
    machine.end(id, 'Test', failed)
    expect(machine.status(id)).toBe('InProgress')
    machine.end(id, 'Test', failed)
    expect(machine.status(id)).toBe('Failed')
    expect(machine.call('GetPipelineState', { name: 'p' })).toMatchObject({
      stageStates: [
        {},
        { retryStageMetadata: { autoStageRetryAttempt: 1, latestRetryTrigger: 'AutomatedStageRetry' } },
      ],
    })
  })
})

describe('rollback', () => {
  const stages = (onFailure?: Json) => [
    stage('Source', source()),
    stage('Build', build()),
    {
      ...stage(
        'Prod',
        deploy({
          configuration: {
            ...(deploy().configuration as Json),
            ParameterOverrides: '{"C":"#{SourceVariables.CommitId}"}',
          },
        }),
      ),
      onFailure,
    },
  ]
  const release = (machine: PurePipeline, revision: string, end?: typeof failed): string => {
    const id = machine.start()
    machine.end(id, 'Source', commit(revision))
    machine.end(id, 'Build')
    machine.end(id, 'Deploy', end)
    return id
  }

  test('on failure the stage runs again with what last succeeded there', () => {
    const machine = created({ stages: stages({ result: 'ROLLBACK' }) })
    const good = release(machine, 'good')
    const bad = release(machine, 'bad', failed)
    const rollback = machine.state.pipelines.get('p')?.executions.at(-1)
    expect(rollback).toMatchObject({
      type: 'ROLLBACK',
      rollbackTarget: good,
      trigger: { triggerType: 'AutomatedRollback', triggerDetail: bad },
    })
    const redeploy = machine.action(rollback?.id ?? '', 'Deploy')
    expect(redeploy.resolvedConfiguration.ParameterOverrides).toBe('{"C":"good"}')
    expect(redeploy.inputArtifacts).toEqual(machine.action(good, 'Deploy').inputArtifacts)
    machine.end(rollback?.id ?? '', 'Deploy')
    expect(rollback?.status).toBe('Succeeded')
  })

  test('goes before an execution that waits, and does not supersede it', () => {
    const machine = created({ stages: stages({ result: 'ROLLBACK' }) })
    release(machine, 'good')
    const bad = machine.start()
    machine.end(bad, 'Source', commit('bad'))
    machine.end(bad, 'Build')
    const newer = machine.start()
    machine.end(newer, 'Source', commit('newer'))
    machine.end(newer, 'Build')
    machine.end(bad, 'Deploy', failed)
    const rollback = machine.state.pipelines.get('p')?.executions.at(-1)
    expect(machine.state.pipelines.get('p')?.stages.get('Prod')?.lockedBy).toBe(rollback?.id)
    machine.end(rollback?.id ?? '', 'Deploy')
    machine.end(newer, 'Deploy')
    expect([rollback?.status, machine.status(newer)]).toEqual(['Succeeded', 'Succeeded'])
  })

  test('without an earlier success nothing is rolled back', () => {
    const machine = created({ stages: stages({ result: 'ROLLBACK' }) })
    const bad = release(machine, 'bad', failed)
    expect(machine.state.pipelines.get('p')?.executions.at(-1)?.id).toBe(bad)
  })

  test('RollbackStage refuses targets that did not succeed there, and the source stage', () => {
    const machine = created({ stages: stages() })
    const good = release(machine, 'good')
    const bad = release(machine, 'bad', failed)
    const rollBack = (stageName: string, target: string) =>
      machine.call('RollbackStage', { pipelineName: 'p', stageName, targetPipelineExecutionId: target })
    const unable = expect.objectContaining({ code: 'UnableToRollbackStageException' })
    expect(() => rollBack('Prod', bad)).toThrow(unable)
    expect(() => rollBack('Source', good)).toThrow(unable)
    const id = String(rollBack('Prod', good).pipelineExecutionId)
    expect(machine.execution(id).trigger.triggerType).toBe('ManualRollback')
    expect(() => rollBack('Prod', id)).toThrow(unable)
  })
})
