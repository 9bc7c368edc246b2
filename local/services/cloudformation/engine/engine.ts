// Carries a stack operation to its end from whatever status the stack is in, so that starting one and taking one up again are the same.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html (stack status codes)

import { messageOf } from '../../../core/errors.ts'
import type { Desk } from '../../../core/service.ts'
import type { Documents } from '../machine/documents.ts'
import type { ResourceTypes } from '../resources/resource-type.ts'
import { declaredResources } from '../source.ts'
import type { CloudFormationState, Leftover, Stack, StackOperation, Version } from '../state.ts'
import { stackSettled, stackStatus } from '../trail.ts'
import { converge, type Failure } from './converge.ts'
import { checkExports, importersOf, inUse, outputsOf } from './outputs.ts'
import { remove } from './remove.ts'
import { restore } from './restore.ts'
import { announceStack, environmentOf, type Run, sourceOf, startRun } from './run.ts'
import { withoutEffect } from './without-effect.ts'

/** Ends when the stack's status is final, or when the process stops. */
export const carryOn = async (
  desk: Desk<CloudFormationState>,
  stackId: string,
  types: ResourceTypes,
  documents: Documents,
): Promise<void> => {
  const stack = desk.state.stacks.get(stackId)
  if (!stack) return
  let run: Run
  try {
    run = startRun(desk, stack, types, documents)
  } catch (error) {
    desk.record(stackStatus(stackId, failedStatus(stack.StackStatus), messageOf(error)))
    return
  }
  for (;;) {
    const status = stack.StackStatus
    const step = STEPS[status]
    if (!step || desk.stopping.aborted) return
    await step(run).catch(error => {
      announceStack(run, failedStatus(status), `Internal error: ${messageOf(error)}`) // no stack stays in progress for ever
      throw error
    })
    if (stack.StackStatus === status) return // the process stops in the middle
  }
}

/** Where an operation ends that cannot go on. */
const failedStatus = (status: string): string =>
  status.endsWith('_COMPLETE_CLEANUP_IN_PROGRESS')
    ? status.replace('_CLEANUP_IN_PROGRESS', '')
    : status.replace('_IN_PROGRESS', '_FAILED')

const STEPS: Readonly<Record<string, (run: Run) => Promise<void>>> = {
  CREATE_IN_PROGRESS: run => deploy(run, 'CREATE'),
  UPDATE_IN_PROGRESS: run => deploy(run, 'UPDATE'),
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: run => cleanUp(run, 'UPDATE_COMPLETE'),
  ROLLBACK_IN_PROGRESS: run => undoCreation(run),
  UPDATE_ROLLBACK_IN_PROGRESS: run => undoUpdate(run),
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: run => cleanUp(run, 'UPDATE_ROLLBACK_COMPLETE'),
  DELETE_IN_PROGRESS: run => deleteStack(run),
}

const operationOf = (run: Run): StackOperation => {
  const { operation } = run.stack
  if (!operation) throw new Error(`stack ${run.stack.StackName} has no operation under way`)
  return operation
}

