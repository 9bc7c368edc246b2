// The few intrinsic functions that the transform itself looks into: references to parameters, and to resources that it makes.

import type { ParameterValue } from '../environment.ts'
import { isList, isMap, type Value, type ValueMap } from '../template.ts'

export type Parameters = Readonly<Record<string, ParameterValue>>

export const ref = (logicalId: string): ValueMap => ({ Ref: logicalId })
export const getAtt = (logicalId: string, attribute: string): ValueMap => ({ 'Fn::GetAtt': [logicalId, attribute] })
export const sub = (text: string, variables?: ValueMap): ValueMap => ({
  'Fn::Sub': variables ? [text, variables] : text,
})
export const conditional = (condition: Value, whenTrue: Value, whenFalse: Value = ref('AWS::NoValue')): ValueMap => ({
  'Fn::If': [condition, whenTrue, whenFalse],
})

export const isIntrinsic = (value: Value | undefined): boolean => {
  if (!isMap(value)) return false
  const [key, ...others] = Object.keys(value)
  return key !== undefined && others.length === 0 && (key === 'Ref' || key === 'Condition' || key.startsWith('Fn::'))
}

export const isNoValue = (value: Value | undefined): boolean => isMap(value) && value.Ref === 'AWS::NoValue'

/** The items of `{ 'Fn::If': [condition, a, b] }`. */
export const ifItems = (value: Value | undefined): readonly [Value, Value, Value] | undefined => {
  const items = isMap(value) && Object.keys(value).length === 1 ? value['Fn::If'] : undefined
  if (!isList(items)) return undefined
  const [condition, whenTrue, whenFalse] = items
  return items.length === 3 && condition !== undefined && whenTrue !== undefined && whenFalse !== undefined
    ? [condition, whenTrue, whenFalse]
    : undefined
}

/** Replaces Ref and Fn::Sub of parameters by their values, at any depth. */
export const resolveParameters = (value: Value, parameters: Parameters): Value => {
  const resolved = resolveHere(value, parameters)
  if (isList(resolved)) return resolved.map(item => resolveParameters(item, parameters))
  if (!isMap(resolved)) return resolved
  return Object.fromEntries(Object.entries(resolved).map(([key, item]) => [key, resolveParameters(item, parameters)]))
}

/** As resolveParameters, but a lone Ref stays: AWS's transform resolves such a value in passing, and then writes the original. */
export const resolveInside = (value: Value, parameters: Parameters): Value =>
  isMap(value) && typeof value.Ref === 'string' && Object.keys(value).length === 1
    ? value
    : resolveParameters(value, parameters)

const resolveHere = (value: Value, parameters: Parameters): Value => {
  if (!isMap(value) || Object.keys(value).length !== 1) return value
  const { Ref: name, 'Fn::Sub': substituted } = value
  if (typeof name === 'string') return parameterText(name, parameters) ?? value
  if (substituted === undefined) return value
  return { 'Fn::Sub': inSub(substituted, name => parameterText(name, parameters)) }
}

const parameterText = (name: string, parameters: Parameters): string | undefined => {
  const value = parameters[name]
  return value === undefined || typeof value === 'string' ? value : value.join(',')
}

const inSub = (value: Value, replacement: (name: string) => string | undefined): Value => {
  const inText = (text: string): string =>
    text.replace(/\$\{([A-Za-z0-9.]+|AWS::[A-Z][A-Za-z]*)\}/g, (whole, name: string) => replacement(name) ?? whole)
  if (typeof value === 'string') return inText(value)
  if (!isList(value) || typeof value[0] !== 'string') return value
  return [inText(value[0]), ...value.slice(1)]
}

/** `MyFunction.Alias` and the like: the logical ID of the resource that was made, by `LOGICAL_ID.Property`. */
export type MadeResources = ReadonlyMap<string, string>

/** Replaces `Ref: MyApi.Stage`, `Fn::GetAtt: [MyFunction, Alias, …]` and the same in Fn::Sub, at any depth. */
export const resolveMade = (value: Value, made: MadeResources): Value => {
  if (isList(value)) return value.map(item => resolveMade(item, made))
  if (!isMap(value)) return value
  const here = Object.keys(value).length === 1 ? madeHere(value, made) : value
  return Object.fromEntries(Object.entries(here).map(([key, item]) => [key, resolveMade(item, made)]))
}

const madeHere = (value: ValueMap, made: MadeResources): ValueMap => {
  const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Sub': substituted } = value
  if (typeof name === 'string') return { Ref: made.get(name) ?? name }
  if (substituted !== undefined) return { 'Fn::Sub': inSub(substituted, name => madeInSub(name, made)) }
  if (isList(attribute) && attribute.every(item => typeof item === 'string')) {
    const [logicalId = '', property = '', ...remaining] = attribute.join('.').split('.')
    const resource = made.get(`${logicalId}.${property}`)
    if (resource !== undefined) return { 'Fn::GetAtt': [resource, ...remaining] }
  }
  return value
}

const madeInSub = (name: string, made: MadeResources): string | undefined => {
  const [logicalId = '', property = '', ...remaining] = name.split('.')
  const resource = made.get(`${logicalId}.${property}`)
  return resource === undefined ? undefined : `\${${[resource, ...remaining].join('.')}}`
}
