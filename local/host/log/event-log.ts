// The event log as a file of JSON lines, one for all events that came of one fact: appended to, and read once at the start. log-line.ts has its
// form, log-end.ts where it ends.

import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { messageOf } from '../../core/errors.ts'
import type { ServiceEvent } from '../../core/event.ts'
import { DamagedStateError } from './damage.ts'
import { endPath, logEndOf, writeLogEnd } from './log-end.ts'
import { headLine, lineAfter, type Mark } from './log-line.ts'
import { type LogContent, type Reading, readLog } from './read-log.ts'
import { syncFolder } from './snapshot.ts'

export interface EventLog {
  /** Where it stands. */
  readonly mark: Mark
  readonly bytes: number
  /** Takes all of them or, should the process end meanwhile, none. @throws StateNotKeptError now and from then on */
  append(events: readonly ServiceEvent[]): void
  /** Resolves when everything that was appended until now is on the disk. @throws StateNotKeptError */
  kept(): Promise<void>
  /**
   * Begins the log anew behind a snapshot: lines up to the place are left out. Goes on beside appends; the file is replaced in a single step.
   * `step` hears of each step once it is done.
   */
  beginBehind(place: LogPlace, step: (done: string) => void): Promise<void>
  close(): void
}

export interface LogPlace {
  readonly mark: Mark
  /** Where the line ends. */
  readonly bytes: number
}

/** The disk takes nothing more: what happens from now on would be forgotten. */
export class StateNotKeptError extends Error {
  override readonly name = 'StateNotKeptError'
}

export interface EventLogOptions extends Reading {
  /** Hears, once, that the file takes nothing more. */
  readonly onLost?: (error: StateNotKeptError) => void
}

/**
 * Opens or makes the file, and hands out what it holds. A last line without its end was being written when the machine stopped and is dropped;
 * anything else that is not as it was written is damage, and so is a missing file beside what services have kept: their folders mean nothing
 * without it.
 * @throws DamagedStateError, OldStateError
 */
export const openEventLog = (options: EventLogOptions): EventLog => {
  if (!existsSync(options.path)) refuseLost(options.path)
  else {
    const content = readLog(options)
    if (content) return new LogFile(options, content)
  }
  return new LogFile(options, begin(options))
}

class LogFile implements EventLog {
  mark: Mark
  bytes: number
  private readonly options: EventLogOptions
  private file: number
  private readonly endFile: number
  private synced: Mark
  private syncing: Promise<void> | undefined
  private later: NodeJS.Timeout | undefined
  private failure: StateNotKeptError | undefined
  private closed = false

  constructor(options: EventLogOptions, content: LogContent) {
    this.options = options
    this.mark = content.mark
    this.synced = content.mark
    this.bytes = content.bytes
    truncateSync(options.path, content.bytes)
    this.file = openSync(options.path, 'a')
    if (!existsSync(endPath(options.path)))
      writeFileSync(endPath(options.path), logEndOf(content.mark), { flush: true })
    this.endFile = openSync(endPath(options.path), 'r+')
  }

