// What the template wants of one resource, and how that differs from what is there. Pure but for the lookups of the environment.

import type { Environment } from '../../../template/environment.ts'
import { resolve } from '../../../template/resolve.ts'
import { isMap, type ResourceDeclaration, type Value } from '../../../template/template.ts'
import { same, tagMap } from '../resources/properties.ts'
import { type Properties, type ResourceType, refusedAmong } from '../resources/resource-type.ts'
import { shaped } from '../resources/shape.ts'
import { invalid } from '../source.ts'
import type { Tag } from '../state.ts'

export interface Wanted {
  readonly type: ResourceType
  readonly properties: Properties
  /** Given properties that no service is told of, also nested ones, by their path: a change of them is an update that does nothing but warn. */
  readonly passedOver: Properties
  /** Properties that are given but not carried out. */
  readonly ignored: readonly string[]
}

/** @throws ServiceError ValidationError when a resolved value does not fit the type's schema */
export const wantedOf = (
  logicalId: string,
  declaration: ResourceDeclaration,
  type: ResourceType,
  environment: Environment,
  stackTags: readonly Tag[],
): Wanted => {
  const resolved = resolve(declaration.Properties ?? {}, environment)
  const given = tagged(isMap(resolved) ? resolved : {}, type, stackTags)
  const properties: Record<string, Value> = {}
  const passedOver: Record<string, Value> = {}
  const problems = refusedAmong(type, given).map(({ what }) => `#/${what}: not carried out by the local cloud`)
  const ignored: string[] = type.standsFor === undefined ? [] : [type.standsFor]
  for (const [name, value] of Object.entries(given)) {
    const property = type.properties[name]
    if (!property) problems.push(`Encountered unsupported property ${name}`)
    else if (property.treatment === 'not carried out') {
      passedOver[name] = value
      ignored.push(name)
    } else if (property.treatment !== 'refused') {
      const fitted = shaped(property.shape, value, `/${name}`)
      properties[name] = fitted.value
      problems.push(...fitted.problems)
      if (property.treatment === 'kept') ignored.push(name)
      Object.assign(passedOver, fitted.ignored)
      ignored.push(...Object.keys(fitted.ignored))
    }
  }
  problems.push(...type.required.filter(name => !(name in given)).map(name => `#: required key [${name}] not found`))
  if (problems.length > 0)
    throw invalid(`Properties validation failed for resource ${logicalId} with message:\n[${problems.join(', ')}]`)
  return { type, properties, passedOver, ignored }
}

/** The stack's tags are on every resource that takes tags; the resource's own win. */
// Differs from AWS: the tags aws:cloudformation:stack-name, -stack-id and -logical-id are not set.
const tagged = (properties: Properties, type: ResourceType, stackTags: readonly Tag[]): Properties => {
  const property = type.properties.Tags
  if (stackTags.length === 0 || !property || property.treatment === 'not carried out') return properties
  const tags = {
    ...Object.fromEntries(stackTags.map(({ Key, Value }) => [Key, Value])),
    ...tagMap(properties.Tags),
  }
  const asMap = isMap(property.shape)
  return { ...properties, Tags: asMap ? tags : Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
}

export interface Difference {
  readonly kind: 'none' | 'update' | 'replace'
  readonly changed: readonly { readonly name: string; readonly recreates: boolean }[]
}

/** How the resource gets from the one to the other. */
export const difference = (type: ResourceType, previous: Properties, next: Properties): Difference => {
  const paths = [...Object.keys(previous), ...Object.keys(next)].filter(path => !same(previous[path], next[path]))
  const names = new Set(paths.map(path => path.split('.')[0] ?? path))
  const changed = [...names].map(name => ({ name, recreates: recreates(type, name) }))
  if (changed.length === 0) return { kind: 'none', changed }
  const replaces = changed.some(change => change.recreates) || (type.replaces?.(previous, next) ?? false)
  return { kind: replaces ? 'replace' : 'update', changed }
}

const recreates = (type: ResourceType, name: string): boolean => {
  const treatment = type.properties[name]?.treatment
  return treatment === 'create-only' || (type.update === undefined && treatment !== 'not carried out')
}
