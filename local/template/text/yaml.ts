// The text of a template as a value: tags are spelled out, and scalars keep their text.

import { composeYaml, type YamlDocument } from '../../core/yaml/compose.ts'
import { type Place, type ScalarNode, YamlError, type YamlNode } from '../../core/yaml/node.ts'
import type { Misread, TemplateProblem, Value } from '../template.ts'
import { meaningOf, misreadByAws } from './scalar.ts'

export interface Parsed {
  readonly value: Value
  readonly problems: readonly TemplateProblem[]
  readonly misread: readonly Misread[]
}

export const parseYaml = (text: string): Parsed => {
  const document = composed(text)
  if (document instanceof YamlError) {
    const { line, column } = document
    const format = /^\s*\{/.test(text) ? 'JSON' : 'YAML'
    const message = `Template format error: ${format} not well-formed. (line ${line}, column ${column})`
    return { value: null, misread: [], problems: [{ line, column, path: '', message, reason: document.message }] }
  }
  if (document.aliases.length > 0) return { value: null, misread: [], problems: document.aliases.map(aliasProblem) }
  const walk: Walk = { problems: [], misread: [] }
  return { value: asValue(document.root, '', walk), ...walk }
}

const composed = (text: string): YamlDocument | YamlError => {
  try {
    return composeYaml(text)
  } catch (error) {
    if (error instanceof YamlError) return error
    throw error
  }
}

const aliasProblem = ({ line, column }: Place): TemplateProblem => ({
  line,
  column,
  path: '',
  message: 'Template error: YAML aliases are not allowed in CloudFormation templates',
})

interface Walk {
  readonly problems: TemplateProblem[]
  readonly misread: Misread[]
}

const asValue = (node: YamlNode, path: string, walk: Walk): Value => {
  switch (node.kind) {
    case 'scalar':
      return scalarOf(node, path, walk)
    case 'sequence':
      return spelledOut(
        node,
        node.items.map((item, index) => asValue(item, `${path}.${index}`, walk)),
        path,
        walk,
      )
    case 'mapping': {
      const entries = node.entries.map(([key, value]): [string, Value] => {
        const name = nameOf(key, path, walk)
        return [name, asValue(value, path === '' ? name : `${path}.${name}`, walk)]
      })
      return spelledOut(node, Object.fromEntries(entries), path, walk)
    }
  }
}

const nameOf = (key: YamlNode, path: string, walk: Walk): string => {
  if (key.kind !== 'scalar') {
    const message = `Template format error: a key should be text, got a ${key.kind}`
    walk.problems.push({ line: key.line, column: key.column, path, message })
    return ''
  }
  if (key.plain && key.tag === undefined) noteMisread(key, path, walk)
  return key.text
}

const TYPES = 'tag:yaml.org,2002:'

const scalarOf = (node: ScalarNode, path: string, walk: Walk): Value => {
  const { tag, text, plain } = node
  if (tag?.startsWith('!')) return spelledOut(node, text, path, walk)
  if (!plain || tag === `${TYPES}str`) return text
  noteMisread(node, path, walk)
  return meaningOf(text)
}

const noteMisread = ({ text, line, column }: ScalarNode, path: string, walk: Walk): void => {
  const aws = misreadByAws(text)
  if (aws !== undefined && aws !== text) walk.misread.push({ path, line, column, text, aws })
}

const SHORT_FORMS = new Set(
  'And Base64 Cidr Equals FindInMap GetAZs If ImportValue Join Length Not Or Select Split Sub ToJsonString Transform'.split(
    ' ',
  ),
)

/** `!Sub text` is `{ 'Fn::Sub': 'text' }`; `!GetAtt A.B.C` is `{ 'Fn::GetAtt': ['A', 'B.C'] }`. */
const spelledOut = ({ tag, line, column }: YamlNode, value: Value, path: string, walk: Walk): Value => {
  if (!tag?.startsWith('!')) return value
  const name = tag.slice(1)
  if (name === 'Ref' || name === 'Condition') return { [name]: value }
  if (name === 'GetAtt') return { 'Fn::GetAtt': typeof value === 'string' ? attributePath(value) : value }
  if (SHORT_FORMS.has(name)) return { [`Fn::${name}`]: value }
  const forms = [...SHORT_FORMS].map(form => `!${form}`).join(', ')
  const message = `Template format error: the tag ${tag} is not known; expected one of !Ref, !GetAtt, !Condition, ${forms}`
  walk.problems.push({ line, column, path, message })
  return value
}

const attributePath = (text: string): readonly string[] => {
  const dot = text.indexOf('.')
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)]
}

/** Finds where something stands in a template of YAML or JSON, or the nearest thing around it. */
export const placesIn = (text: string): ((path: string) => Partial<Place>) => {
  const document = composed(text)
  const places = new Map<string, Place>()
  if (!(document instanceof YamlError)) notePlaces(document.root, '', places)
  return path => {
    for (let known = path; known !== ''; known = known.slice(0, Math.max(0, known.lastIndexOf('.')))) {
      const place = places.get(known)
      if (place) return place
    }
    return {}
  }
}

const notePlaces = (node: YamlNode, path: string, places: Map<string, Place>): void => {
  const note = (key: string, at: YamlNode, value: YamlNode): void => {
    const inner = path === '' ? key : `${path}.${key}`
    places.set(inner, { line: at.line, column: at.column })
    notePlaces(value, inner, places)
  }
  if (node.kind === 'sequence') for (const [index, item] of node.items.entries()) note(String(index), item, item)
  if (node.kind !== 'mapping') return
  for (const [key, value] of node.entries) if (key.kind === 'scalar') note(key.text, key, value)
}
