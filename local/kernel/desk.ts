// What the runtime lends to one service: the clock, the log, the other services, a folder.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CallDesk, Desk } from '../core/service.ts'
import type { Runtime } from './runtime.ts'

export interface DeskOptions {
  readonly runtime: Runtime
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
  identify: (accessKeyId, sessionToken) => runtime.security.identify(accessKeyId, sessionToken),
  folder: (...path) => {
    const made = join(folder, ...path)
    mkdirSync(made, { recursive: true })
    return made
  },
  at: (time, then) => runtime.clock.at(time, then),
  stopping,
  background,
})

/** The same desk for one call, whose answer goes on the log with what makes it true. */
export const callDesk = (desk: Desk<unknown>, answer: CallDesk<unknown>['answer']): CallDesk<unknown> =>
  Object.defineProperties({ answer }, Object.getOwnPropertyDescriptors(desk)) as CallDesk<unknown>
