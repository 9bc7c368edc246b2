// What becomes of each property of a resource type, found by creating the resource with it and without, and by reading each call that its handler
// makes as the called service reads it.

import { isDeepStrictEqual } from 'node:util'
import { messageOf, ServiceError } from '../../local/core/errors.ts'
import { isRecord } from '../../local/core/input/members.ts'
import { readInput } from '../../local/kernel/call/input.ts'
import { difference } from '../../local/services/cloudformation/engine/wanted.ts'
import type {
  Hands,
  Properties,
  Property,
  Provisioned,
  ResourceType,
} from '../../local/services/cloudformation/resources/resource-type.ts'
import { onlyValues, type Shape } from '../../local/services/cloudformation/resources/shape.ts'
import { services } from '../../local/services.ts'
import type { Value } from '../../local/template/template.ts'
import { ANSWERS, BASES, PROPERTY_VALUES } from './property-values.ts'

export interface SurveyedProperty {
  /** `MethodSettings[].HttpMethod` */
  readonly path: string
  /**
   * `carried out`: a call has it, and the called operation takes it. `refused`: an operation refuses it by name. `dropped`: no call has it. `unknown`:
   * the sample was refused for another reason.
   */
  readonly outcome: 'carried out' | 'refused' | 'dropped' | 'unknown'
  readonly message?: string
  /** Some values are carried out, and this is one of them. */
  readonly only: boolean
}

/** In a resource's life: it is made with the property, or gets it later, and goes. @throws Error when the smallest one cannot be made */
export const surveyLife = async (type: ResourceType): Promise<readonly SurveyedProperty[]> => {
  const surveyed: SurveyedProperty[] = []
  for (const { path, only, base, properties } of propertyVariants(type)) {
    const without = await life(type, base)
    if (typeof without === 'string') throw new Error(`${type.type}: ${without}`)
    const calls = await life(type, properties)
    const differs = !isDeepStrictEqual(calls, without) || isDeepStrictEqual(properties, base)
    surveyed.push({ path, only, ...outcomeOf(calls, differs || (await comesLater(type, properties, base))) })
  }
  return surveyed
}

const life = (type: ResourceType, properties: Properties) =>
  callsOf(async hands => {
    const made = await type.create(properties, hands)
    await type.delete(made, properties, hands)
  })

const comesLater = async (type: ResourceType, properties: Properties, base: Properties): Promise<boolean> =>
  !isDeepStrictEqual(await updated(type, properties, base), await updated(type, base, base))

/** When the property comes to a resource that had none, and when it goes: `dropped` when either makes no difference. */
export const surveyUpdate = async (type: ResourceType): Promise<readonly SurveyedProperty[]> => {
  const surveyed: SurveyedProperty[] = []
  for (const { path, only, base, properties } of propertyVariants(type)) {
    if (difference(type, base, properties).kind !== 'update') continue
    const comes = await updated(type, properties, base)
    const goes = await updated(type, base, properties)
    const refusal = [comes, goes].find(calls => typeof calls === 'string')
    const differs = !isDeepStrictEqual(comes, goes) && (await comesLater(type, properties, base))
    surveyed.push({ path, only, ...outcomeOf(refusal ?? comes, differs) })
  }
  return surveyed
}

const updated = async (type: ResourceType, next: Properties, previous: Properties) => {
  const made: Provisioned[] = []
  await callsOf(async hands => {
    made.push(await type.create(previous, hands))
  })
  return await callsOf(async hands => {
    for (const resource of made) await type.update?.(resource, next, previous, hands)
  })
}

const outcomeOf = (calls: readonly unknown[] | string, differs: boolean): Omit<SurveyedProperty, 'path' | 'only'> => {
  if (typeof calls !== 'string') return { outcome: differs ? 'carried out' : 'dropped' }
  return { outcome: /not carried out|unsupported/i.test(calls) ? 'refused' : 'unknown', message: calls }
}

interface Variant {
  readonly path: string
  readonly only: boolean
  readonly base: Properties
  readonly properties: Properties
}

/** The smallest resource, and where a property needs more to mean something, that. */
const baseOf = (type: ResourceType, property: string): Properties => ({
  ...Object.fromEntries(
    [...type.required, ...(type.name ? [type.name.property] : [])].map(name => [
      name,
      sample(type.type, name, type.properties[name]?.shape ?? 'string'),
    ]),
  ),
  ...(BASES[`${type.type} ${property}`] ?? BASES[type.type]),
})

