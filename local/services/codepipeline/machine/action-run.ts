// What the work of an action has at hand, and how its end is told.

import { messageOf, ServiceError } from '../../../core/errors.ts'
import type { Fact } from '../../../core/event.ts'
import type { Principal } from '../../../core/principal.ts'
import type { Desk } from '../../../core/service.ts'
import { type ArtifactStore, artifactStoreOf } from '../declaration/declaration.ts'
import type { ActionResult } from '../executions/results.ts'
import type { ActionExecution, Artifact, CodePipelineState, Execution } from '../state.ts'
import { type Changes, changed } from '../trail.ts'
import { callerOf } from './caller.ts'

export interface ActionRun {
  readonly desk: Desk<CodePipelineState>
  readonly execution: Execution
  readonly action: ActionExecution
  /** Resolved. */
  readonly configuration: Readonly<Record<string, string>>
  readonly store: ArtifactStore
  /** A session of the pipeline's role, or of the action's own. */
  readonly caller: Principal
}

/** How the action ended; undefined while it waits for something. */
export type Outcome = Omit<ActionResult, 'actionExecutionId'> | undefined

/** An action that fails for a reason that no service's refusal told. */
export class ActionFailure extends Error {
  override readonly name = 'ActionFailure'
  readonly code: string

  constructor(message: string, code = 'ConfigurationError') {
    super(message)
    this.code = code
  }
}

const turns = new WeakMap<ActionExecution, Promise<void>>()

/**
 * Does one piece of an action's work after every earlier piece of it has ended, and records how the action ended when it did.
 * Refused calls fail the action with the refusal; anything else that is thrown fails it too, and is a bug.
 */
export const carryOut = (
  desk: Desk<CodePipelineState>,
  action: ActionExecution,
  work: (run: ActionRun) => Promise<Outcome>,
): Promise<void> => {
  const turn = (turns.get(action) ?? Promise.resolve()).then(() => takeTurn(desk, action, work))
  turns.set(
    action,
    turn.catch(() => undefined),
  )
  return turn
}

const takeTurn = async (
  desk: Desk<CodePipelineState>,
  action: ActionExecution,
  work: (run: ActionRun) => Promise<Outcome>,
): Promise<void> => {
  const execution = desk.state.executions.get(action.executionId)
  if (!execution || !isOpen(action)) return
  try {
    finish(desk, action, await work(await prepare(desk, execution, action)))
  } catch (error) {
    finish(desk, action, { status: 'Failed', errorDetails: errorDetails(error) })
    if (!(error instanceof ServiceError) && !(error instanceof ActionFailure)) throw error
  }
}

const isOpen = (action: ActionExecution): boolean => action.status === 'InProgress' && action.result === undefined

const prepare = async (
  desk: Desk<CodePipelineState>,
  execution: Execution,
  action: ActionExecution,
): Promise<ActionRun> => ({
  desk,
  execution,
  action,
  configuration: action.resolvedConfiguration,
  store: artifactStoreOf(execution.declaration, desk.region),
  caller: await callerOf(desk, execution.declaration, action.declaration),
})

/** An action that was stopped, timed out or answered meanwhile keeps its end. */
export const finish = (desk: Desk<CodePipelineState>, action: ActionExecution, outcome: Outcome): void => {
  if (!outcome || !isOpen(action)) return
  desk.record(changed(desk, action.pipelineName, 'PutActionResult', { actionExecutionId: action.id, ...outcome }))
}

/** The work that a call starts elsewhere, noted with the call itself: found again by its end and after a restart, and never started twice. */
export const attached = (
  { desk, action }: ActionRun,
  request: Omit<Changes['AttachActionExecution'], 'actionExecutionId'>,
): readonly Fact[] => [
  changed(desk, action.pipelineName, 'AttachActionExecution', { actionExecutionId: action.id, ...request }),
]

const errorDetails = (error: unknown): { readonly code: string; readonly message: string } => {
  const message = messageOf(error).slice(0, 5000)
  if (error instanceof ActionFailure) return { code: error.code, message }
  if (error instanceof ServiceError)
    return {
      code: /^(AccessDenied|AuthorizationError)/.test(error.code) ? 'PermissionError' : 'ConfigurationError',
      message,
    }
  return { code: 'SystemUnavailable', message: `The local cloud itself failed: ${message}` }
}

/** @throws ActionFailure naming the artifacts that there are */
export const inputArtifact = ({ action }: ActionRun, name: string): Artifact => {
  const artifact = action.inputArtifacts.find(input => input.name === name)
  if (artifact) return artifact
  const known = action.inputArtifacts.map(input => `'${input.name}'`).join(', ')
  throw new ActionFailure(
    `'${name}' is not an input artifact of action '${action.declaration.name}'; those are ${known || 'none'}`,
  )
}
