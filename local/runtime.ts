// Carries a call from its principal to its answer: authorize → decide or perform → record → evolve → react → work.

import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from './core/arn.ts'
import type { Clock } from './core/clock.ts'
import { messageOf, notEmulated, ServiceError } from './core/errors.ts'
import { apiCall, type Fact, type ServiceEvent } from './core/event.ts'
import { Members } from './core/members.ts'
import type { Access, ConditionContext, PolicyDocument } from './core/policy.ts'
import { type Principal, principalName } from './core/principal.ts'
import type { AnyService, Credentials, Desk, Moment, Operation, Scope } from './core/service.ts'
import { type EventLog, openEventLog } from './host/event-log.ts'
import { machineClock } from './host/machine-clock.ts'

/** Who may do what, and which keys belong to whom. */
export interface Security {
  /** @throws ServiceError AccessDenied */
  authorize(principal: Principal, access: readonly Access[], context: ConditionContext): void
  /** @throws ServiceError AccessDenied */
  assume(roleArn: string, by: Parameters<Desk<unknown>['assume']>[1]): Principal
  issueCredentials(principal: Principal, durationSeconds: number): Credentials
  identify: Desk<unknown>['identify']
}

export interface RuntimeOptions {
  readonly services: readonly AnyService[]
  /** Holds the log and everything else that outlives the process. */
  readonly stateFolder: string
  readonly security: (runtime: Runtime) => Security
  readonly place?: Place
  readonly clock?: Clock
  readonly newId?: () => string
  /** Hears of bugs: what a service's work threw. */
  readonly onBug?: (message: string, error: unknown) => void
}

interface Hosted {
  readonly service: AnyService
  state: unknown
  desk: Desk<unknown>
}

export class Runtime {
  readonly place: Place
  readonly clock: Clock
  readonly security: Security
  /** Set once the front door listens; before that nothing that needs it runs. */
  endpoint = 'http://127.0.0.1:0'
  private readonly options: RuntimeOptions
  private readonly newId: () => string
  private readonly hosted = new Map<string, Hosted>()
  private readonly owners = new Map<string, Hosted>()
  private readonly listeners = new Set<(event: ServiceEvent) => void>()
  private readonly running = new Set<Promise<unknown>>()
  private readonly stopping = new AbortController()
  private readonly log: EventLog
  private queue: Fact[] | undefined
  private cancelTimer: (() => void) | undefined

  constructor(options: RuntimeOptions) {
    this.options = options
    this.place = options.place ?? { account: '000000000000', region: 'us-east-1' }
    this.clock = options.clock ?? machineClock
    this.newId = options.newId ?? randomUUID
    mkdirSync(options.stateFolder, { recursive: true })
    this.log = openEventLog(join(options.stateFolder, 'events.jsonl'))
    for (const service of options.services) {
      const hosted: Hosted = { service, state: service.initial(this.place), desk: this.makeDesk(service) }
      this.hosted.set(service.signingName, hosted)
      this.owners.set(service.source, hosted)
    }
    this.security = options.security(this)
    for (const event of this.log.read()) this.evolve(event)
  }

  /** Takes up what was under way when the process last stopped. Call it once the endpoint is known. */
  start(): void {
    for (const { service, desk } of this.hosted.values()) this.background(service, service.resume?.(desk))
    this.armTimer()
  }

  get services(): readonly AnyService[] {
    return this.options.services
  }

  /** The service's state, for looking only. */
  state(signingName: string): unknown {
    return this.host(signingName).state
  }

  desk(signingName: string): Desk<unknown> {
    return this.host(signingName).desk
  }

