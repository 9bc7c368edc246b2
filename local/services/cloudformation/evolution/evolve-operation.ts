// A stack operation in the state: how it begins, what it puts where, and how it settles.

import type { ServiceEvent } from '../../../core/event.ts'
import type { Evolving } from '../../../core/trail.ts'
import type * as kept from '../state.ts'
import { HIDDEN } from '../state.ts'
import type { Placed, Removed, Settled } from '../trail.ts'

type CloudFormationState = Evolving<kept.CloudFormationState>
type Request = Evolving<kept.Request>
type Settings = Evolving<kept.Settings>
type Stack = Evolving<kept.Stack>

const NO_SETTINGS: Settings = { Parameters: [], Capabilities: [], Tags: [] }

export const addStack = (
  state: CloudFormationState,
  stackId: string,
  name: string,
  time: Date,
  { roleArn }: Request,
): Stack => {
  const stack: Stack = {
    StackId: stackId,
    StackName: name,
    CreationTime: time,
    settings: NO_SETTINGS,
    StackStatus: 'REVIEW_IN_PROGRESS',
    EnableTerminationProtection: false,
    DisableRollback: false,
    hasSecrets: false,
    Outputs: [],
    imports: [],
    resources: new Map(),
    events: [],
    leftovers: [],
    ...(roleArn !== undefined && { RoleARN: roleArn }),
  }
  state.stacks.set(stackId, stack)
  state.named.set(name, stackId)
  return stack
}

export const begin = (
  state: CloudFormationState,
  { stackId, request }: { readonly stackId: string; readonly request: Request },
  { id, time: at }: ServiceEvent,
): void => {
  const time = new Date(at)
  const stack = state.stacks.get(stackId) ?? addStack(state, stackId, request.stackName, time, request)
  const undoing = request.kind === 'ContinueUpdateRollback' || request.kind === 'RollbackStack'
  // A second try after an update that failed without rollback goes on from there, and is rolled back to before the first.
  const retrying = request.kind === 'UpdateStack' && stack.StackStatus === 'UPDATE_FAILED'
  const taken = undoing || retrying ? stack.operation : undefined
  const former = taken?.former ?? stack.settings
  stack.operation = {
    begun: id,
    request: { ...taken?.request, ...request },
    former,
    before: taken?.before ?? new Map(),
    attempts: taken?.attempts ?? new Map(),
    made: taken?.made ?? [],
  }
  if (request.roleArn !== undefined) stack.RoleARN = request.roleArn
  if (request.kind !== 'CreateStack' && request.kind !== 'UpdateStack') return
  stack.DisableRollback = request.onFailure === 'DO_NOTHING'
  stack.hasSecrets ||= request.parameters?.some(({ ParameterValue }) => ParameterValue === HIDDEN) === true
  if (request.enableTerminationProtection !== undefined)
    stack.EnableTerminationProtection = request.enableTerminationProtection
  if (request.changeSetId !== undefined) stack.ChangeSetId = request.changeSetId
  stack.settings = {
    ...(request.source !== undefined && { source: request.source }),
    ...(request.description !== undefined && { Description: request.description }),
    Parameters: request.parameters ?? [],
    Capabilities: request.capabilities ?? [],
    Tags: request.tags ?? [],
  }
}

export const place = (state: CloudFormationState, stackId: string, { logicalId, version }: Placed): void => {
  const stack = state.stacks.get(stackId)
  const resource = stack?.resources.get(logicalId)
  if (!stack || !resource) return
  const { before } = stack.operation ?? {}
  if (before && !before.has(logicalId)) before.set(logicalId, resource.live ?? null)
  const known = before?.get(logicalId)
  const kept = resource.live?.physicalId === version.physicalId || known?.physicalId === version.physicalId
  if (!kept) stack.operation?.made.push({ logicalId, version })
  stack.resources.set(logicalId, {
    ...resource,
    ResourceType: version.type,
    PhysicalResourceId: version.physicalId,
    live: version,
  })
}

export const remove = (state: CloudFormationState, stackId: string, { logicalId, physicalId }: Removed): void => {
  const stack = state.stacks.get(stackId)
  if (!stack) return
  stack.leftovers = stack.leftovers.filter(
    leftover => leftover.logicalId !== logicalId || leftover.version.physicalId !== physicalId,
  )
  const resource = stack.resources.get(logicalId)
  if (!resource?.live || resource.live.physicalId !== physicalId) return
  const { live: _, ...gone } = resource
  stack.resources.set(logicalId, gone)
}

export const settle = (state: CloudFormationState, stackId: string, settled: Settled): void => {
  const stack = state.stacks.get(stackId)
  if (!stack) return
  stack.leftovers = [...settled.leftovers]
  if (settled.settings) stack.settings = settled.settings
  if (settled.imports) stack.imports = settled.imports
  if (settled.outputs) {
    stack.Outputs = settled.outputs
    exportOutputs(state, stack)
  }
}

export const exportOutputs = (state: CloudFormationState, stack: Stack): void => {
  for (const [name, { stackId }] of state.exports) if (stackId === stack.StackId) state.exports.delete(name)
  for (const { ExportName, OutputValue } of stack.Outputs)
    if (ExportName !== undefined) state.exports.set(ExportName, { stackId: stack.StackId, value: OutputValue })
}
