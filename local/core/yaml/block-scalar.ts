// A scalar behind `|` (its lines as they stand) or `>` (its lines joined by spaces).

import { type Cursor, END, isBlank } from './cursor.ts'
import { YamlError } from './node.ts'
import type { Token } from './token.ts'

/** `outer` is the indentation of what the scalar stands in. */
export const blockScalar = (cursor: Cursor, outer: number): Token => {
  const place = cursor.place()
  const folded = cursor.take(1) === '>'
  const { chomping, increment } = headerAt(cursor)
  const least = Math.max(1, outer + 1)
  const { breaks: leading, indent } =
    increment === undefined
      ? emptyLines(cursor, least)
      : { breaks: breaksAt(cursor, least + increment - 1), indent: least + increment - 1 }
  const parts: string[] = []
  let breaks = leading
  let lineBreak = ''
  while (cursor.column === indent && cursor.peek() !== END) {
    parts.push(...breaks)
    const text = !' \t'.includes(cursor.peek())
    parts.push(cursor.take(cursor.toLineEnd()))
    lineBreak = cursor.takeBreak()
    breaks = breaksAt(cursor, indent)
    if (cursor.column !== indent || cursor.peek() === END) break
    if (!folded || lineBreak !== '\n' || !text || ' \t'.includes(cursor.peek())) parts.push(lineBreak)
    else if (breaks.length === 0) parts.push(' ')
  }
  if (chomping !== '-') parts.push(lineBreak)
  if (chomping === '+') parts.push(...breaks)
  return { kind: 'scalar', text: parts.join(''), plain: false, ...place }
}

/** `+` keeps the line breaks at the end, `-` drops them; a digit says how far the lines are indented. */
const headerAt = (cursor: Cursor): { readonly chomping: string; readonly increment: number | undefined } => {
  const header = cursor.text.slice(cursor.offset, cursor.offset + 2)
  const [indicators = '', before = '', digit, after = ''] = /^([+-]?)([1-9])?([+-]?)/.exec(header) ?? []
  cursor.take(before !== '' && digit === undefined ? before.length : indicators.length)
  if (!isBlank(cursor.peek()))
    throw new YamlError(
      `expected chomping or indentation indicators, but found ${JSON.stringify(cursor.peek())}`,
      cursor.place(),
    )
  cursor.take(cursor.run(' '))
  if (cursor.peek() === '#') cursor.take(cursor.toLineEnd())
  if (cursor.takeBreak() === '' && cursor.peek() !== END)
    throw new YamlError(
      `expected a comment or a line break, but found ${JSON.stringify(cursor.peek())}`,
      cursor.place(),
    )
  return { chomping: before || after, increment: digit === undefined ? undefined : Number(digit) }
}

/** The empty lines before the text, whose first line gives the indentation. */
const emptyLines = (cursor: Cursor, least: number): { readonly breaks: readonly string[]; readonly indent: number } => {
  const breaks: string[] = []
  let indent = least
  for (;;) {
    cursor.take(cursor.run(' '))
    indent = Math.max(indent, cursor.column)
    const next = cursor.takeBreak()
    if (next === '') return { breaks, indent }
    breaks.push(next)
  }
}

const breaksAt = (cursor: Cursor, indent: number): readonly string[] => {
  const breaks: string[] = []
  for (;;) {
    cursor.take(Math.min(cursor.run(' '), Math.max(0, indent - cursor.column)))
    const next = cursor.takeBreak()
    if (next === '') return breaks
    breaks.push(next)
  }
}
