// Every fact of CodePipeline: the three events that AWS announces, and the trail of what it announces in no other way.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html

import { arnOf, type Place } from '../../core/arn.ts'
import { type ApiCallFact, apiCall, type Fact, type ServiceFact, serviceEvent } from '../../core/event.ts'
import type { S3Location } from './artifacts.ts'
import type { ActionTypeId, PipelineDeclaration, RetryMode } from './declaration.ts'

export const PIPELINE_EVENT = 'CodePipeline Pipeline Execution State Change'
export const STAGE_EVENT = 'CodePipeline Stage Execution State Change'
export const ACTION_EVENT = 'CodePipeline Action Execution State Change'

export type PipelineEventState =
  | 'STARTED'
  | 'SUCCEEDED'
  | 'RESUMED'
  | 'FAILED'
  | 'STOPPING'
  | 'STOPPED'
  | 'CANCELED'
  | 'SUPERSEDED'
export type StageEventState = Exclude<PipelineEventState, 'SUPERSEDED'>
export type ActionEventState = 'STARTED' | 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'ABANDONED'

interface CommonDetail {
  readonly pipeline: string
  readonly 'execution-id': string
  readonly 'start-time': string
  readonly version: number
  readonly 'pipeline-execution-attempt': number
}

export interface PipelineEventDetail extends CommonDetail {
  readonly state: PipelineEventState
  readonly 'execution-trigger'?: { readonly 'trigger-type': string; readonly 'trigger-detail': string }
  readonly 'stop-execution-comments'?: string
}

export interface StageEventDetail extends CommonDetail {
  readonly state: StageEventState
  readonly stage: string
  readonly 'stage-last-retry-attempt-time'?: string
}

export interface EventArtifact {
  readonly name: string
  readonly s3location: S3Location
}

export interface ActionEventDetail extends CommonDetail {
  readonly state: ActionEventState
  readonly stage: string
  readonly action: string
  readonly 'action-execution-id': string
  readonly region: string
  readonly type: ActionTypeId
  readonly 'input-artifacts': readonly EventArtifact[]
  readonly 'output-artifacts': readonly EventArtifact[]
  readonly 'execution-result'?: {
    readonly 'external-execution-id'?: string
    readonly 'external-execution-url'?: string
    readonly 'external-execution-summary'?: string
    readonly 'error-code'?: string
  }
}

export interface SourceRevisionOverride {
  readonly actionName: string
  readonly revisionType: string
  readonly revisionValue: string
}

/** What a source action found. */
export interface Revision {
  readonly revisionId: string
  readonly revisionChangeIdentifier?: string
  readonly revisionSummary?: string
  readonly created?: string
}

/** How an action ended; what of it the public event cannot carry travels in this fact before it. */
export interface ActionResult {
  readonly actionExecutionId: string
  readonly status: 'Succeeded' | 'Failed'
  readonly summary?: string
  readonly errorDetails?: { readonly code: string; readonly message: string }
  readonly externalExecutionId?: string
  readonly externalExecutionUrl?: string
  readonly logStreamARN?: string
  readonly outputVariables?: Readonly<Record<string, string>>
  readonly revision?: Revision
}

export interface JobSuccess {
  readonly jobId: string
  readonly continuationToken?: string
  readonly executionDetails?: {
    readonly summary?: string
    readonly externalExecutionId?: string
    readonly percentComplete?: number
  }
  readonly outputVariables?: Readonly<Record<string, string>>
  readonly currentRevision?: Revision
}

export interface JobFailure {
  readonly jobId: string
  readonly failureDetails: { readonly type: string; readonly message: string; readonly externalExecutionId?: string }
}

