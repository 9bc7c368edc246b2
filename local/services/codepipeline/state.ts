// What CodePipeline knows, and how it is found: by pipeline, execution, action execution, job, and the id of work started elsewhere.

import type { Archive } from '../../core/archive.ts'
import type { Place } from '../../core/arn.ts'
import type { S3Location } from './declaration/artifacts.ts'
import type { ActionDeclaration, ExecutionMode, PipelineDeclaration } from './declaration/declaration.ts'
import type { Deadlines } from './executions/deadlines.ts'
import type { ActionResult, EventArtifact, Revision, SourceRevisionOverride } from './executions/results.ts'

export type PipelineStatus = 'Cancelled' | 'InProgress' | 'Stopped' | 'Stopping' | 'Succeeded' | 'Superseded' | 'Failed'
export type StageStatus = 'Cancelled' | 'InProgress' | 'Failed' | 'Stopped' | 'Stopping' | 'Succeeded'
export type ActionStatus = 'InProgress' | 'Abandoned' | 'Succeeded' | 'Failed'

export interface CodePipelineState {
  readonly place: Place
  readonly pipelines: Map<string, PipelineRecord>
  readonly executions: Map<string, Execution>
  readonly actions: Map<string, ActionExecution>
  readonly jobs: Map<string, Job>
  /** Ids of action executions in progress by the id of the build or change set they wait for. */
  readonly attached: Map<string, Set<string>>
  /** Names of the pipelines that poll a source; the key is `polledKey`'s. */
  readonly polled: Map<string, Set<string>>
  readonly deadlines: Deadlines
}

export interface PipelineRecord {
  declaration: PipelineDeclaration
  readonly arn: string
  readonly created: string
  updated: string
  readonly tags: Map<string, string>
  readonly stages: Map<string, StageRecord>
  /** Oldest first. */
  readonly executions: Execution[]
  /** Oldest first. */
  readonly actionExecutions: ActionExecution[]
  /** Executions that ended a while ago, with their actions: past.ts looks into it. */
  readonly past: Archive
  /** Not ended. */
  readonly active: Set<string>
  readonly startTokens: Map<string, string>
  /** Executions that were asked for and are about to start. */
  readonly requested: Map<string, Requested>
}

export interface Requested {
  readonly variables: Readonly<Record<string, string>>
  readonly sourceRevisions: readonly SourceRevisionOverride[]
  readonly rollback?: { readonly stageName: string; readonly targetPipelineExecutionId: string }
}

export interface Transition {
  readonly enabled: boolean
  readonly lastChangedBy?: string
  readonly lastChangedAt?: string
  readonly disabledReason?: string
}

export interface StageRecord {
  readonly name: string
  inbound: Transition
  outbound: Transition
  /** The execution inside; nobody else may enter. */
  lockedBy?: string
  /** Executions waiting in front, oldest first. */
  readonly waiting: string[]
  /** The last execution that entered. */
  latest?: string
  /** The last execution of each action. */
  readonly actions: Map<string, ActionExecution>
  /** Executions that succeeded here and can be rolled back to, oldest first. */
  readonly succeeded: string[]
}

export interface Execution {
  readonly id: string
  readonly pipelineName: string
  /** The structure it runs, whatever becomes of the pipeline. */
  readonly declaration: PipelineDeclaration
  readonly mode: ExecutionMode
  readonly type: 'STANDARD' | 'ROLLBACK'
  readonly rollbackTarget?: string
  readonly trigger: { readonly triggerType: string; readonly triggerDetail: string }
  readonly startTime: string
  readonly variables: Readonly<Record<string, string>>
  readonly sourceRevisions: readonly SourceRevisionOverride[]
  lastUpdateTime: string
  status: PipelineStatus
  statusSummary?: string
  attempt: number
  stop?: { readonly abandon: boolean; readonly reason?: string }
  /** The pipeline was updated meanwhile. */
  cancelled: boolean
  /** Where it is, or waits to enter. */
  stageName: string
  readonly stages: Map<string, StageRun>
  readonly artifacts: Map<string, Artifact>
  /** Variables of actions, by namespace. */
  readonly outputs: Map<string, Readonly<Record<string, string>>>
  readonly revisions: Map<string, SourceRevision>
  readonly actionExecutions: ActionExecution[]
}

