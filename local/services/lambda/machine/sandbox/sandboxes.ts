// The sandboxes of all functions: warm ones are used again, new ones are started when they are needed, idle ones end after a while.

import { dirname } from 'node:path'
import { ServiceError } from '../../../../core/errors.ts'
import type { Credentials, Desk } from '../../../../core/service.ts'
import { principalOf } from '../../roles.ts'
import type { Configuration, LambdaState } from '../../state.ts'
import { codeFolderOf } from '../code-store.ts'
import type { Outcome } from '../endings.ts'
import { LogDelivery } from '../log-delivery.ts'
import type { Invocation } from '../runtime-api.ts'
import { awsSdkFolder, packagesFolder } from './aws-sdk.ts'
import { Sandbox } from './sandbox.ts'
import { sandboxEnvironment } from './sandbox-environment.ts'
import { SandboxLog } from './sandbox-log.ts'
import { openSandboxRoot, removeSandboxRoot } from './sandbox-root.ts'

/** Quick functions share these; a wait of PATIENCE milliseconds shows that a function is slow and gets as many again. */
const AT_ONCE = 4
const PATIENCE = 25
/** How long a call waits while others of its function start: more at a time would only make those slower. Milliseconds. */
const STARTING = 500
/** All functions together. */
const MOST = 64
const MOST_IDLE = 16
/** Unverified: AWS does not say how long a sandbox stays. */
const IDLE_MILLISECONDS = 5 * 60_000
const CREDENTIAL_SECONDS = 6 * 3600
/** The longest that a function may run, and a minute. */
const CREDENTIAL_MARGIN = 16 * 60_000

export interface Answer extends Outcome {
  /** Base64, when it was asked for. */
  readonly tail?: string
}

interface Waiting {
  readonly resolve: (sandbox: Sandbox) => void
  readonly reject: (error: unknown) => void
  patience: NodeJS.Timeout
  readonly since: number
}

interface Pool {
  readonly configuration: Configuration
  /** The last one used is first: the others may end. */
  readonly idle: Sandbox[]
  readonly all: Set<Sandbox>
  readonly waiting: Waiting[]
}

export class Sandboxes {
  private readonly desk: Desk<LambdaState>
  private readonly pools = new Map<string, Pool>()
  private readonly expiry = new Map<Sandbox, number>()
  private root: string | undefined
  private cancelSweep: (() => void) | undefined

  constructor(desk: Desk<LambdaState>) {
    this.desk = desk
    desk.stopping.addEventListener('abort', () => this.endAll())
  }

  async invoke(configuration: Configuration, invocation: Invocation, withTail: boolean): Promise<Answer> {
    const pool = this.poolOf(configuration)
    const sandbox = await this.acquire(pool)
    if (withTail) sandbox.log.keepTail()
    const outcome = await sandbox.invoke(invocation)
    const answer = withTail ? { ...outcome, tail: sandbox.log.tail() } : outcome
    this.release(pool, sandbox)
    return answer
  }

  /** Ends what runs old code or belongs to a function that is gone; an invocation under way may end first. */
  retire(functionName: string): void {
    for (const pool of this.pools.values()) {
      if (pool.configuration.FunctionName !== functionName || this.isCurrent(pool)) continue
      for (const sandbox of [...pool.idle]) sandbox.end()
      this.forgetEmpty(pool)
    }
  }

