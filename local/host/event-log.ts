// The event log as a file of JSON lines, one for all events that came of one fact: appended to, read once at the start, never rewritten.

import { closeSync, existsSync, ftruncateSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf } from '../core/errors.ts'
import type { ServiceEvent } from '../core/event.ts'
import { DamagedStateError } from './damage.ts'

export interface EventLog {
  /**
   * Everything recorded so far, oldest first; read once, as it is asked for.
   * @throws DamagedStateError naming the file and the line
   */
  read(): Iterable<ServiceEvent>
  /** Keeps all of them or, should the machine stop meanwhile, none. @throws StateNotKeptError now and from then on */
  append(events: readonly ServiceEvent[]): void
  close(): void
}

/** The disk takes nothing more: what happens from now on would be forgotten. */
export class StateNotKeptError extends Error {
  override readonly name = 'StateNotKeptError'
}

/**
 * Opens or makes the file. A last line without its end was being written when the machine stopped and is dropped; any other line that
 * cannot be read is damage, and so is a missing file beside what services have kept: their folders mean nothing without it. `onLost` hears, once, that the file takes nothing more.
 * @throws DamagedStateError when the file is missing
 */
export const openEventLog = (path: string, onLost?: (error: StateNotKeptError) => void): EventLog => {
  const content = existsSync(path) ? withoutTail(path) : begin(path)
  const file = openSync(path, 'a')
  let failure: StateNotKeptError | undefined
  return {
    read: () => eventsIn(path, content),
    append: events => {
      if (failure) throw failure
      if (events.length === 0) return
      const line = Buffer.from(`${JSON.stringify(events)}\n`)
      try {
        for (let written = 0; written < line.length; ) written += writeSync(file, line, written)
      } catch (error) {
        // Facts that follow would build on some that are not there.
        failure = new StateNotKeptError(
          `${path} can no longer be written (${messageOf(error)}), so nothing more is carried out; mend that and start again: what was kept until now is taken up`,
        )
        onLost?.(failure)
        throw failure
      }
    },
    close: () => closeSync(file),
  }
}

const begin = (path: string): Buffer => {
  const kept = readdirSync(dirname(path), { withFileTypes: true }).filter(entry => entry.isDirectory())
  if (kept.length === 0) return Buffer.alloc(0)
  throw new DamagedStateError(
    `${path} is missing, so nothing says what ${kept.map(({ name }) => name).join(', ')} beside it hold`,
  )
}

const withoutTail = (path: string): Buffer => {
  const content = readFileSync(path)
  const end = content.lastIndexOf(0x0a) + 1
  if (end < content.length) cutTail(path, end)
  return content.subarray(0, end)
}

/** Line by line, so that a long history is never in memory as a whole. */
function* eventsIn(path: string, content: Buffer): Iterable<ServiceEvent> {
  for (let begin = 0, number = 1; begin < content.length; number += 1) {
    const end = content.indexOf(0x0a, begin)
    yield* parseLine(path, content.toString('utf8', begin, end), number)
    begin = end + 1
  }
}

const cutTail = (path: string, length: number): void => {
  const file = openSync(path, 'r+')
  ftruncateSync(file, length)
  closeSync(file)
}

const parseLine = (path: string, line: string, number: number): readonly ServiceEvent[] => {
  const damaged = () => new DamagedStateError(`${path}: line ${number} holds no events, so the state cannot be rebuilt`)
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw damaged()
  }
  if (!Array.isArray(value) || !value.every(isEvent)) throw damaged()
  return value
}

const isEvent = (value: unknown): value is ServiceEvent =>
  typeof value === 'object' &&
  value !== null &&
  ['id', 'time', 'source', 'detail-type'].every(name => name in value && typeof Reflect.get(value, name) === 'string')
