// The machinery behind one local cloud's functions: its sandboxes, its count of running invocations, its queue of asynchronous ones.

import type { Desk } from '../../../core/service.ts'
import { endLeftovers } from '../../../host/isolation/leftovers.ts'
import type { LambdaState } from '../state.ts'
import { Concurrency } from './concurrency.ts'
import { Sandboxes } from './sandbox/sandboxes.ts'

export interface Workshop {
  readonly sandboxes: Sandboxes
  readonly concurrency: Concurrency
}

/** By what is one for all desks of a local cloud: each call has a desk of its own. */
const workshops = new WeakMap<AbortSignal, Workshop>()

export const workshopOf = (desk: Desk<LambdaState>): Workshop => {
  const known = workshops.get(desk.stopping)
  if (known) return known
  const made = { sandboxes: new Sandboxes(desk), concurrency: new Concurrency() }
  workshops.set(desk.stopping, made)
  return made
}

/** Processes of sandboxes that a local cloud which was killed has left running. */
export const endLeftSandboxes = (desk: Desk<LambdaState>): void => endLeftovers(desk.folder('processes'))
