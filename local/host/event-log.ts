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
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { messageOf } from '../core/errors.ts'
import type { ServiceEvent } from '../core/event.ts'
import { DamagedStateError } from './damage.ts'
import { endPath, logEndOf, writeLogEnd } from './log-end.ts'
import { headLine, lineAfter, type Mark } from './log-line.ts'
import { type LogContent, type Reading, readLog } from './read-log.ts'

export interface EventLog {
  /** Where it stands. */
  readonly mark: Mark
  readonly bytes: number
  /** Takes all of them or, should the process end meanwhile, none. @throws StateNotKeptError now and from then on */
  append(events: readonly ServiceEvent[]): void
  /** Resolves when everything that was appended until now is on the disk. @throws StateNotKeptError */
  kept(): Promise<void>
  close(): void
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
  private readonly file: number
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
      this.syncing ??= this.sync().finally(() => {
        this.syncing = undefined
      })
      await this.syncing
    }
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

const refuseLost = (path: string): void => {
  const kept = readdirSync(dirname(path), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
  if (existsSync(endPath(path))) kept.push(endPath(path).slice(dirname(path).length + 1))
  if (kept.length === 0) return
  throw new DamagedStateError(`${path} is missing, so nothing says what ${kept.join(', ')} beside it hold`)
}
