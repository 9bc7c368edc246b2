// Builds the three public events from the state.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html

import type { Fact } from '../../core/event.ts'
import type { Moment } from '../../core/service.ts'
import { artifactKey } from './declaration/artifacts.ts'
import { type ActionDeclaration, artifactStoreOf } from './declaration/declaration.ts'
import type { ActionExecution, Execution, PipelineRecord } from './state.ts'
import {
  ACTION_EVENT,
  type ActionEventDetail,
  type ActionEventState,
  announced,
  PIPELINE_EVENT,
  type PipelineEventState,
  pipelineArn,
  STAGE_EVENT,
  type StageEventState,
} from './trail.ts'

export interface Trigger {
  readonly triggerType: string
  readonly triggerDetail: string
}

export const pipelineStarted = (
  pipeline: Pick<PipelineRecord, 'declaration' | 'arn'>,
  id: string,
  trigger: Trigger,
  moment: Moment,
): Fact =>
  announced(PIPELINE_EVENT, [pipeline.arn], {
    pipeline: pipeline.declaration.name,
    'execution-id': id,
    'start-time': moment.now.toISOString(),
    'execution-trigger': { 'trigger-type': trigger.triggerType, 'trigger-detail': trigger.triggerDetail },
    state: 'STARTED',
    version: pipeline.declaration.version,
    'pipeline-execution-attempt': 1,
  })

export const pipelineChanged = (execution: Execution, state: PipelineEventState, moment: Moment): Fact =>
  announced(PIPELINE_EVENT, [pipelineArn(moment, execution.pipelineName)], {
    ...common(execution, moment),
    'execution-trigger': {
      'trigger-type': execution.trigger.triggerType,
      'trigger-detail': execution.trigger.triggerDetail,
    },
    state,
    ...(state === 'STOPPING' && execution.stop?.reason !== undefined
      ? { 'stop-execution-comments': execution.stop.reason }
      : {}),
  })

export const stageChanged = (execution: Execution, stage: string, state: StageEventState, moment: Moment): Fact => {
  const retried = execution.stages.get(stage)?.lastRetryTime
  return announced(STAGE_EVENT, [pipelineArn(moment, execution.pipelineName)], {
    ...common(execution, moment),
    stage,
    state,
    ...(retried === undefined ? {} : { 'stage-last-retry-attempt-time': retried }),
  })
}

export const actionStarted = (execution: Execution, stage: string, action: ActionDeclaration, moment: Moment): Fact => {
  const { location } = artifactStoreOf(execution.declaration, moment.region)
  return actionFact(execution, moment, {
    ...common(execution, moment),
    stage,
    action: action.name,
    'action-execution-id': moment.newId(),
    state: 'STARTED',
    region: moment.region,
    type: action.actionTypeId,
    'input-artifacts': action.inputArtifacts.flatMap(({ name }) => {
      const artifact = execution.artifacts.get(name)
      return artifact ? [{ name, s3location: artifact.s3location }] : []
    }),
    'output-artifacts': action.outputArtifacts.map(({ name }) => ({
      name,
      s3location: { bucket: location, key: artifactKey(execution.pipelineName, name, moment.newId()) },
    })),
  })
}

export const actionChanged = (
  execution: Execution,
  action: ActionExecution,
  state: ActionEventState,
  moment: Moment,
): Fact => {
  const { result } = action
  const { externalExecutionId = result?.externalExecutionId, externalExecutionUrl = result?.externalExecutionUrl } =
    action
  const summary = result?.errorDetails?.message ?? result?.summary
  const told = {
    ...(externalExecutionUrl === undefined ? {} : { 'external-execution-url': externalExecutionUrl }),
    ...(summary === undefined ? {} : { 'external-execution-summary': summary }),
    ...(externalExecutionId === undefined ? {} : { 'external-execution-id': externalExecutionId }),
    ...(result?.errorDetails ? { 'error-code': result.errorDetails.code } : {}),
  }
  return actionFact(execution, moment, {
    ...common(execution, moment),
    stage: action.stageName,
    action: action.declaration.name,
    'action-execution-id': action.id,
    state,
    region: moment.region,
    type: action.declaration.actionTypeId,
    'input-artifacts': action.inputArtifacts.map(({ name, s3location }) => ({ name, s3location })),
    'output-artifacts': action.outputArtifacts,
    ...(Object.keys(told).length > 0 ? { 'execution-result': told } : {}),
  })
}

const actionFact = (execution: Execution, moment: Moment, detail: ActionEventDetail): Fact => ({
  source: 'aws.codepipeline',
  'detail-type': ACTION_EVENT,
  resources: [pipelineArn(moment, execution.pipelineName)],
  detail,
})

const common = (execution: Execution, moment: Moment) => ({
  pipeline: execution.pipelineName,
  'execution-id': execution.id,
  'start-time': moment.now.toISOString(),
  version: execution.declaration.version,
  'pipeline-execution-attempt': execution.attempt,
})
