// The rules by which executions move: who enters a stage, which actions start, what the end of an action or a stage leads to.
// Pure: each rule looks at the state and says which facts follow.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html

import type { Fact } from '../../../core/event.ts'
import type { Moment } from '../../../core/service.ts'
import { actionChanged, actionStarted, pipelineChanged, pipelineStarted, stageChanged } from '../announce.ts'
import {
  type ActionDeclaration,
  type PipelineDeclaration,
  type StageDeclaration,
  stageAfter,
  stageNamed,
} from '../declaration/declaration.ts'
import {
  type ActionExecution,
  type CodePipelineState,
  currentRun,
  type Execution,
  isEnded,
  type PipelineRecord,
  type StageRecord,
  type StageRun,
  stageRecord,
} from '../state.ts'
import { changed } from '../trail.ts'

type Facts = readonly Fact[]
/** https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html: in PARALLEL mode, of one execution */
const MOST_PARALLEL_ACTIONS = 5

/** Lets the right one of those waiting into the stage, when it is free; in SUPERSEDED mode ends those that were overtaken. */
export const admit = (state: CodePipelineState, pipeline: PipelineRecord, stageName: string, moment: Moment): Facts => {
  const stage = stageRecord(pipeline, stageName)
  const waiting = stage.waiting.flatMap(id => state.executions.get(id) ?? []).filter(execution => !isEnded(execution))
  const last = waiting.at(-1)
  if (!last) return []
  const open = stage.inbound.enabled && outboundBefore(pipeline, stageName)
  if (last.mode === 'PARALLEL')
    return open ? waiting.map(execution => stageChanged(execution, stageName, 'STARTED', moment)) : []
  // Unverified: a rollback goes first, and neither supersedes nor is superseded.
  const newest = waiting.findLast(execution => execution.type === 'STANDARD')
  const staying =
    last.mode === 'QUEUED'
      ? waiting
      : waiting.filter(execution => execution === newest || execution.type === 'ROLLBACK')
  const overtaken = waiting.filter(execution => !staying.includes(execution))
  const next = staying.find(execution => execution.type === 'ROLLBACK') ?? staying[0]
  return [
    ...overtaken.map(execution => pipelineChanged(execution, 'SUPERSEDED', moment)),
    ...(next && open && isFree(stage) ? [stageChanged(next, stageName, 'STARTED', moment)] : []),
  ]
}

const isFree = (stage: StageRecord): boolean => stage.lockedBy === undefined

/** Unverified: an outbound transition that is disabled is taken to hold executions in front of the next stage. */
const outboundBefore = ({ declaration, stages }: PipelineRecord, stageName: string): boolean => {
  const before = declaration.stages[declaration.stages.findIndex(({ name }) => name === stageName) - 1]
  return !before || stages.get(before.name)?.outbound.enabled !== false
}

/** The actions of the lowest runOrder that has any left to start. */
export const startActions = (execution: Execution, run: StageRun, moment: Moment): Facts => {
  const stage = stageNamed(execution.declaration, run.name)
  if (!stage) return []
  return nextActions(execution, stage, run).map(action => actionStarted(execution, run.name, action, moment))
}

const nextActions = (execution: Execution, stage: StageDeclaration, run: StageRun): readonly ActionDeclaration[] => {
  const left = stage.actions.filter(({ name }) => !run.actions.has(name))
  const runOrder = Math.min(...left.map(action => action.runOrder))
  const unfinished = stage.actions.some(
    action => action.runOrder < runOrder && run.actions.get(action.name)?.status !== 'Succeeded',
  )
  if (unfinished) return []
  const group = left.filter(action => action.runOrder === runOrder)
  const room = MOST_PARALLEL_ACTIONS - runningActions(run).length
  return execution.mode === 'PARALLEL' ? group.slice(0, Math.max(0, room)) : group
}

export const runningActions = (run: StageRun): readonly ActionExecution[] =>
  [...run.actions.values()].filter(({ status }) => status === 'InProgress')

/** What a started action waits for when it is not work of another service's: an approval, a job; or why it cannot begin. */
export const beginAction = (action: ActionExecution, moment: Moment): Facts => {
  const { id: actionExecutionId, pipelineName, configurationProblem, declaration } = action
  if (configurationProblem !== undefined) {
    const errorDetails = { code: 'ConfigurationError', message: configurationProblem }
    return [changed(moment, pipelineName, 'PutActionResult', { actionExecutionId, status: 'Failed', errorDetails })]
  }
  if (declaration.actionTypeId.provider === 'Manual')
    return [changed(moment, pipelineName, 'RequestApproval', { actionExecutionId, token: moment.newId() })]
  return declaration.actionTypeId.provider === 'Lambda' ? [createJob(action, moment)] : []
}

export const createJob = ({ id, pipelineName }: ActionExecution, moment: Moment): Fact =>
  changed(moment, pipelineName, 'CreateJob', { actionExecutionId: id, jobId: moment.newId() })

/** Announces the end of an action whose result is known. */
export const concludeAction = (execution: Execution, action: ActionExecution, moment: Moment): Facts => {
  if (action.status !== 'InProgress' || !action.result) return []
  return [actionChanged(execution, action, action.result.status === 'Succeeded' ? 'SUCCEEDED' : 'FAILED', moment)]
}

