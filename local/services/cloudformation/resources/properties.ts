// Reads resolved properties and turns them into the input of AWS calls.

import { ServiceError } from '../../../core/errors.ts'
import { isList, isMap, type Value } from '../../../template/template.ts'
import type { Properties } from './resource-type.ts'

export const text = (properties: Properties, name: string): string => {
  const value = properties[name]
  if (value === undefined || value === null)
    throw new ServiceError('InvalidRequest', `Model validation failed (#: required key [${name}] not found)`)
  return String(value)
}

export const optionalText = (properties: Properties, name: string): string | undefined => {
  const value = properties[name]
  return value === undefined || value === null ? undefined : String(value)
}

export const structure = (value: Value | undefined): Properties => (isMap(value) ? value : {})

export const items = (value: Value | undefined): readonly Value[] => (isList(value) ? value : [])

export const structures = (value: Value | undefined): readonly Properties[] => items(value).filter(isMap)

export const texts = (value: Value | undefined): readonly string[] => items(value).map(String)

/** The named properties that are given, under the same names. */
export const pick = (properties: Properties, names: readonly string[]): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    names.flatMap(name => {
      const value = properties[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )

/** A policy document as the APIs want it: JSON text. */
export const json = (value: Value | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null)

/** `[{Key, Value}]` as the map that some APIs take. */
export const tagMap = (value: Value | undefined): Readonly<Record<string, string>> =>
  isMap(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]))
    : Object.fromEntries(structures(value).map(tag => [text(tag, 'Key'), optionalText(tag, 'Value') ?? '']))

/** `[{Key, Value}]` with the members' names of the API. */
export const tagList = (value: Value | undefined, key = 'Key', item = 'Value'): readonly Record<string, string>[] =>
  Object.entries(tagMap(value)).map(([name, content]) => ({ [key]: name, [item]: content }))

/** Keys that were there and are no more. */
export const removedKeys = (previous: Value | undefined, next: Value | undefined): readonly string[] => {
  const kept = tagMap(next)
  return Object.keys(tagMap(previous)).filter(key => !(key in kept))
}

export const same = (a: Value | undefined, b: Value | undefined): boolean => canonical(a) === canonical(b)

/** JSON with sorted keys. */
export const canonical = (value: Value | undefined): string =>
  JSON.stringify(value ?? null, (_, item: Value) =>
    isMap(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  )

/** Members in lower camel case, all the way down, as the JSON APIs of the Code* services name them. */
export const camelCase = (value: Value): Value => {
  if (isList(value)) return value.map(camelCase)
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [camel(key), camelCase(item)]))
}

export const camel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

/** Runs a call whose resource may be gone already. */
export const unlessGone = async (call: Promise<unknown>): Promise<void> => {
  try {
    await call
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

/** Whether what the call asks for exists. */
export const isThere = async (call: Promise<unknown>): Promise<boolean> => {
  try {
    await call
    return true
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}

/** The words of CloudFormation's handlers. */
export const alreadyExists = (type: string, identifier: string): string =>
  `Resource of type '${type}' with identifier '${identifier}' already exists.`

export const isGone = (error: unknown): boolean =>
  error instanceof ServiceError && (error.status === 404 || /NotFound|NoSuch|DoesNotExist/.test(error.code))
