// The lines of a file one after the other: never more of it in memory than one line and what was read ahead.

import { readSync } from 'node:fs'

export interface Line {
  /** Without its end. */
  readonly text: string
  /** From 1. */
  readonly number: number
  /** Where the next one begins, in bytes. */
  readonly end: number
}

/** Fills the buffer from the position; the number of bytes, 0 at the end. */
export type ReadAt = (buffer: Uint8Array, position: number) => number

export const readFrom =
  (file: number): ReadAt =>
  (buffer, position) =>
    readSync(file, buffer, 0, buffer.length, position)

/** Whole lines only: what stands behind the last end of line is left out. */
export function* linesOf(read: ReadAt, from = 0): Iterable<Line> {
  let buffer = Buffer.alloc(READ_AHEAD)
  let held = 0
  let number = 0
  let end = from
  for (;;) {
    if (held === buffer.length) buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)])
    const count = read(buffer.subarray(held), end + held)
    if (count === 0) return
    const searched = held
    held += count
    let begin = 0
    for (let at = buffer.indexOf(0x0a, searched); at >= 0 && at < held; at = buffer.indexOf(0x0a, begin)) {
      number += 1
      end += at + 1 - begin
      yield { text: buffer.toString('utf8', begin, at), number, end }
      begin = at + 1
    }
    buffer.copyWithin(0, begin, held)
    held -= begin
    if (held === 0 && buffer.length > READ_AHEAD) buffer = Buffer.alloc(READ_AHEAD)
  }
}

const READ_AHEAD = 64 * 1024
