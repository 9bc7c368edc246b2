// The regular expressions of AllowedPattern, read into an automaton: JavaScript's own would let one parameter of a template stop every call.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
// Differs from AWS: back references, looking behind, word boundaries, possessive quantifiers, properties (\p) and flags are refused by name.

import { automaton, type Expression, TooLarge } from '../core/input/automaton.ts'

export class NotReadable extends Error {
  override readonly name = 'NotReadable'
}

/** Whether the whole text matches. @throws NotReadable with what is wrong or not carried out */
export const allowedPattern = (pattern: string): ((text: string) => boolean) => {
  const reader = new Reader(pattern)
  const expression = reader.alternatives(0)
  if (!reader.isDone()) throw new NotReadable(`')' at ${reader.place()} closes nothing`)
  try {
    return automaton(expression)
  } catch (error) {
    if (error instanceof TooLarge) throw new NotReadable('it is too large')
    throw error
  }
}

type Units = (unit: number) => boolean

const DEEPEST = 100
const MOST = 1000

const unitOf = (character: string): number => character.charCodeAt(0)
const is =
  (character: string): Units =>
  unit =>
    unit === unitOf(character)
const between =
  (first: number, last: number): Units =>
  unit =>
    unit >= first && unit <= last
const anyOf =
  (kinds: readonly Units[]): Units =>
  unit =>
    kinds.some(kind => kind(unit))
const not =
  (kind: Units): Units =>
  unit =>
    !kind(unit)

const digit = between(48, 57)
const letter = anyOf([between(65, 90), between(97, 122)])
const word = anyOf([digit, letter, is('_')])
const space = anyOf([...' \t\n\v\f\r'].map(is))
const lineEnd = anyOf([...'\n\r\u0085\u2028\u2029'].map(is))

const KINDS: ReadonlyMap<string, Units> = new Map([
  ['d', digit],
  ['D', not(digit)],
  ['w', word],
  ['W', not(word)],
  ['s', space],
  ['S', not(space)],
])
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f'],
])
const PLACES: ReadonlyMap<string, Expression> = new Map([
  ['A', { at: 'start' }],
  ['z', { at: 'end' }],
  ['Z', { at: 'end' }],
])

class Reader {
  private readonly pattern: string
  private index = 0

  constructor(pattern: string) {
    this.pattern = pattern
  }

  isDone(): boolean {
    return this.index >= this.pattern.length
  }

  place(): number {
    return this.index
  }

  alternatives(depth: number): Expression {
    if (depth > DEEPEST) throw new NotReadable('its groups are nested too deeply')
    const ways: Expression[] = []
    do ways.push(this.sequence(depth))
    while (this.takes('|'))
    return ways.length === 1 && ways[0] ? ways[0] : { either: ways }
  }

  private sequence(depth: number): Expression {
    const sequence: Expression[] = []
    while (!this.isDone() && this.next() !== '|' && this.next() !== ')')
      sequence.push(this.quantified(this.atom(depth)))
    return { sequence }
  }

  private quantified(part: Expression): Expression {
    const [least, most] = this.quantifier() ?? [1, 1]
    if (least === 1 && most === 1) return part
    // A lazy quantifier finds the same texts.
    if (this.takes('+')) throw new NotReadable('possessive quantifiers are not carried out')
    this.takes('?')
    return { repeated: part, least, most }
  }

  private quantifier(): readonly [number, number] | undefined {
    if (this.takes('*')) return [0, Number.POSITIVE_INFINITY]
    if (this.takes('+')) return [1, Number.POSITIVE_INFINITY]
    if (this.takes('?')) return [0, 1]
    const [all, least = '', comma, most = ''] =
      /^\{(\d{1,6})(,)?(\d{1,6})?\}/.exec(this.pattern.slice(this.index, this.index + 16)) ?? []
    if (all === undefined) return undefined
    this.index += all.length
    const limit = comma === undefined ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most)
    if (Number(least) > MOST || (limit !== Number.POSITIVE_INFINITY && limit > 4096) || limit < Number(least))
      throw new NotReadable(`${all} is not a quantifier that can be carried out`)
    return [Number(least), limit]
  }

  private atom(depth: number): Expression {
    const character = this.take()
    if (character === '(') return this.group(depth)
    if (character === '[') return { unit: this.units() }
    if (character === '.') return { unit: not(lineEnd) }
    if (character === '^') return { at: 'start' }
    if (character === '$') return { at: 'end' }
    if (character === '\\') return PLACES.get(this.next()) ? this.placed() : { unit: this.escape() }
    if (character === '*' || character === '+' || character === '?')
      throw new NotReadable(`'${character}' at ${this.index} repeats nothing`)
    return { unit: is(character) }
  }

  private placed(): Expression {
    return PLACES.get(this.take()) ?? { at: 'end' }
  }

  private group(depth: number): Expression {
    const [opening = ''] =
      /^\?(?::|=|!|<[a-zA-Z]\w{0,100}>)/.exec(this.pattern.slice(this.index, this.index + 104)) ?? []
    if (opening === '' && this.next() === '?')
      throw new NotReadable(`the group at ${this.index} is of a kind that is not carried out`)
    this.index += opening.length
    const inside = this.alternatives(depth + 1)
    if (!this.takes(')')) throw new NotReadable('a group is not closed')
    return opening === '?=' || opening === '?!' ? { ahead: inside, holds: opening === '?=' } : inside
  }

  private units(): Units {
    const negated = this.takes('^')
    const kinds: Units[] = []
    while (kinds.length === 0 || this.next() !== ']') {
      if (this.isDone()) throw new NotReadable('a class is not closed')
      kinds.push(this.range())
    }
    this.index += 1
    return negated ? not(anyOf(kinds)) : anyOf(kinds)
  }

  private range(): Units {
    const first = this.take()
    if (first === '[' || this.pattern.startsWith('&&', this.index - 1))
      throw new NotReadable('classes within classes are not carried out')
    const kind = first === '\\' ? this.escape() : is(first)
    if (this.next() !== '-' || this.pattern[this.index + 1] === ']' || first === '\\') return kind
    this.index += 1
    const last = this.take()
    if (last === '\\') return anyOf([kind, is('-'), this.escape()])
    if (unitOf(last) < unitOf(first)) throw new NotReadable(`the range ${first}-${last} is empty`)
    return between(unitOf(first), unitOf(last))
  }

  private escape(): Units {
    const character = this.take()
    const hexadecimal = character === 'x' || character === 'u' ? this.hexadecimal(character === 'x' ? 2 : 4) : undefined
    if (hexadecimal !== undefined) return unit => unit === hexadecimal
    const kind = KINDS.get(character)
    if (kind) return kind
    const control = CONTROLS.get(character)
    if (control) return is(control)
    if (/[a-zA-Z0-9]/.test(character)) throw new NotReadable(`\\${character} is not carried out`)
    return is(character)
  }

  private hexadecimal(length: number): number | undefined {
    const digits = this.pattern.slice(this.index, this.index + length)
    if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) return undefined
    this.index += length
    return Number.parseInt(digits, 16)
  }

  private next(): string {
    return this.pattern[this.index] ?? ''
  }

  private take(): string {
    const character = this.next()
    if (character === '') throw new NotReadable('it ends too early')
    this.index += 1
    return character
  }

  private takes(character: string): boolean {
    if (this.next() !== character) return false
    this.index += 1
    return true
  }
}
