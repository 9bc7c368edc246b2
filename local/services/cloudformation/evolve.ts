// Applies CloudFormation's facts to its state.

import { API_CALL, SERVICE_EVENT, type ServiceEvent } from '../../core/event.ts'
import { addStack, begin, place, remove, settle } from './evolve-operation.ts'
import { onResourceStatus, onStackStatus } from './evolve-status.ts'
import {
  type Attempted,
  CHANGE_SET_STATUS,
  type ChangeSetComputed,
  type ChangeSetRequested,
  type ChangeSetStatusDetail,
  type Placed,
  RESOURCE_STATUS,
  type Removed,
  type ResourceStatusDetail,
  type Settled,
  STACK_STATUS,
  type StackStatusDetail,
} from './facts.ts'
import type { CloudFormationState, Request } from './state.ts'

/** By detail-type. What is applied here was written by facts.ts; the casts are the log's edge. */
const APPLIES: Readonly<Record<string, (state: CloudFormationState, event: ServiceEvent) => void>> = {
  [STACK_STATUS]: (state, event) => onStackStatus(state, event as ServiceEvent<string, StackStatusDetail>),
  [RESOURCE_STATUS]: (state, event) => onResourceStatus(state, event as ServiceEvent<string, ResourceStatusDetail>),
  [CHANGE_SET_STATUS]: (state, event) => onChangeSetStatus(state, event as ServiceEvent<string, ChangeSetStatusDetail>),
  [API_CALL]: (state, event) => onTrail(state, event as ServiceEvent<string, TrailRecord>),
  [SERVICE_EVENT]: (state, event) => onTrail(state, event as ServiceEvent<string, TrailRecord>),
}

export const evolve = (state: CloudFormationState, event: ServiceEvent): void =>
  APPLIES[event['detail-type']]?.(state, event)

interface TrailRecord {
  readonly eventName: string
  readonly requestParameters: unknown
  readonly responseElements: unknown
}

/** By event name. */
const TRAIL: Readonly<Record<string, (state: CloudFormationState, stackId: string, event: Recorded) => void>> = {
  CreateStack: (state, stackId, event) => begin(state, stackId, event.request as Request, event.time),
  UpdateStack: (state, stackId, event) => begin(state, stackId, event.request as Request, event.time),
  DeleteStack: (state, stackId, event) => begin(state, stackId, event.request as Request, event.time),
  RollbackStack: (state, stackId, event) => begin(state, stackId, event.request as Request, event.time),
  ContinueUpdateRollback: (state, stackId, event) => begin(state, stackId, event.request as Request, event.time),
  ExecuteChangeSet: (state, stackId, event) => {
    const request = event.request as Request
    const executed = request.changeSetId ? state.changeSets.get(request.changeSetId) : undefined
    if (executed) executed.ExecutionStatus = 'EXECUTE_IN_PROGRESS'
    begin(state, stackId, request, event.time)
  },
  CancelUpdateStack: (state, stackId) => {
    const operation = state.stacks.get(stackId)?.operation
    if (operation) operation.cancelled = true
  },
  ResourceAttempted: (state, stackId, event) => {
    const { logicalId, attempt } = event.request as Attempted
    state.stacks.get(stackId)?.operation?.attempts.set(logicalId, attempt)
  },
  ResourcePlaced: (state, stackId, event) => place(state, stackId, event.response as Placed),
  ResourceRemoved: (state, stackId, event) => remove(state, stackId, event.response as Removed),
  StackSettled: (state, stackId, event) => settle(state, stackId, event.response as Settled),
  CreateChangeSet: (state, _, event) => addChangeSet(state, event.request as ChangeSetRequested, event),
  ChangeSetComputed: (state, _, event) => {
    const { changeSetId, executionStatus, changes, source, basis } = event.response as ChangeSetComputed
    const set = state.changeSets.get(changeSetId)
    if (!set) return
    set.ExecutionStatus = executionStatus
    if (changes) set.changes = changes
    if (source) set.source = source
    if (basis) set.basis = basis
  },
  DeleteChangeSet: (state, _, event) => {
    const { changeSetId } = event.request as { readonly changeSetId: string }
    state.changeSets.delete(changeSetId)
  },
  UpdateTerminationProtection: (state, stackId, event) => {
    const stack = state.stacks.get(stackId)
    const { enabled } = event.request as { readonly enabled: boolean }
    if (stack) stack.EnableTerminationProtection = enabled
  },
}

interface Recorded {
  readonly time: Date
  readonly request: unknown
  readonly response: unknown
}

const onTrail = (state: CloudFormationState, event: ServiceEvent<string, TrailRecord>): void => {
  const { eventName, requestParameters: request, responseElements: response } = event.detail
  const answered = response as { readonly stackId?: string } | null
  const stackId = answered?.stackId ?? event.resources[0] ?? ''
  TRAIL[eventName]?.(state, stackId, { time: new Date(event.time), request, response })
}

const addChangeSet = (state: CloudFormationState, requested: ChangeSetRequested, event: Recorded): void => {
  const { stackId } = event.response as { readonly stackId: string }
  const stack =
    state.stacks.get(stackId) ?? addStack(state, stackId, requested.request.stackName, event.time, requested.request)
  state.changeSets.set(requested.changeSetId, {
    ChangeSetId: requested.changeSetId,
    ChangeSetName: requested.changeSetName,
    StackId: stackId,
    StackName: stack.StackName,
    ChangeSetType: requested.changeSetType,
    CreationTime: event.time,
    ...(requested.description !== undefined && { Description: requested.description }),
    request: requested.request,
    draft: requested.draft,
    Status: 'CREATE_PENDING',
    ExecutionStatus: 'UNAVAILABLE',
  })
}

const onChangeSetStatus = (state: CloudFormationState, event: ServiceEvent<string, ChangeSetStatusDetail>): void => {
  const set = state.changeSets.get(event.detail['change-set-id'])
  if (!set) return
  const { status, 'status-reason': reason } = event.detail['status-details']
  set.Status = status
  if (reason !== '') set.StatusReason = reason
}
