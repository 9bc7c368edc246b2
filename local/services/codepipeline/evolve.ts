// The only code that changes CodePipeline's state: one small function per fact.

import type { ServiceEvent } from '../../core/event.ts'
import type { Evolving } from '../../core/trail.ts'
import { evolveAction } from './evolve-action.ts'
import { endExecution, evolveStage, resumeExecution, startExecution } from './evolve-execution.ts'
import { trailEvolutions } from './evolve-trail.ts'
import { forgetPassed } from './executions/deadlines.ts'
import type * as kept from './state.ts'
import type { PipelineStatus } from './state.ts'
import { evolving, type PipelineEventDetail, type PipelineEventState } from './trail.ts'

type CodePipelineState = Evolving<kept.CodePipelineState>

export const evolve = (state: CodePipelineState, event: ServiceEvent): void => {
  change(state, event)
  forgetPassed(state.deadlines, ({ at, actionExecutionId }) => state.actions.get(actionExecutionId)?.due?.at === at)
}

const change = evolving({
  ...trailEvolutions,
  'CodePipeline Pipeline Execution State Change': (state, detail, { time }) => evolvePipeline(state, detail, time),
  'CodePipeline Stage Execution State Change': (state, detail, { time }) => evolveStage(state, detail, time),
  'CodePipeline Action Execution State Change': (state, detail, { time }) => evolveAction(state, detail, time),
})

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