  /** @throws ServiceError what AWS would refuse */
  async call(
    principal: Principal,
    signingName: string,
    name: string,
    input: Readonly<Record<string, unknown>>,
    options: { readonly context?: ConditionContext; readonly requestId?: string } = {},
  ): Promise<unknown> {
    const hosted = this.hosted.get(signingName)
    const operation = hosted?.service.operations[name]
    if (!hosted || !operation) throw notEmulated(signingName, name)
    const scope: Scope = { ...this.moment(), principal, requestId: options.requestId ?? this.newId() }
    const given = operation.input(new Members(input, hosted.service.validationError))
    this.admit(hosted, name, operation, given, scope, options.context ?? {})
    if (operation.decide) {
      const { output, facts } = operation.decide(hosted.state, given, scope)
      if (facts && facts.length > 0) this.record(facts)
      return output
    }
    if (operation.perform) return await operation.perform(hosted.desk, given, scope)
    throw notEmulated(signingName, name)
  }

  /** Makes facts true: logs them, lets their owners evolve, and lets everybody react. */
  record(facts: readonly Fact[]): void {
    if (this.queue) {
      this.queue.push(...facts)
      return
    }
    this.queue = [...facts]
    const recorded: ServiceEvent[] = []
    try {
      for (let fact = this.queue.shift(); fact; fact = this.queue.shift()) {
        const event = this.stamp(fact)
        this.log.append([event])
        this.evolve(event)
        recorded.push(event)
        for (const { service, state } of this.hosted.values()) {
          if (isOwnRefusal(service, event)) continue
          const reaction = service.react?.(state, event, this.moment())
          if (reaction?.facts) this.queue.push(...reaction.facts)
        }
      }
    } finally {
      this.queue = undefined
    }
    for (const event of recorded) this.announce(event)
    this.armTimer()
  }

