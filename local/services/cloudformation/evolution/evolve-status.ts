// Statuses of stacks and resources in the state: each one is also a stack event.

import type { ServiceEvent } from '../../../core/event.ts'
import type { Evolving } from '../../../core/trail.ts'
import { stackNameOf } from '../names.ts'
import type * as kept from '../state.ts'
import type { ResourceStatusDetail, StackStatusDetail } from '../trail.ts'
import { exportOutputs } from './evolve-operation.ts'

type CloudFormationState = Evolving<kept.CloudFormationState>
type Stack = Evolving<kept.Stack>
type StackEvent = Evolving<kept.StackEvent>

// Differs from AWS: the last 1,000 events of a stack and the last 100 deleted stacks are kept; AWS keeps both for 90 days.
const EVENTS_KEPT = 1000
const DELETED_KEPT = 100

export const onStackStatus = (state: CloudFormationState, detail: StackStatusDetail, event: ServiceEvent): void => {
  const { 'stack-id': stackId, 'status-details': details, 'client-request-token': token } = detail
  const stack = state.stacks.get(stackId)
  if (!stack) return
  const time = new Date(event.time)
  const { status, 'status-reason': reason } = details
  stack.StackStatus = status
  stack.StackStatusReason = reason
  // A stack that a change set makes was in review before: making it is an update.
  const isMadeByChangeSet = status === 'CREATE_IN_PROGRESS' && stack.ChangeSetId !== undefined
  if (isMadeByChangeSet || status === 'UPDATE_IN_PROGRESS' || status.endsWith('ROLLBACK_IN_PROGRESS'))
    stack.LastUpdatedTime = time
  if (status === 'DELETE_IN_PROGRESS') stack.DeletionTime = time
  else if (!status.startsWith('DELETE_')) delete stack.DeletionTime
  addEvent(stack, {
    EventId: event.id,
    StackId: stackId,
    StackName: stack.StackName,
    LogicalResourceId: stack.StackName,
    PhysicalResourceId: stackId,
    ResourceType: 'AWS::CloudFormation::Stack',
    Timestamp: time,
    ResourceStatus: status,
    ...(reason !== '' && { ResourceStatusReason: reason }),
    ...(token !== '' && { ClientRequestToken: token }),
  })
  if (isFinal(status)) conclude(state, stack, status)
}

const isFinal = (status: string): boolean => !status.endsWith('IN_PROGRESS')

/** The operation has ended; a failed rollback is kept so that ContinueUpdateRollback can take it up. */
const conclude = (state: CloudFormationState, stack: Stack, status: string): void => {
  const executed = stack.operation?.request.changeSetId
  const set = executed ? state.changeSets.get(executed) : undefined
  if (set) set.ExecutionStatus = /^(CREATE|UPDATE)_COMPLETE$/.test(status) ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED'
  if (/^(CREATE|UPDATE)_COMPLETE$/.test(status) && stack.operation?.request.kind !== 'DeleteStack')
    for (const [id, { StackId }] of state.changeSets)
      if (StackId === stack.StackId && id !== executed) state.changeSets.delete(id) // they were made for what was there before
  if (!['UPDATE_ROLLBACK_FAILED', 'UPDATE_FAILED', 'CREATE_FAILED'].includes(status)) delete stack.operation
  for (const [logicalId, resource] of stack.resources)
    if (!resource.live && status.endsWith('_COMPLETE') && status !== 'ROLLBACK_COMPLETE')
      stack.resources.delete(logicalId)
  if (status !== 'DELETE_COMPLETE') return
  stack.Outputs = []
  stack.imports = []
  exportOutputs(state, stack)
  if (state.named.get(stack.StackName) === stack.StackId) state.named.delete(stack.StackName)
  for (const [id, { StackId }] of state.changeSets) if (StackId === stack.StackId) state.changeSets.delete(id)
  forgetOldest(state)
}

const forgetOldest = (state: CloudFormationState): void => {
  const deleted = [...state.stacks.values()].filter(stack => stack.StackStatus === 'DELETE_COMPLETE')
  for (const stack of deleted.slice(0, -DELETED_KEPT)) state.stacks.delete(stack.StackId)
}

export const onResourceStatus = (
  state: CloudFormationState,
  detail: ResourceStatusDetail,
  event: ServiceEvent,
): void => {
  const stack = state.stacks.get(detail['stack-id'])
  if (!stack) return
  const logicalId = detail['logical-resource-id']
  const { status, 'status-reason': reason } = detail['status-details']
  const physicalId = detail['physical-resource-id']
  const known = stack.resources.get(logicalId)
  const time = new Date(event.time)
  const { operation } = stack
  if (operation && !operation.before.has(logicalId)) operation.before.set(logicalId, known?.live ?? null)
  const live = known?.live
  // A replaced resource that is deleted during clean-up is not what the logical ID stands for any more.
  const current =
    live === undefined || physicalId === '' || live.physicalId === physicalId || !status.startsWith('DELETE')
  if (current)
    stack.resources.set(logicalId, {
      LogicalResourceId: logicalId,
      ...(physicalId !== '' && { PhysicalResourceId: physicalId }),
      ResourceType: detail['resource-type'],
      ResourceStatus: status,
      ...(reason !== '' && { ResourceStatusReason: reason }),
      Timestamp: time,
      ...(live && { live }),
    })
  const attempted = status.startsWith('DELETE') ? undefined : operation?.attempts.get(logicalId)
  const properties = attempted?.properties ?? live?.properties
  addEvent(stack, {
    EventId: `${logicalId}-${status}-${event.time}-${event.id.slice(0, 8)}`,
    StackId: stack.StackId,
    StackName: stackNameOf(stack.StackId),
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: detail['resource-type'],
    Timestamp: time,
    ResourceStatus: status,
    ...(reason !== '' && { ResourceStatusReason: reason }),
    ...(detail['client-request-token'] !== '' && { ClientRequestToken: detail['client-request-token'] }),
    ...(properties !== undefined && { properties }),
  })
}

const addEvent = (stack: Stack, event: StackEvent): void => {
  stack.events.push(event)
  if (stack.events.length > EVENTS_KEPT) stack.events.splice(0, stack.events.length - EVENTS_KEPT)
}
