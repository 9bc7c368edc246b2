// What AWS's model says of each operation, read from the schemas in the SDK's clients: members of the input with their kinds, and where they
// stand in HTTP.

import { createRequire } from 'node:module'
import type { AnyService } from '../../local/core/service.ts'
import { CLIENTS, UNMODELLED } from './clients.ts'

export type Shape =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document' }
  | { readonly kind: 'list' | 'map'; readonly item: Shape }
  | { readonly kind: 'structure'; readonly name: string; readonly members: readonly Member[] }

export interface Member {
  readonly name: string
  readonly required: boolean
  readonly shape: Shape
  /** Where it stands in HTTP, when it is not in the body. */
  readonly bound: boolean
}

export interface Modelled {
  readonly service: AnyService
  /** As in `operations` of the service. */
  readonly operation: string
  readonly input: readonly Member[]
  readonly output: readonly Member[]
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
  const packages = CLIENTS[service.signingName] ?? []
  if (packages.length === 0) throw new Error(`tests/contract/clients.ts names no SDK client for ${service.signingName}`)
  const loaded = packages.map(name => load(name) as Readonly<Record<string, unknown>>)
  const unmodelled = UNMODELLED[service.signingName] ?? {}
  return Object.keys(service.operations)
    .filter(operation => unmodelled[operation] === undefined)
    .map(operation => {
      const name = operation.replace(/^v2\./, '')
      const clients = operation.startsWith('v2.') ? loaded.slice(1) : loaded
      const exports = clients.find(client => client[`${name}$`] !== undefined)
      if (!exports) throw new Error(`no SDK client of ${service.signingName} knows ${operation}`)
      const schema = exports[`${name}$`] as readonly unknown[]
      return {
        service,
        operation,
        input: membersOf(resolved(schema[4])),
        output: membersOf(resolved(schema[5])),
        paged: exports[`paginate${name}`] !== undefined,
        client: {
          exports,
          name,
          command: exports[`${name}Command`] as Constructor,
          constructed: Object.entries(exports).find(
            ([key]) => /^[A-Z]\w+Client$/.test(key) && key !== '__Client',
          )?.[1] as Constructor,
        },
      }
    })
}

const resolved = (reference: unknown): unknown => (typeof reference === 'function' ? resolved(reference()) : reference)

/** Schemas may be recursive: what stands in itself is not gone into again. */
const membersOf = (schema: unknown, within: readonly unknown[] = []): readonly Member[] => {
  if (!Array.isArray(schema) || (schema[0] !== 3 && schema[0] !== 4)) return []
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
    const [reference, traits] = memberSchema(shapes[index])
    return {
      name,
      required: index < required,
      shape: shapeOf(reference, [...within, schema]),
      bound:
        typeof traits === 'object'
          ? ['httpHeader', 'httpQuery', 'httpLabel'].some(trait => trait in (traits as object))
          : traits === 1,
    }
  })
}

/** `[schema, traits]` for a member that has traits, else the schema itself; a schema of its own begins with a number and a namespace. */
const memberSchema = (given: unknown): readonly [unknown, unknown] =>
  Array.isArray(given) && given.length === 2 ? [given[0], given[1]] : [given, 0]

const SIMPLE: Readonly<Record<number, 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document'>> = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'timestamp',
  6: 'timestamp',
  7: 'timestamp',
  15: 'document',
  17: 'number',
  19: 'number',
  21: 'blob',
  42: 'blob',
}

const LIST = 64
const MAP = 128

const shapeOf = (reference: unknown, within: readonly unknown[]): Shape => {
  const schema = resolved(reference)
  if (typeof schema === 'number') {
    if (schema >= MAP) return { kind: 'map', item: shapeOf(schema - MAP, within) }
    if (schema >= LIST && SIMPLE[schema - LIST]) return { kind: 'list', item: shapeOf(schema - LIST, within) }
    const kind = SIMPLE[schema]
    if (!kind) throw new Error(`the SDK's schemas have a kind of number ${schema}, which is not known here`)
    return { kind }
  }
  if (!Array.isArray(schema)) throw new Error(`the SDK's schemas have ${String(schema)} where a shape is expected`)
  switch (schema[0]) {
    case 0:
      return shapeOf(schema[4], within)
    case 1:
      return { kind: 'list', item: shapeOf(memberSchema(schema[4])[0], within) }
    case 2:
      return { kind: 'map', item: shapeOf(memberSchema(schema[5])[0], within) }
    default:
      return within.includes(schema)
        ? { kind: 'document' }
        : { kind: 'structure', name: String(schema[2]), members: membersOf(schema, within) }
  }
}
