// Every fact of CodePipeline: the three events that AWS announces, and what it keeps of its changes.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html

import { arnOf, type Place } from '../../core/arn.ts'
import type { Fact } from '../../core/event.ts'
import { trailOf } from '../../core/trail.ts'
import type { ActionTypeId, PipelineDeclaration, RetryMode } from './declaration/declaration.ts'
import type { ActionResult, EventArtifact, Revision, SourceRevisionOverride } from './executions/results.ts'
import type { CodePipelineState } from './state.ts'

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

/** What each change of CodePipeline's state carries. */
export interface Changes {
  CreatePipeline: {
    readonly pipeline: PipelineDeclaration
    readonly tags: readonly Tag[]
    readonly pipelineArn: string
  }
  UpdatePipeline: { readonly pipeline: PipelineDeclaration }
  DeletePipeline: { readonly name: string }
  TagResource: { readonly pipelineName: string; readonly tags: readonly Tag[] }
  UntagResource: { readonly pipelineName: string; readonly tagKeys: readonly string[] }
  StartPipelineExecution: StartRequest & { readonly pipelineExecutionId: string }
  StopPipelineExecution: {
    readonly pipelineExecutionId: string
    readonly abandon: boolean
    readonly reason?: string
  }
  RetryStageExecution: RetryRequest & { readonly trigger: 'AutomatedStageRetry' | 'ManualStageRetry' }
  RollbackStage: RollbackRequest & { readonly pipelineExecutionId: string }
  DisableStageTransition: TransitionRequest & { readonly reason: string; readonly lastChangedBy: string }
  EnableStageTransition: TransitionRequest & { readonly lastChangedBy: string }
  PutApprovalResult: ApprovalRequest & { readonly actionExecutionId: string; readonly lastUpdatedBy: string }
  PutJobSuccessResult: JobSuccess & { readonly lastUpdatedBy: string }
  PutJobFailureResult: JobFailure & { readonly lastUpdatedBy: string }
  /** An approval is open. */
  RequestApproval: { readonly actionExecutionId: string; readonly token: string }
  /** A function is to be invoked for an action. */
  CreateJob: { readonly actionExecutionId: string; readonly jobId: string }
  /** The function has the job. */
  JobInvoked: { readonly jobId: string }
  /** The topic has the message. */
  ApproversNotified: { readonly actionExecutionId: string }
  /** The machine was off for so long, or its clock was set back. */
  DeadlineMoved: { readonly actionExecutionId: string; readonly milliseconds: number }
  /** The work that an action has started elsewhere: a build, a stack. */
  AttachActionExecution: AttachRequest
  PutActionResult: ActionResult
}

interface Announced {
  'CodePipeline Pipeline Execution State Change': PipelineEventDetail
  'CodePipeline Stage Execution State Change': StageEventDetail
  'CodePipeline Action Execution State Change': ActionEventDetail
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

const trail = trailOf<CodePipelineState, Changes, Announced>()('aws.codepipeline')
export const { announced, evolving, of } = trail

/** The fact that somebody's call, or CodePipeline of its own accord, changed something of the pipeline. */
export const changed = <Name extends keyof Changes>(
  place: Place,
  pipelineName: string,
  name: Name,
  data: NoInfer<Changes[Name]>,
): Fact => trail.changed(name, pipelineArn(place, pipelineName), data)
