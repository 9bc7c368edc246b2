// Reads a template as `aws cloudformation package` does: JSON, or else YAML whose tags are functions, with aliases and merges carried out.

import { composeYaml } from '../../../core/yaml/compose.ts'
import { type MappingNode, type ScalarNode, YamlError, type YamlNode } from '../../../core/yaml/node.ts'
import { CommandError } from '../command.ts'
import { type Data, DataMap } from './data.ts'
import { readJson } from './json.ts'
import { dataOf, typeOf } from './scalar.ts'

/** What aliases may make of a template: CloudFormation takes no template of a tenth as much. */
const MOST = 250_000

/** @throws CommandError */
export const loadTemplate = (text: string): Data => {
  const json = readJson(text)
  if (json !== undefined) return json
  try {
    return new Reader().data(composeYaml(text).root)
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new CommandError(`${error.message} (line ${error.line}, column ${error.column})`)
  }
}

/** How deeply mappings may be merged into one another. */
const DEEPEST = 100

const recursive = ({ line, column }: YamlNode): CommandError =>
  new CommandError(`found unconstructable recursive node (line ${line}, column ${column})`)

const STANDARD = 'tag:yaml.org,2002:'
type Entries = MappingNode['entries']

class Reader {
  private made = 0
  private readonly within = new Set<YamlNode>()

  data(node: YamlNode): Data {
    if (this.within.has(node)) throw recursive(node)
    this.within.add(node)
    const data = this.dataOf(node)
    this.within.delete(node)
    return data
  }

  private dataOf(node: YamlNode): Data {
    this.count(1)
    const { tag } = node
    if (tag?.startsWith('!')) return this.called(tag.slice(1), node)
    switch (node.kind) {
      case 'scalar':
        return this.scalar(node)
      case 'sequence':
        return node.items.map(item => this.data(item))
      case 'mapping':
        return this.mapping(node, false)
    }
  }

  private scalar({ tag, text, plain, line, column }: ScalarNode): Data {
    const type = tag === undefined ? (plain ? typeOf(text) : 'str') : tag.replace(STANDARD, '')
    if (!SCALARS.includes(type))
      throw new CommandError(`could not determine a constructor for the tag '${tag}' (line ${line}, column ${column})`)
    return dataOf(type, text)
  }

  private mapping(node: MappingNode, sorted: boolean): DataMap {
    const map = new DataMap(sorted)
    for (const [key, value] of this.merged(node)) {
      const name = this.data(key)
      if (Array.isArray(name) || name instanceof DataMap)
        throw new CommandError(`found unhashable key (line ${key.line}, column ${key.column})`)
      map.set(name, this.data(value))
    }
    return map
  }

  /** `<<` brings in the entries of other mappings, under its own. */
  private merged(node: MappingNode, depth = 0): Entries {
    const isMerge = ([key]: Entries[number]): boolean =>
      key.kind === 'scalar' && key.plain && key.tag === undefined && key.text === '<<'
    const merges = node.entries.filter(isMerge)
    if (merges.length === 0) return node.entries
    if (depth > DEEPEST) throw recursive(node)
    this.count(node.entries.length)
    const brought = merges.flatMap(([, value]) => {
      const sources = value.kind === 'sequence' ? value.items.toReversed() : [value]
      return sources.flatMap(source => {
        if (source.kind === 'mapping') return this.merged(source, depth + 1)
        const { line, column } = source
        throw new CommandError(
          `expected a mapping or list of mappings for merging, but found ${source.kind} (line ${line}, column ${column})`,
        )
      })
    })
    this.count(brought.length)
    return [...brought, ...node.entries.filter(entry => !isMerge(entry))]
  }

  private count(values: number): void {
    this.made += values
    if (this.made > MOST)
      throw new CommandError(`the template has more than ${MOST} values once its aliases are expanded`)
  }

  /** `!Sub text` is `{ 'Fn::Sub': 'text' }`. */
  private called(name: string, node: YamlNode): DataMap {
    const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`
    if (node.kind === 'mapping') return DataMap.of(key, this.mapping(node, true))
    if (node.kind === 'sequence')
      return DataMap.of(
        key,
        node.items.map(item => this.data(item)),
      )
    const dot = node.text.indexOf('.')
    if (name !== 'GetAtt') return DataMap.of(key, node.text)
    return DataMap.of(key, dot < 0 ? [node.text] : [node.text.slice(0, dot), node.text.slice(dot + 1)])
  }
}

const SCALARS = ['str', 'bool', 'int', 'float', 'null', 'timestamp', 'merge', 'value']
