// Deploy/AWS/CloudFormation: the five modes of the action, each a stack operation or two, begun here and ended by CloudFormation's events.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html

import { ServiceError } from '../../../core/errors.ts'
import type { Fact } from '../../../core/event.ts'
import { isRecord } from '../../../core/input/members.ts'
import { ActionFailure, type ActionRun, attached, type Outcome } from './action-run.ts'
import { stackInput, succeeded } from './stack-input.ts'
import {
  causeOfFailure,
  describeChangeSet,
  describeStack,
  lastStackEvent,
  NO_CHANGES,
  type StackDescription,
} from './stack-lookup.ts'

/** What an operation is for; it ends the client request token, so that the events of the stack name action and step. */
type Step = 'stack' | 'replace' | 'delete'

const tokenOf = ({ action }: ActionRun, step: Step): string => `${action.id}-${step}`

export const beginStackAction = (run: ActionRun): Promise<Outcome> => {
  switch (run.configuration.ActionMode) {
    case 'CREATE_UPDATE':
      return createOrUpdate(run)
    case 'REPLACE_ON_FAILURE':
      return replaceOnFailure(run)
    case 'CHANGE_SET_REPLACE':
      return replaceChangeSet(run)
    case 'CHANGE_SET_EXECUTE':
      return executeChangeSet(run)
    case 'DELETE_ONLY':
      return deleteStack(run)
    default:
      throw new ActionFailure(`ActionMode '${run.configuration.ActionMode}' is not one of the five modes`)
  }
}

const createOrUpdate = async (run: ActionRun): Promise<Outcome> => {
  const stack = await describeStack(run)
  return stack ? updateStack(run, stack) : createStack(run)
}

const createStack = async (run: ActionRun): Promise<Outcome> => {
  const input = { ...(await stackInput(run)), ClientRequestToken: tokenOf(run, 'stack') }
  await run.desk.call<Begun>(run.caller, 'cloudformation', 'CreateStack', input, { noted: begun(run) })
  return undefined
}

interface Begun {
  readonly StackId: string
}

const begun =
  (run: ActionRun) =>
  ({ StackId }: Begun): readonly Fact[] =>
    attached(run, { externalExecutionId: StackId, step: 'stack' })

/** Unverified: AWS does not document it, but a stack without changes is taken for deployed, and its outputs for the action's. */
const updateStack = async (run: ActionRun, stack: StackDescription): Promise<Outcome> => {
  const input = { ...(await stackInput(run)), ClientRequestToken: tokenOf(run, 'stack') }
  try {
    await run.desk.call<Begun>(run.caller, 'cloudformation', 'UpdateStack', input, { noted: begun(run) })
    return undefined
  } catch (error) {
    if (error instanceof ServiceError && NO_CHANGES.test(error.message)) return succeeded(run, stack)
    throw error
  }
}

/** The two user guides differ on ROLLBACK_COMPLETE; without it the mode could not recover from the commonest failure. */
const REPLACEABLE = ['ROLLBACK_FAILED', 'ROLLBACK_COMPLETE', 'CREATE_FAILED', 'DELETE_FAILED', 'UPDATE_ROLLBACK_FAILED']

const replaceOnFailure = async (run: ActionRun): Promise<Outcome> => {
  const stack = await describeStack(run)
  if (!stack) return createStack(run)
  if (!REPLACEABLE.includes(stack.StackStatus)) return updateStack(run, stack)
  await requestDeletion(run, stack, 'replace')
  return undefined
}

const deleteStack = async (run: ActionRun): Promise<Outcome> => {
  const stack = await describeStack(run)
  if (!stack) return { status: 'Succeeded', summary: `Stack ${run.configuration.StackName} does not exist` }
  await requestDeletion(run, stack, 'delete')
  return undefined
}

const requestDeletion = async (run: ActionRun, { StackId }: StackDescription, step: Step): Promise<void> => {
  const { StackName, RoleArn } = run.configuration
  const input = { StackName, RoleARN: RoleArn, ClientRequestToken: tokenOf(run, step) }
  const noted = () => attached(run, { externalExecutionId: StackId, step })
  await run.desk.call(run.caller, 'cloudformation', 'DeleteStack', input, { noted })
}

