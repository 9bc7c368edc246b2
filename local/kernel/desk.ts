// What the runtime lends to one service: the clock, the log, the other services, a folder.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from '../core/arn.ts'
import type { Clock } from '../core/clock.ts'
import type { Fact } from '../core/event.ts'
import type { Principal } from '../core/principal.ts'
import type { CallOptions, Desk, Moment } from '../core/service.ts'
import { inChain } from './call/chain.ts'
import type { Security } from './security.ts'

/** What a desk passes on to the runtime. */
interface Lender {
  readonly place: Place
  readonly clock: Clock
  readonly security: Security
  readonly endpoint: string
  state(signingName: string): unknown
  moment(): Moment
  record(facts: readonly Fact[]): void
  call(
    principal: Principal,
    signingName: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<unknown>
}

export interface DeskOptions {
  readonly runtime: Lender
  readonly signingName: string
  readonly newId: () => string
  /** The service's own part of the state folder. */
  readonly folder: string
  readonly stopping: AbortSignal
  readonly background: Desk<unknown>['background']
}

export const makeDesk = ({
  runtime,
  signingName,
  newId,
  folder,
  stopping,
  background,
}: DeskOptions): Desk<unknown> => ({
  ...runtime.place,
  get state() {
    return runtime.state(signingName)
  },
  get endpoint() {
    return runtime.endpoint
  },
  now: () => runtime.clock.now(),
  newId,
  moment: () => runtime.moment(),
  record: (...facts) => runtime.record(facts),
  call: async (principal, service, operation, input, options) => {
    const output = await runtime.call(principal, service, operation, input, options)
    return output as never // the caller states the shape that the API reference gives the operation
  },
  assume: (roleArn, by) => runtime.security.assume(roleArn, by),
  authorize: (principal, access) => runtime.security.authorize(principal, access, {}),
  issueCredentials: (principal, seconds) => runtime.security.issueCredentials(principal, seconds),
  get directory() {
    return runtime.security.directory
  },
  secretOf: accessKeyId => runtime.security.secretOf(accessKeyId),
  identify: (accessKeyId, sessionToken) => runtime.security.identify(accessKeyId, sessionToken),
  folder: (...path) => {
    const made = join(folder, ...path)
    mkdirSync(made, { recursive: true })
    return made
  },
  // What the clock begins follows from no delivery.
  at: (time, then) => runtime.clock.at(time, () => inChain(0, then)),
  stopping,
  background,
})
