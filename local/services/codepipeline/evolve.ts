// The only code that changes CodePipeline's state: one small function per fact.

import { API_CALL, SERVICE_EVENT, type ServiceEvent, type TrailDetail } from '../../core/event.ts'
import { forgetPassed } from './deadlines.ts'
import { evolveAction } from './evolve-action.ts'
import { endExecution, evolveStage, resumeExecution, startExecution } from './evolve-execution.ts'
import { TRAIL } from './evolve-trail.ts'
import {
  ACTION_EVENT,
  type ActionEventDetail,
  PIPELINE_EVENT,
  type PipelineEventDetail,
  type PipelineEventState,
  STAGE_EVENT,
  type StageEventDetail,
} from './facts.ts'
import type { CodePipelineState, PipelineStatus } from './state.ts'

export const evolve = (state: CodePipelineState, event: ServiceEvent): void => {
  change(state, event)
  forgetPassed(state.deadlines, ({ at, actionExecutionId }) => state.actions.get(actionExecutionId)?.due?.at === at)
}

const change = (state: CodePipelineState, event: ServiceEvent): void => {
  // Facts of our own source were made by facts.ts, so their details have its types.
  switch (event['detail-type']) {
    case PIPELINE_EVENT:
      evolvePipeline(state, event.detail as PipelineEventDetail, event.time)
      break
    case STAGE_EVENT:
      evolveStage(state, event.detail as StageEventDetail, event.time)
      break
    case ACTION_EVENT:
      evolveAction(state, event.detail as ActionEventDetail, event.time)
      break
    case API_CALL:
    case SERVICE_EVENT: {
      const { eventName, requestParameters, responseElements } = event.detail as TrailDetail
      TRAIL[eventName]?.(state, requestParameters as never, responseElements as never, event.time)
    }
  }
}

/** The API's words for the states of events that end an execution. */
const ENDED: Readonly<Partial<Record<PipelineEventState, PipelineStatus>>> = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  STOPPED: 'Stopped',
  CANCELED: 'Cancelled',
  SUPERSEDED: 'Superseded',
}

const evolvePipeline = (state: CodePipelineState, detail: PipelineEventDetail, time: string): void => {
  if (detail.state === 'STARTED') startExecution(state, detail, time)
  const execution = state.executions.get(detail['execution-id'])
  if (!execution) return
  execution.lastUpdateTime = time
  const ended = ENDED[detail.state]
  if (ended) endExecution(state, execution, ended)
  if (detail.state === 'STOPPING') execution.status = 'Stopping'
  if (detail.state === 'RESUMED') resumeExecution(state, execution)
}
