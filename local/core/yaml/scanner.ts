// Cuts YAML 1.1 into tokens. Its rules are those of PyYAML and its port SnakeYAML, which the tools around CloudFormation read templates with:
// indentation does not count within brackets, and a key stands on one line.
// https://yaml.org/spec/1.1/

import { blockScalar } from './block-scalar.ts'
import { type Cursor, cursorOf, END, isBlank } from './cursor.ts'
import { directiveAt, nameAfter, tagAt } from './names.ts'
import { YamlError } from './node.ts'
import { plainScalar } from './plain-scalar.ts'
import { quotedScalar } from './quoted-scalar.ts'
import type { Bare, Token } from './token.ts'

/** What may turn out to be a key, once its colon is found. */
interface PossibleKey {
  readonly token: number
  /** It can be nothing else. */
  readonly required: boolean
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** A key and its colon are at most so far apart. */
const KEY_LENGTH = 1024

export class Scanner {
  private readonly cursor: Cursor
  private readonly depth: number
  private readonly waiting: Token[] = []
  private first = 0
  private taken = 0
  private ended = false
  private brackets = 0
  private indent = -1
  private readonly indents: number[] = []
  private keyAllowed = true
  private readonly keys = new Map<number, PossibleKey>()
  private readonly handles = new Map([
    ['!', '!'],
    ['!!', 'tag:yaml.org,2002:'],
  ])

  /** @throws YamlError beyond `depth` levels */
  constructor(text: string, depth: number) {
    this.cursor = cursorOf(text)
    this.depth = depth
  }

  peek(): Token {
    while (this.needsMore()) this.scan()
    return this.waiting[this.first] ?? { kind: 'stream end', ...this.cursor.place() }
  }

  next(): Token {
    const token = this.peek()
    this.taken += 1
    this.first += 1
    if (this.first > 1000) {
      this.waiting.splice(0, this.first)
      this.first = 0
    }
    return token
  }

  private needsMore(): boolean {
    if (this.ended) return false
    if (this.first === this.waiting.length) return true
    this.forgetKeys()
    for (const key of this.keys.values()) if (key.token === this.taken) return true
    return false
  }

  private scan(): void {
    this.skip()
    this.forgetKeys()
    const { cursor } = this
    this.close(cursor.column)
    const character = cursor.peek()
    const alone = isBlank(cursor.peek(1))
    const inBlock = this.brackets === 0
    if (character === END) this.end()
    else if (character === '%' && cursor.column === 0) this.directive()
    else if (cursor.atDocumentMark('---')) this.documentMark('document start')
    else if (cursor.atDocumentMark('...')) this.documentMark('document end')
    else if (character === '[' || character === '{') this.openBracket(character)
    else if (character === ']' || character === '}') this.closeBracket(character)
    else if (character === ',') this.comma()
    else if (character === '-' && alone) this.entry()
    else if (character === '?' && (alone || !inBlock)) this.explicitKey()
    else if (character === ':' && (alone || !inBlock)) this.colon()
    else if (character === '*') this.value(() => nameAfter(cursor, 'alias'))
    else if (character === '&') this.value(() => nameAfter(cursor, 'anchor'))
    else if (character === '!') this.value(() => tagAt(cursor, this.handles))
    else if (character === "'" || character === '"') this.value(() => quotedScalar(cursor))
    else if ((character === '|' || character === '>') && inBlock) this.block()
    else if (this.startsPlain(character)) this.plain()
    else throw this.error(`found character ${JSON.stringify(character)} that cannot start any token`)
  }

  /** Goes to the next token: past spaces, comments and empty lines. */
  private skip(): void {
    const { cursor } = this
    for (;;) {
      cursor.take(cursor.run(' '))
      if (cursor.peek() === '#') cursor.take(cursor.toLineEnd())
      if (cursor.takeBreak() === '') return
      if (this.brackets === 0) this.keyAllowed = true
    }
  }

  /** What is on an earlier line, or too far away, is no key any more. */
  private forgetKeys(): void {
    for (const [level, key] of this.keys)
      if (key.line !== this.cursor.line || this.cursor.offset - key.offset > KEY_LENGTH) this.forget(level, key)
  }

  private forget(level: number, key: PossibleKey | undefined): void {
    if (key?.required) throw this.error("could not find expected ':'")
    this.keys.delete(level)
  }

  private noKeyHere(): void {
    this.forget(this.brackets, this.keys.get(this.brackets))
  }

