// Where the log ends, in a file of its own: a log that lacks lines at its end cannot say so itself.
// It is written once the lines are on the disk, so it may be behind the log and is never ahead of it.

import { existsSync, readFileSync, writeSync } from 'node:fs'
import { isMark, type Mark } from './log-line.ts'

export const endPath = (logPath: string): string => logPath.replace(/\.jsonl$/, '.end')

/** The furthest mark that was kept; `missing`, or `unreadable` when it holds none. */
export const readLogEnd = (path: string): Mark | 'missing' | 'unreadable' => {
  if (!existsSync(path)) return 'missing'
  const content = readFileSync(path, 'latin1')
  const marks = [content.slice(0, PLACE), content.slice(PLACE)].flatMap(markIn)
  return marks.sort((a, b) => b.number - a.number)[0] ?? 'unreadable'
}

/** Two places by turns: when the machine stops while one is written, the other is whole. */
export const writeLogEnd = (file: number, mark: Mark): void => {
  writeSync(file, placeOf(mark), (mark.number % 2) * PLACE)
}

/** A file that says nothing but this mark. */
export const logEndOf = (mark: Mark): string => placeOf(mark).repeat(2)

const PLACE = 64

const placeOf = ({ number, check }: Mark): string => `${JSON.stringify({ number, check }).padEnd(PLACE - 1)}\n`

const markIn = (place: string): readonly Mark[] => {
  try {
    const value: unknown = JSON.parse(place)
    return isMark(value) ? [value] : []
  } catch {
    return []
  }
}
