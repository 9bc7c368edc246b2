// Functions that cannot succeed, found before anything is made: Fn::FindInMap without a match, Fn::Select beyond the end of its list, arguments
// of another form.

import { ServiceError } from '../core/errors.ts'
import type { Environment } from './environment.ts'
import { functionCall, resolve } from './resolve.ts'
import { isList, isMap, type Value } from './template.ts'

/** In AWS's words; what depends on the stack's resources or on other stacks is not judged, nor are branches of Fn::If that are not taken. */
export const failedLookups = (value: Value | undefined, environment: Environment): readonly string[] => {
  if (isList(value)) return value.flatMap(item => failedLookups(item, environment))
  if (!isMap(value)) return []
  const call = functionCall(value)
  const [condition, yes, no] = call?.name === 'Fn::If' && isList(call.argument) ? call.argument : []
  if (typeof condition === 'string') return failedLookups(environment.conditions[condition] ? yes : no, environment)
  const failure = call === undefined ? undefined : failureOf(value, environment)
  return failure === undefined ? failedLookups(Object.values(value), environment) : [failure]
}

/** Undefined also for a failure that comes of what is not known yet. */
const failureOf = (value: Value, environment: Environment): string | undefined => {
  let asked = false
  const unknown = <Unknown>(answer: Unknown): Unknown => {
    asked = true
    return answer
  }
  const asking: Environment = {
    ...environment,
    ref: () => unknown(undefined),
    attribute: () => unknown(undefined),
    importValue: () => unknown(undefined),
  }
  try {
    resolve(value, asking)
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return asked ? undefined : error.message
  }
  return undefined
}
