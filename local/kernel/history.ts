// What happened, as the state folder keeps it: a snapshot of what everything came to, and the log of what happened since. The log begins anew behind
// a new snapshot when it has grown, so that a start takes as long as there is something, and not as long as ever happened something.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ServiceEvent } from '../core/event.ts'
import { isRecord } from '../core/input/members.ts'
import { DamagedStateError } from '../host/log/damage.ts'
import { type EventLog, openEventLog, type StateNotKeptError } from '../host/log/event-log.ts'
import { readSnapshot, takeSnapshot, writeSnapshot } from '../host/log/snapshot.ts'

/** Goes up with every change of what facts say or of what services' states hold: what another version wrote is refused. */
export const STATE_VERSION = 9

/** When snapshots are made. `never` is for tests that look at the log. */
export type Snapshots = 'never' | 'as the log grows' | { readonly afterBytes: number }

export interface HistoryOptions {
  readonly stateFolder: string
  readonly snapshots: Snapshots
  /** The states of all services, by signing name. */
  readonly states: () => ReadonlyMap<string, unknown>
  /** Is given what the snapshot holds of a service, before `onEvent`. */
  readonly restore: (signingName: string, state: unknown) => void
  /** Is given what was recorded since, oldest first. */
  readonly onEvent: (event: ServiceEvent) => void
  readonly onLost?: (error: StateNotKeptError) => void
  /** Hears why a snapshot could not be made; the log has everything still. */
  readonly onProblem: (message: string, error: unknown) => void
  /** Hears of each step of a snapshot once it is done. */
  readonly onStep?: (done: string) => void
}

export class History {
  private readonly options: HistoryOptions
  private readonly log: EventLog
  private readonly path: string
  /** Of services that are not there now: theirs to have back. */
  private readonly others = new Map<string, unknown>()
  /** Of the last fact, in milliseconds since the epoch. */
  private lastTime: number | undefined
  private snapshotSize = 0
  /** The log is long enough for a snapshot from here on. */
  private next: number
  private making: Promise<void> | undefined

  /** @throws DamagedStateError, OldStateError */
  constructor(options: HistoryOptions) {
    this.options = options
    this.path = join(options.stateFolder, 'snapshot')
    const snapshot = readSnapshot(this.path, STATE_VERSION)
    if (snapshot) this.restore(snapshot.content)
    this.snapshotSize = snapshot?.bytes ?? 0
    this.log = openEventLog({
      path: join(options.stateFolder, 'events.jsonl'),
      version: STATE_VERSION,
      ...(snapshot ? { snapshot: snapshot.mark } : {}),
      onEvents: events => {
        for (const event of events) {
          options.onEvent(event)
          this.lastTime = Date.parse(event.time)
        }
      },
      ...(options.onLost ? { onLost: options.onLost } : {}),
    })
    for (const left of ['snapshot.new', 'events.jsonl.new']) rmSync(join(options.stateFolder, left), { force: true })
    this.next = this.threshold()
    this.grown()
  }

  /** Milliseconds since the last fact; negative when the clock was set back meanwhile, 0 when there is none. */
  silentFor(now: Date): number {
    return this.lastTime === undefined ? 0 : now.getTime() - this.lastTime
  }

  append(events: readonly ServiceEvent[]): void {
    this.log.append(events)
    const last = events.at(-1)
    if (last) this.lastTime = Date.parse(last.time)
    this.grown()
  }

  /** Resolves when everything that was recorded until now outlives a power failure. @throws StateNotKeptError */
  kept(): Promise<void> {
    return this.log.kept()
  }

  /** With a snapshot, if there is anything that the next start would have to go through. */
  async close(): Promise<void> {
    await this.making
    if (this.options.snapshots !== 'never' && this.log.bytes > AT_STOP) await this.snapshot()
    this.log.close()
  }

  /** Once what is being recorded now is through: a state is whole between two facts only. */
  private grown(): void {
    if (this.making || this.log.bytes < this.next) return
    this.making = new Promise(resolve => setImmediate(resolve))
      .then(() => this.snapshot())
      .finally(() => {
        this.making = undefined
      })
  }

  private async snapshot(): Promise<void> {
    const { onProblem, onStep = () => {}, states } = this.options
    const place = { mark: this.log.mark, bytes: this.log.bytes }
    try {
      const content = { until: this.lastTime, states: [...this.others, ...states()] }
      const taken = takeSnapshot({ version: STATE_VERSION, mark: place.mark, content })
      const size = taken.data.length
      await writeSnapshot(this.path, taken, onStep)
      await this.log.beginBehind(place, onStep)
      this.snapshotSize = size
    } catch (error) {
      onProblem(`no snapshot could be made of ${this.options.stateFolder}, so the log goes on growing`, error)
    }
    this.next = this.log.bytes + this.threshold()
  }

  private restore(content: unknown): void {
    if (!isRecord(content) || !Array.isArray(content.states))
      throw new DamagedStateError(`${this.path} holds no states`)
    for (const [signingName, state] of content.states) this.restoreOne(String(signingName), state)
    if (typeof content.until === 'number') this.lastTime = content.until
  }

  private restoreOne(signingName: string, state: unknown): void {
    if (this.options.states().has(signingName)) this.options.restore(signingName, state)
    else this.others.set(signingName, state)
  }

  /** A large snapshot is made more seldom: what is written for snapshots stays a few times what the log takes. */
  private threshold(): number {
    const { snapshots } = this.options
    if (snapshots === 'never') return Number.POSITIVE_INFINITY
    if (typeof snapshots === 'object') return snapshots.afterBytes
    return Math.max(GROWN, this.snapshotSize / 4)
  }
}

/** Bytes of the log: some twenty executions, which a start goes through in a few tens of milliseconds. */
const GROWN = 2_000_000
const AT_STOP = 100_000
