// What CodePipeline knows, and how it is found: by pipeline, execution, action execution, job, and the id of work started elsewhere.

import type { Archive } from '../../core/archive.ts'
import type { Place } from '../../core/arn.ts'
import type { Evolving } from '../../core/trail.ts'
import type { S3Location } from './declaration/artifacts.ts'
import type { ActionDeclaration, ExecutionMode, PipelineDeclaration } from './declaration/declaration.ts'
import type { Deadlines } from './executions/deadlines.ts'
import type { ActionResult, EventArtifact, Revision, SourceRevisionOverride } from './executions/results.ts'

export type PipelineStatus = 'Cancelled' | 'InProgress' | 'Stopped' | 'Stopping' | 'Succeeded' | 'Superseded' | 'Failed'
export type StageStatus = 'Cancelled' | 'InProgress' | 'Failed' | 'Stopped' | 'Stopping' | 'Succeeded'
export type ActionStatus = 'InProgress' | 'Abandoned' | 'Succeeded' | 'Failed'

export interface CodePipelineState {
  readonly place: Place
  readonly pipelines: ReadonlyMap<string, PipelineRecord>
  readonly executions: ReadonlyMap<string, Execution>
  readonly actions: ReadonlyMap<string, ActionExecution>
  readonly jobs: ReadonlyMap<string, Job>
  /** Ids of action executions in progress by the id of the build or change set they wait for. */
  readonly attached: ReadonlyMap<string, ReadonlySet<string>>
  /** Names of the pipelines that poll a source; the key is `polledKey`'s. */
  readonly polled: ReadonlyMap<string, ReadonlySet<string>>
  readonly deadlines: Deadlines
}

export interface PipelineRecord {
  readonly declaration: PipelineDeclaration
  readonly arn: string
  readonly created: string
  readonly updated: string
  readonly tags: ReadonlyMap<string, string>
  readonly stages: ReadonlyMap<string, StageRecord>
  /** Oldest first. */
  readonly executions: Execution[]
  /** Oldest first. */
  readonly actionExecutions: ActionExecution[]
  /** Executions that ended a while ago, with their actions: past.ts looks into it. */
  readonly past: Archive
  /** Not ended. */
  readonly active: ReadonlySet<string>
  readonly startTokens: ReadonlyMap<string, string>
  /** Executions that were asked for and are about to start. */
  readonly requested: ReadonlyMap<string, Requested>
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
  readonly inbound: Transition
  readonly outbound: Transition
  /** The execution inside; nobody else may enter. */
  readonly lockedBy?: string
  /** Executions waiting in front, oldest first. */
  readonly waiting: string[]
  /** The last execution that entered. */
  readonly latest?: string
  /** The last execution of each action. */
  readonly actions: ReadonlyMap<string, ActionExecution>
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
  readonly lastUpdateTime: string
  readonly status: PipelineStatus
  readonly statusSummary?: string
  readonly attempt: number
  readonly stop?: { readonly abandon: boolean; readonly reason?: string }
  /** The pipeline was updated meanwhile. */
  readonly cancelled: boolean
  /** Where it is, or waits to enter. */
  readonly stageName: string
  readonly stages: ReadonlyMap<string, StageRun>
  readonly artifacts: ReadonlyMap<string, Artifact>
  /** Variables of actions, by namespace. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, string>>>
  readonly revisions: ReadonlyMap<string, SourceRevision>
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
  readonly status: StageStatus
  /** The attempt at each action that counts; a retry forgets those that it repeats. */
  readonly actions: ReadonlyMap<string, ActionExecution>
  readonly lastRetryTime?: string
  readonly autoStageRetryAttempt?: number
  readonly manualStageRetryAttempt?: number
  readonly latestRetryTrigger?: 'AutomatedStageRetry' | 'ManualStageRetry'
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
  readonly lastUpdateTime: string
  readonly status: ActionStatus
  readonly updatedBy?: string
  /** Of an approval. */
  readonly token?: string
  /** Of an approval: its topic has the message. */
  readonly notified?: true
  /** Of a Lambda action: the latest job. */
  readonly jobId?: string
  readonly continuationToken?: string
  readonly percentComplete?: number
  readonly summary?: string
  readonly externalExecutionId?: string
  readonly externalExecutionUrl?: string
  readonly logStreamARN?: string
  /** Which part of it goes on elsewhere: a build, a stack, a change set. */
  readonly step?: string
  /** Its key in `attached`. */
  readonly waitsFor?: string
  /** How it ended, once that is known. */
  readonly result?: ActionResult
  readonly due?: { readonly at: number; readonly why: 'timeout' | 'silence' | 'continue' }
}

export interface Job {
  readonly id: string
  readonly actionExecutionId: string
  readonly continuationToken?: string
  readonly open: boolean
  /** Its function has it. */
  readonly invoked?: true
}

export const initialState = (place: Place): Evolving<CodePipelineState> => ({
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
export const stageRecord = (pipeline: PipelineRecord, name: string): StageRecord =>
  pipeline.stages.get(name) ?? untouched(name)

const untouched = (name: string): Evolving<StageRecord> => ({
  name,
  inbound: { enabled: true },
  outbound: { enabled: true },
  waiting: [],
  actions: new Map(),
  succeeded: [],
})

/** The record of a stage, made when a fact first speaks of it. */
export const changingStage = (pipeline: Evolving<PipelineRecord>, name: string): Evolving<StageRecord> => {
  const record = pipeline.stages.get(name) ?? untouched(name)
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
