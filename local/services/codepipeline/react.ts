// Which rule of flow.ts each fact calls for.

import { API_CALL, type Fact, SERVICE_EVENT, type ServiceEvent, type TrailDetail } from '../../core/event.ts'
import type { Moment, Reaction } from '../../core/service.ts'
import { pipelineStarted } from './announce.ts'
import {
  ACTION_EVENT,
  type ActionEventDetail,
  happened,
  PIPELINE_EVENT,
  type PipelineEventDetail,
  STAGE_EVENT,
  type StageEventDetail,
  type Trail,
} from './facts.ts'
import {
  admit,
  afterAction,
  afterFailure,
  afterStage,
  beginAction,
  cancelWaiting,
  concludeAction,
  createJob,
  startActions,
  stop,
} from './flow.ts'
import { changedKey } from './polling.ts'
import type { ActionExecution, CodePipelineState } from './state.ts'

type Facts = readonly Fact[]

export const react = (state: CodePipelineState, event: ServiceEvent, moment: Moment): Reaction => ({
  facts: event.source === 'aws.codepipeline' ? reactToOwn(state, event, moment) : startPolling(state, event, moment),
})

const reactToOwn = (state: CodePipelineState, event: ServiceEvent, moment: Moment): Facts => {
  // Facts of our own source were made by facts.ts, so their details have its types.
  switch (event['detail-type']) {
    case PIPELINE_EVENT:
      return reactToPipeline(state, event.detail as PipelineEventDetail, moment)
    case STAGE_EVENT:
      return reactToStage(state, event.detail as StageEventDetail, moment)
    case ACTION_EVENT:
      return reactToAction(state, event.detail as ActionEventDetail, moment)
    case API_CALL:
    case SERVICE_EVENT: {
      const { eventName, requestParameters, responseElements } = event.detail as TrailDetail
      // The trail of a refused call has no parameters; nothing follows from it.
      if (requestParameters === null) return []
      return TRAIL[eventName]?.(state, requestParameters as never, responseElements as never, moment) ?? []
    }
    default:
      return []
  }
}

const reactToPipeline = (state: CodePipelineState, detail: PipelineEventDetail, moment: Moment): Facts => {
  const pipeline = state.pipelines.get(detail.pipeline)
  const execution = state.executions.get(detail['execution-id'])
  if (!pipeline || !execution) return []
  if (detail.state === 'STARTED') return admit(state, pipeline, execution.stageName, moment)
  return detail.state === 'STOPPING' ? stop(execution, moment) : []
}

const reactToStage = (state: CodePipelineState, detail: StageEventDetail, moment: Moment): Facts => {
  const pipeline = state.pipelines.get(detail.pipeline)
  const execution = state.executions.get(detail['execution-id'])
  const run = execution?.stages.get(detail.stage)
  if (!pipeline || !execution || !run) return []
  switch (detail.state) {
    case 'STARTED':
      return startActions(execution, run, moment)
    case 'RESUMED':
      return afterAction(execution, run, moment)
    case 'SUCCEEDED':
      return afterStage(state, pipeline, execution, detail.stage, moment)
    case 'FAILED':
      return afterFailure(state, pipeline, execution, run, moment)
    case 'STOPPED':
    case 'CANCELED':
      return admit(state, pipeline, detail.stage, moment)
    default:
      return []
  }
}

const reactToAction = (state: CodePipelineState, detail: ActionEventDetail, moment: Moment): Facts => {
  const action = state.actions.get(detail['action-execution-id'])
  if (!action) return []
  if (detail.state === 'STARTED') return beginAction(action, moment)
  // Abandoned actions end together with their stage.
  if (detail.state !== 'SUCCEEDED' && detail.state !== 'FAILED') return []
  const execution = state.executions.get(action.executionId)
  const run = execution?.stages.get(action.stageName)
  // A retry may have begun meanwhile; then the attempt counts no more.
  return execution && run?.actions.get(action.declaration.name) === action ? afterAction(execution, run, moment) : []
}

