// What AWS's model says of each operation, read from the schemas in the SDK's clients: members of input and output with their kinds, and how
// and where they stand in HTTP.

import { createRequire } from 'node:module'
import type { AnyService } from '../../local/core/service.ts'
import { CLIENTS, UNMODELLED } from './clients.ts'

export type Shape =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'blob' | 'document' }
  | { readonly kind: 'timestamp'; readonly format: TimestampFormat }
  | { readonly kind: 'list'; readonly item: Shape; readonly itemTraits: Traits }
  | { readonly kind: 'map'; readonly item: Shape; readonly itemTraits: Traits; readonly keyTraits: Traits }
  | { readonly kind: 'structure'; readonly name: string; readonly members: readonly Member[] }

/** `default` is the one of the protocol. */
export type TimestampFormat = 'default' | 'date-time' | 'http-date' | 'epoch-seconds'

/** Smithy's traits, by name: `httpHeader`, `jsonName`, `xmlFlattened`, … */
export type Traits = Readonly<Record<string, unknown>>

export interface Member {
  readonly name: string
  readonly required: boolean
  readonly shape: Shape
  /** It stands elsewhere in HTTP than in the body. */
  readonly bound: boolean
  readonly traits: Traits
}

export interface Modelled {
  readonly service: AnyService
  /** As in `operations` of the service. */
  readonly operation: string
  readonly input: readonly Member[]
  readonly output: readonly Member[]
  readonly outputName: string
  readonly outputTraits: Traits
  /** The HTTP status of a success, in the protocols that are bound to HTTP. */
  readonly status: number | undefined
  /** The SDK pages it. */
  readonly paged: boolean
  /** Serializes an input: `new command(input)`, sent by a client of its package. */
  readonly client: SdkClient
}

type Constructor = new (input: unknown) => { send(command: unknown): Promise<unknown>; destroy(): void }
export interface SdkClient {
  readonly exports: Readonly<Record<string, unknown>>
  readonly name: string
  readonly command: Constructor
  readonly constructed: Constructor
}

const load = createRequire(import.meta.url)

/** Every operation of the service that AWS's model has; @throws for one that no client of the service knows. */
export const modelOf = (service: AnyService): readonly Modelled[] => {
  const unmodelled = UNMODELLED[service.signingName] ?? {}
  return Object.keys(service.operations)
    .filter(operation => unmodelled[operation] === undefined)
    .map(operation => {
      const client = clientOf(service.signingName, operation)
      const schema = client.exports[`${client.name}$`] as readonly unknown[]
      const output = resolved(schema[5])
      return {
        service,
        operation,
        input: membersOf(resolved(schema[4])),
        output: membersOf(output),
        outputName: Array.isArray(output) ? String(output[2]) : '',
        outputTraits: Array.isArray(output) ? traitsOf(output[3]) : {},
        status: statusOf(traitsOf(schema[3])),
        paged: client.exports[`paginate${client.name}`] !== undefined,
        client,
      }
    })
}

/** The client that knows the operation, whether or not the local cloud carries it out. @throws Error when none does */
export const clientOf = (signingName: string, operation: string): SdkClient => {
  const packages = CLIENTS[signingName] ?? []
  if (packages.length === 0) throw new Error(`tests/contract/clients.ts names no SDK client for ${signingName}`)
  const name = operation.replace(/^v2\./, '')
  const exports = (operation.startsWith('v2.') ? packages.slice(1) : packages)
    .map(client => load(client) as Readonly<Record<string, unknown>>)
    .find(client => client[`${name}$`] !== undefined)
  if (!exports) throw new Error(`no SDK client of ${signingName} knows ${operation}`)
  return {
    exports,
    name,
    command: exports[`${name}Command`] as Constructor,
    constructed: Object.entries(exports).find(
      ([key]) => /^[A-Z]\w+Client$/.test(key) && key !== '__Client',
    )?.[1] as Constructor,
  }
}

/** The members of an error, by its name in the model; undefined when the client has none of that name. */
export const errorOf = (
  { client }: Modelled,
  name: string,
): { readonly members: readonly Member[]; readonly traits: Traits } | undefined => {
  const schema = client.exports[`${name}$`]
  return Array.isArray(schema) && schema[0] === -3
    ? { members: membersOf(schema), traits: traitsOf(schema[3]) }
    : undefined
}