const replaceChangeSet = async (run: ActionRun): Promise<Outcome> => {
  const { ChangeSetName, StackName } = run.configuration
  const stack = await describeStack(run)
  if (stack && (await describeChangeSet(run, ChangeSetName ?? '')))
    await run.desk.call(run.caller, 'cloudformation', 'DeleteChangeSet', { ChangeSetName, StackName })
  const input = {
    ...(await stackInput(run)),
    ChangeSetName,
    ChangeSetType: !stack || stack.StackStatus === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE',
    ClientToken: tokenOf(run, 'stack'),
  }
  await run.desk.call<{ Id: string }>(run.caller, 'cloudformation', 'CreateChangeSet', input, {
    noted: ({ Id }) => attached(run, { externalExecutionId: Id, waitsFor: Id, step: 'changeSet' }),
  })
  // It may have been made before anybody waited for its event.
  return changeSetEnded(run)
}

/** Unverified: a change set without changes is taken for a success, as pipelines that run on every commit need it. */
export const changeSetEnded = async (run: ActionRun): Promise<Outcome> => {
  const changeSet = await describeChangeSet(
    run,
    run.action.externalExecutionId ?? run.configuration.ChangeSetName ?? '',
  )
  if (!changeSet)
    throw new ActionFailure(`Change set ${run.configuration.ChangeSetName} does not exist any more`, 'JobFailed')
  if (changeSet.Status === 'FAILED' && !NO_CHANGES.test(changeSet.StatusReason ?? ''))
    throw new ActionFailure(`Change set ${changeSet.ChangeSetName} FAILED: ${changeSet.StatusReason}`, 'JobFailed')
  if (changeSet.Status !== 'FAILED' && changeSet.Status !== 'CREATE_COMPLETE') return undefined
  const stack = await describeStack(run)
  return stack ? succeeded(run, stack) : { status: 'Succeeded' }
}

const executeChangeSet = async (run: ActionRun): Promise<Outcome> => {
  const { ChangeSetName, StackName } = run.configuration
  const changeSet = await describeChangeSet(run, ChangeSetName ?? '')
  if (!changeSet)
    throw new ActionFailure(`ChangeSet [${ChangeSetName}] of stack [${StackName}] does not exist`, 'JobFailed')
  const stack = await describeStack(run)
  if (stack && changeSet.Status === 'FAILED' && NO_CHANGES.test(changeSet.StatusReason ?? ''))
    return succeeded(run, stack)
  const input = { ChangeSetName, StackName, ClientRequestToken: tokenOf(run, 'stack') }
  const noted = () => begun(run)(changeSet)
  await run.desk.call(run.caller, 'cloudformation', 'ExecuteChangeSet', input, { noted })
  return undefined
}

/** The action and the next piece of its work that a stack's event asks for; undefined when the stack is not ours or is not done. */
export const stackTurn = (
  detail: Readonly<Record<string, unknown>>,
): { readonly actionExecutionId: string; readonly work: (run: ActionRun) => Promise<Outcome> } | undefined => {
  const token = /^([0-9a-f-]{36})-(stack|replace|delete)$/.exec(String(detail['client-request-token']))
  const details = detail['status-details']
  if (!token?.[1] || !isRecord(details)) return undefined
  const status = String(details.status)
  if (status.endsWith('_IN_PROGRESS')) return undefined
  const step = token[2]
  return {
    actionExecutionId: token[1],
    work: run => stackEnded(run, step, status, String(details['status-reason'] ?? '')),
  }
}

const stackEnded = async (
  run: ActionRun,
  step: string | undefined,
  status: string,
  reason: string,
): Promise<Outcome> => {
  // An event of a part that is over, seen by its own event and by a restart.
  if (step !== run.action.step) return undefined
  if (step === 'replace' && status === 'DELETE_COMPLETE') return createStack(run)
  if (step === 'delete' && status === 'DELETE_COMPLETE') return { status: 'Succeeded' }
  if (step === 'stack' && (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE')) {
    const stack = await describeStack(run)
    if (stack) return succeeded(run, stack)
  }
  const told = reason === '' ? '' : `: ${reason}`
  const cause = await causeOfFailure(run, `${run.action.id}-${step}`)
  const message = `Stack ${run.configuration.StackName} ended as ${status}${told}${cause ? `. ${cause}` : ''}`
  return { status: 'Failed', errorDetails: { code: 'JobFailed', message: message.slice(0, 5000) } }
}

/** After a restart: how the operation ended while nobody listened, or that it goes on. */
export const resumeStackAction = async (run: ActionRun): Promise<Outcome> => {
  const { step } = run.action
  if (step === 'changeSet') return changeSetEnded(run)
  const event = await lastStackEvent(run, `${run.action.id}-${step}`)
  if (!event || event.ResourceStatus.endsWith('_IN_PROGRESS')) return undefined
  return stackEnded(run, step, event.ResourceStatus, event.ResourceStatusReason ?? '')
}
