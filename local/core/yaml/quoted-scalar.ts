// A scalar in single or double quotes.

import { type Cursor, END, isBlank, isBreak } from './cursor.ts'
import { YamlError } from './node.ts'
import type { Token } from './token.ts'

export const quotedScalar = (cursor: Cursor): Token => {
  const place = cursor.place()
  const quote = cursor.take(1)
  const parts = [charactersAt(cursor, quote)]
  while (cursor.peek() !== quote) parts.push(spaceAt(cursor), charactersAt(cursor, quote))
  cursor.take(1)
  return { kind: 'scalar', text: parts.join(''), plain: false, ...place }
}

const charactersAt = (cursor: Cursor, quote: string): string => {
  const parts: string[] = []
  for (;;) {
    let length = 0
    while (!isBlank(cursor.peek(length)) && !'\'"\\'.includes(cursor.peek(length))) length += 1
    if (length > 0) parts.push(cursor.take(length))
    const character = cursor.peek()
    if (quote === "'" && cursor.startsWith("''")) parts.push(cursor.take(2).slice(1))
    else if (character === quote || isBlank(character)) return parts.join('')
    else if (quote === '"' && character === '\\') parts.push(escapeAt(cursor))
    else parts.push(cursor.take(1))
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '\\': '\\',
  '/': '/',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}
const CODES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

const escapeAt = (cursor: Cursor): string => {
  cursor.take(1)
  const character = cursor.peek()
  if (isBreak(character)) {
    cursor.takeBreak()
    return breaksAt(cursor).join('')
  }
  const plain = Object.hasOwn(ESCAPES, character) ? ESCAPES[character] : undefined
  if (plain !== undefined) {
    cursor.take(1)
    return plain
  }
  const length = CODES[character]
  if (length === undefined)
    throw new YamlError(`found unknown escape character ${JSON.stringify(character)}`, cursor.place())
  cursor.take(1)
  const digits = cursor.text.slice(cursor.offset, cursor.offset + length)
  const code = /^[\da-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : Number.NaN
  if (Number.isNaN(code) || code > 0x10ffff)
    throw new YamlError(`expected an escape sequence of ${length} hexadecimal digits`, cursor.place())
  cursor.take(length)
  return String.fromCodePoint(code)
}

/** Spaces, and line breaks with what is around them: one is a space, each further one is itself. */
const spaceAt = (cursor: Cursor): string => {
  const spaces = cursor.take(cursor.run(' \t'))
  if (cursor.peek() === END) throw new YamlError('found unexpected end of stream', cursor.place())
  const first = cursor.takeBreak()
  if (first === '') return spaces
  const others = breaksAt(cursor)
  return `${first === '\n' ? (others.length === 0 ? ' ' : '') : first}${others.join('')}`
}

const breaksAt = (cursor: Cursor): readonly string[] => {
  const breaks: string[] = []
  for (;;) {
    if (cursor.atDocumentMark()) throw new YamlError('found unexpected document separator', cursor.place())
    cursor.take(cursor.run(' \t'))
    const next = cursor.takeBreak()
    if (next === '') return breaks
    breaks.push(next)
  }
}
