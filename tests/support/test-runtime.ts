// A runtime for tests of one service or a few: a state folder of its own, a clock that tests move, and security that allows and notes.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManualClock } from '../../local/core/clock.ts'
import { ServiceError } from '../../local/core/errors.ts'
import type { Access } from '../../local/core/policy.ts'
import { type Principal, roleSession } from '../../local/core/principal.ts'
import type { AnyService } from '../../local/core/service.ts'
import type { Snapshots } from '../../local/kernel/history.ts'
import { Runtime } from '../../local/kernel/runtime.ts'
import type { Security } from '../../local/kernel/security.ts'
import { copyState } from './copy-state.ts'
import { undeclared } from './declared-errors.ts'
import { isStandIn } from './stand-in.ts'

export interface TestRuntime {
  readonly runtime: Runtime
  readonly clock: ManualClock
  readonly stateFolder: string
  /** Every permission that was asked for, in order. */
  readonly asked: { readonly principal: Principal; readonly access: Access }[]
  /** Bugs that services' work reported. */
  readonly bugs: string[]
  call(
    operation: string,
    input?: Readonly<Record<string, unknown>>,
    signingName?: string,
  ): Promise<Record<string, unknown>>
  /** Stops and starts again over the same state folder. */
  restart(): Promise<TestRuntime>
  /** Starts on a copy of what a kill at this moment leaves. The one that was killed goes on over its own folder until it is closed. */
  killed(): TestRuntime
  close(): Promise<void>
}

export const tester: Principal = {
  kind: 'user',
  arn: 'arn:aws:iam::000000000000:user/tester',
  userName: 'tester',
  userId: 'AIDATESTTESTTESTTESTT',
}

/** `first` is the service that `call` speaks to unless told otherwise. */
export const testRuntime = (
  services: readonly AnyService[],
  options: {
    readonly clock?: ManualClock
    readonly stateFolder?: string
    readonly refuse?: (principal: Principal, access: Access) => Error | undefined
    /** `never` unless said: a restart rebuilds the state from all that happened. */
    readonly snapshots?: Snapshots
    readonly onSnapshotStep?: (done: string) => void
  } = {},
): TestRuntime => {
  const clock = options.clock ?? new ManualClock()
  const stateFolder = options.stateFolder ?? mkdtempSync(join(tmpdir(), 'local-cloud-test-'))
  const asked: { principal: Principal; access: Access }[] = []
  const bugs: string[] = []
  const runtime = new Runtime({
    services,
    stateFolder,
    clock,
    security: () => openSecurity(asked, options.refuse),
    onBug: message => bugs.push(message),
    snapshots: options.snapshots ?? 'never',
    ...(options.onSnapshotStep ? { onSnapshotStep: options.onSnapshotStep } : {}),
  })
  runtime.start()
  const first = services[0]?.signingName ?? ''
  return {
    runtime,
    clock,
    stateFolder,
    asked,
    bugs,
    call: async (operation, input = {}, signingName = first) => {
      try {
        return (await runtime.call(tester, signingName, operation, input)) as Record<string, unknown>
      } catch (error) {
        const service = services.find(each => each.signingName === signingName)
        throw (service && inventedCode(service, operation, error)) ?? error
      }
    },
    restart: async () => {
      await runtime.stop()
      return testRuntime(services, { ...options, clock, stateFolder })
    },
    killed: () => {
      const copy = mkdtempSync(join(tmpdir(), 'local-cloud-test-'))
      copyState(stateFolder, copy)
      return testRuntime(services, { ...options, clock, stateFolder: copy })
    },
    close: async () => {
      await runtime.stop()
      rmSync(stateFolder, { recursive: true, force: true })
    },
  }
}

/** Whatever a test provokes, a service answers with what AWS declares for the operation. */
const inventedCode = (service: AnyService, operation: string, error: unknown): Error | undefined => {
  if (!(error instanceof ServiceError) || isStandIn(service)) return undefined
  const problem = undeclared(service, operation, error.code)
  return problem === undefined ? undefined : new Error(problem)
}

/** Allows everything that `refuse` does not refuse, and notes what was asked. */
const openSecurity = (
  asked: { principal: Principal; access: Access }[],
  refuse: (principal: Principal, access: Access) => Error | undefined = () => undefined,
): Security => ({
  authorize: (principal, accesses) => {
    for (const access of accesses) {
      asked.push({ principal, access })
      const refusal = refuse(principal, access)
      if (refusal) throw refusal
    }
  },
  assume: (roleArn, by) =>
    roleSession({
      roleArn,
      roleId: 'AROATESTTESTTESTTESTT',
      sessionName: by.sessionName,
      by: by.service,
      ...(by.sessionPolicy ? { sessionPolicies: [by.sessionPolicy] } : {}),
    }),
  directory: {
    role: () => ({ roleId: 'AROATESTTESTTESTTESTT', maxSessionDuration: 3600 }),
    hasPolicy: () => true,
    isPrincipal: () => true,
  },
  secretOf: accessKeyId => `secret of ${accessKeyId}`,
  issueCredentials: (_, seconds) => ({
    AccessKeyId: 'ASIATESTTESTTESTTEST',
    SecretAccessKey: 'test-secret',
    SessionToken: 'test-token',
    Expiration: new Date(Date.now() + seconds * 1000),
  }),
  identify: accessKeyId =>
    accessKeyId === 'ASIATESTTESTTESTTEST' ? { principal: tester, secretAccessKey: 'test-secret' } : undefined,
})
