// State changes that AWS announces only through CloudTrail: one entry per name in facts.ts.

import { emptyArchive } from '../../core/archive.ts'
import type { Evolutions, Evolving } from '../../core/trail.ts'
import { isSource, type PipelineDeclaration, stageNamed } from './declaration/declaration.ts'
import { detach, keepResult, setDue } from './evolve-action.ts'
import { CONTINUATION_DELAY_MS, OVERALL_MS, SILENCE_MS } from './executions/job-times.ts'
import { executionOf, liveExecution } from './executions/past.ts'
import { polledKey } from './executions/polling.ts'
import type * as kept from './state.ts'
import { changingStage } from './state.ts'
import type { Changes } from './trail.ts'

type CodePipelineState = Evolving<kept.CodePipelineState>
type Transition = Evolving<kept.Transition>

export const trailEvolutions: Evolutions<CodePipelineState, Changes> = {
  CreatePipeline: (state, { pipeline, tags, pipelineArn }, { time }) => {
    state.pipelines.set(pipeline.name, {
      declaration: pipeline,
      arn: pipelineArn,
      created: time,
      updated: time,
      tags: new Map(tags.map(({ key, value }) => [key, value])),
      stages: new Map(),
      executions: [],
      actionExecutions: [],
      past: emptyArchive(),
      active: new Set(),
      startTokens: new Map(),
      requested: new Map(),
    })
    poll(state, pipeline)
  },

  UpdatePipeline: (state, { pipeline }, { time }) => {
    const record = state.pipelines.get(pipeline.name)
    if (!record) return
    const staysParallel = record.declaration.executionMode === 'PARALLEL' && pipeline.executionMode === 'PARALLEL'
    if (!staysParallel) for (const id of record.active) cancel(state, id)
    unpoll(state, record.declaration)
    poll(state, pipeline)
    record.declaration = pipeline
    record.updated = time
    for (const name of record.stages.keys()) if (!stageNamed(pipeline, name)) record.stages.delete(name)
  },

  DeletePipeline: (state, { name }) => {
    const record = state.pipelines.get(name)
    if (!record) return
    unpoll(state, record.declaration)
    for (const action of record.actionExecutions) {
      detach(state, action)
      if (action.jobId !== undefined) state.jobs.delete(action.jobId)
      state.actions.delete(action.id)
    }
    for (const execution of record.executions) state.executions.delete(execution.id)
    state.pipelines.delete(name)
  },

  TagResource: (state, { pipelineName, tags }) => {
    for (const { key, value } of tags) state.pipelines.get(pipelineName)?.tags.set(key, value)
  },

  UntagResource: (state, { pipelineName, tagKeys }) => {
    for (const key of tagKeys) state.pipelines.get(pipelineName)?.tags.delete(key)
  },

  StartPipelineExecution: (state, { pipelineExecutionId, ...request }) => {
    const record = state.pipelines.get(request.name)
    record?.requested.set(pipelineExecutionId, request)
    if (request.clientRequestToken !== undefined)
      record?.startTokens.set(request.clientRequestToken, pipelineExecutionId)
  },

  RollbackStage: (state, { pipelineName, stageName, targetPipelineExecutionId, pipelineExecutionId }) => {
    const variables = executionOf(state, pipelineName, targetPipelineExecutionId)?.variables ?? {}
    const rollback = { stageName, targetPipelineExecutionId }
    state.pipelines.get(pipelineName)?.requested.set(pipelineExecutionId, { variables, sourceRevisions: [], rollback })
  },

  StopPipelineExecution: (state, { pipelineExecutionId, abandon, reason }) => {
    const execution = state.executions.get(pipelineExecutionId)
    if (execution) execution.stop = { abandon, reason }
  },

  RetryStageExecution: (state, { pipelineExecutionId, stageName, retryMode, trigger }, { time }) => {
    const execution = liveExecution(state, pipelineExecutionId)
    const run = execution?.stages.get(stageName)
    if (!execution || !run) return
    execution.attempt += 1
    delete execution.stop
    run.lastRetryTime = time
    run.latestRetryTrigger = trigger
    if (trigger === 'AutomatedStageRetry') run.autoStageRetryAttempt = (run.autoStageRetryAttempt ?? 0) + 1
    else run.manualStageRetryAttempt = (run.manualStageRetryAttempt ?? 0) + 1
    for (const [name, action] of run.actions)
      if (retryMode === 'ALL_ACTIONS' || action.status !== 'Succeeded') run.actions.delete(name)
  },

  DisableStageTransition: (state, { pipelineName, stageName, transitionType, reason, lastChangedBy }, { time }) =>
    setTransition(state, pipelineName, stageName, transitionType, {
      enabled: false,
      disabledReason: reason,
      lastChangedBy,
      lastChangedAt: time,
    }),

  EnableStageTransition: (state, { pipelineName, stageName, transitionType, lastChangedBy }, { time }) =>
    setTransition(state, pipelineName, stageName, transitionType, {
      enabled: true,
      lastChangedBy,
      lastChangedAt: time,
    }),

  RequestApproval: (state, { actionExecutionId, token }) => {
    const action = state.actions.get(actionExecutionId)
    if (action) action.token = token
  },

  PutApprovalResult: (state, { result, actionExecutionId, lastUpdatedBy }, { time }) => {
    const { summary } = result
    const approved = result.status === 'Approved'
    const message = `Rejected by ${lastUpdatedBy}${summary === '' ? '' : `: ${summary}`}`
    const outcome = approved
      ? ({ status: 'Succeeded' } as const)
      : ({ status: 'Failed', errorDetails: { code: 'JobFailed', message } } as const)
    keepResult(state, { actionExecutionId, ...outcome, ...(summary === '' ? {} : { summary }) }, time, lastUpdatedBy)
  },

  CreateJob: (state, { actionExecutionId, jobId }, { time }) => {
    const action = state.actions.get(actionExecutionId)
    if (!action) return
    const { continuationToken } = action
    action.jobId = jobId
    state.jobs.set(jobId, {
      id: jobId,
      actionExecutionId,
      open: true,
      continuationToken,
    })
    const silent = Date.parse(time) + SILENCE_MS
    const overall = Date.parse(action.startTime) + OVERALL_MS
    setDue(state, action, Math.min(silent, overall), silent <= overall ? 'silence' : 'timeout')
  },

  PutJobSuccessResult: (
    state,
    { jobId, continuationToken, executionDetails, outputVariables, currentRevision, lastUpdatedBy },
    { time },
  ) => {
    const job = state.jobs.get(jobId)
    const action = job && state.actions.get(job.actionExecutionId)
    if (!job || !action) return
    job.open = false
    if (executionDetails?.percentComplete !== undefined) action.percentComplete = executionDetails.percentComplete
    const { summary, externalExecutionId } = executionDetails ?? {}
    if (continuationToken !== undefined) {
      if (summary !== undefined) action.summary = summary
      if (externalExecutionId !== undefined) action.externalExecutionId = externalExecutionId
      action.continuationToken = continuationToken
      action.lastUpdateTime = time
      setDue(state, action, Date.parse(time) + CONTINUATION_DELAY_MS, 'continue')
      return
    }
    const details = {
      summary,
      externalExecutionId,
      outputVariables,
      ...(currentRevision ? { revision: currentRevision } : {}),
    }
    keepResult(state, { actionExecutionId: action.id, status: 'Succeeded', ...details }, time, lastUpdatedBy)
  },

  PutJobFailureResult: (state, { jobId, failureDetails, lastUpdatedBy }, { time }) => {
    const job = state.jobs.get(jobId)
    if (!job) return
    job.open = false
    const { type: code, message, externalExecutionId } = failureDetails
    const { actionExecutionId } = job
    const failed = { actionExecutionId, status: 'Failed', errorDetails: { code, message } } as const
    keepResult(state, { ...failed, externalExecutionId }, time, lastUpdatedBy)
  },

  JobInvoked: (state, { jobId }) => {
    const job = state.jobs.get(jobId)
    if (job) job.invoked = true
  },

  ApproversNotified: (state, { actionExecutionId }) => {
    const action = state.actions.get(actionExecutionId)
    if (action) action.notified = true
  },

  DeadlineMoved: (state, { actionExecutionId, milliseconds }) => {
    const action = state.actions.get(actionExecutionId)
    if (action?.due) setDue(state, action, action.due.at + milliseconds, action.due.why)
  },

  AttachActionExecution: (state, { actionExecutionId, waitsFor, step, ...external }, { time }) => {
    const action = state.actions.get(actionExecutionId)
    if (action?.status !== 'InProgress') return
    detach(state, action)
    action.externalExecutionId = external.externalExecutionId
    if (external.externalExecutionUrl !== undefined) action.externalExecutionUrl = external.externalExecutionUrl
    if (external.logStreamARN !== undefined) action.logStreamARN = external.logStreamARN
    action.step = step
    action.lastUpdateTime = time
    if (waitsFor === undefined) return
    action.waitsFor = waitsFor
    state.attached.set(waitsFor, (state.attached.get(waitsFor) ?? new Set<string>()).add(actionExecutionId))
  },

  PutActionResult: (state, result, { time }) => keepResult(state, result, time),
}

const cancel = (state: CodePipelineState, executionId: string): void => {
  const execution = state.executions.get(executionId)
  if (execution) execution.cancelled = true
}

const setTransition = (
  state: CodePipelineState,
  pipelineName: string,
  stageName: string,
  type: 'Inbound' | 'Outbound',
  transition: Transition,
): void => {
  const record = state.pipelines.get(pipelineName)
  if (!record) return
  const stage = changingStage(record, stageName)
  if (type === 'Inbound') stage.inbound = transition
  else stage.outbound = transition
}

const polledKeys = (pipeline: PipelineDeclaration): readonly string[] =>
  pipeline.stages.flatMap(stage => stage.actions.filter(isSource).flatMap(action => polledKey(action) ?? []))

const poll = (state: CodePipelineState, pipeline: PipelineDeclaration): void => {
  for (const key of polledKeys(pipeline))
    state.polled.set(key, (state.polled.get(key) ?? new Set<string>()).add(pipeline.name))
}

const unpoll = (state: CodePipelineState, pipeline: PipelineDeclaration): void => {
  for (const key of polledKeys(pipeline)) {
    const polling = state.polled.get(key)
    polling?.delete(pipeline.name)
    if (polling?.size === 0) state.polled.delete(key)
  }
}
