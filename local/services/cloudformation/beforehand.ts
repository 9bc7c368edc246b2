// What can be known of a resource's properties before anything is made.

import { ServiceError } from '../../core/errors.ts'
import type { Environment } from '../../template/environment.ts'
import { resolve } from '../../template/resolve.ts'
import { isList, isMap, type Value, type ValueMap } from '../../template/template.ts'
import { isIntrinsic } from './resources/shape.ts'

/** The properties that need nothing of the stack's resources. */
export const known = (properties: ValueMap, environment: Environment): ValueMap =>
  mapped(properties, value => {
    const resolved = resolvedBeforehand(value, environment)
    return resolved.known ? resolved.value : undefined
  })

/** All properties, with those functions left in them that need the stack's resources. */
export const asFarAsKnown = (properties: ValueMap, environment: Environment): ValueMap =>
  mapped(properties, value => partOf(value, environment))

const partOf = (value: Value, environment: Environment): Value | undefined => {
  const resolved = resolvedBeforehand(value, environment)
  if (resolved.known) return resolved.value
  if (isList(value)) return value.map(item => partOf(item, environment)).filter(item => item !== undefined)
  if (!isMap(value)) return value
  const branches = value['Fn::If']
  if (!isList(branches)) return isIntrinsic(value) ? value : asFarAsKnown(value, environment)
  const [condition, whenTrue, whenFalse] = branches
  const chosen = environment.conditions[String(condition)] ? whenTrue : whenFalse
  return chosen === undefined ? undefined : partOf(chosen, environment)
}

type Resolved = { readonly known: true; readonly value: Value | undefined } | { readonly known: false }

const resolvedBeforehand = (value: Value, environment: Environment): Resolved => {
  try {
    return { known: true, value: resolve(value, environment) }
  } catch (error) {
    if (error instanceof ServiceError) return { known: false }
    throw error
  }
}

const mapped = (properties: ValueMap, read: (value: Value) => Value | undefined): ValueMap =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]): [string, Value][] => {
      const given = read(value)
      return given === undefined ? [] : [[name, given]]
    }),
  )