/** Request and response of each trail fact, by its name. Members that AWS's response lacks say what replaying needs. */
export interface Trail {
  CreatePipeline: [{ pipeline: PipelineDeclaration; tags: readonly Tag[] }, { pipelineArn: string }]
  UpdatePipeline: [{ pipeline: PipelineDeclaration }, null]
  DeletePipeline: [{ name: string }, null]
  TagResource: [{ pipelineName: string; tags: readonly Tag[] }, null]
  UntagResource: [{ pipelineName: string; tagKeys: readonly string[] }, null]
  StartPipelineExecution: [StartRequest, { pipelineExecutionId: string }]
  StopPipelineExecution: [{ pipelineExecutionId: string; abandon: boolean; reason?: string }, null]
  RetryStageExecution: [RetryRequest, { trigger: 'AutomatedStageRetry' | 'ManualStageRetry' }]
  RollbackStage: [RollbackRequest, { pipelineExecutionId: string }]
  DisableStageTransition: [TransitionRequest & { reason: string }, { lastChangedBy: string }]
  EnableStageTransition: [TransitionRequest, { lastChangedBy: string }]
  PutApprovalResult: [ApprovalRequest, { actionExecutionId: string; lastUpdatedBy: string }]
  PutJobSuccessResult: [JobSuccess, { lastUpdatedBy: string }]
  PutJobFailureResult: [JobFailure, { lastUpdatedBy: string }]
  /** An approval is open. */
  RequestApproval: [{ actionExecutionId: string }, { token: string }]
  /** A function is to be invoked for an action. */
  CreateJob: [{ actionExecutionId: string }, { jobId: string }]
  /** The work that an action has started elsewhere: a build, a stack. */
  AttachActionExecution: [AttachRequest, null]
  PutActionResult: [ActionResult, null]
}

export interface Tag {
  readonly key: string
  readonly value: string
}
interface StartRequest {
  readonly name: string
  readonly variables: Readonly<Record<string, string>>
  readonly sourceRevisions: readonly SourceRevisionOverride[]
  readonly clientRequestToken?: string
}
interface RetryRequest {
  readonly pipelineExecutionId: string
  readonly stageName: string
  readonly retryMode: RetryMode
}
interface RollbackRequest {
  readonly pipelineName: string
  readonly stageName: string
  readonly targetPipelineExecutionId: string
}
interface TransitionRequest {
  readonly pipelineName: string
  readonly stageName: string
  readonly transitionType: 'Inbound' | 'Outbound'
}
interface ApprovalRequest {
  readonly pipelineName: string
  readonly stageName: string
  readonly actionName: string
  readonly result: { readonly status: 'Approved' | 'Rejected'; readonly summary: string }
}
interface AttachRequest {
  readonly actionExecutionId: string
  readonly externalExecutionId: string
  /** What the end of that work will name, where it does not name the action itself. */
  readonly waitsFor?: string
  readonly externalExecutionUrl?: string
  readonly logStreamARN?: string
  /** Which part of the action it is; a CloudFormation action may have two. */
  readonly step: string
}

export const pipelineArn = (place: Place, name: string): string => arnOf(place, 'codepipeline', name)

/** Somebody's call. */
export const called = <Name extends keyof Trail>(
  place: Place,
  pipelineName: string,
  name: Name,
  request: Trail[Name][0],
  response: Trail[Name][1],
): ApiCallFact<Name, Trail[Name][0], Trail[Name][1]> =>
  apiCall('codepipeline', name, pipelineArn(place, pipelineName), request, response)

/** What CodePipeline did of its own accord. */
export const happened = <Name extends keyof Trail>(
  place: Place,
  pipelineName: string,
  name: Name,
  request: Trail[Name][0],
  response: Trail[Name][1],
): ServiceFact<Name, Trail[Name][0], Trail[Name][1]> =>
  serviceEvent('codepipeline', name, pipelineArn(place, pipelineName), request, response)

export type PublicFact =
  | Fact<typeof PIPELINE_EVENT, PipelineEventDetail>
  | Fact<typeof STAGE_EVENT, StageEventDetail>
  | Fact<typeof ACTION_EVENT, ActionEventDetail>
