// The executions that are under way when the watching begins, for example one that waited for an approval while the local cloud was stopped.

import type { LocalCloud } from '../../local-cloud.ts'
import { type LiveAction, type LiveExecution, type LiveState, newExecution, type Structure } from '../live/model.ts'

interface ActionDetail {
  readonly stageName: string
  readonly actionName: string
  readonly status: string
  readonly startTime: Date
  readonly lastUpdateTime: Date
  readonly output?: {
    readonly executionResult?: { readonly externalExecutionId?: string; readonly externalExecutionSummary?: string }
  }
}

export interface Running {
  readonly executions: readonly LiveExecution[]
  /** The execution that the creation of a pipeline starts: it fails, as on AWS, because there is no commit yet. Nobody asked for it. */
  readonly ofCreation: ReadonlySet<string>
}

export const runningExecutions = async (cloud: LocalCloud, structure: Structure): Promise<Running> => {
  const read = async <Output>(operation: string, input: Readonly<Record<string, unknown>>): Promise<Output> =>
    (await cloud.runtime.call(cloud.administrator, 'codepipeline', operation, {
      pipelineName: structure.name,
      ...input,
    })) as Output
  const { pipelineExecutionSummaries } = await read<{
    pipelineExecutionSummaries: readonly {
      pipelineExecutionId: string
      status: string
      startTime: Date
      trigger?: { readonly triggerType?: string }
    }[]
  }>('ListPipelineExecutions', {})
  const isOfCreation = ({ trigger }: { trigger?: { readonly triggerType?: string } }) =>
    trigger?.triggerType === 'CreatePipeline'
  const running = pipelineExecutionSummaries
    .filter(summary => /^(InProgress|Stopping)$/.test(summary.status) && !isOfCreation(summary))
    .reverse()
  const executions = await Promise.all(
    running.map(async ({ pipelineExecutionId, startTime }) => {
      const { actionExecutionDetails } = await read<{ actionExecutionDetails: readonly ActionDetail[] }>(
        'ListActionExecutions',
        {
          filter: { pipelineExecutionId },
        },
      )
      const execution = newExecution(structure, pipelineExecutionId, startTime.getTime())
      return { ...execution, actions: execution.actions.map(action => withDetail(action, actionExecutionDetails)) }
    }),
  )
  const ofCreation = pipelineExecutionSummaries
    .filter(isOfCreation)
    .map(({ pipelineExecutionId }) => pipelineExecutionId)
  return { executions, ofCreation: new Set(ofCreation) }
}

/** Details come newest first: the first of an action is its latest attempt. */
const withDetail = (action: LiveAction, details: readonly ActionDetail[]): LiveAction => {
  const detail = details.find(({ stageName, actionName }) => stageName === action.stage && actionName === action.name)
  if (!detail) return action
  const state = stateOf(detail.status)
  const { externalExecutionId, externalExecutionSummary } = detail.output?.executionResult ?? {}
  return {
    ...action,
    state,
    started: detail.startTime.getTime(),
    ...(state === 'InProgress' ? {} : { ended: detail.lastUpdateTime.getTime() }),
    ...(externalExecutionId ? { externalId: externalExecutionId } : {}),
    ...(externalExecutionSummary ? { summary: externalExecutionSummary } : {}),
  }
}

const stateOf = (status: string): LiveState =>
  status === 'Succeeded' || status === 'Failed' || status === 'InProgress' ? status : 'Stopped'