const conclude = (state: CodePipelineState, actionExecutionId: string | undefined, moment: Moment): Facts => {
  const action = actionExecutionId === undefined ? undefined : state.actions.get(actionExecutionId)
  const execution = action && state.executions.get(action.executionId)
  return action && execution ? concludeAction(execution, action, moment) : []
}

type TrailRules = {
  readonly [Name in keyof Trail]?: (
    state: CodePipelineState,
    request: Trail[Name][0],
    response: Trail[Name][1],
    moment: Moment,
  ) => Facts
}

const trailRules: TrailRules = {
  PutActionResult: (state, { actionExecutionId }, _, moment) => conclude(state, actionExecutionId, moment),
  PutApprovalResult: (state, _, { actionExecutionId }, moment) => conclude(state, actionExecutionId, moment),
  PutJobSuccessResult: (state, { jobId }, _, moment) =>
    conclude(state, state.jobs.get(jobId)?.actionExecutionId, moment),
  PutJobFailureResult: (state, { jobId }, _, moment) =>
    conclude(state, state.jobs.get(jobId)?.actionExecutionId, moment),
  EnableStageTransition: (state, { pipelineName, stageName, transitionType }, _, moment) => {
    const pipeline = state.pipelines.get(pipelineName)
    if (!pipeline) return []
    const { stages } = pipeline.declaration
    const index = stages.findIndex(({ name }) => name === stageName) + (transitionType === 'Outbound' ? 1 : 0)
    const entered = stages[index]
    return entered ? admit(state, pipeline, entered.name, moment) : []
  },
  UpdatePipeline: (state, { pipeline }, _, moment) => {
    const record = state.pipelines.get(pipeline.name)
    return record ? cancelWaiting(state, record, moment) : []
  },
}

type TrailRule = (state: CodePipelineState, request: never, response: never, moment: Moment) => Facts
const TRAIL: Readonly<Record<string, TrailRule | undefined>> = trailRules

const startPolling = (state: CodePipelineState, event: ServiceEvent, moment: Moment): Facts => {
  const key = changedKey(event)
  const names = key === undefined ? undefined : state.polled.get(key)
  return [...(names ?? [])].flatMap(name => {
    const pipeline = state.pipelines.get(name)
    const trigger = { triggerType: 'PollForSourceChanges', triggerDetail: event.resources[0] ?? '' }
    return pipeline ? [pipelineStarted(pipeline, moment.newId(), trigger, moment)] : []
  })
}

/** The next time at which an action's patience ends. */
export const due = (state: CodePipelineState): Date | undefined => {
  const action = nextDue(state)
  return action?.due && new Date(action.due.at)
}

/** One action at a time: `due` tells at once of the next. */
export const tick = (state: CodePipelineState, moment: Moment): Reaction => {
  const action = nextDue(state)
  if (!action?.due || action.due.at > moment.now.getTime()) return {}
  if (action.due.why === 'continue') return { facts: [createJob(action, moment)] }
  const { id: actionExecutionId, pipelineName } = action
  const errorDetails = { code: 'JobFailed', message: timeoutMessage(action) }
  return {
    facts: [
      happened(moment, pipelineName, 'PutActionResult', { actionExecutionId, status: 'Failed', errorDetails }, null),
    ],
  }
}

const nextDue = (state: CodePipelineState): ActionExecution | undefined => {
  const [first] = state.deadlines
  return first && state.actions.get(first.actionExecutionId)
}

/** Unverified: AWS's words for these are not documented. */
const timeoutMessage = ({ declaration, due, resolvedConfiguration }: ActionExecution): string => {
  if (due?.why === 'silence')
    return `The AWS Lambda function ${resolvedConfiguration.FunctionName} failed to return a result: it called neither PutJobSuccessResult nor PutJobFailureResult within 20 minutes. Check that its role may call both, and that it does`
  if (declaration.actionTypeId.category === 'Approval')
    return 'The approval request expired before anybody approved or rejected it'
  return `The action '${declaration.name}' timed out`
}
