// RetryStageExecution, RollbackStage, DisableStageTransition, EnableStageTransition.

import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { principalName } from '../../../core/principal.ts'
import { operation } from '../../../core/service.ts'
import { pipelineChanged, pipelineStarted, stageChanged } from '../announce.ts'
import { isSource, type RetryMode } from '../declaration/declaration.ts'
import { isCurrent, runningActions } from '../executions/flow.ts'
import { executionOf } from '../executions/past.ts'
import { findExecution, findPipeline, findStage, nameMember, onPipeline, uuid } from '../find.ts'
import { type CodePipelineState, type Execution, type PipelineRecord, stageRecord } from '../state.ts'
import { changed } from '../trail.ts'
import { checkConcurrency } from './executions.ts'

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RetryStageExecution.html */
export const RetryStageExecution = operation<CodePipelineState>()({
  input: members => ({
    pipelineName: nameMember(members, 'pipelineName'),
    stageName: nameMember(members, 'stageName'),
    pipelineExecutionId: uuid(members, 'pipelineExecutionId'),
    retryMode: retryMode(members),
  }),
  access: ({ pipelineName, stageName }, scope) => onPipeline('RetryStageExecution', scope, pipelineName, stageName),
  decide: (state, { pipelineName, ...request }, scope) => {
    const pipeline = findPipeline(state, pipelineName)
    findStage(pipeline, request.stageName)
    const execution = retryable(
      pipeline,
      executionOf(state, pipelineName, request.pipelineExecutionId),
      request.stageName,
    )
    checkConcurrency(pipeline)
    const resumed = { ...execution, attempt: execution.attempt + 1 }
    return {
      output: { pipelineExecutionId: execution.id },
      facts: [
        changed(scope, pipelineName, 'RetryStageExecution', { ...request, trigger: 'ManualStageRetry' }),
        pipelineChanged(resumed, 'RESUMED', scope),
        stageChanged(resumed, request.stageName, 'RESUMED', scope),
      ],
    }
  },
})

const retryMode = (members: Members): RetryMode =>
  members.string('retryMode', { values: ['FAILED_ACTIONS', 'ALL_ACTIONS'] }) === 'ALL_ACTIONS'
    ? 'ALL_ACTIONS'
    : 'FAILED_ACTIONS'

/** @throws ServiceError NotLatestPipelineExecutionException, StageNotRetryableException */
const retryable = (pipeline: PipelineRecord, execution: Execution | undefined, stageName: string): Execution => {
  const stage = stageRecord(pipeline, stageName)
  const run = execution?.stages.get(stageName)
  if (!execution || (execution.mode !== 'PARALLEL' && stage.latest !== execution.id))
    throw new ServiceError(
      'NotLatestPipelineExecutionException',
      `The execution is not the latest in stage '${stageName}'${stage.latest === undefined ? '' : `; that is '${stage.latest}'`}`,
    )
  const refusal = !isCurrent(execution, pipeline.declaration)
    ? 'the pipeline was updated since'
    : run?.status !== 'Failed' && run?.status !== 'Stopped'
      ? `its status is ${run?.status ?? 'not started'}`
      : runningActions(run).length > 0 || (execution.mode !== 'PARALLEL' && stage.lockedBy !== undefined)
        ? 'actions are still in progress'
        : undefined
  if (refusal)
    throw new ServiceError('StageNotRetryableException', `Stage '${stageName}' cannot be retried: ${refusal}`)
  return execution
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RollbackStage.html */
export const RollbackStage = operation<CodePipelineState>()({
  input: members => ({
    pipelineName: nameMember(members, 'pipelineName'),
    stageName: nameMember(members, 'stageName'),
    targetPipelineExecutionId: uuid(members, 'targetPipelineExecutionId'),
  }),
  access: ({ pipelineName, stageName }, scope) => onPipeline('RollbackStage', scope, pipelineName, stageName),
  decide: (state, request, scope) => {
    const pipeline = findPipeline(state, request.pipelineName)
    const stage = findStage(pipeline, request.stageName)
    const target = findExecution(state, request.pipelineName, request.targetPipelineExecutionId)
    if (!isCurrent(target, pipeline.declaration))
      throw new ServiceError(
        'PipelineExecutionOutdatedException',
        `Execution '${target.id}' ran an earlier version of the pipeline`,
      )
    const unable = (why: string) =>
      new ServiceError(
        'UnableToRollbackStageException',
        `Unable to roll back stage '${stage.name}' to execution '${target.id}': ${why}`,
      )
    if (stage.actions.some(isSource)) throw unable('the stage holds the source actions')
    if (pipeline.declaration.executionMode === 'PARALLEL') throw unable('rollback is not supported in PARALLEL mode')
    if (target.type === 'ROLLBACK') throw unable('the execution is a rollback itself')
    if (target.stages.get(stage.name)?.status !== 'Succeeded')
      throw unable('the execution did not succeed in the stage')
    checkConcurrency(pipeline)
    const pipelineExecutionId = scope.newId()
    const trigger = { triggerType: 'ManualRollback', triggerDetail: principalName(scope.principal) }
    return {
      output: { pipelineExecutionId },
      facts: [
        changed(scope, request.pipelineName, 'RollbackStage', { ...request, pipelineExecutionId }),
        pipelineStarted(pipeline, pipelineExecutionId, trigger, scope),
      ],
    }
  },
})

const transition = (members: Members) => ({
  pipelineName: nameMember(members, 'pipelineName'),
  stageName: nameMember(members, 'stageName'),
  transitionType:
    members.string('transitionType', { values: ['Inbound', 'Outbound'] }) === 'Outbound'
      ? ('Outbound' as const)
      : ('Inbound' as const),
})

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_DisableStageTransition.html */
export const DisableStageTransition = operation<CodePipelineState>()({
  input: members => ({
    ...transition(members),
    reason: members.string('reason', { min: 1, max: 300, pattern: /^[a-zA-Z0-9!@ ().*?-]+$/ }),
  }),
  access: ({ pipelineName, stageName }, scope) => onPipeline('DisableStageTransition', scope, pipelineName, stageName),
  decide: (state, request, scope) => {
    findStage(findPipeline(state, request.pipelineName), request.stageName)
    const by = { lastChangedBy: principalName(scope.principal) }
    return {
      output: {},
      facts: [changed(scope, request.pipelineName, 'DisableStageTransition', { ...request, ...by })],
    }
  },
})

/**
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_EnableStageTransition.html
 * Differs from AWS: an execution that waited longer than 30 days enters all the same.
 */
export const EnableStageTransition = operation<CodePipelineState>()({
  input: transition,
  access: ({ pipelineName, stageName }, scope) => onPipeline('EnableStageTransition', scope, pipelineName, stageName),
  decide: (state, request, scope) => {
    findStage(findPipeline(state, request.pipelineName), request.stageName)
    const by = { lastChangedBy: principalName(scope.principal) }
    return { output: {}, facts: [changed(scope, request.pipelineName, 'EnableStageTransition', { ...request, ...by })] }
  },
})
