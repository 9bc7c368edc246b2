// Describes each CloudFormation resource type: which properties are carried out, which replace, which are ignored.

import type {
  Property,
  ResourceType,
  ResourceTypes,
} from '../../local/services/cloudformation/resources/resource-type.ts'
import type { Shape } from '../../local/services/cloudformation/resources/shape.ts'
import { code } from './markdown.ts'

export const resourceTypeSections = (types: ResourceTypes): string =>
  [...types.values()]
    .sort((a, b) => (a.type < b.type ? -1 : 1))
    .map(section)
    .join('\n\n')

const section = (type: ResourceType): string => {
  const named = Object.entries(type.properties)
  const treated = (treatment: Property['treatment']) =>
    named.filter(([, property]) => property.treatment === treatment).map(([name]) => name)
  const ignored = named.flatMap(([name, { treatment, shape }]) =>
    treatment === 'not carried out' ? [name] : ignoredWithin(shape, name),
  )
  const lines: readonly (readonly [string, readonly string[]])[] = [
    ['Required', type.required],
    ['Carried out', treated('carried out')],
    ['Carried out, a change replaces the resource', treated('create-only')],
    ['Ignored, with a warning on the stack event', ignored],
    ['Refused unless `false`', treated('refused')],
    ['`Fn::GetAtt`', type.attributes],
  ]
  return [
    `### ${type.type}`,
    '',
    ...lines.filter(([, names]) => names.length > 0).map(([title, names]) => `- ${title}: ${code(names)}`),
    ...(type.update ? [] : ['- Every change replaces the resource.']),
  ].join('\n')
}

/** Paths within a property that are accepted and ignored. */
export const ignoredWithin = (shape: Shape, path: string): readonly string[] => {
  if (shape === 'not carried out') return [path]
  if (typeof shape === 'string') return []
  if (isList(shape)) return ignoredWithin(shape[0], `${path}[]`)
  return Object.entries(shape).flatMap(([name, inner]) => ignoredWithin(inner, `${path}.${name}`))
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape)
