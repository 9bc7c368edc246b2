// The event log as a file of JSON lines: appended to, read once at the start, never rewritten.

import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import type { ServiceEvent } from '../core/event.ts'

export interface EventLog {
  /** Everything recorded so far, oldest first. */
  read(): Iterable<ServiceEvent>
  append(events: readonly ServiceEvent[]): void
  close(): void
}

/** A log that says what is wrong with its file, and what to do. */
export class DamagedLogError extends Error {
  override readonly name = 'DamagedLogError'
}

/**
 * Opens or makes the file. A last line without its end was being written when the machine stopped and is dropped; any other line that
 * cannot be read is damage.
 * @throws DamagedLogError naming the file and the line
 */
export const openEventLog = (path: string): EventLog => {
  const events = existsSync(path) ? parse(path) : []
  const file = openSync(path, 'a')
  return {
    read: () => events.splice(0),
    append: added => {
      writeSync(file, added.map(event => `${JSON.stringify(event)}\n`).join(''))
    },
    close: () => closeSync(file),
  }
}

const parse = (path: string): ServiceEvent[] => {
  const content = readFileSync(path)
  const end = content.lastIndexOf(0x0a) + 1
  if (end < content.length) cutTail(path, end)
  return content
    .subarray(0, end)
    .toString('utf8')
    .split('\n')
    .flatMap((line, index) => (line === '' ? [] : [parseLine(path, line, index + 1)]))
}

const cutTail = (path: string, length: number): void => {
  const file = openSync(path, 'r+')
  ftruncateSync(file, length)
  closeSync(file)
}

const parseLine = (path: string, line: string, number: number): ServiceEvent => {
  const damaged = () =>
    new DamagedLogError(
      `${path}: line ${number} is not an event, so the state cannot be rebuilt; restore the file from a copy, or begin with an empty state folder: npm start -- --fresh`,
    )
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw damaged()
  }
  if (!isEvent(value)) throw damaged()
  return value
}

const isEvent = (value: unknown): value is ServiceEvent =>
  typeof value === 'object' &&
  value !== null &&
  ['id', 'time', 'source', 'detail-type'].every(name => name in value && typeof Reflect.get(value, name) === 'string')