const statusOf = ({ http }: Traits): number | undefined => (Array.isArray(http) ? Number(http[2]) : undefined)

const resolved = (reference: unknown): unknown => (typeof reference === 'function' ? resolved(reference()) : reference)

/** Schemas may be recursive: what stands in itself is not gone into again. */
const membersOf = (schema: unknown, within: readonly unknown[] = []): readonly Member[] => {
  if (!Array.isArray(schema) || ![3, 4, -3].includes(schema[0])) return []
  const [, , , , names = [], shapes = [], required = 0] = schema as [
    number,
    string,
    string,
    unknown,
    string[]?,
    unknown[]?,
    number?,
  ]
  return names.map((name, index) => {
    const [reference, given] = memberSchema(shapes[index])
    const traits = traitsOf(given)
    return {
      name,
      required: index < required,
      shape: shapeOf(reference, [...within, schema]),
      bound: ELSEWHERE.some(trait => trait in traits),
      traits,
    }
  })
}

/** `[schema, traits]` for a member that has traits, else the schema itself; a schema of its own begins with a number and a namespace. */
const memberSchema = (given: unknown): readonly [unknown, unknown] =>
  Array.isArray(given) && given.length === 2 ? [given[0], given[1]] : [given, 0]

const ELSEWHERE = ['httpHeader', 'httpPrefixHeaders', 'httpQuery', 'httpQueryParams', 'httpLabel', 'httpResponseCode']

/** Traits without a value are the bits of a number. */
const BITS = [
  'httpLabel',
  'idempotent',
  'idempotencyToken',
  'sensitive',
  'httpPayload',
  'httpResponseCode',
  'httpQueryParams',
]

const traitsOf = (traits: unknown): Traits =>
  typeof traits === 'object'
    ? { ...traits }
    : Object.fromEntries(BITS.filter((_, bit) => (Number(traits) >> bit) & 1).map(name => [name, 1]))

const SIMPLE: Readonly<Record<number, Shape>> = {
  0: { kind: 'string' },
  1: { kind: 'number' },
  2: { kind: 'boolean' },
  4: { kind: 'timestamp', format: 'default' },
  5: { kind: 'timestamp', format: 'date-time' },
  6: { kind: 'timestamp', format: 'http-date' },
  7: { kind: 'timestamp', format: 'epoch-seconds' },
  15: { kind: 'document' },
  17: { kind: 'number' },
  19: { kind: 'number' },
  21: { kind: 'blob' },
  42: { kind: 'blob' },
}

const LIST = 64
const MAP = 128

const shapeOf = (reference: unknown, within: readonly unknown[]): Shape => {
  const schema = resolved(reference)
  if (typeof schema === 'number') {
    if (schema >= MAP) return mapOf(shapeOf(schema - MAP, within))
    if (schema >= LIST && SIMPLE[schema - LIST]) return listOf(shapeOf(schema - LIST, within))
    const simple = SIMPLE[schema]
    if (!simple) throw new Error(`the SDK's schemas have a kind of number ${schema}, which is not known here`)
    return simple
  }
  if (!Array.isArray(schema)) throw new Error(`the SDK's schemas have ${String(schema)} where a shape is expected`)
  switch (schema[0]) {
    case 0:
      return shapeOf(schema[4], within)
    case 1: {
      const [item, traits] = memberSchema(schema[4])
      return listOf(shapeOf(item, within), traitsOf(traits))
    }
    case 2: {
      const [item, traits] = memberSchema(schema[5])
      return mapOf(shapeOf(item, within), traitsOf(traits), traitsOf(memberSchema(schema[4])[1]))
    }
    default:
      return within.includes(schema)
        ? { kind: 'document' }
        : { kind: 'structure', name: String(schema[2]), members: membersOf(schema, within) }
  }
}

const listOf = (item: Shape, itemTraits: Traits = {}): Shape => ({ kind: 'list', item, itemTraits })
const mapOf = (item: Shape, itemTraits: Traits = {}, keyTraits: Traits = {}): Shape => ({
  kind: 'map',
  item,
  itemTraits,
  keyTraits,
})
