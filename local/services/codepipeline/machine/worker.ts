// Does the slow work that a fact calls for, and takes up after a restart what was under way.

import type { ServiceEvent } from '../../../core/event.ts'
import { isRecord } from '../../../core/input/members.ts'
import type { Desk, MayGoOn } from '../../../core/service.ts'
import { actionTypeName } from '../declaration/declaration.ts'
import { unfinished } from '../executions/unfinished.ts'
import type { ActionExecution, CodePipelineState } from '../state.ts'
import { ACTION_EVENT, of } from '../trail.ts'
import { type ActionRun, carryOut, finish, type Outcome } from './action-run.ts'
import { notifyApprovers } from './approval.ts'
import { beginStackAction, changeSetEnded, resumeStackAction, stackTurn } from './cloudformation.ts'
import { checkBuild, startBuild } from './codebuild.ts'
import { codeCommitSource } from './codecommit-source.ts'
import { invokeFunction } from './lambda.ts'
import { s3Source } from './s3-source.ts'

type WorkDesk = Desk<CodePipelineState>
type Work = (run: ActionRun) => Promise<Outcome>

/** What the start of an action begins. Approvals and jobs begin with facts of their own. */
const BEGIN: Readonly<Record<string, Work | undefined>> = {
  'Source/AWS/CodeCommit/1': codeCommitSource,
  'Source/AWS/S3/1': s3Source,
  'Build/AWS/CodeBuild/1': startBuild,
  'Test/AWS/CodeBuild/1': startBuild,
  'Deploy/AWS/CloudFormation/1': beginStackAction,
}

export const work = (event: ServiceEvent, desk: WorkDesk): Promise<void> | undefined => {
  switch (event.source) {
    case 'aws.codepipeline':
      return workForOwn(event, desk)
    case 'aws.codebuild':
      return event['detail-type'] === 'CodeBuild Build State Change' ? buildChanged(event, desk) : undefined
    case 'aws.cloudformation':
      return stackChanged(event, desk)
    default:
      return undefined
  }
}

const workForOwn = (event: ServiceEvent, desk: WorkDesk): Promise<void> | undefined => {
  const change = of(event)
  switch (change?.name) {
    case ACTION_EVENT: {
      const { state, 'action-execution-id': id } = change.data
      return state === 'STARTED' ? begin(desk, desk.state.actions.get(id)) : undefined
    }
    case 'RequestApproval': {
      const action = desk.state.actions.get(change.data.actionExecutionId)
      return action && carryOut(desk, action, notifyApprovers)
    }
    case 'CreateJob': {
      const { actionExecutionId, jobId } = change.data
      const action = desk.state.actions.get(actionExecutionId)
      return action && carryOut(desk, action, run => invokeFunction(run, jobId))
    }
    default:
      return undefined
  }
}

const begin = (desk: WorkDesk, action: ActionExecution | undefined): Promise<void> | undefined => {
  const beginning = action && BEGIN[actionTypeName(action.declaration.actionTypeId)]
  return beginning && carryOut(desk, action, beginning)
}

/** A build has ended: asks CodeBuild how. */
const buildChanged = (event: ServiceEvent, desk: WorkDesk): Promise<void> | undefined => {
  const { detail } = event
  if (!isRecord(detail) || detail['build-status'] === 'IN_PROGRESS') return undefined
  const id = String(detail['build-id']).replace(/^.*:build\//, '')
  return forAttached(desk, id, checkBuild)
}

const stackChanged = (event: ServiceEvent, desk: WorkDesk): Promise<void> | undefined => {
  const { detail } = event
  if (!isRecord(detail)) return undefined
  if (event['detail-type'] === 'CloudFormation Change Set Status Change')
    return forAttached(desk, String(detail['change-set-id']), changeSetEnded)
  if (event['detail-type'] !== 'CloudFormation Stack Status Change') return undefined
  const turn = stackTurn(detail)
  const action = turn && desk.state.actions.get(turn.actionExecutionId)
  return action && carryOut(desk, action, turn.work)
}

const forAttached = async (desk: WorkDesk, id: string, check: Work): Promise<void> => {
  const actions = [...(desk.state.attached.get(id) ?? [])].flatMap(actionId => desk.state.actions.get(actionId) ?? [])
  await Promise.all(actions.map(action => carryOut(desk, action, check)))
}

/**
 * First lets everything happen that follows from what is known, then looks after the actions that were under way.
 */
export const resume = async (desk: WorkDesk, mayGoOn: MayGoOn): Promise<void> => {
  const underWay = actionsUnderWay(desk.state)
  for (const next of unfinished(desk.state)) desk.record(...next(desk.moment()))
  const allowed = mayGoOn(underWay.filter(action => beginningOf(desk, action)).map(({ id }) => id))
  await Promise.all(underWay.map(action => takeUp(desk, action, allowed)))
}

const actionsUnderWay = (state: CodePipelineState): readonly ActionExecution[] =>
  [...state.pipelines.values()].flatMap(pipeline =>
    [...pipeline.active]
      .flatMap(id => state.executions.get(id)?.actionExecutions ?? [])
      .filter(({ status }) => status === 'InProgress'),
  )

/**
 * What was begun elsewhere is looked at: the call that began it is in one line of the log with the note of it. What was not begun begins now, once
 * more: an action that a stop keeps from beginning a second time may be what stops the local cloud.
 */
const takeUp = (desk: WorkDesk, action: ActionExecution, allowed: ReadonlySet<string>): Promise<void> | undefined => {
  if (action.step !== undefined) {
    const { provider } = action.declaration.actionTypeId
    return carryOut(desk, action, provider === 'CloudFormation' ? resumeStackAction : checkBuild)
  }
  const beginning = beginningOf(desk, action)
  if (!beginning) return undefined
  if (!allowed.has(action.id)) {
    const message =
      'The local cloud was stopped twice while the action began, so it is not begun again; retry the stage'
    finish(desk, action, { status: 'Failed', errorDetails: { code: 'SystemUnavailable', message } })
    return undefined
  }
  return carryOut(desk, action, beginning)
}

/** Undefined for what has begun and waits: for somebody's answer, or for a function's. */
const beginningOf = ({ state }: WorkDesk, action: ActionExecution): Work | undefined => {
  const { declaration, token, notified, jobId, resolvedConfiguration } = action
  if (token !== undefined)
    return notified || resolvedConfiguration.NotificationArn === undefined ? undefined : notifyApprovers
  if (jobId === undefined) return BEGIN[actionTypeName(declaration.actionTypeId)]
  const { open, invoked } = state.jobs.get(jobId) ?? {}
  return open && !invoked ? run => invokeFunction(run, jobId) : undefined
}
