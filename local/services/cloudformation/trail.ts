// The facts of CloudFormation: AWS's two public events, and what they do not carry.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-events-reference.html

import type { Fact } from '../../core/event.ts'
import { trailOf } from '../../core/trail.ts'
import type { Change, Draft, Source } from './documents.ts'
import type {
  Attempt,
  CloudFormationState,
  DocumentId,
  Leftover,
  OperationKind,
  Output,
  Request,
  Settings,
  Version,
} from './state.ts'

export const SOURCE = 'aws.cloudformation'
export const STACK_STATUS = 'CloudFormation Stack Status Change'
export const RESOURCE_STATUS = 'CloudFormation Resource Status Change'
/** EventBridge has no event for change sets: CodePipeline asks for their status on AWS, and hears it here. */
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

export interface ResourceStep {
  readonly logicalId: string
  readonly type: string
  readonly physicalId?: string
  readonly status: string
  readonly reason?: string
}

export interface Attempted {
  readonly logicalId: string
  readonly attempt: Attempt
}

export interface Placed {
  readonly logicalId: string
  readonly version: Version
}

export interface Removed {
  readonly logicalId: string
  readonly physicalId: string
}

export interface Settled {
  readonly outputs?: readonly Output[]
  readonly imports?: readonly string[]
  /** Restores the settings from before the operation. */
  readonly settings?: Settings
  readonly leftovers: readonly Leftover[]
}

export interface ChangeSetRequested {
  readonly changeSetId: string
  readonly changeSetName: string
  readonly changeSetType: string
  readonly description?: string
  readonly draft: DocumentId<Draft>
  readonly request: Request
}

export interface ChangeSetComputed {
  readonly changeSetId: string
  readonly executionStatus: string
  readonly changes?: DocumentId<readonly Change[]>
  readonly source?: DocumentId<Source>
  readonly basis?: DocumentId<Source>
}

interface OfStack {
  readonly stackId: string
}
type StackRequest = OfStack & { readonly request: Request }

type Changes = Readonly<Record<OperationKind | 'ExecuteChangeSet', StackRequest>> & {
  CancelUpdateStack: OfStack
  ResourceAttempted: OfStack & Attempted
  ResourcePlaced: OfStack & Placed
  ResourceRemoved: OfStack & Removed
  StackSettled: OfStack & Settled
  CreateChangeSet: OfStack & ChangeSetRequested
  ChangeSetComputed: OfStack & ChangeSetComputed
  DeleteChangeSet: OfStack & { readonly changeSetId: string }
  UpdateTerminationProtection: OfStack & { readonly enabled: boolean }
}

interface Announced {
  'CloudFormation Stack Status Change': StackStatusDetail
  'CloudFormation Resource Status Change': ResourceStatusDetail
  'CloudFormation Change Set Status Change': ChangeSetStatusDetail
}

const { announced, changed, evolving, of, toldInside } = trailOf<CloudFormationState, Changes, Announced>()(SOURCE)

export { evolving, of }

export const stackStatus = (stackId: string, status: string, reason = '', token = ''): Fact => {
  const detail: StackStatusDetail = {
    'stack-id': stackId,
    'status-details': { status, 'status-reason': reason },
    'client-request-token': token,
  }
  return announced(STACK_STATUS, [stackId], detail)
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
  return announced(RESOURCE_STATUS, [stackId], detail)
}

/** Somebody asked for a stack operation; the engine's work begins with it. */
export const stackRequested = (stackId: string, request: Request): Fact =>
  changed(request.changeSetId ? 'ExecuteChangeSet' : request.kind, stackId, { stackId, request })

/** What is about to be asked of a resource's service. */
export const resourceAttempted = (stackId: string, attempted: Attempted): Fact =>
  changed('ResourceAttempted', stackId, { stackId, ...attempted })

/** What stands behind a logical ID from now on. */
export const resourcePlaced = (stackId: string, placed: Placed): Fact =>
  changed('ResourcePlaced', stackId, { stackId, ...placed })

/** A resource is gone, or is kept but no longer the stack's. */
export const resourceRemoved = (stackId: string, removed: Removed): Fact =>
  changed('ResourceRemoved', stackId, { stackId, ...removed })

/** Every resource is as the template wants it; what is left over is to be deleted. */
export const stackSettled = (stackId: string, settled: Settled): Fact =>
  changed('StackSettled', stackId, { stackId, ...settled })

export const changeSetRequested = (stackId: string, requested: ChangeSetRequested): Fact =>
  changed('CreateChangeSet', requested.changeSetId, { stackId, ...requested })

export const changeSetComputed = (stackId: string, computed: ChangeSetComputed): Fact =>
  changed('ChangeSetComputed', stackId, { stackId, ...computed })

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
  return toldInside(CHANGE_SET_STATUS, [set.StackId], detail)
}

export const changeSetDeleted = (stackId: string, changeSetId: string): Fact =>
  changed('DeleteChangeSet', changeSetId, { stackId, changeSetId })

export const terminationProtected = (stackId: string, enabled: boolean): Fact =>
  changed('UpdateTerminationProtection', stackId, { stackId, enabled })

export const updateCancelled = (stackId: string): Fact => changed('CancelUpdateStack', stackId, { stackId })
