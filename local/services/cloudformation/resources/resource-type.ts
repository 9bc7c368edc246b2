// How a resource type is declared: which properties it has, what becomes of each, and the AWS calls that create, update and delete it.

import type { Place } from '../../../core/arn.ts'
import type { Access } from '../../../core/policy.ts'
import type { Value, ValueMap } from '../../../template/template.ts'
import { type Refusal, type Shape, shaped } from './shape.ts'

/** Resolved, in the types that the schema asks for, with the generated name filled in. */
export type Properties = ValueMap

export interface Property {
  readonly shape: Shape
  /**
   * `create-only`: a change replaces the resource. `kept`: handed to the service, which keeps and shows it, but it has no effect; `not carried
   * out`: ignored; both with a warning on the stack event. `refused`: the template is refused by its name, unless what is given asks for nothing.
   */
  readonly treatment: 'carried out' | 'create-only' | 'kept' | 'not carried out' | 'refused'
  /** Why it is taken although nothing comes of it. */
  readonly withoutEffect?: string
}

export const carriedOut = (shape: Shape): Property => ({ shape, treatment: 'carried out' })
export const createOnly = (shape: Shape): Property => ({ shape, treatment: 'create-only' })
export const withoutEffect = (shape: Shape, reason: string): Property => ({
  shape,
  treatment: 'carried out',
  withoutEffect: reason,
})
export const kept = (shape: Shape): Property => ({ shape, treatment: 'kept' })
/** Properties that the type has and that are ignored, with a warning on the stack event. */
export const notCarriedOut = (...names: readonly string[]): Readonly<Record<string, Property>> =>
  Object.fromEntries(names.map(name => [name, { shape: 'json', treatment: 'not carried out' }]))
/** Properties that make another kind of resource, which ignoring them would not be. Within a property the shape says so: `'refused'`, `'only Zip'`. */
export const refused = (...names: readonly string[]): Readonly<Record<string, Property>> =>
  Object.fromEntries(names.map(name => [name, { shape: 'refused', treatment: 'refused' }]))

/** What the local cloud does not carry out of the given properties, and refuses by name. Functions in them that have no value yet are something. */
export const refusedAmong = (type: ResourceType, properties: Properties): readonly Refusal[] =>
  Object.entries(properties).flatMap(([name, value]) => {
    const property = type.properties[name]
    return property ? shaped(property.shape, value, `/${name}`).refused : []
  })

export const TAG_LIST: Shape = [{ Key: 'string', Value: 'string' }]

/** What stands there: the answer to Ref and to Fn::GetAtt. */
export interface Provisioned {
  /** The physical ID; also the value of Ref unless `ref` says otherwise. */
  readonly physicalId: string
  readonly attributes?: Readonly<Record<string, Value>>
}

/** How CloudFormation names a resource that the template leaves nameless: STACK-LOGICALID-RANDOM, cut to the service's limit. */
export interface NameRule {
  readonly property: string
  readonly max: number
  readonly lowerCase?: boolean
}

/** What a handler works with. Every call is made as the stack's role, or as whoever started the operation. */
export interface Hands extends Place {
  readonly endpoint: string
  readonly stackName: string
  readonly stackId: string
  readonly logicalId: string
  newId(): string
  call<Output = Readonly<Record<string, unknown>>>(
    signingName: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<Output>
  /**
   * The call that makes the resource: what it made is the stack's in the same line of the log, so that neither a kill nor a failure of what follows
   * leaves something that no stack knows.
   */
  make<Output = Readonly<Record<string, unknown>>>(
    signingName: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
    provisioned: (output: Output) => Provisioned,
  ): Promise<Provisioned>
  /**
   * The call after which the resource is no more: the stack lets go of it in the same line of the log, so that nobody asks a second time for the
   * deletion of what policies can no longer tell of.
   */
  unmake(signingName: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<void>
  /** Says what the resource is before it is made: by several calls, each of which its deletion can do without, or by none. */
  made(resource: Provisioned): void
  /** The resource's UpdatePolicy, resolved, during an update. */
  readonly updatePolicy?: Properties
  /** Resolves when `ready` does so with true; asks again whenever another service has announced something. */
  until(ready: () => Promise<boolean>): Promise<void>
}

/**
 * A permission that CloudFormation's own handler exercises besides the calls that are made here anyway.
 * Source: the `handlers` section of the type's schema in the CloudFormation registry.
 */
export interface Permission {
  readonly during: readonly ('create' | 'update' | 'delete')[]
  readonly access: (resource: Provisioned, properties: Properties, place: Place) => Access
  /** Only when this holds for the properties; always unless said. */
  readonly when?: (properties: Properties) => boolean
}

/**
 * What tells that the thing is there before the stack makes it. A resource belongs to one stack, and an idempotent API makes no idempotent resource: what
 * exists is neither taken over nor deleted by a rollback.
 *
 * `gets a new id`: its service, or CloudFormation, names it like nothing before. `refused as it is made`: the creation itself fails, with an error that
 * says so. `taken over`: AWS's own handler takes what is there; `because` says what that is. Otherwise the words for what is there, looked up as AWS's
 * handler does; undefined when it is free.
 */
export type Existing =
  | 'gets a new id'
  | 'refused as it is made'
  | { readonly takenOver: string }
  | ((properties: Properties, hands: Hands) => Promise<string | undefined>)

export interface ResourceType {
  /** For example `AWS::Lambda::Function`. */
  readonly type: string
  readonly properties: Readonly<Record<string, Property>>
  readonly required: readonly string[]
  /** What Fn::GetAtt knows. */
  readonly attributes: readonly string[]
  readonly name?: NameRule
  readonly existing: Existing
  /** What AWS makes and nothing here does; every stack event of a creation or an update says so. */
  readonly standsFor?: string
  readonly permissions?: readonly Permission[]
  /** Differs in few types from the physical ID. */
  ref?(resource: Provisioned): Value
  /** What its service would refuse anyway, named before anything is made. Only properties that can be known by then are given. */
  refused?(properties: Properties): readonly string[]
  /** A change that needs a replacement although no create-only property changed. */
  replaces?(previous: Properties, next: Properties): boolean
  create(properties: Properties, hands: Hands): Promise<Provisioned>
  /** Absent: every change replaces. `previous` holds what was asked for last, whether or not it came true. */
  update?(resource: Provisioned, properties: Properties, previous: Properties, hands: Hands): Promise<Provisioned>
  delete(resource: Provisioned, properties: Properties, hands: Hands): Promise<void>
  /** What a deployment that succeeded left as it was although the template changed it, in words; said on the stack's last event. */
  withoutEffect?(resource: Provisioned, properties: Properties, hands: Hands): Promise<string | undefined>
}

export type ResourceTypes = ReadonlyMap<string, ResourceType>

export const typesByName = (types: readonly ResourceType[]): ResourceTypes =>
  new Map(types.map(type => [type.type, type]))
