// The text of a template, YAML or JSON, as a Template; whatever is wrong with it is reported at once, with lines.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
// Loading this file loads the YAML parser: import it when the first template arrives.

import {
  type Document,
  isAlias,
  isPair,
  isScalar,
  isSeq,
  isMap as isYamlMap,
  LineCounter,
  parseDocument,
  type Scalar,
} from 'yaml'
import { ServiceError } from '../core/errors.ts'
import { templateOf } from './shape.ts'
import type { Template, TemplateProblem, Value } from './template.ts'

export class TemplateError extends ServiceError {
  readonly problems: readonly TemplateProblem[]

  constructor(problems: readonly TemplateProblem[]) {
    super('ValidationError', problems.map(inWords).join('\n'))
    this.problems = problems
  }
}

const inWords = ({ line, column, message }: TemplateProblem): string => {
  if (line === undefined || /\(line \d+/.test(message)) return message
  return `${message} (line ${line}, column ${column})`
}

/** @throws TemplateError with every problem of syntax and shape; references are checked by `templateProblems` */
export const parseTemplate = (text: string): Template => {
  const json = parseJson(text)
  if (json !== undefined) {
    const { template, problems } = templateOf(json)
    if (problems.length === 0) return template
  }
  const { value, positionOf, problems: syntax } = parseYaml(text)
  if (syntax.length > 0) throw new TemplateError(syntax)
  const { template, problems } = templateOf(value)
  if (problems.length > 0)
    throw new TemplateError(problems.map(problem => ({ ...positionOf(problem.path), ...problem })))
  return template
}

/** JSON is read by the engine's own parser, which is some fifty times faster; its problems are found by the YAML parser, with lines. */
const parseJson = (text: string): Value | undefined => {
  if (!/^\s*\{/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface Position {
  readonly line?: number
  readonly column?: number
}

interface Parsed {
  readonly value: Value
  readonly problems: readonly TemplateProblem[]
  positionOf(path: string): Position
}

// Scalars of YAML 1.1 that CloudFormation does not read as such: `Version: 2012-10-17` is text.
const NOT_READ = new Set(['timestamp', 'binary', 'omap', 'pairs', 'set', 'merge'])

const parseYaml = (text: string): Parsed => {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    version: '1.1',
    merge: false,
    // Keys are compared as they are written: `y` and `on` are two keys, though YAML 1.1 calls both true.
    uniqueKeys: (a, b) => isScalar(a) && isScalar(b) && a.source === b.source,
    lineCounter: lines,
    logLevel: 'silent',
    customTags: tags =>
      tags.filter(tag => typeof tag === 'string' || !NOT_READ.has(tag.tag.replace('tag:yaml.org,2002:', ''))),
  })
  const format = /^\s*\{/.test(text) ? 'JSON' : 'YAML'
  const positions = new Map<string, Position>()
  const problems: TemplateProblem[] = []
  const at = (offset: number | undefined): Position => {
    if (offset === undefined) return {}
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  for (const error of document.errors) {
    const position = at(error.pos[0])
    const reason = error.message.split(' at line ')[0]
    const where = `(line ${position.line}, column ${position.column})`
    problems.push({
      ...position,
      path: '',
      message: `Template format error: ${format} not well-formed. ${where}: ${reason}`,
    })
  }
  if (problems.length > 0) return { value: null, problems, positionOf: () => ({}) }

  const seen = { document, at, positions, problems }
  const value = nodeValue(document.contents, '', seen)
  const positionOf = (path: string): Position => {
    for (let known = path; known !== ''; known = known.slice(0, Math.max(0, known.lastIndexOf('.')))) {
      const position = positions.get(known)
      if (position) return position
    }
    return {}
  }
  return { value, problems, positionOf }
}

interface Walk {
  readonly document: Document
  at(offset: number | undefined): Position
  readonly positions: Map<string, Position>
  readonly problems: TemplateProblem[]
}

const nodeValue = (node: unknown, path: string, walk: Walk): Value => {
  if (isAlias(node)) return nodeValue(node.resolve(walk.document), path, walk)
  if (isScalar(node)) return spelledOut(node.tag, scalarOf(node), path, node.range?.[0], walk)
  if (isSeq(node)) {
    const items = node.items.map((item, index) => nodeValue(item, `${path}.${index}`, walk))
    return spelledOut(node.tag, items, path, node.range?.[0], walk)
  }
  if (isYamlMap(node)) {
    const entries = node.items.map((pair): [string, Value] => {
      const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : String(pair.key)
      const inner = path === '' ? key : `${path}.${key}`
      if (isPair(pair) && isScalar(pair.key)) walk.positions.set(inner, walk.at(pair.key.range?.[0]))
      return [key, nodeValue(pair.value, inner, walk)]
    })
    return spelledOut(node.tag, Object.fromEntries(entries), path, node.range?.[0], walk)
  }
  return null
}

/** YAML 1.1 calls a lone y or n a boolean; CloudFormation, as most parsers do, reads it as text. */
const scalarOf = ({ value, source }: Scalar): Value => {
  if (typeof value === 'boolean' && source?.length === 1) return source
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return value === null || value === undefined ? null : String(value)
}

const SHORT_FORMS = new Set(
  'And Base64 Cidr Equals FindInMap GetAZs If ImportValue Join Length Not Or Select Split Sub ToJsonString Transform'.split(
    ' ',
  ),
)

/** `!Sub text` is `{ 'Fn::Sub': 'text' }`; `!GetAtt A.B.C` is `{ 'Fn::GetAtt': ['A', 'B.C'] }`. */
const spelledOut = (
  tag: string | undefined,
  value: Value,
  path: string,
  offset: number | undefined,
  walk: Walk,
): Value => {
  if (!tag?.startsWith('!')) return value
  const name = tag.slice(1)
  if (name === 'Ref' || name === 'Condition') return { [name]: value }
  if (name === 'GetAtt') return { 'Fn::GetAtt': typeof value === 'string' ? attributePath(value) : value }
  if (SHORT_FORMS.has(name)) return { [`Fn::${name}`]: value }
  walk.problems.push({
    ...walk.at(offset),
    path,
    message: `Template format error: the tag ${tag} is not known; expected one of !Ref, !GetAtt, !Condition, ${[...SHORT_FORMS].map(form => `!${form}`).join(', ')}`,
  })
  return value
}

export const attributePath = (text: string): readonly string[] => {
  const dot = text.indexOf('.')
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)]
}