const deploy = async (run: Run, kind: 'CREATE' | 'UPDATE'): Promise<void> => {
  const source = sourceOf(run, run.stack.settings.source)
  const failures = await converge(run, source)
  if (run.desk.stopping.aborted) return
  if (operationOf(run).cancelled) return fail(run, kind, 'User Initiated')
  if (failures.length > 0) return fail(run, kind, reasonOf(failures))
  try {
    const environment = environmentOf(run, source)
    const outputs = outputsOf(source.template, environment)
    checkExports(run.desk.state, run.stack, outputs)
    const leftovers = obsolete(run.stack, operationOf(run), new Set(declaredResources(source, environment.conditions)))
    run.desk.record(stackSettled(run.stack.StackId, { outputs, imports: [...run.imports], leftovers }))
  } catch (error) {
    return fail(run, kind, messageOf(error))
  }
  if (kind === 'CREATE') announceStack(run, 'CREATE_COMPLETE', await withoutEffect(run))
  else announceStack(run, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
}

/** What an update replaced, and what the template no longer has. */
const obsolete = (stack: Stack, operation: StackOperation, kept: ReadonlySet<string>): readonly Leftover[] => {
  const replaced = [...operation.before].flatMap(([logicalId, version]): Leftover[] => {
    const live = stack.resources.get(logicalId)?.live
    return version && live && live.physicalId !== version.physicalId ? [{ logicalId, version }] : []
  })
  const removed = [...stack.resources].flatMap(([logicalId, { live }]): Leftover[] =>
    live && !kept.has(logicalId) ? [{ logicalId, version: live }] : [],
  )
  return [...replaced, ...removed]
}

const reasonOf = (failures: readonly Failure[]): string => {
  const named = (kind: Failure['kind']): string => {
    const ids = failures.filter(failure => failure.kind === kind).map(failure => failure.logicalId)
    return ids.length > 0 ? `The following resource(s) failed to ${kind}: [${ids.join(', ')}].` : ''
  }
  return `${named('create')} ${named('update')}`.trim()
}

/** After a failure: rolls back, unless the caller wanted to look at what is there. */
const fail = (run: Run, kind: 'CREATE' | 'UPDATE', reason: string): void => {
  const { onFailure = 'ROLLBACK' } = operationOf(run).request
  if (onFailure === 'DO_NOTHING') announceStack(run, `${kind}_FAILED`, reason)
  else if (kind === 'UPDATE') announceStack(run, 'UPDATE_ROLLBACK_IN_PROGRESS', reason)
  else if (onFailure === 'DELETE')
    announceStack(run, 'DELETE_IN_PROGRESS', `${sentence(reason)} Delete requested by user.`)
  else announceStack(run, 'ROLLBACK_IN_PROGRESS', `${sentence(reason)} Rollback requested by user.`)
}

const sentence = (reason: string): string => (reason.endsWith('.') ? reason : `${reason}.`)

const allLive = (stack: Stack): readonly Leftover[] =>
  [...stack.resources].flatMap(([logicalId, { live }]) => (live ? [{ logicalId, version: live }] : []))

const undoCreation = async (run: Run): Promise<void> => {
  const everything = [...allLive(run.stack), ...run.stack.leftovers]
  const failures = await remove(run, everything, ({ version }) => version.deletionPolicy === 'Retain')
  if (run.desk.stopping.aborted) return
  if (failures.length === 0) return announceStack(run, 'ROLLBACK_COMPLETE')
  announceStack(run, 'ROLLBACK_FAILED', couldNotDelete(failures))
}

const couldNotDelete = (failures: readonly string[]): string =>
  `The following resource(s) failed to delete: [${failures.join(', ')}].`

const undoUpdate = async (run: Run): Promise<void> => {
  const operation = operationOf(run)
  const failures = await restore(run, operation)
  if (run.desk.stopping.aborted) return
  if (failures.length > 0)
    return announceStack(
      run,
      'UPDATE_ROLLBACK_FAILED',
      `The following resource(s) failed to update: [${failures.join(', ')}].`,
    )
  const leftovers = [...operation.made, ...run.stack.leftovers]
  run.desk.record(stackSettled(run.stack.StackId, { leftovers, settings: operation.former }))
  announceStack(run, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')
}

const isLive = (stack: Stack, { logicalId, version }: Leftover): boolean =>
  stack.resources.get(logicalId)?.live?.physicalId === version.physicalId

/** What cannot be deleted in a clean-up stays behind, and the update counts as complete, as on AWS. */
const cleanUp = async (run: Run, status: 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE'): Promise<void> => {
  const undone = status === 'UPDATE_ROLLBACK_COMPLETE'
  await remove(run, run.stack.leftovers, leftover => {
    const { deletionPolicy, updateReplacePolicy } = leftover.version
    if (undone) return deletionPolicy === 'Retain'
    return (isLive(run.stack, leftover) ? deletionPolicy : updateReplacePolicy) !== 'Delete'
  })
  if (!run.desk.stopping.aborted) announceStack(run, status, undone ? '' : await withoutEffect(run))
}

const deleteStack = async (run: Run): Promise<void> => {
  const { state } = run.desk
  for (const { ExportName } of run.stack.Outputs) {
    const users = ExportName === undefined ? [] : importersOf(state, ExportName)
    if (ExportName !== undefined && users.length > 0)
      return announceStack(run, undeleted(run), inUse(ExportName, 'deleted', users))
  }
  const { made, request } = operationOf(run)
  const retained = request.retainResources ?? []
  // A creation that is undone by deleting the stack: `RetainExceptOnCreate` does not keep what it made.
  const isNew = ({ physicalId }: Version): boolean => made.some(({ version }) => version.physicalId === physicalId)
  const everything = [...allLive(run.stack), ...run.stack.leftovers]
  const failures = await remove(
    run,
    everything,
    ({ logicalId, version }) =>
      retained.includes(logicalId) ||
      version.deletionPolicy === 'Retain' ||
      (version.deletionPolicy === 'RetainExceptOnCreate' && !isNew(version)),
  )
  if (run.desk.stopping.aborted) return
  if (failures.length > 0) return announceStack(run, 'DELETE_FAILED', couldNotDelete(failures))
  announceStack(run, 'DELETE_COMPLETE')
}

/** Nothing was begun: a stack that was complete is so again, and can be updated. */
const undeleted = (run: Run): string => {
  const { formerStatus = '' } = operationOf(run).request
  return formerStatus.endsWith('_COMPLETE') ? formerStatus : 'DELETE_FAILED'
}

/**
 * An update that a stop interrupted is rolled back; rollbacks, clean-ups and deletions go on where they were.
 * Differs from AWS: a creation that a stop interrupted is deleted; ROLLBACK_COMPLETE would refuse every later deployment, for nobody's fault.
 */
export const takeUp = (desk: Desk<CloudFormationState>, { StackId, StackStatus, operation }: Stack): void => {
  const next = INTERRUPTED[StackStatus]
  if (!next) return
  const token = operation?.request.clientRequestToken
  desk.record(stackStatus(StackId, next.status, `the local cloud was stopped during the ${next.during}`, token))
}

/** The operation ends where it is. */
export const giveUp = (desk: Desk<CloudFormationState>, { StackId, StackStatus, operation }: Stack): void => {
  const status = failedStatus(StackStatus)
  const token = operation?.request.clientRequestToken
  desk.record(stackStatus(StackId, status, 'the local cloud was stopped twice during the operation', token))
}

/** One operation, and not the one before it or after it on the same stack. */
export const operationId = ({ StackId, operation }: Stack): string => `${StackId} ${operation?.begun}`

const INTERRUPTED: Readonly<Record<string, { readonly status: string; readonly during: string }>> = {
  CREATE_IN_PROGRESS: { status: 'DELETE_IN_PROGRESS', during: 'creation' },
  UPDATE_IN_PROGRESS: { status: 'UPDATE_ROLLBACK_IN_PROGRESS', during: 'update' },
}
