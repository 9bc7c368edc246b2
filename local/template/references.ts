// Finds what a value refers to: parameters, resources, attributes and conditions, through Ref, Fn::GetAtt, Fn::Sub and Fn::If.

import { ServiceError } from '../core/errors.ts'
import { isList, isMap, type Value } from './template.ts'

export interface Reference {
  readonly kind: 'ref' | 'attribute' | 'condition'
  /** The name or logical ID. */
  readonly name: string
  readonly attribute?: string
  /** The function, where it is another than the kind says. */
  readonly within?: 'Fn::Sub'
}

/** `conditions`, when given, leaves out the branches of Fn::If that are not taken. */
export const references = (
  value: Value | undefined,
  conditions?: Readonly<Record<string, boolean>>,
): readonly Reference[] => {
  if (isList(value)) return value.flatMap(item => references(item, conditions))
  if (!isMap(value)) return []
  const [name, ...others] = Object.keys(value)
  const argument = name === undefined ? undefined : value[name]
  if (name === undefined || argument === undefined || others.length > 0)
    return Object.values(value).flatMap(item => references(item, conditions))
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? [{ kind: 'ref', name: argument }] : []
    case 'Condition':
      return typeof argument === 'string' ? [{ kind: 'condition', name: argument }] : references(argument, conditions)
    case 'Fn::GetAtt':
      return attributeReferences(argument, conditions)
    case 'Fn::Sub':
      return subReferences(argument, conditions)
    case 'Fn::If':
      return ifReferences(argument, conditions)
    default:
      return references(argument, conditions)
  }
}

/** The dynamic references that a value's text shows, `{{resolve:…}}`; `conditions` leave out the branches of Fn::If that are not taken. */
export const dynamicReferences = (
  value: Value | undefined,
  conditions: Readonly<Record<string, boolean>>,
): readonly string[] => {
  if (typeof value === 'string') return value.match(/\{\{resolve:(ssm|ssm-secure|secretsmanager):.*?(\}\}|$)/gs) ?? []
  if (isList(value)) return value.flatMap(item => dynamicReferences(item, conditions))
  if (!isMap(value)) return []
  const branches = value['Fn::If']
  const taken = isList(branches) && typeof branches[0] === 'string' ? conditions[branches[0]] : undefined
  if (isList(branches) && taken !== undefined) return dynamicReferences(branches[taken ? 1 : 2], conditions)
  return Object.values(value).flatMap(item => dynamicReferences(item, conditions))
}

const attributeReferences = (argument: Value, conditions?: Readonly<Record<string, boolean>>): readonly Reference[] => {
  const { logicalId, attribute } = attributeOf(argument)
  if (typeof attribute === 'string') return [{ kind: 'attribute', name: logicalId, attribute }]
  return [{ kind: 'attribute', name: logicalId }, ...references(attribute, conditions)]
}

const subReferences = (argument: Value, conditions?: Readonly<Record<string, boolean>>): readonly Reference[] => {
  const { text, variables } = subVariables(argument)
  const named = [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].flatMap(([, name = '']): Reference[] => {
    const key = name.trim()
    if (Object.hasOwn(variables, key)) return []
    const dot = key.indexOf('.')
    if (dot < 0) return [{ kind: 'ref', name: key }]
    return [{ kind: 'attribute', name: key.slice(0, dot), attribute: key.slice(dot + 1), within: 'Fn::Sub' }]
  })
  return [...named, ...Object.values(variables).flatMap(item => references(item, conditions))]
}

const ifReferences = (argument: Value, conditions?: Readonly<Record<string, boolean>>): readonly Reference[] => {
  const [name, yes, no] = isList(argument) ? argument : []
  if (typeof name !== 'string') return references(argument, conditions)
  const own: Reference = { kind: 'condition', name }
  const taken = conditions?.[name]
  if (taken === true) return [own, ...references(yes, conditions)]
  if (taken === false) return [own, ...references(no, conditions)]
  return [own, ...references(yes, conditions), ...references(no, conditions)]
}

/** The two parts of Fn::GetAtt's argument, in either form. */
export const attributeOf = (argument: Value): { readonly logicalId: string; readonly attribute: Value } => {
  if (typeof argument === 'string' && argument.includes('.')) {
    const dot = argument.indexOf('.')
    return { logicalId: argument.slice(0, dot), attribute: argument.slice(dot + 1) }
  }
  const [logicalId, ...attribute] = isList(argument) ? argument : []
  if (typeof logicalId === 'string' && attribute.length > 0) {
    if (attribute.every(part => typeof part === 'string')) return { logicalId, attribute: attribute.join('.') }
    if (attribute.length === 1 && attribute[0] !== undefined) return { logicalId, attribute: attribute[0] }
  }
  throw templateFailure(
    'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  )
}

/** The two parts of Fn::Sub's argument, in either form. */
export const subVariables = (
  argument: Value,
): { readonly text: string; readonly variables: Readonly<Record<string, Value>> } => {
  if (typeof argument === 'string') return { text: argument, variables: {} }
  const [text, variables] = isList(argument) ? argument : []
  if (typeof text === 'string' && isMap(variables) && isList(argument) && argument.length === 2)
    return { text, variables }
  throw templateFailure(
    "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
  )
}

/** A ValidationError that begins as AWS's do. */
export const templateFailure = (message: string, prefix = 'Template error: '): ServiceError =>
  new ServiceError('ValidationError', `${prefix}${message}`)