  append(events: readonly ServiceEvent[]): void {
    if (this.failure) throw this.failure
    if (events.length === 0) return
    const { line, mark } = lineAfter(this.mark, events)
    const bytes = Buffer.from(line)
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.file, bytes, written)
    } catch (error) {
      throw this.fail(error) // facts that follow would build on some that are not there
    }
    this.mark = mark
    this.bytes += bytes.length
    this.later ??= setTimeout(() => this.kept().catch(() => {}), SYNC_LATER).unref()
  }

  async kept(): Promise<void> {
    const { number } = this.mark
    while (this.synced.number < number) {
      if (this.failure) throw this.failure
      await (this.syncing ?? this.hold(this.sync()))
    }
  }

  async beginBehind(place: LogPlace, step: (done: string) => void): Promise<void> {
    const { path, version } = this.options
    const fresh = `${path}.new`
    const head = headLine({ version, after: place.mark })
    writeFileSync(fresh, head)
    const file = openSync(fresh, 'r+')
    let copied = place.bytes
    let written = Buffer.byteLength(head)
    try {
      // What was appended during one round is for the next; the last one lets nothing come between.
      for (let round = 1; copied < this.bytes || round === 1; round += 1) {
        written += copy(this.options.path, copied, this.bytes, file, written)
        copied = this.bytes
        if (round === ROUNDS) {
          fdatasyncSync(file)
          break
        }
        await new Promise<void>((done, failed) => fdatasync(file, error => (error ? failed(error) : done())))
        step('the shorter log is on the disk')
        await this.syncing
      }
    } finally {
      closeSync(file)
    }
    if (this.closed || this.failure) return
    renameSync(fresh, path)
    const { file: former, syncing } = this
    this.file = openSync(path, 'a')
    this.bytes = written
    await this.hold(
      Promise.allSettled([syncing]).then(() => {
        closeSync(former)
        return syncFolder(dirname(path))
      }),
    )
    step('the shorter log is in its place')
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    clearTimeout(this.later)
    try {
      if (this.failure || this.synced.number === this.mark.number) return
      fdatasyncSync(this.file)
      writeLogEnd(this.endFile, this.mark)
      this.synced = this.mark
    } catch (error) {
      throw this.fail(error)
    } finally {
      closeSync(this.file)
      closeSync(this.endFile)
    }
  }

  /** What is on the disk is not certain before the work is done. */
  private hold(work: Promise<void>): Promise<void> {
    const held = work.finally(() => {
      if (this.syncing === held) this.syncing = undefined
    })
    this.syncing = held
    return held
  }

  /** One for all that wait: lines that come meanwhile are for the next. */
  private async sync(): Promise<void> {
    const { mark } = this
    clearTimeout(this.later)
    this.later = undefined
    const error = await new Promise<unknown>(resolve => fdatasync(this.file, resolve))
    if (this.closed) return
    if (error) throw this.fail(error)
    this.synced = mark
    writeLogEnd(this.endFile, mark)
  }

  private fail(error: unknown): StateNotKeptError {
    this.failure = new StateNotKeptError(
      `${this.options.path} can no longer be written (${messageOf(error)}), so nothing more is carried out; mend that and start again: what was kept until now is taken up`,
    )
    this.options.onLost?.(this.failure)
    return this.failure
  }
}

/** Milliseconds until lines that nobody waits for are on the disk. */
const SYNC_LATER = 200

/** The log first: one without a line of events needs no file that says where it ends. */
const begin = ({ path, version }: EventLogOptions): LogContent => {
  const mark = { number: 0, check: randomBytes(8).toString('hex') }
  const head = headLine({ version, after: mark })
  writeFileSync(path, head, { flush: true })
  return { mark, lines: 0, bytes: Buffer.byteLength(head) }
}

/** The bytes that were copied: all from `begin` to `end`. */
const copy = (from: string, begin: number, end: number, to: number, at: number): number => {
  const file = openSync(from, 'r')
  const buffer = Buffer.alloc(COPIED_AT_ONCE)
  try {
    let done = 0
    while (begin + done < end) {
      const count = readSync(file, buffer, 0, Math.min(buffer.length, end - begin - done), begin + done)
      for (let written = 0; written < count; )
        written += writeSync(to, buffer, written, count - written, at + done + written)
      done += count
    }
    return done
  } finally {
    closeSync(file)
  }
}
const ROUNDS = 3
const COPIED_AT_ONCE = 1024 * 1024

const refuseLost = (path: string): void => {
  const kept = readdirSync(dirname(path), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
  if (existsSync(endPath(path))) kept.push(endPath(path).slice(dirname(path).length + 1))
  if (kept.length === 0) return
  throw new DamagedStateError(`${path} is missing, so nothing says what ${kept.join(', ')} beside it hold`)
}
