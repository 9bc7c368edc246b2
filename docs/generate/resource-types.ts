// Describes each CloudFormation resource type: which properties are carried out, which replace, which are ignored.

import type {
  Property,
  ResourceType,
  ResourceTypes,
} from '../../local/services/cloudformation/resources/resource-type.ts'
import { onlyValues, type Shape } from '../../local/services/cloudformation/resources/shape.ts'
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
  const within = (word: 'not carried out' | 'refused') =>
    named.flatMap(([name, { treatment, shape }]) => (treatment === word ? [name] : pathsWithin(word, shape, name)))
  const some = named.flatMap(([name, { shape }]) => someValues(shape, name))
  const quiet = named.flatMap(([name, { withoutEffect }]) => (withoutEffect ? [`\`${name}\` (${withoutEffect})`] : []))
  const lines: readonly (readonly [string, readonly string[]])[] = [
    ['Required', type.required],
    ['Carried out', treated('carried out').filter(name => type.properties[name]?.withoutEffect === undefined)],
    ['Carried out, a change replaces the resource', treated('create-only')],
    ['Kept and shown, without effect, with a warning on the stack event', treated('kept')],
    ['Ignored, with a warning on the stack event', within('not carried out')],
    ['Refused by name, in the template', within('refused')],
    ['`Fn::GetAtt`', type.attributes],
  ]
  return [
    `### ${type.type}`,
    '',
    ...lines.filter(([, names]) => names.length > 0).map(([title, names]) => `- ${title}: ${code(names)}`),
    ...(some.length > 0 ? [`- Refused by name, but for these values: ${some.join(', ')}`] : []),
    ...(quiet.length > 0 ? [`- Accepted without effect: ${quiet.join(', ')}`] : []),
    ...(type.update ? [] : ['- Every change replaces the resource.']),
  ].join('\n')
}

/** Paths within a property that are ignored, or refused. */
export const pathsWithin = (word: Shape, shape: Shape, path: string): readonly string[] =>
  leaves(shape, path).flatMap(([leaf, at]) => (leaf === word ? [at] : []))

/** `PackageType` (`Zip`) */
const someValues = (shape: Shape, path: string): readonly string[] =>
  leaves(shape, path).flatMap(([leaf, at]) => {
    const values = onlyValues(leaf)
    return values ? [`\`${at}\` (${code(values)})`] : []
  })

const leaves = (shape: Shape, path: string): readonly (readonly [Shape, string])[] => {
  if (typeof shape === 'string') return [[shape, path]]
  if (isList(shape)) return leaves(shape[0], `${path}[]`)
  return Object.entries(shape).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`))
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape)
