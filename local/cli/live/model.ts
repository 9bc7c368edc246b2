// What is shown of one execution: its stages and actions with state and time, folded from CodePipeline's own events.

import type { ServiceEvent } from '../../core/event.ts'
import { subjectOf } from './columns.ts'

export type LiveState = 'Waiting' | 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped' | 'Superseded'

export interface LiveAction {
  readonly stage: string
  readonly name: string
  readonly category: string
  readonly state: LiveState
  /** Milliseconds since 1970. */
  readonly started?: number
  readonly ended?: number
  /** Why it failed, or what it has to say of its success. */
  readonly summary?: string
  /** What the provider calls its own piece of work, for example the build's id. */
  readonly externalId?: string
}

export interface LiveExecution {
  readonly pipeline: string
  readonly executionId: string
  readonly state: LiveState
  readonly started: number
  readonly ended?: number
  /** In the pipeline's order, also those that have not begun. */
  readonly actions: readonly LiveAction[]
}

/** The pipeline's structure as GetPipeline gives it. */
export interface Structure {
  readonly name: string
  readonly stages: readonly {
    readonly name: string
    readonly actions: readonly {
      readonly name: string
      readonly actionTypeId: { readonly category: string; readonly provider: string }
      readonly runOrder?: number
      readonly configuration?: Readonly<Record<string, string>>
    }[]
  }[]
}

export const newExecution = (structure: Structure, executionId: string, now: number): LiveExecution => ({
  pipeline: structure.name,
  executionId,
  state: 'InProgress',
  started: now,
  actions: structure.stages.flatMap(stage =>
    [...stage.actions]
      .sort((a, b) => (a.runOrder ?? 1) - (b.runOrder ?? 1))
      .map(action => ({
        stage: stage.name,
        name: action.name,
        category: action.actionTypeId.category,
        state: 'Waiting' as const,
      })),
  ),
})

interface Detail {
  readonly 'execution-id': string
  readonly state: string
  readonly stage?: string
  readonly action?: string
  readonly 'execution-result'?: {
    readonly 'external-execution-summary'?: string
    readonly 'external-execution-id'?: string
    readonly 'error-code'?: string
  }
}

const STATES: Readonly<Record<string, LiveState>> = {
  STARTED: 'InProgress',
  RESUMED: 'InProgress',
  STOPPING: 'InProgress',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  STOPPED: 'Stopped',
  CANCELED: 'Stopped',
  ABANDONED: 'Stopped',
  SUPERSEDED: 'Superseded',
}

/** The execution that a CodePipeline event speaks of; undefined for every other event. */
export const executionOf = (event: ServiceEvent): string | undefined =>
  event.source === 'aws.codepipeline' && /^CodePipeline .* State Change$/.test(event['detail-type'])
    ? (event.detail as Detail)['execution-id']
    : undefined

/** The execution after one of its events. */
export const after = (execution: LiveExecution, event: ServiceEvent): LiveExecution => {
  const detail = event.detail as Detail
  const state = STATES[detail.state] ?? 'InProgress'
  const at = Date.parse(event.time)
  if (event['detail-type'] === 'CodePipeline Pipeline Execution State Change')
    return state === 'InProgress' ? { ...execution, state } : { ...execution, state, ended: at }
  if (event['detail-type'] !== 'CodePipeline Action Execution State Change') return execution
  return {
    ...execution,
    actions: execution.actions.map(action =>
      action.stage === detail.stage && action.name === detail.action ? changed(action, state, at, detail) : action,
    ),
  }
}

const changed = (action: LiveAction, state: LiveState, at: number, detail: Detail): LiveAction => {
  const result = detail['execution-result']
  const summary = result?.['external-execution-summary']
  const externalId = result?.['external-execution-id'] ?? action.externalId
  return {
    stage: action.stage,
    name: action.name,
    category: action.category,
    state,
    started: state === 'InProgress' ? at : (action.started ?? at),
    ...(state === 'InProgress' ? {} : { ended: at }),
    ...(summary ? { summary } : {}),
    ...(externalId ? { externalId } : {}),
  }
}

/** The approval that waits for a person, if one does. */
export const pendingApproval = (execution: LiveExecution): LiveAction | undefined =>
  execution.actions.find(action => action.category === 'Approval' && action.state === 'InProgress')

/** Runs without a person: its time is worth watching. */
export const isWorking = ({ category, state }: LiveAction): boolean => state === 'InProgress' && category !== 'Approval'

/** The commit that the execution releases, once its source is read. */
export const commitOf = ({ actions }: LiveExecution): string | undefined =>
  actions.find(({ category }) => category === 'Source')?.externalId?.slice(0, 7)

/** The commit and its message; before the source is read, the execution's id. */
export const titleOf = (execution: LiveExecution): string => {
  const commit = commitOf(execution)
  const message = execution.actions.find(({ category }) => category === 'Source')?.summary
  return commit ? `${commit}${message ? ` "${subjectOf(message)}"` : ''}` : execution.executionId
}

export const failedActions = (execution: LiveExecution): readonly LiveAction[] =>
  execution.actions.filter(action => action.state === 'Failed')
