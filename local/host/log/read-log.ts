// Reads the event log from its beginning to its end, line by line, and refuses one that is not whole: by file, line, and what was found there.

import { closeSync, openSync } from 'node:fs'
import type { ServiceEvent } from '../../core/event.ts'
import { DamagedStateError, OldStateError } from './damage.ts'
import { type Line, linesOf, readFrom } from './lines.ts'
import { endPath, readLogEnd } from './log-end.ts'
import { type LogHead, type Mark, readHead, readLine } from './log-line.ts'

export interface Reading {
  readonly path: string
  /** The version of what is kept: a log of another one is refused. */
  readonly version: number
  /** Where the snapshot stands, if there is one: what it holds already is checked, and not handed out. */
  readonly snapshot?: Mark
  /** Is given what was recorded since, oldest first, the events of a line together. */
  readonly onEvents: (events: readonly ServiceEvent[]) => void
}

/** What a log holds, without a last line that was being written when the machine stopped. */
export interface LogContent {
  readonly mark: Mark
  /** Lines of events. */
  readonly lines: number
  readonly bytes: number
}

/**
 * Undefined when there is no whole line, and nothing says that there should be one: the log was not begun.
 * @throws DamagedStateError, OldStateError
 */
export const readLog = (reading: Reading): LogContent | undefined => {
  const { path, snapshot } = reading
  let content: LogContent | undefined
  let sawSnapshot = snapshot === undefined
  for (const line of linesIn(path)) {
    content = content ? withLine(reading, content, line) : begin(reading, line)
    sawSnapshot ||= isAt(reading, content, line)
  }
  if (content && !sawSnapshot)
    throw new DamagedStateError(
      `${path} ${endsWith(content)}, but the snapshot beside it stands at ${snapshot?.number}`,
    )
  refuseShortened(path, content, snapshot)
  return content
}

/** Each line of the file, its handle closed however the reading ends. */
export function* linesIn(path: string): Iterable<Line> {
  const file = openSync(path, 'r')
  try {
    yield* linesOf(readFrom(file))
  } finally {
    closeSync(file)
  }
}

/** @throws DamagedStateError */
export const headOf = (path: string, { text, number }: Line): LogHead => {
  const head = readHead(text)
  if (typeof head === 'string') throw damagedLine(path, number, head)
  return head
}

/** @throws DamagedStateError */
export const eventsOf = (path: string, { text, number }: Line, before: Mark) => {
  const read = readLine(text, before)
  if (typeof read === 'string') throw damagedLine(path, number, read)
  return read
}

const begin = ({ path, version, snapshot }: Reading, line: Line): LogContent => {
  const head = headOf(path, line)
  if (head.version !== version) throw new OldStateError(path, head.version, version)
  if (head.after.number > (snapshot?.number ?? 0))
    throw new DamagedStateError(
      `${path} begins after number ${head.after.number}, but ${snapshot ? `the snapshot beside it stands at ${snapshot.number}` : 'no snapshot beside it holds what was before'}`,
    )
  return { mark: head.after, lines: 0, bytes: line.end }
}

const withLine = ({ path, snapshot, onEvents }: Reading, content: LogContent, line: Line): LogContent => {
  const { mark, events } = eventsOf(path, line, content.mark)
  if (mark.number > (snapshot?.number ?? 0)) onEvents(events)
  return { mark, lines: content.lines + 1, bytes: line.end }
}

/** Whether the log stands where the snapshot does. @throws DamagedStateError when the snapshot is of another log */
const isAt = ({ path, snapshot }: Reading, { mark }: LogContent, { number }: Line): boolean => {
  if (mark.number !== snapshot?.number) return false
  if (mark.check === snapshot.check) return true
  throw damagedLine(path, number, `has the check ${mark.check}, but the snapshot beside it ${snapshot.check}`)
}

const refuseShortened = (path: string, content: LogContent | undefined, snapshot: Mark | undefined): void => {
  const end = readLogEnd(endPath(path))
  const isEmpty = !content || content.mark.number === 0
  if (end === 'missing' && isEmpty && !snapshot) return
  if (typeof end === 'string')
    throw new DamagedStateError(`${endPath(path)} is ${end}, so nothing says where the log ends`)
  const last = content?.mark.number ?? 0
  if (content ? last < end.number : end.number > 0 || snapshot)
    throw new DamagedStateError(
      `${path} ${content ? endsWith(content) : 'is empty'}, but ${endPath(path)} says that ${end.number} were kept`,
    )
  if (content && last === end.number && content.mark.check !== end.check)
    throw damagedLine(
      path,
      content.lines + 1,
      `has the check ${content.mark.check}, but ${endPath(path)} says ${end.check}`,
    )
}

const endsWith = ({ mark, lines }: LogContent): string => `ends at line ${lines + 1} with number ${mark.number}`

const damagedLine = (path: string, number: number, what: string): DamagedStateError =>
  new DamagedStateError(`${path}: line ${number} ${what}, so the state cannot be rebuilt`)
