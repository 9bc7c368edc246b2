// Values for the members of an input: by kind, by what the name says, and where a service wants more, from the data in sample-values.ts.

import { isRecord } from '../../local/core/input/members.ts'
import type { Member, Modelled, Shape } from './model.ts'
import { ALWAYS, INSTEAD, VALUES } from './sample-values.ts'

type Input = Readonly<Record<string, unknown>>

/** The smallest input that the operation takes: what AWS requires, and what ALWAYS adds. */
export const smallest = (modelled: Modelled): Input => ({
  ...required(modelled, modelled.input),
  ...ALWAYS[modelled.service.signingName]?.[modelled.operation],
})

/** One member of the input, given beside the smallest. */
export interface Variant {
  /** `Tags[].Key` */
  readonly path: string
  readonly input: Input
}

/** The smallest input with one more member, for each member that the model has, at every depth. */
export const variants = (modelled: Modelled): readonly Variant[] =>
  besideTheSmallest(modelled).map(variant => ({
    path: variant.path,
    input: INSTEAD[modelled.service.signingName]?.[`${modelled.operation}.${variant.path}`] ?? variant.input,
  }))

const besideTheSmallest = (modelled: Modelled): readonly Variant[] => {
  const base = smallest(modelled)
  return modelled.input.flatMap(member => {
    const filled = { ...base, [member.name]: sampleOf(modelled, member) }
    return [
      { path: member.name, input: filled },
      ...within(modelled, member.shape, member.name, sampleOf(modelled, member)).map(({ path, value }) => ({
        path,
        input: { ...base, [member.name]: value },
      })),
    ]
  })
}

/** Every member at once, at every depth. */
export const complete = (modelled: Modelled): Input => structure(modelled, modelled.input, () => true)

/** Values of a shape that have one optional member more than the smallest. */
const within = (
  modelled: Modelled,
  shape: Shape,
  path: string,
  example: unknown,
): readonly { readonly path: string; readonly value: unknown }[] => {
  switch (shape.kind) {
    case 'list':
      return within(modelled, shape.item, `${path}[]`, Array.isArray(example) ? example[0] : undefined).map(inner => ({
        path: inner.path,
        value: [inner.value, ...(Array.isArray(example) ? example.slice(1) : [])],
      }))
    case 'map': {
      const [key = 'key', first] = isRecord(example) ? (Object.entries(example)[0] ?? []) : []
      return within(modelled, shape.item, `${path}.*`, first).map(inner => ({
        path: inner.path,
        value: { [key]: inner.value },
      }))
    }
    case 'structure': {
      const base = isRecord(example) ? example : required(modelled, shape.members)
      return shape.members.flatMap(member => {
        const at = `${path}.${member.name}`
        const value = base[member.name] ?? sampleOf(modelled, member)
        return [
          { path: at, value: { ...base, [member.name]: value } },
          ...within(modelled, member.shape, at, value).map(inner => ({
            path: inner.path,
            value: { ...base, [member.name]: inner.value },
          })),
        ]
      })
    }
    default:
      return []
  }
}

const required = (modelled: Modelled, members: readonly Member[]): Input =>
  structure(modelled, members, member => member.required)

const structure = (modelled: Modelled, members: readonly Member[], wanted: (member: Member) => boolean): Input =>
  Object.fromEntries(members.filter(wanted).map(member => [member.name, sampleOf(modelled, member, wanted)]))

const sampleOf = (
  modelled: Modelled,
  { name, shape }: Member,
  wanted: (member: Member) => boolean = member => member.required,
): unknown => {
  const values = VALUES[modelled.service.signingName] ?? {}
  const known = values[`${modelled.operation}.${name}`] ?? values[name]
  return known !== undefined ? known : ofShape(modelled, shape, name, wanted)
}

const ofShape = (modelled: Modelled, shape: Shape, name: string, wanted: (member: Member) => boolean): unknown => {
  switch (shape.kind) {
    case 'structure': {
      const some = shape.members.some(wanted) ? wanted : (member: Member) => member === shape.members[0]
      return structure(modelled, shape.members, some)
    }
    case 'list':
      return [ofShape(modelled, shape.item, name, wanted)]
    case 'map':
      return { key: ofShape(modelled, shape.item, name, wanted) }
    case 'number':
      return 1
    case 'boolean':
      return true
    case 'timestamp':
      return modelled.service.protocol.endsWith('json') || modelled.service.protocol === 'json-1.1'
        ? 1_700_000_000
        : '2026-01-01T00:00:00Z'
    case 'blob':
      return new TextEncoder().encode('bytes')
    case 'document':
      return { document: 'sample' }
    case 'string':
      return text(modelled, name)
  }
}

const text = ({ service }: Modelled, name: string): string =>
  /arn$/i.test(name) ? `arn:aws:${service.signingName}:us-east-1:000000000000:sample` : 'sample'
