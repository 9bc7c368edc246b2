// The state folder as a kill leaves it at each line of the log.

import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { ServiceEvent } from '../../local/core/event.ts'
import { copyState } from './copy-state.ts'

/**
 * A listener for `Runtime.subscribe`. It copies the state folder when a line is written, before any work has begun because of it; `folder` says where
 * to, undefined for a line that nobody wants.
 */
export const atEachLine = (
  stateFolder: string,
  folder: (line: number, event: ServiceEvent) => string | undefined,
): ((event: ServiceEvent) => void) => {
  let line = 0
  let bytes = 0
  return event => {
    const { size } = statSync(join(stateFolder, 'events.jsonl'))
    // Of the events of one line the first tells of it; those that follow say nothing new.
    if (size === bytes) return
    bytes = size
    line += 1
    const copy = folder(line, event)
    if (copy !== undefined) copyState(stateFolder, copy)
  }
}
