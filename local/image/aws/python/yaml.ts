// Writes YAML as Python's `yaml.dump` does for `aws cloudformation package`: blocks for what has content, lines of some eighty characters.

import { type Data, DataMap, Float, floatText, type Scalar, Timestamp } from './data.ts'
import { styleOf } from './scalar-style.ts'

export const writeYaml = (data: Data): string => {
  const writer = new Writer()
  writer.node(data, -2)
  return writer.end()
}

const WIDTH = 80

class Writer {
  private readonly parts: string[] = []
  private column = 0

  end(): string {
    if (this.column > 0) this.parts.push('\n')
    return this.parts.join('')
  }

  /** `indent` is that of what the node stands in. */
  node(data: Data, indent: number, inMapping = false): void {
    if (Array.isArray(data) && data.length > 0) this.list(data, inMapping ? indent : indent + 2)
    else if (data instanceof DataMap && data.entries.size > 0) this.map(data, indent + 2)
    else if (Array.isArray(data) || data instanceof DataMap) this.word(Array.isArray(data) ? '[]' : '{}')
    else this.scalar(data, indent + 2, false)
  }

  private list(items: readonly Data[], indent: number): void {
    for (const item of items) {
      this.startLine(indent)
      this.word('-')
      this.node(item, indent)
    }
  }

  private map({ entries, sorted }: DataMap, indent: number): void {
    const list = [...entries.values()]
    if (sorted) list.sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1))
    for (const { key, value } of list) {
      this.startLine(indent)
      const simple = isSimple(key)
      if (!simple) this.word('?')
      this.scalar(key, simple ? indent : indent + 2, simple)
      if (simple) this.write(':')
      else {
        this.startLine(indent)
        this.word(':')
      }
      this.node(value, indent, simple)
    }
  }

  /** A new line, unless nothing but the dash of a list stands before the place where it would begin. */
  private startLine(indent: number): void {
    if (this.column === 0 && this.parts.length === 0) return
    if (!this.atDash || this.column > indent) this.newLine(indent)
    else this.write(' '.repeat(indent - this.column))
  }

  private get atDash(): boolean {
    const line = this.parts.slice(this.lineStart).join('')
    return /^ *(?:[-?:] *)+$/.test(line)
  }

  private lineStart = 0

  private newLine(indent: number): void {
    this.parts.push('\n')
    this.lineStart = this.parts.length
    this.column = 0
    this.write(' '.repeat(indent))
  }

  private write(text: string): void {
    this.parts.push(text)
    this.column += [...text].length
  }

  /** With a space before it where something stands there. */
  private word(text: string): void {
    const last = this.parts.at(-1) ?? ''
    if (this.column > 0 && !last.endsWith(' ') && !last.endsWith('\n')) this.write(' ')
    this.write(text)
  }

  private scalar(data: Scalar, indent: number, isKey: boolean): void {
    const style = typeof data === 'string' ? styleOf(data, isKey) : 'plain'
    if (typeof data !== 'string') this.word(textOf(data))
    else if (style === 'plain') this.plain(data, indent, isKey)
    else if (style === 'single') this.single(data, indent, isKey)
    else this.double(data, indent, isKey)
  }

  private plain(text: string, indent: number, isKey: boolean): void {
    if (text === '') return
    this.word('')
    this.pieces(text.split(/( +)/), indent, isKey, text.length)
  }

  /** One space beyond the width becomes a line break. */
  private pieces(pieces: readonly string[], indent: number, isKey: boolean, length: number): void {
    let offset = 0
    for (const piece of pieces) {
      const isInside = offset > 0 && offset + piece.length < length
      if (piece === ' ' && isInside && this.column > WIDTH && !isKey) this.newLine(indent)
      else if (piece !== '') this.write(piece)
      offset += piece.length
    }
  }

  private single(text: string, indent: number, isKey: boolean): void {
    this.word("'")
    for (const part of text.split(/(\n+)/)) {
      if (part.startsWith('\n')) {
        this.parts.push('\n'.repeat(part.length))
        this.newLine(indent)
      } else if (part !== '') this.quotedLine(part, text, indent, isKey)
    }
    this.write("'")
  }

  private quotedLine(line: string, text: string, indent: number, isKey: boolean): void {
    const pieces = line.split(/( +)/).map(piece => piece.replaceAll("'", "''"))
    const isWhole = line === text
    // At the beginning and at the end of the text a space stays one.
    this.pieces(pieces, indent, isKey, isWhole ? line.replaceAll("'", "''").length : Number.POSITIVE_INFINITY)
  }

  private double(text: string, indent: number, isKey: boolean): void {
    this.word('"')
    const characters = [...text]
    let start = 0
    for (let end = 0; end <= characters.length; end += 1) {
      const character = characters[end]
      if (character === undefined || !/[\x20-\x7e]/.test(character) || character === '"' || character === '\\') {
        if (start < end) this.write(characters.slice(start, end).join(''))
        start = end
        if (character !== undefined) {
          this.write(escaped(character))
          start = end + 1
        }
      }
      const mayBreak = 0 < end && end < characters.length - 1 && (character === ' ' || start >= end)
      if (mayBreak && this.column + (end - start) > WIDTH && !isKey) {
        this.write(`${characters.slice(start, end).join('')}\\`)
        start = Math.max(start, end)
        this.newLine(indent)
        if (characters[start] === ' ') this.write('\\')
      }
    }
    this.write('"')
  }
}

const textOf = (data: Exclude<Scalar, string>): string => {
  if (data instanceof Timestamp) return data.text
  if (!(data instanceof Float)) return String(data)
  const { value } = data
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value < 0 ? '-.inf' : '.inf'
  const text = floatText(value)
  return text.includes('.') ? text : text.replace('e', '.0e')
}

/** What may stand before a colon on its line. */
const isSimple = (key: Scalar): boolean =>
  typeof key !== 'string' || (key !== '' && [...key].length < 128 && !/[\n\x85\u2028\u2029]/.test(key))

const NAMED: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
}

const escaped = (character: string): string => {
  const name = NAMED[character]
  if (name !== undefined) return `\\${name}`
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase()
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`
}
