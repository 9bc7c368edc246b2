// Reads a YAML document key by key and notes everything that is not as expected, each with its line.
import type { LineCounter, Node, Pair, YAMLMap } from 'yaml'

type Yaml = typeof import('yaml')

/** Where the reader writes what is wrong, and how it finds lines. */
export interface Source {
  readonly yaml: Yaml
  readonly file: string
  readonly lines: LineCounter
  readonly problems: string[]
}

/** One mapping of the document. Every key that was not asked for is a problem in the end. */
export class Section {
  readonly path: string
  private readonly source: Source
  private readonly node: YAMLMap | undefined
  private readonly asked = new Set<string>()

  constructor(source: Source, node: YAMLMap | undefined, path: string) {
    this.source = source
    this.node = node
    this.path = path
  }

  has(key: string): boolean {
    return this.pair(key) !== undefined
  }

  keys(): readonly string[] {
    return (this.node?.items ?? []).map(pair => keyOf(pair))
  }

  isList(key: string): boolean {
    return this.source.yaml.isSeq(this.value(key))
  }

  /** Says what is wrong with the key: what was given, what is expected, what to change. */
  problem(key: string, message: string): void {
    const pair = this.pair(key)
    this.report(pair?.key ?? this.node, `${this.pathOf(key)} ${message}`)
  }

  section(key: string): Section | undefined {
    const value = this.value(key)
    if (value === undefined) return undefined
    if (this.source.yaml.isMap(value)) return new Section(this.source, value as YAMLMap, this.pathOf(key))
    this.report(value, `${this.pathOf(key)} should be a mapping (name: value), got ${this.kindOf(value)}`)
    return undefined
  }

  string(key: string): string | undefined {
    const value = this.value(key)
    if (value === undefined) return undefined
    const text = this.scalar(value)
    if (text === undefined) this.report(value, `${this.pathOf(key)} should be a string, got ${this.kindOf(value)}`)
    return text
  }

  oneOf<Value extends string>(key: string, values: readonly Value[]): Value | undefined {
    const text = this.string(key)
    const found = values.find(value => value.toLowerCase() === text?.toLowerCase())
    if (text !== undefined && !found) this.problem(key, `should be ${listed(values)}, got '${text}'`)
    return found
  }

  /** Absent is false. */
  flag(key: string): boolean {
    return ['yes', 'true', 'on'].includes(this.oneOf(key, ['yes', 'no', 'true', 'false', 'on', 'off']) ?? 'no')
  }

  /** Absent is empty. */
  strings(key: string): readonly string[] {
    const value = this.value(key)
    if (value === undefined) return []
    if (!this.source.yaml.isSeq(value)) {
      const cure = this.source.yaml.isScalar(value) ? "; put '- ' before it" : ''
      this.report(value, `${this.pathOf(key)} should be a list of strings, got ${this.kindOf(value)}${cure}`)
      return []
    }
    return value.items.flatMap((item, index) => {
      const text = this.scalar(item as Node)
      if (text !== undefined) return [text]
      const cure = this.source.yaml.isMap(item) ? '; put the whole line in quotes if it holds a colon' : ''
      this.report(
        item as Node,
        `${this.pathOf(key)}[${index}] should be a string, got ${this.kindOf(item as Node)}${cure}`,
      )
      return []
    })
  }

  /** Absent is empty. */
  map(key: string): Readonly<Record<string, string>> {
    const section = this.section(key)
    if (!section) return {}
    return Object.fromEntries(
      section.keys().flatMap(name => {
        const text = section.string(name)
        return text === undefined ? [] : [[name, text]]
      }),
    )
  }

  /** Notes the keys that nobody asked for. Call it when all others are read. */
  end(what: string): void {
    const known = [...this.asked]
    for (const key of this.keys()) {
      if (this.asked.has(key)) continue
      const meant = known.find(other => normal(other) === normal(key))
      this.problem(key, `is not ${what}; ${meant ? `did you mean '${meant}'?` : `there are ${known.join(', ')}`}`)
    }
  }

  private value(key: string): Node | undefined {
    this.asked.add(key)
    const value = this.pair(key)?.value
    if (value === null || value === undefined) return undefined
    if (this.source.yaml.isScalar(value) && value.value === null && !value.source) return undefined
    return value as Node
  }

  private pair(key: string): Pair | undefined {
    return this.node?.items.find(pair => keyOf(pair) === key)
  }

  /** A scalar as it is written: `1.10` stays `1.10`, `yes` stays `yes`. */
  private scalar(node: Node): string | undefined {
    if (!this.source.yaml.isScalar(node)) return undefined
    if (typeof node.value === 'string') return node.value
    return node.source === undefined || node.source === '' ? undefined : node.source
  }

  private kindOf(node: Node): string {
    const { yaml } = this.source
    if (yaml.isMap(node)) return 'a mapping'
    if (yaml.isSeq(node)) return 'a list'
    if (yaml.isScalar(node)) return node.value === null ? 'nothing' : `a ${typeof node.value}`
    return 'an alias'
  }

  private pathOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`
  }

  private report(at: unknown, message: string): void {
    const { yaml, file, lines, problems } = this.source
    const offset = yaml.isNode(at) ? at.range?.[0] : undefined
    problems.push(`${file}:${offset === undefined ? 1 : lines.linePos(offset).line}: ${message}`)
  }
}

export const listed = (values: readonly string[]): string =>
  values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`

const keyOf = (pair: Pair): string => String((pair.key as { value?: unknown } | null)?.value ?? pair.key)

const normal = (key: string): string =>
  key
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/s$/, '')
