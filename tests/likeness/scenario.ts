// A recorded fact, as a file of scenarios/ tells it: what is given, which call is made, what AWS answers, and who says so.

import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parse, parseDocument } from 'yaml'
import { isRecord } from '../../local/core/input/members.ts'
import { TAGS } from './values.ts'

/** What a scenario holds the local cloud to. */
export const KINDS = [
  'templates', // a template is read as CloudFormation reads it
  'refused at the call', // what can be known at the call is said at the call
  'ownership', // a resource belongs to one stack
  'builds', // a build is the image's build
  'states', // what a state forbids is refused, and what it ends is gone
  'answers', // answers carry what AWS's carry
  'refusals', // what AWS refuses is refused
  'patterns', // patterns of events
  'apis', // deployed APIs
  'life', // made, read, changed, listed, deleted: what every client relies on
] as const

export type Kind = (typeof KINDS)[number]

export interface Call {
  /** The signing name of its service, and its name there: `v2.GetApi` for the second API of API Gateway. */
  readonly service: string
  readonly operation: string
  readonly input: unknown
}

export interface Step {
  readonly call: Call
  /** Names for members of the answer, by path. */
  readonly keep: Readonly<Record<string, string>>
  /** It is called again until its answer has this. */
  readonly until: unknown
}

export interface Expected {
  readonly error: string | undefined
  /** A text, or a pattern. */
  readonly message: unknown
  readonly status: number | undefined
  /** The members that are told; others may be there. */
  readonly output: unknown
  readonly headers: Readonly<Record<string, unknown>>
}

export interface Scenario {
  /** `kms/key-states: a key that is to be deleted cannot be enabled` */
  readonly name: string
  readonly service: string
  readonly title: string
  readonly kind: Kind
  readonly source: string
  /** Why it does not hold yet. */
  readonly open: string | undefined
  /** Why an account is spared it. */
  readonly local: string | undefined
  readonly given: readonly Step[]
  readonly call: Call
  readonly answer: Expected
  /** What leaves nothing behind; refusals are passed over. */
  readonly after: readonly Step[]
}

/** Every scenario, in the order of the files. @throws Error with the file and what is wrong in it */
export const scenarios = (): readonly Scenario[] =>
  globSync('*/*.yaml', { cwd: folder })
    .sort()
    .flatMap(file => read(file.replaceAll('\\', '/')))

/** Operations that no scenario brings to a success, by service, with the reason. */
export const lackingOperations = (): Readonly<Record<string, Readonly<Record<string, unknown>>>> => {
  const lists: unknown = parse(readFileSync(join(import.meta.dirname, 'lacking.yaml'), 'utf8'))
  return Object.fromEntries(Object.entries(only(lists)).map(([service, list]) => [service, only(list)]))
}

const folder = join(import.meta.dirname, 'scenarios')

const read = (file: string): readonly Scenario[] => {
  const document = parseDocument(readFileSync(join(folder, file), 'utf8'), { customTags: TAGS })
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem) throw new Error(`${file}: ${problem.message}`)
  const items: unknown = document.toJS()
  if (!Array.isArray(items)) throw new Error(`${file}: is no list of scenarios`)
  return items.map(item => {
    try {
      return scenario(file, item)
    } catch (error) {
      throw new Error(`${file}: ${isRecord(item) ? String(item.title) : ''}: ${String(error)}`)
    }
  })
}

const scenario = (file: string, item: unknown): Scenario => {
  const fields = only(item, ['title', 'kind', 'source', 'open', 'local', 'given', 'call', 'answer', 'after'])
  const title = text(fields.title, 'title')
  const service = dirname(file)
  const kind = KINDS.find(each => each === fields.kind)
  if (!kind) throw new Error(`kind is one of ${KINDS.join(', ')}`)
  const source = text(fields.source, 'source')
  if (!source.startsWith('https://')) throw new Error('source is the address of a public page')
  return {
    name: `${service}/${basename(file, '.yaml')}: ${title}`,
    service,
    title,
    kind,
    source,
    open: optional(fields.open, 'open'),
    local: optional(fields.local, 'local'),
    given: steps(fields.given),
    call: callOf(fields.call),
    answer: expected(fields.answer),
    after: steps(fields.after),
  }
}

const steps = (value: unknown): readonly Step[] => {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new Error('given and after are lists of calls')
  return value.map((item: unknown) => {
    if (!isRecord(item)) throw new Error('a step is one call')
    const { keep = {}, until, ...call } = item
    return {
      call: callOf(call),
      keep: Object.fromEntries(Object.entries(only(keep)).map(([name, path]) => [name, text(path, name)])),
      until,
    }
  })
}

const callOf = (value: unknown): Call => {
  const [entry, ...more] = Object.entries(only(value))
  const [service, operation] = (entry?.[0] ?? '').split(/\.(.*)/)
  if (!entry || !service || !operation || more.length > 0) throw new Error('a call is one service.Operation: input')
  return { service, operation, input: entry[1] ?? {} }
}

const expected = (value: unknown): Expected => {
  const {
    error,
    message,
    status,
    output,
    headers = {},
  } = only(value, ['error', 'message', 'status', 'output', 'headers'])
  if (error !== undefined && output !== undefined) throw new Error('an answer has an error or an output')
  return {
    error: optional(error, 'error'),
    message,
    status: status === undefined ? undefined : Number(status),
    output,
    headers: only(headers),
  }
}

const only = (value: unknown, names?: readonly string[]): Readonly<Record<string, unknown>> => {
  if (!isRecord(value)) throw new Error('an object is expected')
  const unknown = names && Object.keys(value).find(name => !names.includes(name))
  if (unknown !== undefined) throw new Error(`${unknown} is not known; there are ${names?.join(', ')}`)
  return value
}

const text = (value: unknown, name: string): string => {
  if (typeof value !== 'string' || value === '') throw new Error(`${name} is a text`)
  return value
}

const optional = (value: unknown, name: string): string | undefined =>
  value === undefined ? undefined : text(value, name)