/** The smallest resource with one more property, for each that the type hands on, at every depth. */
const propertyVariants = (type: ResourceType): readonly Variant[] =>
  Object.entries(type.properties)
    .filter(([, property]) => isHandedOn(property))
    .flatMap(([name, { shape }]) => {
      const base = baseOf(type, name)
      const example = base[name] ?? sample(type.type, name, shape)
      return [one(name, shape, example), ...within(type.type, name, shape, example)].map(({ value, ...variant }) => ({
        ...variant,
        base,
        properties: { ...base, [name]: value },
      }))
    })

const isHandedOn = ({ treatment, withoutEffect }: Property): boolean =>
  treatment !== 'not carried out' && treatment !== 'refused' && withoutEffect === undefined

type Within = Pick<Variant, 'path' | 'only'> & { readonly value: Value }

const one = (path: string, shape: Shape, value: Value): Within => ({
  path,
  only: onlyValues(shape) !== undefined,
  value,
})

const within = (type: string, path: string, shape: Shape, example: Value): readonly Within[] => {
  if (typeof shape === 'string') return (onlyValues(shape) ?? []).slice(1).map(value => one(path, shape, value))
  if (isListShape(shape)) {
    const [first = null] = Array.isArray(example) ? (example as readonly Value[]) : []
    return within(type, `${path}[]`, shape[0], first).map(inner => ({ ...inner, value: [inner.value] }))
  }
  const base: Properties = isRecord(example) ? (example as Properties) : {}
  return Object.entries(shape)
    .filter(([name, inner]) => name !== '*' && !isPassedOver(inner))
    .flatMap(([name, inner]) => {
      const at = `${path}.${name}`
      const value = base[name] ?? sample(type, at, inner)
      return [one(at, inner, value), ...within(type, at, inner, value)].map(each => ({
        ...each,
        value: { ...base, [name]: each.value },
      }))
    })
}

const isPassedOver = (shape: Shape): boolean => shape === 'not carried out' || shape === 'refused'
const isListShape = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape)

const sample = (type: string, path: string, shape: Shape): Value => {
  const [, name = path] = /([^.[\]]+)(?:\[\])*$/.exec(path) ?? []
  const known = PROPERTY_VALUES[`${type} ${path}`] ?? PROPERTY_VALUES[name]
  if (known !== undefined) return known
  const [only] = onlyValues(shape) ?? []
  if (only !== undefined) return only
  if (shape === 'boolean') return true
  if (shape === 'integer' || shape === 'number') return 1
  if (typeof shape === 'string') return 'sample'
  if (isListShape(shape)) return [sample(type, `${path}[]`, shape[0])]
  const inner = Object.entries(shape).filter(([, each]) => !isPassedOver(each))
  return Object.fromEntries(
    inner.slice(0, 1).map(([key, each]) => [key === '*' ? 'key' : key, sample(type, `${path}.${key}`, each)]),
  )
}

const PLACE = { account: '000000000000', region: 'us-east-1' }

/** What the called operations make of the calls; why one refuses. */
const callsOf = async (handle: (hands: Hands) => Promise<unknown>): Promise<readonly unknown[] | string> => {
  const calls: unknown[] = []
  const called = (signingName: string, name: string, input: Readonly<Record<string, unknown>>): unknown => {
    const service = services.find(each => each.signingName === signingName)
    const operation = service?.operations[name]
    if (!service || !operation) throw new ServiceError('NotImplemented', `${signingName} ${name} is not carried out`)
    calls.push([name, readInput(service, name, operation, input, PLACE)])
    return ANSWERS[name] ?? {}
  }
  const hands: Hands = {
    ...PLACE,
    endpoint: 'http://127.0.0.1:4000',
    stackName: 'stack',
    stackId: 'arn:stack',
    logicalId: 'Thing',
    newId: () => '00000000-0000-4000-8000-000000000001',
    call: async (signingName, name, input) => called(signingName, name, input) as never, // ANSWERS has what handlers read
    make: async (signingName, name, input, provisioned) => provisioned(called(signingName, name, input) as never),
    unmake: async (signingName, name, input) => {
      called(signingName, name, input)
    },
    made: () => {},
    until: async () => {},
  }
  try {
    await handle(hands)
    return calls
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return messageOf(error)
  }
}
