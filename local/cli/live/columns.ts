// Text that others wrote (commit messages, test results, build output) as a terminal can show it, and the columns that it takes there.

import { stripVTControlCharacters } from 'node:util'

/** Without what rings, moves the cursor, clears the screen or reverses the direction. */
export const printable = (text: string): string =>
  stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu, '')

export const oneLine = (text: string): string => printable(text).replace(/\s+/g, ' ').trim()

/** At most so many columns. */
export const cut = (text: string, width: number): string => {
  if (columnsOf(text) <= width) return text
  let kept = ''
  let room = Math.max(width, 1) - 1
  for (const character of text) {
    room -= columnsOf(character)
    if (room < 0) break
    kept += character
  }
  return width > 0 ? `${kept}…` : ''
}

/**
 * Terminals differ on joined emoji: each part is counted, since a line taken for too long is only cut, and one taken for too short wraps
 * and spoils what is redrawn.
 */
export const columnsOf = (text: string): number => {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return columns
}

const NONE = /[\p{Mn}\p{Me}\u200B-\u200F\u2060]/u
// https://www.unicode.org/reports/tr11/: East Asian Wide and Fullwidth
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{1B2FF}\u{20000}-\u{3FFFD}]/u

/** The subject of a commit's message, no longer than a subject should be. */
export const subjectOf = (message: string): string => cut(oneLine(message.split('\n')[0] ?? ''), SUBJECT)

const SUBJECT = 72
