// Applies CloudFormation's facts to its state.

import type { Evolving } from '../../core/trail.ts'
import { addStack, begin, place, remove, settle } from './evolution/evolve-operation.ts'
import { onResourceStatus, onStackStatus } from './evolution/evolve-status.ts'
import type * as kept from './state.ts'
import { type ChangeSetRequested, evolving } from './trail.ts'

type CloudFormationState = Evolving<kept.CloudFormationState>

export const evolve = evolving({
  'CloudFormation Stack Status Change': onStackStatus,
  'CloudFormation Resource Status Change': onResourceStatus,
  'CloudFormation Change Set Status Change': ({ changeSets }, detail) => {
    const set = changeSets.get(detail['change-set-id'])
    if (!set) return
    const { status, 'status-reason': reason } = detail['status-details']
    set.Status = status
    if (reason !== '') set.StatusReason = reason
  },
  CreateStack: begin,
  UpdateStack: begin,
  DeleteStack: begin,
  RollbackStack: begin,
  ContinueUpdateRollback: begin,
  ExecuteChangeSet: (state, data, event) => {
    const { changeSetId } = data.request
    const executed = changeSetId ? state.changeSets.get(changeSetId) : undefined
    if (executed) executed.ExecutionStatus = 'EXECUTE_IN_PROGRESS'
    // They were made for what was there before.
    for (const [id, { StackId }] of state.changeSets)
      if (StackId === data.stackId && id !== changeSetId) state.changeSets.delete(id)
    begin(state, data, event)
  },
  CancelUpdateStack: ({ stacks }, { stackId }) => {
    const operation = stacks.get(stackId)?.operation
    if (operation) operation.cancelled = true
  },
  ResourceAttempted: ({ stacks }, { stackId, logicalId, attempt }) => {
    stacks.get(stackId)?.operation?.attempts.set(logicalId, attempt)
  },
  ResourcePlaced: (state, { stackId, ...placed }) => place(state, stackId, placed),
  ResourceRemoved: (state, { stackId, ...removed }) => remove(state, stackId, removed),
  StackSettled: (state, { stackId, ...settled }) => settle(state, stackId, settled),
  CreateChangeSet: (state, { stackId, ...requested }, { time }) =>
    addChangeSet(state, stackId, requested, new Date(time)),
  ChangeSetComputed: ({ changeSets }, { changeSetId, executionStatus, changes, source, basis }) => {
    const set = changeSets.get(changeSetId)
    if (!set) return
    set.ExecutionStatus = executionStatus
    if (changes) set.changes = changes
    if (source) set.source = source
    if (basis) set.basis = basis
  },
  DeleteChangeSet: ({ changeSets }, { changeSetId }) => {
    changeSets.delete(changeSetId)
  },
  UpdateTerminationProtection: ({ stacks }, { stackId, enabled }) => {
    const stack = stacks.get(stackId)
    if (stack) stack.EnableTerminationProtection = enabled
  },
})

const addChangeSet = (state: CloudFormationState, stackId: string, requested: ChangeSetRequested, time: Date): void => {
  const stack =
    state.stacks.get(stackId) ?? addStack(state, stackId, requested.request.stackName, time, requested.request)
  state.changeSets.set(requested.changeSetId, {
    ChangeSetId: requested.changeSetId,
    ChangeSetName: requested.changeSetName,
    StackId: stackId,
    StackName: stack.StackName,
    ChangeSetType: requested.changeSetType,
    CreationTime: time,
    ...(requested.description !== undefined && { Description: requested.description }),
    request: requested.request,
    draft: requested.draft,
    Status: 'CREATE_PENDING',
    ExecutionStatus: 'UNAVAILABLE',
  })
}
