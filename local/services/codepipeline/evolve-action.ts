// How an action execution begins and ends.

import type { Evolving } from '../../core/trail.ts'
import { actionTypeOf } from './declaration/action-types.ts'
import { stageNamed } from './declaration/declaration.ts'
import { resolveConfiguration } from './declaration/variables.ts'
import { addDeadline } from './executions/deadlines.ts'
import type { ActionResult } from './executions/results.ts'
import type * as kept from './state.ts'
import { changingStage, variablesOf } from './state.ts'
import type { ActionEventDetail } from './trail.ts'

type ActionExecution = Evolving<kept.ActionExecution>
type Artifact = Evolving<kept.Artifact>
type CodePipelineState = Evolving<kept.CodePipelineState>
type Execution = Evolving<kept.Execution>

const MINUTE = 60_000

export const evolveAction = (state: CodePipelineState, detail: ActionEventDetail, time: string): void => {
  if (detail.state === 'STARTED') startAction(state, detail, time)
  else endAction(state, detail, time)
}

const endAction = (state: CodePipelineState, detail: ActionEventDetail, time: string): void => {
  const action = state.actions.get(detail['action-execution-id'])
  if (action?.status !== 'InProgress') return
  action.lastUpdateTime = time
  if (detail.state === 'SUCCEEDED') succeed(state, action)
  else action.status = detail.state === 'FAILED' ? 'Failed' : 'Abandoned'
  release(state, action)
}

const startAction = (state: CodePipelineState, detail: ActionEventDetail, time: string): void => {
  const execution = state.executions.get(detail['execution-id'])
  const pipeline = state.pipelines.get(detail.pipeline)
  const run = execution?.stages.get(detail.stage)
  const declaration =
    execution && stageNamed(execution.declaration, detail.stage)?.actions.find(({ name }) => name === detail.action)
  if (!execution || !pipeline || !run || !declaration) return
  const { configuration, problem } = resolveConfiguration(declaration.configuration, variablesOf(execution))
  const action: ActionExecution = {
    id: detail['action-execution-id'],
    executionId: execution.id,
    pipelineName: execution.pipelineName,
    pipelineVersion: detail.version,
    stageName: detail.stage,
    declaration,
    startTime: time,
    lastUpdateTime: time,
    status: 'InProgress',
    inputArtifacts: detail['input-artifacts'].map(artifact => execution.artifacts.get(artifact.name) ?? artifact),
    outputArtifacts: detail['output-artifacts'],
    resolvedConfiguration: configuration,
    ...(problem === undefined ? {} : { configurationProblem: problem }),
  }
  execution.lastUpdateTime = time
  execution.actionExecutions.push(action)
  pipeline.actionExecutions.push(action)
  run.actions.set(declaration.name, action)
  changingStage(pipeline, detail.stage).actions.set(declaration.name, action)
  state.actions.set(action.id, action)
  const minutes = declaration.timeoutInMinutes ?? actionTypeOf(declaration)?.timeoutMinutes ?? 60
  setDue(state, action, Date.parse(time) + minutes * MINUTE, 'timeout')
}

export const setDue = (
  state: CodePipelineState,
  action: ActionExecution,
  at: number,
  why: NonNullable<ActionExecution['due']>['why'],
): void => {
  action.due = { at, why }
  addDeadline(state.deadlines, { at, actionExecutionId: action.id })
}

/** Keeps what the public event has no room for; the status follows with that event. */
export const keepResult = (state: CodePipelineState, result: ActionResult, time: string, by?: string): void => {
  const action = state.actions.get(result.actionExecutionId)
  if (action?.status !== 'InProgress' || action.result) return
  action.result = result
  action.lastUpdateTime = time
  if (by !== undefined) action.updatedBy = by
  if (result.summary !== undefined) action.summary = result.summary
  if (result.externalExecutionId !== undefined) action.externalExecutionId = result.externalExecutionId
  if (result.externalExecutionUrl !== undefined) action.externalExecutionUrl = result.externalExecutionUrl
  if (result.logStreamARN !== undefined) action.logStreamARN = result.logStreamARN
}

const succeed = (state: CodePipelineState, action: ActionExecution): void => {
  action.status = 'Succeeded'
  const execution = state.executions.get(action.executionId)
  if (!execution) return
  const { namespace } = action.declaration
  if (namespace !== undefined) execution.outputs.set(namespace, action.result?.outputVariables ?? {})
  for (const output of action.outputArtifacts) keepArtifact(execution, action, output)
}

const keepArtifact = (execution: Execution, action: ActionExecution, output: Artifact): void => {
  const revision = action.result?.revision
  execution.artifacts.set(output.name, revision ? { ...output, revision: revision.revisionId } : output)
  if (revision)
    execution.revisions.set(output.name, {
      ...revision,
      artifactName: output.name,
      actionName: action.declaration.name,
    })
}

/** Nothing is waited for any more. */
const release = (state: CodePipelineState, action: ActionExecution): void => {
  delete action.due
  const job = action.jobId === undefined ? undefined : state.jobs.get(action.jobId)
  if (job) job.open = false
  detach(state, action)
}

export const detach = (state: CodePipelineState, action: ActionExecution): void => {
  if (action.waitsFor === undefined) return
  const waiting = state.attached.get(action.waitsFor)
  waiting?.delete(action.id)
  if (waiting?.size === 0) state.attached.delete(action.waitsFor)
}