  /** Hears every new fact; the result ends it. */
  subscribe(listener: (event: ServiceEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The policies attached to a resource itself. */
  resourcePolicyOf(arn: string): PolicyDocument | undefined {
    const owner = this.ownerOf(arn)
    return owner?.service.resourcePolicy?.(owner.state, arn)
  }

  /** The tags of a resource, as policies see them. */
  resourceTagsOf(arn: string): Readonly<Record<string, string>> {
    const owner = this.ownerOf(arn)
    return owner?.service.resourceTags?.(owner.state, arn) ?? {}
  }

  /** Resolves when no work is under way; a wait for a person or for the clock is not work. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled([...this.running])
  }

  async stop(): Promise<void> {
    this.cancelTimer?.()
    this.stopping.abort()
    await Promise.all([...this.hosted.values()].map(({ service, desk }) => service.stop?.(desk)))
    await this.idle()
    this.log.close()
  }

  moment(): Moment {
    return { now: this.clock.now(), newId: this.newId, endpoint: this.endpoint, ...this.place }
  }

  private ownerOf(arn: string): Hosted | undefined {
    return this.owners.get(`aws.${arn.split(':')[2] ?? ''}`)
  }

  private host(signingName: string): Hosted {
    const hosted = this.hosted.get(signingName)
    if (!hosted)
      throw new Error(`no service signs as '${signingName}'; there are ${[...this.hosted.keys()].join(', ')}`)
    return hosted
  }

  private admit(
    hosted: Hosted,
    name: string,
    operation: Operation<unknown>,
    input: unknown,
    scope: Scope,
    context: ConditionContext,
  ): void {
    try {
      const access = operation.access(input, scope, hosted.state)
      if (access !== 'open') this.security.authorize(scope.principal, access, context)
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'AccessDenied') throw error
      const refusal = inProtocol(error, hosted.service)
      this.recordRefusal(hosted.service, name, scope, refusal)
      throw refusal
    }
  }

  /** A refused call is a fact too; it changes no state. */
  private recordRefusal(service: AnyService, name: string, scope: Scope, error: ServiceError): void {
    const fact = apiCall(service.source.replace(/^aws\./, ''), name, '*', null, null)
    const refusal = {
      ...fact.detail,
      errorCode: error.code,
      errorMessage: error.message,
      requestID: scope.requestId,
      userIdentity: { arn: principalName(scope.principal) },
    }
    this.record([{ ...fact, resources: [], detail: refusal }])
  }

  private stamp(fact: Fact): ServiceEvent {
    return { version: '0', id: this.newId(), time: this.clock.now().toISOString(), ...this.place, ...fact }
  }

  private evolve(event: ServiceEvent): void {
    if (isRefusal(event)) return
    const owner = this.owners.get(event.source)
    owner?.service.evolve(owner.state, event)
  }

  private announce(event: ServiceEvent): void {
    for (const listener of this.listeners) this.tell(listener, event)
    for (const { service, desk } of this.hosted.values()) {
      if (service.work && !isOwnRefusal(service, event)) this.background(service, service.work(event, desk))
    }
  }

  /** A listener that fails keeps nobody else from hearing of the event, and least of all those who recorded it. */
  private tell(listener: (event: ServiceEvent) => void, event: ServiceEvent): void {
    try {
      listener(event)
    } catch (error) {
      this.reportBug('a listener', error)
    }
  }

  private background(service: AnyService, work: Promise<unknown> | undefined): void {
    if (!work) return
    const watched = work
      .catch(error => this.reportBug(service.signingName, error))
      .finally(() => {
        this.running.delete(watched)
      })
    this.running.add(watched)
  }

  private reportBug(where: string, error: unknown): void {
    const report = this.options.onBug ?? ((message: string, cause: unknown) => console.error(message, cause))
    report(`internal error in ${where}: ${messageOf(error)}`, error)
  }

  private armTimer(): void {
    const times = [...this.hosted.values()].flatMap(({ service, state }) => service.due?.(state)?.getTime() ?? [])
    this.cancelTimer?.()
    this.cancelTimer = times.length > 0 ? this.clock.at(new Date(Math.min(...times)), () => this.tick()) : undefined
  }

  private tick(): void {
    const now = this.clock.now()
    for (const { service, state } of this.hosted.values()) {
      const due = service.due?.(state)
      if (!due || due > now) continue
      const reaction = service.tick?.(state, this.moment())
      if (reaction?.facts && reaction.facts.length > 0) this.record(reaction.facts)
    }
    this.armTimer()
  }

  private makeDesk(service: AnyService): Desk<unknown> {
    const runtime = this
    const callAs: Desk<unknown>['call'] = async (principal, signingName, operation, input, options) => {
      const output = await runtime.call(principal, signingName, operation, input, options)
      return output as never // the caller states the shape that the API reference gives the operation
    }
    return {
      ...this.place,
      get state() {
        return runtime.host(service.signingName).state
      },
      get endpoint() {
        return runtime.endpoint
      },
      now: () => runtime.clock.now(),
      newId: runtime.newId,
      moment: () => runtime.moment(),
      record: (...facts) => runtime.record(facts),
      call: callAs,
      assume: (roleArn, by) => runtime.security.assume(roleArn, by),
      authorize: (principal, access) => runtime.security.authorize(principal, access, {}),
      issueCredentials: (principal, seconds) => runtime.security.issueCredentials(principal, seconds),
      identify: (accessKeyId, sessionToken) => runtime.security.identify(accessKeyId, sessionToken),
      folder: (...path) => {
        const folder = join(runtime.options.stateFolder, service.signingName, ...path)
        mkdirSync(folder, { recursive: true })
        return folder
      },
      at: (time, then) => runtime.clock.at(time, then),
      stopping: this.stopping.signal,
      background: work => runtime.background(service, work),
    }
  }
}

/** The code of a refusal differs by protocol: XML services say AccessDenied, JSON services AccessDeniedException. */
const inProtocol = (error: ServiceError, { protocol, accessDeniedError }: AnyService): ServiceError => {
  const json = protocol === 'json-1.1' || protocol === 'rest-json'
  const code = accessDeniedError ?? (json ? 'AccessDeniedException' : 'AccessDenied')
  return new ServiceError(code, error.message, protocol === 'json-1.1' ? 400 : 403)
}

const isRefusal = (event: ServiceEvent): boolean =>
  typeof event.detail === 'object' &&
  event.detail !== null &&
  'errorCode' in event.detail &&
  'userIdentity' in event.detail

/** A service hears of its own calls only when they were carried out; a rule of EventBridge may wait for a refusal. */
const isOwnRefusal = ({ source }: AnyService, event: ServiceEvent): boolean =>
  event.source === source && isRefusal(event)
