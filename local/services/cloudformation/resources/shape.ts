// The shape of a property's value: turns what a template gives into the types that the resource's schema asks for, and names what does not fit.
// CloudFormation accepts "128" for a number and 1 for a string; the services behind it do not.
// https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html

import { isList, isMap, type Value, type ValueMap } from '../../../template/template.ts'

export type Shape =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  /** Handed on as it is. */
  | 'json'
  /** In the schema, but ignored by the local cloud with a warning. */
  | 'not carried out'
  /** In the schema, and refused by its name, because leaving it out would make something else; what asks for nothing (`false`, empty) is left out. */
  | 'refused'
  /** A text of which only these values are carried out, and any other is refused by name: `only Zip`, `only HTTP, HTTPS`. */
  | `only ${string}`
  | readonly [Shape]
  | ShapeMap
/** `{ '*': shape }` is a map with free keys. */
export interface ShapeMap {
  readonly [name: string]: Shape
}

export interface Fitted {
  readonly value: Value
  /** In CloudFormation's words. */
  readonly problems: readonly string[]
  /** Given properties that the local cloud does not carry out, by path: `Rules.0.Transition`. */
  readonly ignored: ValueMap
  /** What it refuses by name: the path, and where one value is refused and another is not, both: `PackageType Image`, `Zip`. */
  readonly refused: readonly Refusal[]
}

export interface Refusal {
  readonly what: string
  readonly instead?: string
}

/** Fits a resolved value into the shape. `path` is the property's, for example `/Environment`. */
export const shaped = (shape: Shape, value: Value, path = ''): Fitted => {
  const problems: string[] = []
  const ignored: Record<string, Value> = {}
  const refused: Refusal[] = []
  const fitted = walk(shape, value, path, { problems, ignored, refused })
  return { value: fitted ?? null, problems, ignored, refused }
}

/** The values of an `only` shape; undefined for any other. */
export const onlyValues = (shape: Shape): readonly string[] | undefined =>
  typeof shape === 'string' && shape.startsWith(ONLY) ? shape.slice(ONLY.length).split(', ') : undefined

const ONLY = 'only '

interface Findings {
  readonly problems: string[]
  readonly refused: Refusal[]
  readonly ignored: Record<string, Value>
}

const walk = (shape: Shape, value: Value, path: string, findings: Findings): Value | undefined => {
  if (shape === 'not carried out') {
    findings.ignored[dotted(path)] = value
    return undefined
  }
  if (shape === 'refused') {
    if (asksForSomething(value)) findings.refused.push({ what: dotted(path) })
    return undefined
  }
  if (shape === 'json' || isIntrinsic(value)) return value
  const only = onlyValues(shape)
  if (only && typeof value !== 'object' && !only.includes(String(value)))
    findings.refused.push({ what: `${dotted(path)} ${String(value)}`, instead: only.join(', ') })
  if (typeof shape === 'string') return scalar(only ? 'string' : shape, value, path, findings)
  if (isListShape(shape)) return list(shape[0], value, path, findings)
  return map(shape, value, path, findings)
}

const dotted = (path: string): string => path.slice(1).replaceAll('/', '.')

/** A resource that is referred to is something; so is any function whose value is not known yet. */
const asksForSomething = (value: Value): boolean => {
  if (isList(value)) return value.some(asksForSomething)
  if (isMap(value)) return Object.values(value).some(asksForSomething)
  return value !== null && !['', 'false', 'None'].includes(String(value))
}

const isListShape = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape)

const scalar = (shape: string, value: Value, path: string, findings: Findings): Value => {
  const converted = convert(shape, value)
  if (converted !== undefined) return converted
  const found = isList(value)
    ? 'JSONArray'
    : isMap(value)
      ? 'JSONObject'
      : typeof value === 'string'
        ? 'String'
        : typeof value
  findings.problems.push(`#${path}: expected type: ${capitalized(shape)}, found: ${found}`)
  return value
}

const convert = (shape: string, value: Value): Value | undefined => {
  if (typeof value === 'object') return undefined
  switch (shape) {
    case 'string':
      return String(value)
    case 'boolean':
      return value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined
    default: {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      if (typeof number !== 'number' || Number.isNaN(number)) return undefined
      return shape === 'integer' && !Number.isInteger(number) ? undefined : number
    }
  }
}

const list = (item: Shape, value: Value, path: string, findings: Findings): Value => {
  if (!isList(value)) {
    findings.problems.push(`#${path}: expected type: JSONArray, found: ${isMap(value) ? 'JSONObject' : 'String'}`)
    return value
  }
  return value.map((element, index) => walk(item, element, `${path}/${index}`, findings) ?? null)
}

const map = (shape: ShapeMap, value: Value, path: string, findings: Findings): Value => {
  if (!isMap(value)) {
    findings.problems.push(`#${path}: expected type: JSONObject, found: ${isList(value) ? 'JSONArray' : 'String'}`)
    return value
  }
  const fitted: Record<string, Value> = {}
  for (const [key, given] of Object.entries(value)) {
    const inner = shape[key] ?? shape['*']
    if (inner === undefined) findings.problems.push(`#${path}: extraneous key [${key}] is not permitted`)
    else {
      const result = walk(inner, given, `${path}/${key}`, findings)
      if (result !== undefined) fitted[key] = result
    }
  }
  return fitted
}

/** `{ Ref: … }`, `{ 'Fn::…': … }`: not resolved yet, so nothing can be said about it. */
export const isIntrinsic = (value: Value): boolean => {
  if (!isMap(value)) return false
  const [key, ...more] = Object.keys(value)
  return more.length === 0 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'))
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
