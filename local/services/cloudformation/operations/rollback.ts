// CancelUpdateStack, ContinueUpdateRollback, RollbackStack and UpdateTerminationProtection.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html

import type { Members } from '../../../core/input/members.ts'
import { type Desk, operation, type Scope } from '../../../core/service.ts'
import { principalOf } from '../engine/run.ts'
import { invalid } from '../source.ts'
import type { CloudFormationState, Stack } from '../state.ts'
import { stackRequested, stackStatus, terminationProtected, updateCancelled } from '../trail.ts'
import { access, onStack, stackOf, stackResource } from './find.ts'
import { CLIENT_TOKEN, passRole, refuseMembers, requestBy, texts } from './stack-input.ts'

export const cancelUpdateStack = operation<CloudFormationState>()({
  input: members => ({ stackName: members.string('StackName', { min: 1 }) }),
  access: onStack('CancelUpdateStack'),
  decide: (state, { stackName }) => {
    const { StackId, StackStatus } = stackOf(state, stackName)
    if (StackStatus !== 'UPDATE_IN_PROGRESS')
      throw invalid('CancelUpdateStack cannot be called from current stack status')
    return { output: {}, facts: [updateCancelled(StackId)] }
  },
})

const rollbackInput = (members: Members) => {
  const roleArn = members.optionalString('RoleARN', { min: 20, max: 2048 })
  const token = members.optionalString('ClientRequestToken', { min: 1, max: 128, pattern: CLIENT_TOKEN })
  return {
    stackName: members.string('StackName', { min: 1 }),
    resourcesToSkip: texts(members, 'ResourcesToSkip'),
    ...(roleArn !== undefined && { roleArn }),
    ...(token !== undefined && { token }),
  }
}

/** The role that is given has to be one that CloudFormation may be. */
const checkRole = async (
  desk: Desk<CloudFormationState>,
  { stackName, roleArn }: ReturnType<typeof rollbackInput>,
  { principal }: Scope,
): Promise<void> => {
  principalOf(desk, principal, roleArn ?? stackOf(desk.state, stackName).RoleARN)
}

export const continueUpdateRollback = operation<CloudFormationState>()({
  input: rollbackInput,
  access: (input, scope, state) => [
    access('ContinueUpdateRollback', stackResource(state, scope, input.stackName)),
    ...passRole(input.roleArn),
  ],
  check: checkRole,
  decide: (state, input, scope) => {
    const stack = stackOf(state, input.stackName)
    if (stack.StackStatus !== 'UPDATE_ROLLBACK_FAILED')
      throw invalid(`Stack:${stack.StackId} is in ${stack.StackStatus} state and can not continue rollback.`)
    const unknown = input.resourcesToSkip.filter(
      logicalId => stack.resources.get(logicalId)?.ResourceStatus !== 'UPDATE_FAILED',
    )
    if (unknown.length > 0)
      throw invalid(`ResourcesToSkip may name only resources in status UPDATE_FAILED, got [${unknown.join(', ')}]`)
    const request = {
      ...requestBy('ContinueUpdateRollback', stack.StackName, scope, input),
      resourcesToSkip: input.resourcesToSkip,
    }
    return undo(stack, request, 'UPDATE_ROLLBACK_IN_PROGRESS', input.token)
  },
})

export const rollbackStack = operation<CloudFormationState>()({
  input: (members: Members) => {
    refuseMembers(members, ['RetainExceptOnCreate'])
    return rollbackInput(members)
  },
  access: (input, scope, state) => [
    access('RollbackStack', stackResource(state, scope, input.stackName)),
    ...passRole(input.roleArn),
  ],
  check: checkRole,
  decide: (state, input, scope) => {
    const stack = stackOf(state, input.stackName)
    const status = { CREATE_FAILED: 'ROLLBACK_IN_PROGRESS', UPDATE_FAILED: 'UPDATE_ROLLBACK_IN_PROGRESS' }[
      stack.StackStatus
    ]
    if (status === undefined)
      throw invalid(`Stack:${stack.StackId} is in ${stack.StackStatus} state and can not be rolled back.`)
    return undo(stack, requestBy('RollbackStack', stack.StackName, scope, input), status, input.token)
  },
})

const undo = (stack: Stack, request: Parameters<typeof stackRequested>[1], status: string, token?: string) => ({
  output: { StackId: stack.StackId },
  facts: [stackRequested(stack.StackId, request), stackStatus(stack.StackId, status, 'User Initiated', token)],
})

export const updateTerminationProtection = operation<CloudFormationState>()({
  input: members => {
    const enabled = members.optionalBoolean('EnableTerminationProtection')
    if (enabled === undefined) throw members.wrong('EnableTerminationProtection', null, 'Member must not be null')
    return { stackName: members.string('StackName', { min: 1 }), enabled }
  },
  access: onStack('UpdateTerminationProtection'),
  decide: (state, { stackName, enabled }) => {
    const { StackId } = stackOf(state, stackName)
    return { output: { StackId }, facts: [terminationProtected(StackId, enabled)] }
  },
})
