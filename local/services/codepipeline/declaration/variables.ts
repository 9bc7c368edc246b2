// Variables: `#{namespace.key}` in the configuration of an action.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html

/** Values by namespace, then by key. */
export type VariableValues = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface VariableReference {
  /** As written. */
  readonly text: string
  readonly namespace: string
  readonly key: string
}

export interface Resolution {
  readonly configuration: Readonly<Record<string, string>>
  /** References without a value, as a sentence; the action fails with it. */
  readonly problem?: string
}

const REFERENCE = /#\{([A-Za-z0-9@\-_]+)\.([A-Za-z0-9@\-_]+)\}/g
/** Of all values of one action together. */
const LIMIT = 100 * 1024

export const referencesIn = (text: string): readonly VariableReference[] =>
  [...text.matchAll(REFERENCE)].map(([whole, namespace = '', key = '']) => ({ text: whole, namespace, key }))

/**
 * Replaces every reference in every value. Values are not resolved again.
 * Unverified: AWS does not document what happens to a reference without a value; here the action fails instead of getting the literal text.
 */
export const resolveConfiguration = (
  configuration: Readonly<Record<string, string>>,
  values: VariableValues,
): Resolution => {
  if (!Object.values(configuration).some(text => text.includes('#{'))) return { configuration }
  const missing = new Set<string>()
  const resolve = (text: string): string =>
    text.replace(REFERENCE, (whole, namespace: string, key: string) => {
      const value = ownValue(values, namespace, key)
      if (value === undefined) missing.add(whole)
      return value ?? whole
    })
  const resolved = Object.fromEntries(Object.entries(configuration).map(([key, text]) => [key, resolve(text)]))
  if (missing.size > 0) return { configuration: resolved, problem: missingProblem([...missing], values) }
  const size = Object.entries(resolved).reduce((sum, [key, value]) => sum + key.length + Buffer.byteLength(value), 0)
  if (size > LIMIT)
    return {
      configuration: resolved,
      problem: `The resolved action configuration has ${size} bytes; the limit is ${LIMIT}`,
    }
  return { configuration: resolved }
}

const ownValue = (values: VariableValues, namespace: string, key: string): string | undefined => {
  const keys = Object.hasOwn(values, namespace) ? values[namespace] : undefined
  return keys && Object.hasOwn(keys, key) ? keys[key] : undefined
}

const missingProblem = (missing: readonly string[], values: VariableValues): string => {
  const known = Object.entries(values).flatMap(([namespace, keys]) =>
    Object.keys(keys).map(key => `#{${namespace}.${key}}`),
  )
  return `The action configuration refers to ${missing.join(', ')}, which has no value in this execution; there are ${known.join(', ')}`
}