export interface Artifact {
  readonly name: string
  readonly s3location: S3Location
  /** The revision of the source that it is, for the outputs of source actions. */
  readonly revision?: string
}

export interface SourceRevision extends Revision {
  readonly artifactName: string
  readonly actionName: string
}

/** One execution's time in one stage. */
export interface StageRun {
  readonly name: string
  status: StageStatus
  /** The attempt at each action that counts; a retry forgets those that it repeats. */
  readonly actions: Map<string, ActionExecution>
  lastRetryTime?: string
  autoStageRetryAttempt?: number
  manualStageRetryAttempt?: number
  latestRetryTrigger?: 'AutomatedStageRetry' | 'ManualStageRetry'
}

export interface ActionExecution {
  readonly id: string
  readonly executionId: string
  readonly pipelineName: string
  readonly pipelineVersion: number
  readonly stageName: string
  readonly declaration: ActionDeclaration
  readonly startTime: string
  readonly inputArtifacts: readonly Artifact[]
  readonly outputArtifacts: readonly EventArtifact[]
  readonly resolvedConfiguration: Readonly<Record<string, string>>
  /** Why the configuration could not be resolved. */
  readonly configurationProblem?: string
  lastUpdateTime: string
  status: ActionStatus
  updatedBy?: string
  /** Of an approval. */
  token?: string
  /** Of an approval: its topic has the message. */
  notified?: true
  /** Of a Lambda action: the latest job. */
  jobId?: string
  continuationToken?: string
  percentComplete?: number
  summary?: string
  externalExecutionId?: string
  externalExecutionUrl?: string
  logStreamARN?: string
  /** Which part of it goes on elsewhere: a build, a stack, a change set. */
  step?: string
  /** Its key in `attached`. */
  waitsFor?: string
  /** How it ended, once that is known. */
  result?: ActionResult
  due?: { readonly at: number; readonly why: 'timeout' | 'silence' | 'continue' }
}

export interface Job {
  readonly id: string
  readonly actionExecutionId: string
  readonly continuationToken?: string
  open: boolean
  /** Its function has it. */
  invoked?: true
}

export const initialState = (place: Place): CodePipelineState => ({
  place,
  pipelines: new Map(),
  executions: new Map(),
  actions: new Map(),
  jobs: new Map(),
  attached: new Map(),
  polled: new Map(),
  deadlines: [],
})

/** The record of a stage, for looking only: of one that nothing has come to, as it is then. */
export const stageRecord = (pipeline: PipelineRecord, name: string): StageRecord => {
  const enabled: Transition = { enabled: true }
  return (
    pipeline.stages.get(name) ?? {
      name,
      inbound: enabled,
      outbound: enabled,
      waiting: [],
      actions: new Map(),
      succeeded: [],
    }
  )
}

/** The record of a stage, made when a fact first speaks of it. */
export const changingStage = (pipeline: PipelineRecord, name: string): StageRecord => {
  const record = stageRecord(pipeline, name)
  pipeline.stages.set(name, record)
  return record
}

export const isEnded = ({ status }: Execution): boolean => status !== 'InProgress' && status !== 'Stopping'

/** The stage run that the execution is inside of; undefined while it waits or has ended. */
export const currentRun = (execution: Execution): StageRun | undefined => {
  const run = execution.stages.get(execution.stageName)
  return run && (run.status === 'InProgress' || run.status === 'Stopping') ? run : undefined
}

/** Values for `#{…}` in the configuration of the execution's next actions. */
export const variablesOf = (execution: Execution): Readonly<Record<string, Readonly<Record<string, string>>>> => ({
  ...Object.fromEntries(execution.outputs),
  codepipeline: { PipelineExecutionId: execution.id },
  variables: execution.variables,
})
