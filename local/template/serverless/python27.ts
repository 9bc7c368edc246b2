// Dictionaries in the order, and values in the notation, of Python 2.7. The logical ID of an API Gateway deployment is a hash of the API's
// definition as that Python printed it, and AWS keeps to it so that nothing is redeployed needlessly: whoever wants the same logical IDs
// has to print the same text.
// https://github.com/aws/serverless-application-model/blob/develop/samtranslator/utils/py27hash_fix.py

import type { Value } from '../template.ts'

/** A string that came with the template; Python 2.7 prints it as u'text', and strings of the transform's own as 'text'. */
export class Unicode {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Text = string | Unicode
export type Item = Text | number | boolean | null | Item[] | Dict

export const textOfKey = (key: Text): string => (typeof key === 'string' ? key : key.text)

/** A dictionary: `hashed` as Python 2.7 orders it, otherwise in order of insertion. */
export class Dict {
  private readonly values = new Map<string, Item>()
  private readonly order: Keys | undefined
  private readonly names = new Map<string, Text>()

  constructor(entries: readonly (readonly [Text, Item])[] = [], hashed = true) {
    this.order = hashed ? new Keys() : undefined
    for (const [key, value] of entries) this.set(key, value)
  }

  /** A dictionary in order of insertion. */
  static plain(entries: Readonly<Record<string, Item>>): Dict {
    return new Dict(Object.entries(entries), false)
  }

  get size(): number {
    return this.values.size
  }

  has(key: Text): boolean {
    return this.values.has(textOfKey(key))
  }

  get(key: Text): Item | undefined {
    return this.values.get(textOfKey(key))
  }

  set(key: Text, value: Item): this {
    const text = textOfKey(key)
    if (!this.names.has(text)) this.names.set(text, key)
    this.values.set(text, value)
    this.order?.add(text)
    return this
  }

  delete(key: Text): void {
    const text = textOfKey(key)
    this.values.delete(text)
    this.names.delete(text)
    this.order?.remove(text)
  }

  entries(): readonly (readonly [Text, Item])[] {
    const keys = this.order ? this.order.list() : [...this.values.keys()]
    return keys.map(key => [this.names.get(key) ?? key, this.values.get(key) ?? null])
  }

  /** Putting the keys into a new table, in the order of the old one, may order them anew: that is what Python's deep copy does. */
  copy(): Dict {
    return new Dict(
      this.entries().map(([key, value]) => [key, copyOf(value)]),
      this.order !== undefined,
    )
  }
}

export const copyOf = (item: Item): Item => {
  if (item instanceof Dict) return item.copy()
  return Array.isArray(item) ? item.map(copyOf) : item
}

/** A value of the template. */
export const fromTemplate = (value: Value): Item => {
  if (typeof value === 'string') return new Unicode(value)
  if (typeof value !== 'object' || value === null) return value
  if (isItems(value)) return value.map(fromTemplate)
  return new Dict(Object.entries(value).map(([key, item]) => [new Unicode(key), fromTemplate(item)]))
}

const isItems = (value: Value): value is readonly Value[] => Array.isArray(value)

export const toTemplate = (item: Item): Value => {
  if (item instanceof Unicode) return item.text
  if (item instanceof Dict)
    return Object.fromEntries(item.entries().map(([key, value]) => [textOfKey(key), toTemplate(value)]))
  return Array.isArray(item) ? item.map(toTemplate) : item
}

/** What Python prints. */
export const printed = (item: Item): string => {
  if (typeof item === 'string') return quoted(item)
  if (item instanceof Unicode) return `u${quoted(escaped(item.text)).replaceAll('\\\\', '\\')}`
  if (item instanceof Dict)
    return `{${item
      .entries()
      .map(([key, value]) => `${printed(key)}: ${printed(value)}`)
      .join(', ')}}`
  if (Array.isArray(item)) return `[${item.map(printed).join(', ')}]`
  if (item === null) return 'None'
  if (typeof item === 'boolean') return item ? 'True' : 'False'
  return String(item)
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const quoted = (text: string): string => {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const inner = [...text].map(character => ESCAPES[character] ?? (character === quote ? `\\${quote}` : character))
  return `${quote}${inner.join('')}${quote}`
}

/** Python's codec unicode_escape. */
const escaped = (text: string): string =>
  [...text]
    .map(character => {
      const code = character.codePointAt(0) ?? 0
      if (ESCAPES[character]) return ESCAPES[character]
      if (code >= 0x20 && code < 0x7f) return character
      if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
      if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`
      return `\\U${code.toString(16).padStart(8, '0')}`
    })
    .join('')

const WORD = (1n << 64n) - 1n
const REMOVED = Symbol('removed')

/** The hash table of Python 2.7's dictionaries: where a key stands in it is its place in the order. */
export class Keys {
  private slots = new Map<number, string | typeof REMOVED>()
  private size = 0
  private filled = 0
  private mask = 7

  list(): readonly string[] {
    return [...this.slots]
      .sort(([a], [b]) => a - b)
      .map(([, key]) => key)
      .filter(key => key !== REMOVED)
  }

  add(key: string): void {
    const before = this.size
    const slot = this.slotOf(key)
    const found = this.slots.get(slot)
    if (found === undefined) this.filled += 1
    if (found === undefined || found === REMOVED) this.size += 1
    this.slots.set(slot, key)
    if (this.size > before && this.filled * 3 >= (this.mask + 1) * 2) this.resize(this.size * 4)
  }

  remove(key: string): void {
    const slot = this.slotOf(key)
    if (this.slots.get(slot) !== key) return
    this.slots.set(slot, REMOVED)
    this.size -= 1
  }

  private resize(wanted: number): void {
    const keys = this.list()
    let size = 8
    while (size <= wanted) size *= 2
    this.mask = size - 1
    this.slots = new Map()
    this.size = 0
    this.filled = 0
    for (const key of keys) this.add(key)
  }

  private slotOf(key: string): number {
    const hash = hashOf(key)
    const mask = BigInt(this.mask)
    let walker = hash & mask
    let slot = Number(walker)
    let perturb = hash
    let free: number | undefined
    for (;;) {
      const found = this.slots.get(slot)
      if (found === undefined) return free ?? slot
      if (found === key) return slot
      if (found === REMOVED) free ??= slot
      walker = (walker * 5n + perturb + 1n) & WORD
      slot = Number(walker & mask)
      perturb >>= 5n
    }
  }
}

const hashOf = (text: string): bigint => {
  const codes = [...text].map(character => BigInt(character.codePointAt(0) ?? 0))
  const [first] = codes
  if (first === undefined) return 0n
  const mixed = codes.reduce((hash, code) => ((1_000_003n * hash) & WORD) ^ code, first << 7n)
  return (mixed ^ BigInt(codes.length)) & WORD
}
