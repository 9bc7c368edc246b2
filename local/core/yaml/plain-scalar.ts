// A scalar without quotes. It may go over several lines, which are joined by spaces.

import { type Cursor, END, isBlank, isBreak } from './cursor.ts'
import type { Token } from './token.ts'

/** `endedLine`: a line break stands behind it, so that a key may begin there. */
export const plainScalar = (
  cursor: Cursor,
  indent: number,
  inBrackets: boolean,
): { readonly token: Token; readonly endedLine: boolean } => {
  const place = cursor.place()
  const parts: string[] = []
  let endedLine = false
  for (let between = ''; ; ) {
    const length = cursor.peek() === '#' ? 0 : lengthOfPart(cursor, inBrackets)
    if (length === 0) break
    parts.push(between, cursor.take(length))
    endedLine = false
    const line = cursor.line
    const space = spaceBehind(cursor)
    endedLine = cursor.line > line
    if (space === undefined || cursor.peek() === '#' || (!inBrackets && cursor.column < indent)) break
    between = space
  }
  return { token: { kind: 'scalar', text: parts.join(''), plain: true, ...place }, endedLine }
}

const lengthOfPart = (cursor: Cursor, inBrackets: boolean): number => {
  for (let length = 0; ; length += 1) {
    const character = cursor.peek(length)
    if (isBlank(character)) return length
    // Unverified: a question mark within brackets, as in cron(0 12 * * ? *), is refused by PyYAML and taken by libyaml.
    if (inBrackets && ',[]{}'.includes(character)) return length
    if (character !== ':') continue
    const next = cursor.peek(length + 1)
    if (isBlank(next) || (inBrackets && ',[]{}'.includes(next))) return length
  }
}

/** What joins two parts; undefined where the scalar ends. */
const spaceBehind = (cursor: Cursor): string | undefined => {
  const spaces = cursor.take(cursor.run(' \t'))
  if (!isBreak(cursor.peek())) return spaces === '' || cursor.peek() === END ? undefined : spaces
  const [first = '', ...others] = breaksAt(cursor)
  if (cursor.atDocumentMark()) return undefined
  return `${first === '\n' ? (others.length === 0 ? ' ' : '') : first}${others.join('')}`
}

const breaksAt = (cursor: Cursor): readonly string[] => {
  const breaks = [cursor.takeBreak()]
  while (!cursor.atDocumentMark()) {
    cursor.take(cursor.run(' '))
    const next = cursor.takeBreak()
    if (next === '') break
    breaks.push(next)
  }
  return breaks
}
