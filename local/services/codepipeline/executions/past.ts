// Executions that ended a while ago, out of the way and still there for whoever asks.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/executions-view-cli.html: the history goes back 12 months

import { dropBefore, type Listing, listingOf, lookUp, putAway, takeOut } from '../../../core/archive.ts'
import type { Evolving } from '../../../core/trail.ts'
import { type ActionExecution, type CodePipelineState, type Execution, isEnded, type PipelineRecord } from '../state.ts'

/** The execution as it is, or as it was when it ended. For reading: `liveExecution` is for what changes it. */
export const executionOf = (state: CodePipelineState, pipelineName: string, id: string): Execution | undefined => {
  const execution = state.executions.get(id)
  if (execution) return execution.pipelineName === pipelineName ? execution : undefined
  const pipeline = state.pipelines.get(pipelineName)
  return pipeline && lookUp<Execution>(pipeline.past, id)
}

/** The execution, brought back if it was put away: its failed stage is tried again. */
export const liveExecution = (state: Evolving<CodePipelineState>, id: string): Evolving<Execution> | undefined => {
  const pipeline = [...state.pipelines.values()].find(({ past }) => past.places.has(id))
  const execution = pipeline && lookUp<Evolving<Execution>>(pipeline.past, id)
  if (!execution) return state.executions.get(id)
  takeOut(pipeline.past, id)
  state.executions.set(id, execution)
  insert(pipeline.executions, execution)
  for (const action of execution.actionExecutions) {
    state.actions.set(action.id, action)
    const run = execution.stages.get(action.stageName)?.actions
    if (run?.get(action.declaration.name)?.id === action.id) run.set(action.declaration.name, action)
    insert(pipeline.actionExecutions, action)
    const latest = pipeline.stages.get(action.stageName)?.actions
    if (latest?.get(action.declaration.name)?.id === action.id) latest.set(action.declaration.name, action)
  }
  return execution
}

/** Puts the oldest away once there are many, and forgets what is older than AWS's history. */
export const putPastAway = (
  state: Evolving<CodePipelineState>,
  pipeline: Evolving<PipelineRecord>,
  time: string,
): void => {
  const gone = new Set(dropBefore(pipeline.past, yearBefore(time)))
  if (gone.size > 0) for (const { succeeded } of pipeline.stages.values()) keepOnly(succeeded, id => !gone.has(id))
  const old = pipeline.executions.slice(0, AT_ONCE)
  if (pipeline.executions.length < KEPT + AT_ONCE || !old.every(isEnded)) return
  putAway(pipeline.past, old, execution => execution.actionExecutions.length)
  const ids = new Set(old.map(({ id }) => id))
  for (const { id, actionExecutions } of old) {
    state.executions.delete(id)
    for (const action of actionExecutions) {
      state.actions.delete(action.id)
      if (action.jobId !== undefined) state.jobs.delete(action.jobId)
    }
  }
  pipeline.executions.splice(0, AT_ONCE)
  keepOnly(pipeline.actionExecutions, ({ executionId }) => !ids.has(executionId))
  for (const [token, id] of pipeline.startTokens) if (ids.has(id)) pipeline.startTokens.delete(token)
}

/** All of the pipeline's executions, oldest first. */
export const executionsOf = ({ past, executions }: PipelineRecord): Listing<Execution> =>
  listingOf(past, (records: readonly Execution[]) => records, executions)

/**
 * All of the pipeline's action executions, oldest first.
 * Differs from AWS: of executions that were put away, those that ran at the same time may be listed one after the other.
 */
export const actionsOf = ({ past, actionExecutions }: PipelineRecord): Listing<ActionExecution> =>
  listingOf(past, actionsIn, actionExecutions)

const actionsIn = (executions: readonly Execution[]): readonly ActionExecution[] =>
  executions
    .flatMap(execution => execution.actionExecutions)
    .sort((a, b) => Date.parse(a.startTime) - Date.parse(b.startTime))

/** Executions that stay as they are, for the console and the live view, and how many are put away together. */
const KEPT = 32
const AT_ONCE = 32

const yearBefore = (time: string): string => `${Number(time.slice(0, 4)) - 1}${time.slice(4)}`

const insert = <Item extends { readonly startTime: string }>(items: Item[], item: Item): void => {
  const index = items.findIndex(({ startTime }) => startTime > item.startTime)
  items.splice(index < 0 ? items.length : index, 0, item)
}

const keepOnly = <Item>(items: Item[], isKept: (item: Item) => boolean): void => {
  const kept = items.filter(isKept)
  items.splice(0, items.length, ...kept)
}
