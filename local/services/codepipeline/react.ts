// Which rule of flow.ts each fact calls for.

import type { Place } from '../../core/arn.ts'
import type { Fact, ServiceEvent } from '../../core/event.ts'
import type { Away, Moment, Reaction } from '../../core/service.ts'
import { pipelineStarted } from './announce.ts'
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
} from './executions/flow.ts'
import { changedKey } from './executions/polling.ts'
import type { ActionExecution, CodePipelineState } from './state.ts'
import {
  ACTION_EVENT,
  type ActionEventDetail,
  type Changes,
  changed,
  of,
  PIPELINE_EVENT,
  type PipelineEventDetail,
  STAGE_EVENT,
  type StageEventDetail,
} from './trail.ts'

type Facts = readonly Fact[]

export const react = (state: CodePipelineState, event: ServiceEvent, moment: Moment): Reaction => ({
  facts: event.source === 'aws.codepipeline' ? reactToOwn(state, event, moment) : startPolling(state, event, moment),
})

const reactToOwn = (state: CodePipelineState, event: ServiceEvent, moment: Moment): Facts => {
  const change = of(event)
  switch (change?.name) {
    case PIPELINE_EVENT:
      return reactToPipeline(state, change.data, moment)
    case STAGE_EVENT:
      return reactToStage(state, change.data, moment)
    case ACTION_EVENT:
      return reactToAction(state, change.data, moment)
    case 'PutActionResult':
    case 'PutApprovalResult':
      return conclude(state, change.data.actionExecutionId, moment)
    case 'PutJobSuccessResult':
    case 'PutJobFailureResult':
      return conclude(state, state.jobs.get(change.data.jobId)?.actionExecutionId, moment)
    case 'EnableStageTransition':
      return afterTransition(state, change.data, moment)
    case 'UpdatePipeline': {
      const record = state.pipelines.get(change.data.pipeline.name)
      return record ? cancelWaiting(state, record, moment) : []
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

/** What waited before the stage may go on. */
const afterTransition = (
  state: CodePipelineState,
  { pipelineName, stageName, transitionType }: Changes['EnableStageTransition'],
  moment: Moment,
): Facts => {
  const pipeline = state.pipelines.get(pipelineName)
  if (!pipeline) return []
  const { stages } = pipeline.declaration
  const index = stages.findIndex(({ name }) => name === stageName) + (transitionType === 'Outbound' ? 1 : 0)
  const entered = stages[index]
  return entered ? admit(state, pipeline, entered.name, moment) : []
}

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
    facts: [changed(moment, pipelineName, 'PutActionResult', { actionExecutionId, status: 'Failed', errorDetails })],
  }
}

/** Time that the machine was off does not count against what is under way; a person's time to approve runs on. */
export const away = (state: CodePipelineState, { milliseconds }: Away, place: Place): readonly Fact[] =>
  [...state.actions.values()]
    .filter(({ due, token }) => due && (token === undefined || milliseconds < 0))
    .map(({ id, pipelineName }) =>
      changed(place, pipelineName, 'DeadlineMoved', { actionExecutionId: id, milliseconds }),
    )

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