/**
 * What follows when an action has ended: more actions, or the end of the stage.
 * Unverified: siblings that run in parallel to a failed action are allowed to finish, then the stage fails.
 */
export const afterAction = (execution: Execution, run: StageRun, moment: Moment): Facts => {
  const end = (state: 'STOPPED' | 'CANCELED'): Facts => [
    stageChanged(execution, run.name, state, moment),
    pipelineChanged(execution, state, moment),
  ]
  const attempts = [...run.actions.values()]
  const holding =
    execution.cancelled || execution.status === 'Stopping' || attempts.some(({ status }) => status === 'Failed')
  if (!holding) {
    const starting = startActions(execution, run, moment)
    if (starting.length > 0) return starting
  }
  if (runningActions(run).length > 0) return []
  if (execution.status === 'Stopping') return end('STOPPED')
  if (execution.cancelled) return end('CANCELED')
  return [stageChanged(execution, run.name, holding ? 'FAILED' : 'SUCCEEDED', moment)]
}

/** What follows when a stage has succeeded: the next stage, or the end; and whoever waits for the stage that is free now. */
export const afterStage = (
  state: CodePipelineState,
  pipeline: PipelineRecord,
  execution: Execution,
  stageName: string,
  moment: Moment,
): Facts => {
  const next = stageAfter(execution.declaration, stageName)
  const onward =
    next && execution.type === 'STANDARD'
      ? admit(state, pipeline, next.name, moment)
      : [pipelineChanged(execution, 'SUCCEEDED', moment)]
  return [...onward, ...admit(state, pipeline, stageName, moment)]
}

/** What follows when a stage has failed: one automatic retry, or a rollback, or the end; and whoever waits. */
export const afterFailure = (
  state: CodePipelineState,
  pipeline: PipelineRecord,
  execution: Execution,
  run: StageRun,
  moment: Moment,
): Facts => {
  const onFailure = stageNamed(execution.declaration, run.name)?.onFailure
  if (onFailure?.result === 'RETRY' && run.autoStageRetryAttempt === undefined) {
    const retryMode = onFailure.retryConfiguration?.retryMode ?? 'FAILED_ACTIONS'
    const request = { pipelineExecutionId: execution.id, stageName: run.name, retryMode }
    return [
      changed(moment, execution.pipelineName, 'RetryStageExecution', { ...request, trigger: 'AutomatedStageRetry' }),
      stageChanged(execution, run.name, 'RESUMED', moment),
    ]
  }
  const failed = pipelineChanged(execution, 'FAILED', moment)
  const target =
    onFailure?.result === 'ROLLBACK' && execution.type === 'STANDARD'
      ? rollbackTarget(state, pipeline, run.name)
      : undefined
  // The start of the rollback execution looks at who may enter; looking twice would let somebody in twice.
  if (target) return [failed, ...rollBack(pipeline, run.name, target, { by: execution.id, now: moment })]
  return [failed, ...admit(state, pipeline, run.name, moment)]
}

/** The latest execution that succeeded in the stage under the pipeline's current version. */
const rollbackTarget = (
  state: CodePipelineState,
  pipeline: PipelineRecord,
  stageName: string,
): Execution | undefined => {
  const id = pipeline.stages.get(stageName)?.succeeded.at(-1)
  const latest = id === undefined ? undefined : state.executions.get(id)
  return latest && isCurrent(latest, pipeline.declaration) ? latest : undefined
}

export const isCurrent = (execution: Execution, declaration: PipelineDeclaration): boolean =>
  execution.declaration.version === declaration.version

const rollBack = (
  pipeline: PipelineRecord,
  stageName: string,
  target: Execution,
  { by, now: moment }: { readonly by: string; readonly now: Moment },
): Facts => {
  const pipelineName = pipeline.declaration.name
  const id = moment.newId()
  const request = { pipelineName, stageName, targetPipelineExecutionId: target.id }
  return [
    changed(moment, pipelineName, 'RollbackStage', { ...request, pipelineExecutionId: id }),
    pipelineStarted(pipeline, id, { triggerType: 'AutomatedRollback', triggerDetail: by }, moment),
  ]
}

/** Carries out a stop: at once where nothing runs or what runs is abandoned, else when the running actions have ended. */
export const stop = (execution: Execution, moment: Moment): Facts => {
  const run = currentRun(execution)
  if (!run) return [pipelineChanged(execution, 'STOPPED', moment)]
  const running = runningActions(run)
  if (running.length > 0 && !execution.stop?.abandon) return []
  return [
    ...running.map(action => actionChanged(execution, action, 'ABANDONED', moment)),
    stageChanged(execution, run.name, 'STOPPED', moment),
    pipelineChanged(execution, 'STOPPED', moment),
  ]
}

/** The pipeline was updated: what waits is cancelled now, what runs after its actions have ended. */
export const cancelWaiting = (state: CodePipelineState, pipeline: PipelineRecord, moment: Moment): Facts =>
  [...pipeline.active].flatMap(id => {
    const execution = state.executions.get(id)
    return execution?.cancelled && !currentRun(execution) ? [pipelineChanged(execution, 'CANCELED', moment)] : []
  })
