// ListPipelineExecutions, ListActionExecutions, ListActionTypes.

import type { Members } from '../../../core/input/members.ts'
import { newestFirst, WholeList } from '../../../core/pages.ts'
import { operation } from '../../../core/service.ts'
import { ACTION_TYPES, type ActionType } from '../declaration/action-types.ts'
import { actionsOf, executionOf, executionsOf } from '../executions/past.ts'
import { findExecution, findPipeline, findStage, nameMember, onAll, onPipeline, uuid } from '../find.ts'
import type { ActionExecution, CodePipelineState, Execution } from '../state.ts'
import { rollbackMetadata } from './views.ts'

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelineExecutions.html */
export const ListPipelineExecutions = operation<CodePipelineState>()({
  input: members => {
    const stage = members.optionalStructure('filter')?.optionalStructure('succeededInStage')
    return {
      pipelineName: nameMember(members, 'pipelineName'),
      succeededInStage: stage && nameMember(stage, 'stageName'),
    }
  },
  access: ({ pipelineName }, scope) => onPipeline('ListPipelineExecutions', scope, pipelineName),
  decide: (state, { pipelineName, succeededInStage }) => {
    const pipeline = findPipeline(state, pipelineName)
    if (succeededInStage !== undefined) findStage(pipeline, succeededInStage)
    const listed =
      succeededInStage === undefined
        ? executionsOf(pipeline)
        : (pipeline.stages.get(succeededInStage)?.succeeded ?? []).flatMap(
            id => executionOf(state, pipelineName, id) ?? [],
          )
    const shown = WholeList.of(newestFirst(listed), executionSummary, ({ id }) => id)
    return { output: { pipelineExecutionSummaries: shown } }
  },
})

const executionSummary = (execution: Execution) => ({
  pipelineExecutionId: execution.id,
  status: execution.status,
  startTime: new Date(execution.startTime),
  lastUpdateTime: new Date(execution.lastUpdateTime),
  sourceRevisions: [...execution.revisions.values()].map(({ actionName, revisionId, revisionSummary }) => ({
    actionName,
    revisionId,
    revisionSummary,
  })),
  trigger: execution.trigger,
  stopTrigger: execution.stop && { reason: execution.stop.reason },
  executionMode: execution.mode,
  executionType: execution.type,
  rollbackMetadata: rollbackMetadata(execution),
})

interface ActionFilter {
  readonly pipelineExecutionId: string
  /** Only the last attempt at each action; `Latest`: of those begun since the last retry. */
  readonly latest?: 'Latest' | 'All'
}

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionExecutions.html */
export const ListActionExecutions = operation<CodePipelineState>()({
  input: members => ({
    pipelineName: nameMember(members, 'pipelineName'),
    filter: actionFilter(members.optionalStructure('filter')),
  }),
  access: ({ pipelineName }, scope) => onPipeline('ListActionExecutions', scope, pipelineName),
  decide: (state, { pipelineName, filter }) => {
    const pipeline = findPipeline(state, pipelineName)
    const listed = filter
      ? filtered(findExecution(state, pipelineName, filter.pipelineExecutionId), filter)
      : actionsOf(pipeline)
    return { output: { actionExecutionDetails: WholeList.of(newestFirst(listed), actionDetail, ({ id }) => id) } }
  },
})

const actionFilter = (filter: Members | undefined): ActionFilter | undefined => {
  const latest = filter?.optionalStructure('latestInPipelineExecution')
  if (latest) {
    const range = latest.string('startTimeRange', { values: ['Latest', 'All'] })
    return { pipelineExecutionId: uuid(latest, 'pipelineExecutionId'), latest: range === 'Latest' ? 'Latest' : 'All' }
  }
  return filter?.has('pipelineExecutionId') ? { pipelineExecutionId: uuid(filter, 'pipelineExecutionId') } : undefined
}

const filtered = (execution: Execution, { latest }: ActionFilter): readonly ActionExecution[] => {
  if (latest === undefined) return execution.actionExecutions
  const retried = [...execution.stages.values()].flatMap(({ lastRetryTime }) => lastRetryTime ?? [])
  const since = latest === 'Latest' ? (retried.sort().at(-1) ?? '') : ''
  const last = new Map(
    execution.actionExecutions.map(action => [`${action.stageName}/${action.declaration.name}`, action]),
  )
  return execution.actionExecutions.filter(
    action => last.get(`${action.stageName}/${action.declaration.name}`) === action && action.startTime >= since,
  )
}

const actionDetail = (action: ActionExecution) => ({
  pipelineExecutionId: action.executionId,
  actionExecutionId: action.id,
  pipelineVersion: action.pipelineVersion,
  stageName: action.stageName,
  actionName: action.declaration.name,
  startTime: new Date(action.startTime),
  lastUpdateTime: new Date(action.lastUpdateTime),
  updatedBy: action.updatedBy,
  status: action.status,
  input: {
    actionTypeId: action.declaration.actionTypeId,
    configuration: action.declaration.configuration,
    resolvedConfiguration: action.resolvedConfiguration,
    roleArn: action.declaration.roleArn,
    region: action.declaration.region,
    inputArtifacts: action.inputArtifacts.map(({ name, s3location }) => ({ name, s3location })),
    namespace: action.declaration.namespace,
  },
  output: {
    outputArtifacts: action.status === 'Succeeded' ? action.outputArtifacts : [],
    executionResult: {
      // In PARALLEL mode this is where an approval's token is found.
      externalExecutionId: action.externalExecutionId ?? action.token,
      externalExecutionSummary: action.summary,
      externalExecutionUrl: action.externalExecutionUrl,
      errorDetails: action.result?.errorDetails,
      logStreamARN: action.logStreamARN,
    },
    outputVariables: action.result?.outputVariables ?? {},
  },
})

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionTypes.html: those that are carried out */
export const ListActionTypes = operation<CodePipelineState>()({
  input: members => ({
    owner: members.optionalString('actionOwnerFilter', { values: ['AWS', 'ThirdParty', 'Custom'] }),
  }),
  access: () => onAll('ListActionTypes'),
  decide: (_, { owner }) => ({
    output: {
      actionTypes: owner === undefined || owner === 'AWS' ? Object.entries(ACTION_TYPES).map(actionTypeDetail) : [],
    },
  }),
})

const actionTypeDetail = ([name, type]: readonly [string, ActionType]) => {
  const [category, owner, provider, version] = name.split('/')
  const [inputs, outputs] = [type.inputs, type.outputs]
  return {
    id: { category, owner, provider, version },
    settings: {},
    actionConfigurationProperties: Object.entries(type.configuration).map(([property, { required }]) => ({
      name: property,
      required: required ?? false,
      key: true,
      secret: false,
    })),
    inputArtifactDetails: { minimumCount: inputs[0], maximumCount: inputs[1] },
    outputArtifactDetails: { minimumCount: outputs[0], maximumCount: outputs[1] },
  }
}