  private possibleKey(): void {
    const { offset, line, column } = this.cursor
    const required = this.brackets === 0 && this.indent === column
    if (!this.keyAllowed) return
    this.noKeyHere()
    this.keys.set(this.brackets, {
      token: this.taken + this.waiting.length - this.first,
      required,
      offset,
      line,
      column,
    })
  }

  /** Ends the blocks that are indented further than the column. */
  private close(column: number): void {
    if (this.brackets > 0) return
    while (this.indent > column) {
      this.indent = this.indents.pop() ?? -1
      this.push('block end')
    }
  }

  private opens(column: number): boolean {
    if (this.indent >= column) return false
    this.indents.push(this.indent)
    this.indent = column
    this.checkDepth()
    return true
  }

  private beginBlock(kind: 'block sequence' | 'block mapping', message: string): void {
    if (this.brackets > 0) return
    if (!this.keyAllowed) throw this.error(message)
    if (this.opens(this.cursor.column)) this.push(kind)
  }

  private checkDepth(): void {
    if (this.indents.length + this.brackets > this.depth)
      throw this.error(`what stands here is more than ${this.depth} levels deep`)
  }

  private end(): void {
    this.close(-1)
    this.noKeyHere()
    this.keys.clear()
    this.push('stream end')
    this.ended = true
  }

  private directive(): void {
    this.close(-1)
    this.noKeyHere()
    this.keyAllowed = false
    this.waiting.push(directiveAt(this.cursor, this.handles))
  }

  private documentMark(kind: 'document start' | 'document end'): void {
    this.close(-1)
    this.noKeyHere()
    this.keyAllowed = false
    this.push(kind, 3)
  }

  private openBracket(kind: '[' | '{'): void {
    this.possibleKey()
    this.brackets += 1
    this.checkDepth()
    this.keyAllowed = true
    this.push(kind, 1)
  }

  private closeBracket(kind: ']' | '}'): void {
    this.noKeyHere()
    this.brackets = Math.max(0, this.brackets - 1)
    this.keyAllowed = false
    this.push(kind, 1)
  }

  private comma(): void {
    this.keyAllowed = true
    this.noKeyHere()
    this.push(',', 1)
  }

  private entry(): void {
    this.beginBlock('block sequence', 'sequence entries are not allowed here')
    this.keyAllowed = true
    this.noKeyHere()
    this.push('-', 1)
  }

  private explicitKey(): void {
    this.beginBlock('block mapping', 'mapping keys are not allowed here')
    this.keyAllowed = this.brackets === 0
    this.noKeyHere()
    this.push('?', 1)
  }

  private colon(): void {
    const key = this.keys.get(this.brackets)
    if (key) {
      this.keys.delete(this.brackets)
      const place = { line: key.line + 1, column: key.column + 1 }
      const index = this.first + key.token - this.taken
      this.waiting.splice(index, 0, { kind: '?', ...place })
      if (this.brackets === 0 && this.opens(key.column))
        this.waiting.splice(index, 0, { kind: 'block mapping', ...place })
      this.keyAllowed = false
    } else {
      this.beginBlock('block mapping', 'mapping values are not allowed here')
      this.keyAllowed = this.brackets === 0
      this.noKeyHere()
    }
    this.push(':', 1)
  }

  /** What may be a key, and behind which no key begins. */
  private value(read: () => Token): void {
    this.possibleKey()
    this.keyAllowed = false
    this.waiting.push(read())
  }

  private block(): void {
    this.keyAllowed = true
    this.noKeyHere()
    this.waiting.push(blockScalar(this.cursor, this.indent))
  }

  private plain(): void {
    this.possibleKey()
    const { token, endedLine } = plainScalar(this.cursor, this.indent + 1, this.brackets > 0)
    this.keyAllowed = endedLine
    this.waiting.push(token)
  }

  private startsPlain(character: string): boolean {
    if (!'-?:,[]{}#&*!|>\'"%@`\t'.includes(character)) return true
    if (isBlank(this.cursor.peek(1))) return false
    return character === '-' || (this.brackets === 0 && (character === '?' || character === ':'))
  }

  private push(kind: Bare['kind'], length = 0): void {
    this.waiting.push({ kind, ...this.cursor.place() })
    this.cursor.take(length)
  }

  private error(message: string): YamlError {
    return new YamlError(message, this.cursor.place())
  }
}
