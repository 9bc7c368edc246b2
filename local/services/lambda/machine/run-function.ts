// Runs a function once: finds the version, takes its place among the running ones, and lets a sandbox do it.

import type { Desk } from '../../../core/service.ts'
import { findVersion } from '../lookup.ts'
import { functionArn, type Reference } from '../names.ts'
import type { LambdaState } from '../state.ts'
import type { Answer } from './sandbox/sandboxes.ts'
import { workshopOf } from './workshop.ts'

export interface Run extends Answer {
  readonly version: string
}

export interface Asked {
  readonly reference: Reference
  readonly requestId: string
  readonly payload: Uint8Array
  readonly clientContext?: string
  readonly withTail?: boolean
  /** Deliveries of EventBridge that led to it; those that led to the call unless said. */
  readonly chainLength?: number
}

/** @throws ServiceError ResourceNotFoundException, TooManyRequestsException, AccessDeniedException (the role) */
export const runFunction = async (desk: Desk<LambdaState>, asked: Asked): Promise<Run> => {
  const { reference, requestId, payload, clientContext } = asked
  const configuration = findVersion(desk.state, desk, reference, () => chanceOf(requestId))
  const { sandboxes, concurrency } = workshopOf(desk)
  concurrency.enter(desk.state, reference.name)
  try {
    const invocation = {
      requestId,
      payload,
      deadline: 0, // set when it is handed over
      functionArn: functionArn(desk, reference),
      traceId: traceId(desk, asked.chainLength ?? desk.moment().chainLength),
      ...(clientContext === undefined ? {} : { clientContext }),
    }
    const answer = await sandboxes.invoke(configuration, invocation, asked.withTail ?? false)
    return { ...answer, version: configuration.Version }
  } finally {
    concurrency.leave(reference.name)
  }
}

/** A number from 0 to 1 out of a random UUID, so that the same request always takes the same way. */
const chanceOf = (requestId: string): number => Number.parseInt(requestId.slice(0, 8), 16) / 2 ** 32

/** Differs from AWS: a trace ID is made, but no traces are kept. */
const traceId = (desk: Desk<LambdaState>, chainLength: number): string => {
  const random = `${desk.newId()}${desk.newId()}`.replaceAll('-', '')
  const seconds = Math.floor(desk.now().getTime() / 1000).toString(16)
  const lineage = chainLength === 0 ? '' : `;Lineage=${random.slice(40, 48)}:${chainLength}`
  return `Root=1-${seconds}-${random.slice(0, 24)};Parent=${random.slice(24, 40)};Sampled=0${lineage}`
}
