// Wildcards and policy variables, as IAM compares actions, resources and condition values.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html

/** Values of the request by condition key in lower case. */
export type Values = ReadonlyMap<string, readonly string[]>

const VARIABLE = /\$\{([^}]*)\}/g

/** A pattern of a policy, ready to be compared with values of requests. */
export type Matcher = (value: string, values: Values) => boolean

/** Case decides, `*` and `?` are wildcards. */
export const likeMatcher = (pattern: string): Matcher => {
  if (pattern === '*') return () => true
  if (hasVariable(pattern)) return (value, values) => wildcard(substitute(pattern, values))?.test(value) ?? false
  if (!/[*?]/.test(pattern)) return value => value === pattern
  const regExp = wildcard([{ text: pattern, literal: false }])
  return value => regExp?.test(value) ?? false
}

/** Actions are compared without regard to case. */
export const actionMatcher = (pattern: string): Matcher => {
  const inner = likeMatcher(pattern.toLowerCase())
  return (value, values) => inner(value.toLowerCase(), values)
}

/** A wildcard stays within its colon-separated part of the ARN; the sixth part is the rest. */
export const arnMatcher = (pattern: string): Matcher => {
  if (pattern === '*') return () => true
  const parts = patternParts(pattern)
  if (parts.length < 6) return likeMatcher(pattern)
  const matchers = parts.map(likeMatcher)
  return (value, values) => {
    const given = partsOf(value)
    return given.length === 6 && matchers.every((matches, index) => matches(given[index] ?? '', values))
  }
}

/** The text with its policy variables replaced; undefined when one has no value, which never matches. */
export const substituteText = (text: string, values: Values): string | undefined =>
  substitute(text, values)
    ?.map(piece => piece.text)
    .join('')

const partsOf = (arn: string): string[] => sixParts(arn.split(':'))

/** The colon of a policy variable such as `${aws:username}` parts nothing. */
const patternParts = (pattern: string): string[] => {
  const hidden = pattern.replace(VARIABLE, variable => variable.replaceAll(':', '\0'))
  return sixParts(hidden.split(':')).map(part => part.replaceAll('\0', ':'))
}

const sixParts = (parts: string[]): string[] =>
  parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')]

interface Piece {
  readonly text: string
  /** The value of a variable: its own asterisks are no wildcards. */
  readonly literal: boolean
}

const hasVariable = (pattern: string): boolean => pattern.includes('${')

const substitute = (pattern: string, values: Values): Piece[] | undefined => {
  const pieces: Piece[] = []
  let end = 0
  for (const match of pattern.matchAll(VARIABLE)) {
    pieces.push({ text: pattern.slice(end, match.index), literal: false })
    const value = variableValue(match[1] ?? '', values)
    if (value === undefined) return undefined
    pieces.push({ text: value, literal: true })
    end = match.index + match[0].length
  }
  pieces.push({ text: pattern.slice(end), literal: false })
  return pieces
}

const variableValue = (variable: string, values: Values): string | undefined => {
  if (variable === '*' || variable === '?' || variable === '$') return variable
  const [, key = '', fallback] = /^([^,]+?)(?:,\s*'([^']*)')?$/.exec(variable.trim()) ?? []
  const given = values.get(key.trim().toLowerCase())
  return given?.length === 1 ? given[0] : fallback
}

const wildcard = (pieces: readonly Piece[] | undefined): RegExp | undefined => {
  if (!pieces) return undefined
  const source = pieces.map(({ text, literal }) =>
    literal ? quoted(text) : quoted(text).replaceAll('\\*', '[^]*').replaceAll('\\?', '[^]'),
  )
  return new RegExp(`^${source.join('')}$`, 'u')
}

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
