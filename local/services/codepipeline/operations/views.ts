// GetPipelineState and GetPipelineExecution: what is, as the console shows it.

import { operation } from '../../../core/service.ts'
import type { ActionDeclaration } from '../declaration/declaration.ts'
import { executionOf } from '../executions/past.ts'
import { findExecution, findPipeline, nameMember, onPipeline, uuid } from '../find.ts'
import type {
  ActionExecution,
  CodePipelineState,
  Execution,
  PipelineRecord,
  StageRecord,
  Transition,
} from '../state.ts'

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineState.html: in PARALLEL mode there is no state of the pipeline */
export const GetPipelineState = operation<CodePipelineState>()({
  input: members => ({ name: nameMember(members, 'name') }),
  access: ({ name }, scope) => onPipeline('GetPipelineState', scope, name),
  decide: (state, { name }) => {
    const pipeline = findPipeline(state, name)
    const { declaration, created, updated } = pipeline
    const parallel = declaration.executionMode === 'PARALLEL'
    return {
      output: {
        pipelineName: name,
        pipelineVersion: declaration.version,
        stageStates: parallel
          ? []
          : declaration.stages.map(stage => stageState(state, pipeline, stage.name, stage.actions)),
        created: new Date(created),
        updated: new Date(updated),
      },
    }
  },
})

const stageState = (
  state: CodePipelineState,
  pipeline: PipelineRecord,
  stageName: string,
  actions: readonly ActionDeclaration[],
) => {
  const stage = pipeline.stages.get(stageName)
  const inbound = (stage?.waiting ?? []).flatMap(id => state.executions.get(id) ?? []).map(inboundExecution)
  const latest = stage?.latest === undefined ? undefined : executionOf(state, pipeline.declaration.name, stage.latest)
  const run = latest?.stages.get(stageName)
  return {
    stageName,
    inboundExecution: inbound.at(-1),
    inboundExecutions: inbound,
    inboundTransitionState: transitionState(stage?.inbound ?? { enabled: true }),
    actionStates: actions.map(action => actionState(action, stage, latest)),
    latestExecution: latest &&
      run && {
        pipelineExecutionId: latest.id,
        // The run itself does not know that its execution was asked to stop.
        status: run.status === 'InProgress' && latest.status === 'Stopping' ? 'Stopping' : run.status,
        type: latest.type,
      },
    retryStageMetadata: run?.latestRetryTrigger && {
      autoStageRetryAttempt: run.autoStageRetryAttempt,
      manualStageRetryAttempt: run.manualStageRetryAttempt,
      latestRetryTrigger: run.latestRetryTrigger,
    },
  }
}

const inboundExecution = ({ id, status, type }: Execution) => ({ pipelineExecutionId: id, status, type })

const transitionState = ({ enabled, lastChangedBy, lastChangedAt, disabledReason }: Transition) => ({
  enabled,
  lastChangedBy,
  lastChangedAt: lastChangedAt === undefined ? undefined : new Date(lastChangedAt),
  disabledReason,
})

const actionState = (
  { name, outputArtifacts }: ActionDeclaration,
  stage: StageRecord | undefined,
  latest: Execution | undefined,
) => {
  const action = stage?.actions.get(name)
  const revision = latest?.revisions.get(outputArtifacts[0]?.name ?? '')
  return {
    actionName: name,
    currentRevision:
      revision?.actionName === name && action?.status === 'Succeeded'
        ? {
            revisionId: revision.revisionId,
            revisionChangeId: revision.revisionChangeIdentifier ?? revision.revisionId,
            created: new Date(revision.created ?? action.lastUpdateTime),
          }
        : undefined,
    latestExecution: action && actionExecution(action),
  }
}

const actionExecution = (action: ActionExecution) => ({
  actionExecutionId: action.id,
  status: action.status,
  summary: action.summary,
  lastStatusChange: new Date(action.lastUpdateTime),
  // The token is told while it can be used.
  token: action.status === 'InProgress' ? action.token : undefined,
  lastUpdatedBy: action.updatedBy,
  externalExecutionId: action.externalExecutionId,
  externalExecutionUrl: action.externalExecutionUrl,
  percentComplete: action.percentComplete,
  errorDetails: action.result?.errorDetails,
  logStreamARN: action.logStreamARN,
})

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineExecution.html */
export const GetPipelineExecution = operation<CodePipelineState>()({
  input: members => ({
    pipelineName: nameMember(members, 'pipelineName'),
    pipelineExecutionId: uuid(members, 'pipelineExecutionId'),
  }),
  access: ({ pipelineName }, scope) => onPipeline('GetPipelineExecution', scope, pipelineName),
  decide: (state, { pipelineName, pipelineExecutionId }) => {
    findPipeline(state, pipelineName)
    const execution = findExecution(state, pipelineName, pipelineExecutionId)
    return {
      output: {
        pipelineExecution: {
          pipelineName,
          pipelineVersion: execution.declaration.version,
          pipelineExecutionId,
          status: execution.status,
          artifactRevisions: [...execution.revisions.values()].map(revision => ({
            name: revision.artifactName,
            revisionId: revision.revisionId,
            revisionChangeIdentifier: revision.revisionChangeIdentifier,
            revisionSummary: revision.revisionSummary,
            created: revision.created === undefined ? undefined : new Date(revision.created),
          })),
          variables: Object.entries(execution.variables).map(([name, resolvedValue]) => ({ name, resolvedValue })),
          trigger: execution.trigger,
          executionMode: execution.mode,
          executionType: execution.type,
          rollbackMetadata: rollbackMetadata(execution),
        },
      },
    }
  },
})

export const rollbackMetadata = ({ rollbackTarget }: Execution) =>
  rollbackTarget === undefined ? undefined : { rollbackTargetPipelineExecutionId: rollbackTarget }