  /** Differs from AWS: a call may wait up to 25 ms for a busy sandbox, up to 500 ms for one that starts, where AWS would start another at once. */
  private acquire(pool: Pool): Promise<Sandbox> | Sandbox {
    const warm = this.takeIdle(pool)
    if (warm) return warm
    if (pool.all.size < AT_ONCE && this.total() < MOST) return this.startOne(pool)
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => this.relieve(pool, waiting), PATIENCE)
      const waiting: Waiting = { resolve, reject, patience, since: performance.now() }
      pool.waiting.push(waiting)
    })
  }

  private takeIdle(pool: Pool): Sandbox | undefined {
    for (let sandbox = pool.idle.shift(); sandbox; sandbox = pool.idle.shift()) {
      if (sandbox.ended) continue
      if ((this.expiry.get(sandbox) ?? 0) - this.desk.now().getTime() > CREDENTIAL_MARGIN) return sandbox
      sandbox.end()
    }
    return undefined
  }

  /** When there is no room, an idle sandbox of another function makes it; else the wait goes on. */
  private relieve(pool: Pool, waiting: Waiting): void {
    const isStarting = [...pool.all].some(sandbox => sandbox.starting)
    const relieved = isStarting && performance.now() - waiting.since < STARTING ? 0 : AT_ONCE
    for (const next of pool.waiting.slice(0, relieved)) {
      if (this.total() >= MOST) this.oldestIdle()?.end()
      if (this.total() >= MOST) break
      pool.waiting.shift()
      clearTimeout(next.patience)
      this.startFor(pool, next)
    }
    if (pool.waiting.includes(waiting)) waiting.patience = setTimeout(() => this.relieve(pool, waiting), PATIENCE)
  }

  private startFor(pool: Pool, { resolve, reject }: Waiting): void {
    try {
      resolve(this.startOne(pool))
    } catch (error) {
      reject(error)
    }
  }

  private release(pool: Pool, sandbox: Sandbox): void {
    const next = pool.waiting.shift()
    if (next) {
      clearTimeout(next.patience)
      if (sandbox.ended) this.startFor(pool, next)
      else next.resolve(sandbox)
      return
    }
    if (!this.isCurrent(pool)) sandbox.end()
    if (sandbox.ended) {
      this.forgetEmpty(pool)
      return
    }
    sandbox.idleSince = this.desk.now().getTime()
    pool.idle.unshift(sandbox)
    this.trim()
    this.cancelSweep ??= this.desk.at(new Date(sandbox.idleSince + IDLE_MILLISECONDS), () => this.sweep())
  }

  private startOne(pool: Pool): Sandbox {
    if (this.desk.stopping.aborted) throw new ServiceError('ServiceException', 'The local cloud is stopping', 500)
    const { configuration } = pool
    const principal = principalOf(this.desk, configuration)
    const credentials = this.desk.issueCredentials(principal, CREDENTIAL_SECONDS)
    const streamName = this.newStreamName(configuration.Version)
    const { LoggingConfig } = configuration
    const delivery = new LogDelivery(this.desk, principal, LoggingConfig.LogGroup, streamName)
    const log = new SandboxLog(LoggingConfig, streamName, () => this.desk.now().getTime(), delivery.add)
    const sandbox = this.makeSandbox(pool, log, credentials)
    pool.all.add(sandbox)
    this.expiry.set(sandbox, credentials.Expiration.getTime())
    return sandbox
  }

  private makeSandbox(pool: Pool, log: SandboxLog, credentials: Credentials): Sandbox {
    const { configuration } = pool
    this.root ??= openSandboxRoot(this.desk)
    const sandbox: Sandbox = new Sandbox({
      configuration,
      root: this.root,
      notes: this.desk.folder('processes'),
      folders: {
        code: codeFolderOf(this.desk, configuration.CodeSha256),
        sdk: awsSdkFolder(this.desk),
        packages: packagesFolder(),
        state: dirname(this.desk.folder()),
      },
      environment: sandboxEnvironment(this.desk, configuration, log.streamName, credentials),
      log,
      onEnd: () => {
        pool.all.delete(sandbox)
        this.expiry.delete(sandbox)
        const index = pool.idle.indexOf(sandbox)
        if (index >= 0) pool.idle.splice(index, 1)
        this.desk.background(sandbox.gone)
      },
    })
    return sandbox
  }

  private newStreamName(version: string): string {
    const day = this.desk.now().toISOString().slice(0, 10).replaceAll('-', '/')
    return `${day}/[${version}]${this.desk.newId().replaceAll('-', '')}`
  }

  private poolOf(configuration: Configuration): Pool {
    const key = `${configuration.FunctionName}:${configuration.Version}:${configuration.RevisionId}`
    const known = this.pools.get(key)
    if (known) return known
    const pool: Pool = { configuration, idle: [], all: new Set(), waiting: [] }
    this.pools.set(key, pool)
    return pool
  }

  private isCurrent({ configuration: { FunctionName, Version, RevisionId } }: Pool): boolean {
    const known = this.desk.state.functions.get(FunctionName)
    const version = Version === '$LATEST' ? known?.latest : known?.versions.get(Version)
    return version?.RevisionId === RevisionId
  }

  private forgetEmpty(pool: Pool): void {
    const { FunctionName, Version, RevisionId } = pool.configuration
    if (pool.all.size === 0 && pool.waiting.length === 0) this.pools.delete(`${FunctionName}:${Version}:${RevisionId}`)
  }

  private total(): number {
    let total = 0
    for (const pool of this.pools.values()) total += pool.all.size
    return total
  }

  private idle(): Sandbox[] {
    return [...this.pools.values()].flatMap(pool => pool.idle)
  }

  private oldestIdle(): Sandbox | undefined {
    return this.idle().sort((a, b) => a.idleSince - b.idleSince)[0]
  }

  private trim(): void {
    let idle = 0
    for (const pool of this.pools.values()) idle += pool.idle.length
    if (idle > MOST_IDLE) this.oldestIdle()?.end()
  }

  private sweep(): void {
    this.cancelSweep = undefined
    const before = this.desk.now().getTime() - IDLE_MILLISECONDS
    const idle = this.idle()
    for (const sandbox of idle) if (sandbox.idleSince <= before) sandbox.end()
    const left = idle.filter(sandbox => !sandbox.ended)
    if (left.length === 0) return
    const next = Math.min(...left.map(sandbox => sandbox.idleSince)) + IDLE_MILLISECONDS
    this.cancelSweep = this.desk.at(new Date(next), () => this.sweep())
  }

  private endAll(): void {
    this.cancelSweep?.()
    const all = [...this.pools.values()].flatMap(pool => [...pool.all])
    for (const sandbox of all) sandbox.end()
    const { root } = this
    if (root !== undefined)
      this.desk.background(Promise.all(all.map(({ gone }) => gone)).then(() => removeSandboxRoot(root)))
  }
}
