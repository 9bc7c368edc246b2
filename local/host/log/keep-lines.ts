// The log as it was at any moment, for tests of what a kill leaves at each.

import { truncateSync, writeFileSync } from 'node:fs'
import type { ServiceEvent } from '../../core/event.ts'
import { endPath, logEndOf } from './log-end.ts'
import type { Mark } from './log-line.ts'
import { eventsOf, headOf, linesIn } from './read-log.ts'

/** What each line of the log recorded, oldest first. @throws DamagedStateError */
export function* recordedIn(path: string): Iterable<readonly ServiceEvent[]> {
  for (const { events } of marksIn(path)) if (events) yield events
}

/**
 * Leaves the log of a local cloud that does not run as it was after its first `count` lines of events, as a kill at that moment would have: `readLog`
 * takes it as whole. The files of services stay as they are, and a snapshot has to be older than what is left.
 */
export const keepLines = (path: string, count: number): void => {
  let left = -1
  for (const { mark, end } of marksIn(path)) {
    left += 1
    if (left < count) continue
    truncateSync(path, end)
    writeFileSync(endPath(path), logEndOf(mark))
    return
  }
  throw new Error(`${path} has ${Math.max(left, 0)} lines of events, fewer than ${count}`)
}

function* marksIn(path: string) {
  let mark: Mark | undefined
  for (const line of linesIn(path)) {
    const read: { mark: Mark; events?: readonly ServiceEvent[] } = mark
      ? eventsOf(path, line, mark)
      : { mark: headOf(path, line).after }
    mark = read.mark
    yield { ...read, end: line.end }
  }
}
