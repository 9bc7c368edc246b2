// Reads one YAML document. The work is in proportion to the text: what is nested too deeply is refused, and an alias is the node it stands for, not
// a copy of it.

import { type MappingNode, type Place, type ScalarNode, type SequenceNode, YamlError, type YamlNode } from './node.ts'
import { Scanner } from './scanner.ts'
import type { Token } from './token.ts'

export interface YamlDocument {
  /** An empty scalar for a text without content. */
  readonly root: YamlNode
  /** Where the aliases stand. */
  readonly aliases: readonly Place[]
}

const DEPTH = 200

/** @throws YamlError at the first thing that is no YAML */
export const composeYaml = (text: string): YamlDocument => new Composer(new Scanner(text, DEPTH)).document()

type Kind = Token['kind']

interface Properties {
  readonly anchor?: string
  /** Empty for `!` alone, which says nothing. */
  readonly tag?: string
}

class Composer {
  private readonly scanner: Scanner
  private readonly anchors = new Map<string, YamlNode>()
  private readonly aliases: Place[] = []

  constructor(scanner: Scanner) {
    this.scanner = scanner
  }

  document(): YamlDocument {
    const explicit = this.at('directive', 'document start')
    while (this.optional('directive')) {}
    if (explicit) this.expect('document start', "'---' behind the directives")
    const isEmpty = this.at(
      'stream end',
      ...(explicit ? (['directive', 'document start', 'document end'] as const) : []),
    )
    const root = isEmpty ? this.empty() : this.block()
    while (this.optional('document end')) {}
    if (!this.at('stream end')) throw this.unexpected('a single document, which ends here')
    return { root, aliases: this.aliases }
  }

  private block(indentless = false): YamlNode {
    return this.node(indentless, true)
  }

  private flow(): YamlNode {
    return this.node(false, false)
  }

  private node(indentless: boolean, inBlock: boolean): YamlNode {
    const start = this.scanner.peek()
    if (start.kind === 'alias') return this.alias()
    const { anchor, tag } = this.properties()
    const place = { line: start.line, column: start.column, ...(tag && { tag }) }
    const keep = <Node extends YamlNode>(node: Node): Node => {
      if (anchor !== undefined) this.anchors.set(anchor, node)
      return node
    }
    const token = this.scanner.peek()
    if (indentless && token.kind === '-') return this.sequence(keep, place, 'indentless')
    if (token.kind === 'scalar') {
      this.scanner.next()
      return keep({ kind: 'scalar', ...place, text: token.text, plain: token.plain })
    }
    if (token.kind === '[') return this.brackets(keep, place)
    if (token.kind === '{') return this.braces(keep, place)
    if (inBlock && token.kind === 'block sequence') return this.sequence(keep, place, 'block')
    if (inBlock && token.kind === 'block mapping') return this.mapping(keep, place)
    if (anchor !== undefined || tag !== undefined) return keep({ kind: 'scalar', ...place, text: '', plain: true })
    throw this.unexpected('the content of a node')
  }

  private alias(): YamlNode {
    const { line, column, ...token } = this.scanner.next()
    const node = token.kind === 'alias' ? this.anchors.get(token.name) : undefined
    if (!node) throw new YamlError('found an alias without its anchor', { line, column })
    this.aliases.push({ line, column })
    return node
  }

  private properties(): Properties {
    let found: Properties = {}
    for (;;) {
      const token = this.scanner.peek()
      if (token.kind === 'anchor' && found.anchor === undefined) found = { ...found, anchor: token.name }
      else if (token.kind === 'tag' && found.tag === undefined)
        found = { ...found, tag: token.tag === '!' ? '' : token.tag }
      else return found
      this.scanner.next()
    }
  }

  private sequence(keep: Keep, place: Place, style: 'block' | 'indentless'): YamlNode {
    const items: YamlNode[] = []
    const node: SequenceNode = keep({ kind: 'sequence', ...place, items })
    if (style === 'block') this.scanner.next()
    while (this.optional('-'))
      items.push(
        this.at('-', 'block end', ...(style === 'indentless' ? (['?', ':'] as const) : []))
          ? this.empty()
          : this.block(),
      )
    if (style === 'block') this.expect('block end', 'the end of the list')
    return node
  }

  private mapping(keep: Keep, place: Place): YamlNode {
    const entries: [YamlNode, YamlNode][] = []
    const node: MappingNode = keep({ kind: 'mapping', ...place, entries })
    this.scanner.next()
    while (this.optional('?')) {
      const key = this.at('?', ':', 'block end') ? this.empty() : this.block(true)
      const isEmpty = !this.optional(':') || this.at('?', ':', 'block end')
      entries.push([key, isEmpty ? this.empty() : this.block(true)])
    }
    this.expect('block end', 'the end of the mapping')
    return node
  }

  private brackets(keep: Keep, place: Place): YamlNode {
    const items: YamlNode[] = []
    const node: SequenceNode = keep({ kind: 'sequence', ...place, items })
    this.scanner.next()
    while (!this.at(']')) {
      if (items.length > 0) this.expect(',', "',' or ']'")
      if (this.at(']')) break
      items.push(this.at('?') ? this.pair() : this.flow())
    }
    this.scanner.next()
    return node
  }

  /** `[a: b]` is a list of one mapping. */
  private pair(): YamlNode {
    const { line, column } = this.scanner.next()
    const key = this.at(':', ',', ']') ? this.empty() : this.flow()
    const isEmpty = !this.optional(':') || this.at(',', ']')
    return { kind: 'mapping', line, column, entries: [[key, isEmpty ? this.empty() : this.flow()]] }
  }

  private braces(keep: Keep, place: Place): YamlNode {
    const entries: [YamlNode, YamlNode][] = []
    const node: MappingNode = keep({ kind: 'mapping', ...place, entries })
    this.scanner.next()
    while (!this.at('}')) {
      if (entries.length > 0) this.expect(',', "',' or '}'")
      if (this.at('}')) break
      if (!this.optional('?')) entries.push([this.flow(), this.empty()])
      else {
        const key = this.at(':', ',', '}') ? this.empty() : this.flow()
        const isEmpty = !this.optional(':') || this.at(',', '}')
        entries.push([key, isEmpty ? this.empty() : this.flow()])
      }
    }
    this.scanner.next()
    return node
  }

  private empty(): ScalarNode {
    const { line, column } = this.scanner.peek()
    return { kind: 'scalar', line, column, text: '', plain: true }
  }

  private at(...kinds: readonly Kind[]): boolean {
    return kinds.includes(this.scanner.peek().kind)
  }

  private optional(kind: Kind): boolean {
    if (!this.at(kind)) return false
    this.scanner.next()
    return true
  }

  private expect(kind: Kind, words: string): void {
    if (!this.optional(kind)) throw this.unexpected(words)
  }

  private unexpected(words: string): YamlError {
    const token = this.scanner.peek()
    return new YamlError(`expected ${words}, but found ${token.kind}`, token)
  }
}

type Keep = <Node extends YamlNode>(node: Node) => Node
