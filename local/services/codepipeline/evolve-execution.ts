// How an execution comes into being, passes its stages, and ends.

import type { Evolving } from '../../core/trail.ts'
import { stageAfter } from './declaration/declaration.ts'
import { executionOf, putPastAway } from './executions/past.ts'
import type * as kept from './state.ts'
import { changingStage, type PipelineStatus, type StageStatus } from './state.ts'
import type { PipelineEventDetail, StageEventDetail, StageEventState } from './trail.ts'

type CodePipelineState = Evolving<kept.CodePipelineState>
type Execution = Evolving<kept.Execution>
type PipelineRecord = Evolving<kept.PipelineRecord>
type Requested = Evolving<kept.Requested>
type StageRecord = Evolving<kept.StageRecord>
type StageRun = Evolving<kept.StageRun>

const NOTHING_REQUESTED: Requested = { variables: {}, sourceRevisions: [] }

export const startExecution = (state: CodePipelineState, detail: PipelineEventDetail, time: string): void => {
  const pipeline = state.pipelines.get(detail.pipeline)
  const id = detail['execution-id']
  if (!pipeline || executionOf(state, detail.pipeline, id)) return
  const requested = pipeline.requested.get(id) ?? NOTHING_REQUESTED
  pipeline.requested.delete(id)
  const { declaration } = pipeline
  const stageName = requested.rollback?.stageName ?? declaration.stages[0]?.name ?? ''
  const execution: Execution = {
    id,
    pipelineName: detail.pipeline,
    declaration,
    mode: declaration.executionMode,
    type: requested.rollback ? 'ROLLBACK' : 'STANDARD',
    ...(requested.rollback ? { rollbackTarget: requested.rollback.targetPipelineExecutionId } : {}),
    trigger: {
      triggerType: detail['execution-trigger']?.['trigger-type'] ?? 'StartPipelineExecution',
      triggerDetail: detail['execution-trigger']?.['trigger-detail'] ?? '',
    },
    startTime: time,
    lastUpdateTime: time,
    variables: { ...defaultsOf(pipeline), ...requested.variables },
    sourceRevisions: requested.sourceRevisions,
    status: 'InProgress',
    attempt: 1,
    cancelled: false,
    stageName,
    stages: new Map(),
    artifacts: new Map(),
    outputs: new Map(),
    revisions: new Map(),
    actionExecutions: [],
  }
  if (requested.rollback)
    inherit(execution, executionOf(state, detail.pipeline, requested.rollback.targetPipelineExecutionId))
  state.executions.set(id, execution)
  pipeline.executions.push(execution)
  pipeline.active.add(id)
  changingStage(pipeline, stageName).waiting.push(id)
  putPastAway(state, pipeline, time)
}

const defaultsOf = ({ declaration }: PipelineRecord): Record<string, string> =>
  Object.fromEntries(
    (declaration.variables ?? []).flatMap(({ name, defaultValue }) =>
      defaultValue === undefined ? [] : [[name, defaultValue]],
    ),
  )

/** A rollback runs with the revisions, artifacts and variables of its target. */
const inherit = (execution: Execution, target: kept.Execution | undefined): void => {
  if (!target) return
  for (const [name, artifact] of target.artifacts) execution.artifacts.set(name, artifact)
  for (const [namespace, values] of target.outputs) execution.outputs.set(namespace, values)
  for (const [name, revision] of target.revisions) execution.revisions.set(name, revision)
}

export const evolveStage = (state: CodePipelineState, detail: StageEventDetail, time: string): void => {
  const execution = state.executions.get(detail['execution-id'])
  const pipeline = state.pipelines.get(detail.pipeline)
  if (!execution || !pipeline) return
  execution.lastUpdateTime = time
  const stage = changingStage(pipeline, detail.stage)
  const left = LEFT[detail.state]
  if (detail.state === 'STARTED') enterStage(execution, stage)
  else if (detail.state === 'RESUMED') resumeStage(execution, stage)
  else if (detail.state === 'SUCCEEDED') leaveStage(pipeline, execution, stage)
  else if (left) unlock(execution, stage, left)
}

/** The API's words for the states of events that end an execution's time in a stage without success. */
const LEFT: Readonly<Partial<Record<StageEventState, StageStatus>>> = {
  FAILED: 'Failed',
  STOPPED: 'Stopped',
  CANCELED: 'Cancelled',
}

const enterStage = (execution: Execution, stage: StageRecord): void => {
  forget(stage.waiting, execution.id)
  stage.latest = execution.id
  if (execution.mode !== 'PARALLEL') stage.lockedBy = execution.id
  execution.stageName = stage.name
  execution.stages.set(stage.name, { name: stage.name, status: 'InProgress', actions: new Map() })
}

const resumeStage = (execution: Execution, stage: StageRecord): void => {
  stage.latest = execution.id
  if (execution.mode !== 'PARALLEL') stage.lockedBy = execution.id
  execution.stageName = stage.name
  setStatus(execution, stage.name, 'InProgress')
}

const leaveStage = (pipeline: PipelineRecord, execution: Execution, stage: StageRecord): void => {
  unlock(execution, stage, 'Succeeded')
  if (execution.type === 'STANDARD') stage.succeeded.push(execution.id)
  const next = stageAfter(execution.declaration, stage.name)
  if (!next || execution.type === 'ROLLBACK') return
  execution.stageName = next.name
  changingStage(pipeline, next.name).waiting.push(execution.id)
}

const unlock = (execution: Execution, stage: StageRecord, status: StageStatus): void => {
  setStatus(execution, stage.name, status)
  if (stage.lockedBy === execution.id) delete stage.lockedBy
}

const setStatus = (execution: Execution, stageName: string, status: StageStatus): void => {
  const run: StageRun | undefined = execution.stages.get(stageName)
  if (run) run.status = status
}

export const resumeExecution = (state: CodePipelineState, execution: Execution): void => {
  execution.status = 'InProgress'
  state.pipelines.get(execution.pipelineName)?.active.add(execution.id)
}

export const endExecution = (state: CodePipelineState, execution: Execution, status: PipelineStatus): void => {
  execution.status = status
  const pipeline = state.pipelines.get(execution.pipelineName)
  pipeline?.active.delete(execution.id)
  const stage = pipeline?.stages.get(execution.stageName)
  if (stage) forget(stage.waiting, execution.id)
}

const forget = (list: string[], item: string): void => {
  const index = list.indexOf(item)
  if (index >= 0) list.splice(index, 1)
}
