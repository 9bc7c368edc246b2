// Carries a call from its principal to its answer: authorize → decide or perform → evolve → react → record → work.

import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from '../core/arn.ts'
import type { Clock } from '../core/clock.ts'
import { notEmulated } from '../core/errors.ts'
import { API_CALL, type Fact, type ServiceEvent } from '../core/event.ts'
import { isRecord } from '../core/input/members.ts'
import type { PolicyDocument } from '../core/policy.ts'
import type { Principal } from '../core/principal.ts'
import type { AnyService, CallOptions, Desk, Moment, Scope } from '../core/service.ts'
import type { StateNotKeptError } from '../host/log/event-log.ts'
import { machineClock } from '../host/machine-clock.ts'
import { Alarm } from './alarm.ts'
import { userAgentIn } from './call/calls.ts'
import { carryOut } from './call/carry-out.ts'
import { chainLength, inChain } from './call/chain.ts'
import { isOwnRefusal, isRefusal } from './call/refusal.ts'
import { makeDesk } from './desk.ts'
import { refuseMissingFiles, removeUnnamedFiles } from './files.ts'
import { History, type Snapshots } from './history.ts'
import type { Security } from './security.ts'
import { TakenUp } from './taken-up.ts'
import { UnderWay } from './under-way.ts'

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
  /** Hears, once, that the disk takes no more facts: nothing is carried out from then on. */
  readonly onLost?: (error: StateNotKeptError) => void
  /** When snapshots are made; as the log grows unless said. */
  readonly snapshots?: Snapshots
  /** Hears of each step of a snapshot once it is done. */
  readonly onSnapshotStep?: (done: string) => void
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
  private readonly underWay: UnderWay
  private readonly stopping = new AbortController()
  private readonly history: History
  private readonly alarm: Alarm
  private takenUp: TakenUp | undefined
  private queue: Fact[] | undefined

  constructor(options: RuntimeOptions) {
    this.options = options
    this.place = options.place ?? { account: '000000000000', region: 'us-east-1' }
    this.clock = options.clock ?? machineClock
    this.newId = options.newId ?? randomUUID
    this.underWay = new UnderWay(options)
    this.alarm = new Alarm({
      clock: this.clock,
      hosted: () => this.hosted.values(),
      moment: () => this.moment(),
      record: facts => this.record(facts),
      guard: then => this.underWay.guard('a timer', then),
    })
    mkdirSync(options.stateFolder, { recursive: true })
    for (const service of options.services) {
      const hosted: Hosted = { service, state: service.initial(this.place), desk: this.deskOf(service) }
      this.hosted.set(service.signingName, hosted)
      this.owners.set(service.source, hosted)
    }
    this.security = options.security(this)
    this.history = new History({
      stateFolder: options.stateFolder,
      snapshots: options.snapshots ?? 'as the log grows',
      states: () => new Map([...this.hosted].map(([signingName, { state }]) => [signingName, state])),
      restore: (signingName, state) => {
        this.host(signingName).state = state
      },
      onEvent: event => this.evolve(event),
      onProblem: (message, error) => this.underWay.report(message, error),
      ...(options.onLost ? { onLost: options.onLost } : {}),
      ...(options.onSnapshotStep ? { onStep: options.onSnapshotStep } : {}),
    })
    refuseMissingFiles(options.stateFolder, this.hosted.values())
  }

  /** Takes up what was under way when the process last stopped. Call it once the endpoint is known. */
  start(): void {
    removeUnnamedFiles(this.options.stateFolder, this.hosted.values())
    this.alarm.beenAway(this.history.silentFor(this.clock.now()))
    const takenUp = new TakenUp(this.options.stateFolder)
    this.takenUp = takenUp
    for (const { service, desk } of this.hosted.values()) {
      const mayGoOn = (ids: Iterable<string>) => takenUp.allowed(service.signingName, ids)
      this.underWay.add(service.signingName, service.work?.resume(desk, mayGoOn))
    }
    this.alarm.arm()
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
    options: CallOptions<unknown> & { readonly requestId?: string } = {},
  ): Promise<unknown> {
    const hosted = this.hosted.get(signingName)
    const operation = hosted?.service.operations[name]
    if (!hosted || !operation) throw notEmulated(signingName, name)
    return await inChain(options.chainLength ?? chainLength(), () => {
      const scope: Scope = { ...this.moment(), principal, requestId: options.requestId ?? this.newId() }
      const call = { service: hosted.service, operation: name, input, scope, userAgent: userAgentIn(options.context) }
      const record = (facts: readonly Fact[]) => this.record(facts)
      return carryOut({ ...hosted, security: this.security, record }, operation, call, options)
    })
  }

  /**
   * Makes facts true: their owners evolve, everybody reacts, and the log has it all, or, should the machine stop, nothing. Only then does work
   * begin.
   */
  record(facts: readonly Fact[]): void {
    if (facts.length === 0) return
    if (this.queue) {
      this.queue.push(...facts)
      return
    }
    this.queue = [...facts]
    const recorded: ServiceEvent[] = []
    try {
      for (let fact = this.queue.shift(); fact; fact = this.queue.shift()) {
        const event = this.stamp(fact)
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
      this.history.append(recorded)
    }
    for (const event of recorded) this.announce(event)
    this.alarm.arm()
  }

  /** Resolves when everything that was recorded until now outlives a power failure: what a client is told comes after. */
  kept(): Promise<void> {
    return this.history.kept()
  }

  /** Hears every new fact; the result ends it. */
  subscribe(listener: (event: ServiceEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The policies attached to a resource itself. */
  resourcePolicyOf(arn: string): PolicyDocument | undefined {
    const owner = this.ownerOf(arn)
    return owner?.service.resourcePolicy?.(owner.state, arn, this.place)
  }

  /** The tags of a resource, as policies see them. */
  resourceTagsOf(arn: string): Readonly<Record<string, string>> {
    const owner = this.ownerOf(arn)
    return owner?.service.resourceTags(owner.state, arn, this.place) ?? {}
  }

  /** Resolves when no work is under way; a wait for a person or for the clock is not work. */
  idle(): Promise<void> {
    return this.underWay.idle()
  }

  async stop(): Promise<void> {
    this.alarm.cancel()
    this.stopping.abort()
    await Promise.all([...this.hosted.values()].map(({ service, desk }) => service.stop?.(desk)))
    await this.idle()
    await this.history.close()
    this.takenUp?.close()
  }

  moment(): Moment {
    return {
      now: this.clock.now(),
      newId: this.newId,
      endpoint: this.endpoint,
      chainLength: chainLength(),
      ...this.place,
    }
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

  private stamp(fact: Fact): ServiceEvent {
    const stamped = { version: '0' as const, id: this.newId(), time: this.clock.now().toISOString(), ...this.place }
    if (fact['detail-type'] !== API_CALL) return { ...stamped, ...fact }
    return { ...stamped, ...fact, detail: { ...asRecord(fact.detail), eventTime: stamped.time, eventID: stamped.id } }
  }

  private evolve(event: ServiceEvent): void {
    if (isRefusal(event)) return
    const owner = this.owners.get(event.source)
    owner?.service.evolve(owner.state, event)
  }

  private announce(event: ServiceEvent): void {
    for (const listener of this.listeners) this.underWay.guard('a listener', () => listener(event))
    for (const { service, desk } of this.hosted.values()) {
      if (service.work?.begin && !isOwnRefusal(service, event))
        this.underWay.add(service.signingName, service.work.begin(event, desk))
    }
  }

  private deskOf(service: AnyService): Desk<unknown> {
    return makeDesk({
      runtime: this,
      signingName: service.signingName,
      newId: this.newId,
      folder: join(this.options.stateFolder, service.signingName),
      stopping: this.stopping.signal,
      background: work => this.underWay.add(service.signingName, work),
    })
  }
}

const asRecord = (detail: unknown): Readonly<Record<string, unknown>> => (isRecord(detail) ? detail : {})
