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
  const failure = call && failureOf(value, environment)
  if (failure === 'none') return []
  if (failure === undefined || failure === 'not known yet') return failedLookups(Object.values(value), environment)
  return [failure.message]
}

/** Not known yet is also a failure that comes of what is not there yet. */
const failureOf = (value: Value, environment: Environment): 'none' | 'not known yet' | { readonly message: string } => {
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
    return 'none'
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return asked ? 'not known yet' : error
  }
}
