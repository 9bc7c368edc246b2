// What whoever runs the service does to its pipeline and stacks: retries, rolls back, stops, deletes.

import type { ServiceEvent } from '../../local/core/event.ts'
import { type Cast, expectState } from './cast.ts'

interface Status {
  readonly 'execution-id': string
  readonly state: string
}

const statusOf = ({ detail }: ServiceEvent): Status => detail as Status

/** Resolves with the state in which the execution ends after now. */
const nextEnd = ({ flow }: Cast, isMeant: (id: string) => boolean): Promise<string> =>
  new Promise(resolve => {
    const stop = flow.cloud.runtime.subscribe(event => {
      if (event['detail-type'] !== 'CodePipeline Pipeline Execution State Change') return
      const { 'execution-id': id, state } = statusOf(event)
      if (!isMeant(id) || !['SUCCEEDED', 'FAILED', 'STOPPED', 'SUPERSEDED'].includes(state)) return
      stop()
      resolve(state)
    })
  })

export const retry = async (
  cast: Cast,
  pipelineExecutionId: string,
  stageName: string,
  retryMode: 'FAILED_ACTIONS' | 'ALL_ACTIONS',
): Promise<string> => {
  const end = nextEnd(cast, id => id === pipelineExecutionId)
  await cast.flow.call('codepipeline', 'RetryStageExecution', {
    pipelineName: cast.pipelineName,
    stageName,
    pipelineExecutionId,
    retryMode,
  })
  return await end
}

/** Takes a stage back to what an earlier execution brought there; a gate asks first. */
export const rollBack = async (cast: Cast, stageName: string, targetPipelineExecutionId: string): Promise<string> => {
  const { pipelineExecutionId } = await cast.flow.call<{ pipelineExecutionId: string }>(
    'codepipeline',
    'RollbackStage',
    { pipelineName: cast.pipelineName, stageName, targetPipelineExecutionId },
  )
  return pipelineExecutionId
}

export const stop = async (cast: Cast, pipelineExecutionId: string, abandon: boolean): Promise<void> => {
  await cast.flow.call('codepipeline', 'StopPipelineExecution', {
    pipelineName: cast.pipelineName,
    pipelineExecutionId,
    abandon,
  })
  expectState(await cast.flow.end(pipelineExecutionId), 'STOPPED', pipelineExecutionId)
}

/** Resolves once the action has begun. */
export const begun = async ({ flow }: Cast, id: string, stage: string, action: string): Promise<void> => {
  await flow.event(event => {
    if (event['detail-type'] !== 'CodePipeline Action Execution State Change') return false
    const detail = event.detail as Status & { readonly stage: string; readonly action: string }
    return detail['execution-id'] === id && detail.stage === stage && detail.action === action
  })
}

/** Deletes the stack, with the role that it was deployed with, and waits until it is gone. */
export const deleteStack = async ({ flow }: Cast, StackName: string): Promise<void> => {
  const gone = new Promise<string>(resolve => {
    const end = flow.cloud.runtime.subscribe(event => {
      if (event['detail-type'] !== 'CloudFormation Stack Status Change') return
      const detail = event.detail as { 'stack-id': string; 'status-details': { status: string } }
      const { status } = detail['status-details']
      if (!detail['stack-id'].includes(`:stack/${StackName}/`) || /IN_PROGRESS/.test(status)) return
      end()
      resolve(status)
    })
  })
  await flow.call('cloudformation', 'DeleteStack', { StackName })
  expectState(await gone, 'DELETE_COMPLETE', StackName)
}
