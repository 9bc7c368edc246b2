// PutApprovalResult: the answer to a manual approval.

import { ServiceError } from '../../../core/errors.ts'
import { principalName } from '../../../core/principal.ts'
import { operation } from '../../../core/service.ts'
import { findPipeline, findStage, nameMember, onPipeline, uuid } from '../find.ts'
import type { ActionExecution, CodePipelineState, PipelineRecord } from '../state.ts'
import { changed } from '../trail.ts'

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html */
export const PutApprovalResult = operation<CodePipelineState>()({
  input: members => {
    const result = members.structure('result')
    const status = result.string('status', { values: ['Approved', 'Rejected'] })
    return {
      pipelineName: nameMember(members, 'pipelineName'),
      stageName: nameMember(members, 'stageName'),
      actionName: nameMember(members, 'actionName'),
      token: uuid(members, 'token'),
      result: {
        status: status === 'Approved' ? ('Approved' as const) : ('Rejected' as const),
        summary: result.string('summary', { max: 512 }),
      },
    }
  },
  access: ({ pipelineName, stageName, actionName }, scope) =>
    onPipeline('PutApprovalResult', scope, pipelineName, stageName, actionName),
  decide: (state, { token, ...request }, scope) => {
    const pipeline = findPipeline(state, request.pipelineName)
    const declared = findStage(pipeline, request.stageName).actions.find(({ name }) => name === request.actionName)
    if (declared?.actionTypeId.category !== 'Approval')
      throw new ServiceError(
        'ActionNotFoundException',
        `Stage '${request.stageName}' of pipeline '${request.pipelineName}' does not have an approval action with name '${request.actionName}'`,
      )
    const action = openApproval(state, pipeline, request, token)
    const response = { actionExecutionId: action.id, lastUpdatedBy: principalName(scope.principal) }
    return {
      output: { approvedAt: scope.now },
      facts: [changed(scope, request.pipelineName, 'PutApprovalResult', { ...request, ...response })],
    }
  },
})

interface Asked {
  readonly stageName: string
  readonly actionName: string
}

/** Unverified: the token of an approval that was answered gives ApprovalAlreadyCompleted, any other token InvalidApprovalToken. */
const openApproval = (
  state: CodePipelineState,
  pipeline: PipelineRecord,
  { stageName, actionName }: Asked,
  token: string,
): ActionExecution => {
  const latest = pipeline.stages.get(stageName)?.actions.get(actionName)
  const action = latest?.token === token ? latest : inParallel(state, pipeline, { stageName, actionName }, token)
  if (!action) throw new ServiceError('InvalidApprovalTokenException', 'The approval token is invalid or has expired')
  if (action.status === 'InProgress') return action
  if (action.status === 'Abandoned')
    throw new ServiceError('InvalidApprovalTokenException', 'The approval token has expired')
  throw new ServiceError(
    'ApprovalAlreadyCompletedException',
    `The approval action '${actionName}' has already been completed: it ${action.status === 'Succeeded' ? 'was approved' : 'was rejected or expired'}`,
  )
}

/** In PARALLEL mode several executions wait at the same action. */
const inParallel = (
  state: CodePipelineState,
  { active }: PipelineRecord,
  { stageName, actionName }: Asked,
  token: string,
): ActionExecution | undefined =>
  [...active]
    .map(id => state.executions.get(id)?.stages.get(stageName)?.actions.get(actionName))
    .find(action => action?.token === token)
