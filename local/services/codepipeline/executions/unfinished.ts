// What should have followed when the process was stopped between two facts of a cascade.

import type { Fact } from '../../../core/event.ts'
import type { Moment } from '../../../core/service.ts'
import { pipelineChanged } from '../announce.ts'
import {
  type ActionExecution,
  type CodePipelineState,
  currentRun,
  type Execution,
  isEnded,
  type PipelineRecord,
  type StageRun,
} from '../state.ts'
import {
  admit,
  afterAction,
  afterFailure,
  afterStage,
  beginAction,
  concludeAction,
  runningActions,
  stop,
} from './flow.ts'

type Step = (moment: Moment) => readonly Fact[]

/** Each step is to be recorded before the next is asked for: it looks at the state anew. */
export function* unfinished(state: CodePipelineState): Generator<Step> {
  for (const pipeline of state.pipelines.values()) {
    for (const id of [...pipeline.active]) {
      const execution = state.executions.get(id)
      if (execution) yield* unfinishedOf(state, pipeline, execution)
    }
    for (const { name } of pipeline.declaration.stages) yield moment => admit(state, pipeline, name, moment)
  }
}

function* unfinishedOf(state: CodePipelineState, pipeline: PipelineRecord, execution: Execution): Generator<Step> {
  const run = currentRun(execution)
  for (const action of run ? runningActions(run) : []) yield moment => unfinishedAction(execution, action, moment)
  yield moment => unfinishedStage(state, pipeline, execution, moment)
}

const unfinishedAction = (execution: Execution, action: ActionExecution, moment: Moment): readonly Fact[] => {
  if (action.status !== 'InProgress') return []
  if (action.result) return concludeAction(execution, action, moment)
  return action.token === undefined && action.jobId === undefined ? beginAction(action, moment) : []
}

const unfinishedStage = (
  state: CodePipelineState,
  pipeline: PipelineRecord,
  execution: Execution,
  moment: Moment,
): readonly Fact[] => {
  if (isEnded(execution)) return []
  const run = execution.stages.get(execution.stageName)
  if (execution.status === 'Stopping') return stop(execution, moment)
  if (run) return afterRun(state, pipeline, execution, run, moment)
  return execution.cancelled ? [pipelineChanged(execution, 'CANCELED', moment)] : []
}

const afterRun = (
  state: CodePipelineState,
  pipeline: PipelineRecord,
  execution: Execution,
  run: StageRun,
  moment: Moment,
): readonly Fact[] => {
  switch (run.status) {
    case 'InProgress':
    case 'Stopping':
      return runningActions(run).length > 0 ? [] : afterAction(execution, run, moment)
    case 'Succeeded':
      return afterStage(state, pipeline, execution, run.name, moment)
    case 'Failed':
      return afterFailure(state, pipeline, execution, run, moment)
    case 'Stopped':
      return [pipelineChanged(execution, 'STOPPED', moment)]
    case 'Cancelled':
      return [pipelineChanged(execution, 'CANCELED', moment)]
  }
}
