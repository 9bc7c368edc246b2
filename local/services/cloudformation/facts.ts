// The facts of CloudFormation: AWS's two public events, and trail records for what they do not carry.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-events-reference.html

import { apiCall, type Fact, serviceEvent } from '../../core/event.ts'
import type { Value } from '../../template/template.ts'
import type { Attempt, DocumentId, Leftover, Output, Request, Settings, Version } from './state.ts'

export const SOURCE = 'aws.cloudformation'
export const STACK_STATUS = 'CloudFormation Stack Status Change'
export const RESOURCE_STATUS = 'CloudFormation Resource Status Change'
/** Differs from AWS: EventBridge has no event for change sets. */
export const CHANGE_SET_STATUS = 'CloudFormation Change Set Status Change'

interface StatusDetails {
  readonly status: string
  readonly 'status-reason': string
}

export interface StackStatusDetail {
  readonly 'stack-id': string
  readonly 'status-details': StatusDetails
  readonly 'client-request-token': string
}

export interface ResourceStatusDetail extends StackStatusDetail {
  readonly 'logical-resource-id': string
  readonly 'physical-resource-id': string
  readonly 'resource-type': string
}

export interface ChangeSetStatusDetail {
  readonly 'stack-id': string
  readonly 'change-set-id': string
  readonly 'change-set-name': string
  readonly 'status-details': StatusDetails
}

export const stackStatus = (stackId: string, status: string, reason = '', token = ''): Fact => {
  const detail: StackStatusDetail = {
    'stack-id': stackId,
    'status-details': { status, 'status-reason': reason },
    'client-request-token': token,
  }
  return { source: SOURCE, 'detail-type': STACK_STATUS, resources: [stackId], detail }
}

export interface ResourceStep {
  readonly logicalId: string
  readonly type: string
  readonly physicalId?: string
  readonly status: string
  readonly reason?: string
}

export const resourceStatus = (stackId: string, step: ResourceStep, token = ''): Fact => {
  const detail: ResourceStatusDetail = {
    'stack-id': stackId,
    'logical-resource-id': step.logicalId,
    'physical-resource-id': step.physicalId ?? '',
    'status-details': { status: step.status, 'status-reason': step.reason ?? '' },
    'resource-type': step.type,
    'client-request-token': token,
  }
  return { source: SOURCE, 'detail-type': RESOURCE_STATUS, resources: [stackId], detail }
}

/** Somebody asked for a stack operation; the engine's work begins with it. */
export const stackRequested = (stackId: string, request: Request): Fact =>
  apiCall('cloudformation', request.changeSetId ? 'ExecuteChangeSet' : request.kind, stackId, request, { stackId })

export interface Attempted {
  readonly logicalId: string
  readonly attempt: Attempt
}

/** What is about to be asked of a resource's service. */
export const resourceAttempted = (stackId: string, attempted: Attempted): Fact =>
  serviceEvent('cloudformation', 'ResourceAttempted', stackId, attempted, null)

export interface Placed {
  readonly logicalId: string
  readonly version: Version
}

/** What stands behind a logical ID from now on. */
export const resourcePlaced = (stackId: string, placed: Placed): Fact =>
  serviceEvent('cloudformation', 'ResourcePlaced', stackId, null, placed)

export interface Removed {
  readonly logicalId: string
  readonly physicalId: string
}

/** A resource is gone, or is kept but no longer the stack's. */
export const resourceRemoved = (stackId: string, removed: Removed): Fact =>
  serviceEvent('cloudformation', 'ResourceRemoved', stackId, null, removed)

export interface Settled {
  readonly outputs?: readonly Output[]
  readonly imports?: readonly string[]
  /** Restores the settings from before the operation. */
  readonly settings?: Settings
  readonly leftovers: readonly Leftover[]
}

/** Every resource is as the template wants it; what is left over is to be deleted. */
export const stackSettled = (stackId: string, settled: Settled): Fact =>
  serviceEvent('cloudformation', 'StackSettled', stackId, null, settled)

export interface ChangeSetRequested {
  readonly changeSetId: string
  readonly changeSetName: string
  readonly changeSetType: string
  readonly description?: string
  readonly draft: DocumentId
  readonly request: Request
}

export const changeSetRequested = (stackId: string, requested: ChangeSetRequested): Fact =>
  apiCall('cloudformation', 'CreateChangeSet', requested.changeSetId, requested, { stackId })

export interface ChangeSetComputed {
  readonly changeSetId: string
  readonly executionStatus: string
  readonly changes?: DocumentId
  readonly source?: DocumentId
  readonly basis?: DocumentId
}

export const changeSetComputed = (stackId: string, computed: ChangeSetComputed): Fact =>
  serviceEvent('cloudformation', 'ChangeSetComputed', stackId, null, computed)

export const changeSetStatus = (
  set: { readonly StackId: string; readonly ChangeSetId: string; readonly ChangeSetName: string },
  status: string,
  reason = '',
): Fact => {
  const detail: ChangeSetStatusDetail = {
    'stack-id': set.StackId,
    'change-set-id': set.ChangeSetId,
    'change-set-name': set.ChangeSetName,
    'status-details': { status, 'status-reason': reason },
  }
  return { source: SOURCE, 'detail-type': CHANGE_SET_STATUS, resources: [set.StackId], detail }
}

export const changeSetDeleted = (stackId: string, changeSetId: string): Fact =>
  apiCall('cloudformation', 'DeleteChangeSet', changeSetId, { changeSetId }, { stackId })

export const stackChanged = (
  stackId: string,
  eventName: 'UpdateTerminationProtection' | 'CancelUpdateStack',
  change: Readonly<Record<string, Value>>,
): Fact => apiCall('cloudformation', eventName, stackId, change, { stackId })
