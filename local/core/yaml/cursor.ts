// A place in a text that only moves forward, and knows its line and column.

import { type Place, YamlError } from './node.ts'

/** What stands behind the last character; the text itself cannot contain it. */
export const END = '\0'

const BREAKS = '\n\r\x85\u2028\u2029'

export const isBreak = (character: string): boolean => BREAKS.includes(character)

/** A space, a tab, a line break or the end. */
export const isBlank = (character: string): boolean =>
  character === ' ' || character === '\t' || character === END || isBreak(character)

export class Cursor {
  readonly text: string
  offset = 0
  /** Both count from 0. */
  line = 0
  column = 0

  constructor(text: string) {
    this.text = text
  }

  peek(ahead = 0): string {
    return this.text[this.offset + ahead] ?? END
  }

  startsWith(words: string): boolean {
    return this.text.startsWith(words, this.offset)
  }

  place(): Place {
    return { line: this.line + 1, column: this.column + 1 }
  }

  /** The next characters, none of which is a line break. */
  take(length: number): string {
    const taken = this.text.slice(this.offset, this.offset + length)
    this.offset += length
    this.column += length
    for (let index = 0; index < length; index += 1) if (isLowSurrogate(taken.charCodeAt(index))) this.column -= 1
    return taken
  }

  /** How many of the next characters are one of these. */
  run(characters: string): number {
    let length = 0
    while (characters.includes(this.peek(length))) length += 1
    return length
  }

  /** How many characters the line still has. */
  toLineEnd(): number {
    let length = 0
    while (this.peek(length) !== END && !isBreak(this.peek(length))) length += 1
    return length
  }

  /** One line break, as it counts in a scalar; empty when there is none. */
  takeBreak(): string {
    const character = this.peek()
    if (!isBreak(character)) return ''
    this.offset += this.startsWith('\r\n') ? 2 : 1
    this.line += 1
    this.column = 0
    return character === '\u2028' || character === '\u2029' ? character : '\n'
  }

  /** `---` or `...` alone at the beginning of a line. */
  atDocumentMark(mark?: '---' | '...'): boolean {
    if (this.column !== 0 || !isBlank(this.peek(3))) return false
    return mark === undefined ? this.startsWith('---') || this.startsWith('...') : this.startsWith(mark)
  }
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

/** At the beginning of the text. @throws YamlError for characters that no YAML has */
export const cursorOf = (text: string): Cursor => {
  const strange = /[^\t\n\r\x20-\x7e\x85\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text)
  if (strange) throw new YamlError('special characters are not allowed', placeOf(text, strange.index))
  const cursor = new Cursor(text)
  if (cursor.peek() === '\ufeff') cursor.offset = 1
  return cursor
}

const placeOf = (text: string, offset: number): Place => {
  const before = text.slice(0, offset).split(/\r\n|[\n\r\x85\u2028\u2029]/)
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
