// Wildcards and policy variables, as IAM compares actions, resources and condition values.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN

import { type Glob, type GlobPart, glob, globParts } from '../core/input/glob.ts'
import { type Piece, resolved, type Values, type Variables } from './variables.ts'

/** A pattern of a policy, ready to be compared with values of requests. */
export type Matcher = (value: string, values: Values) => boolean

/** Case decides, `*` and `?` are wildcards. */
export const likeMatcher = (pattern: string, variables: Variables): Matcher => compileOnce(variables(pattern), globOf)

/** Actions are compared without regard to case, and hold no variables. */
export const actionMatcher = (pattern: string): Matcher => {
  const matches = glob(globParts(pattern.toLowerCase()))
  return value => matches(value.toLowerCase())
}

/**
 * The Resource element. A wildcard stays within its colon-separated part of the ARN, but `*` at the end of a part goes on beyond the colon; the
 * sixth part is the rest, colons included. Unverified: parts that are left out are any, unless an asterisk takes their place.
 */
export const arnMatcher = (pattern: string, variables: Variables): Matcher =>
  pattern === '*'
    ? () => true
    : compileOnce(variables(pattern), pieces => arnGlob(resourceParts(arnParts(pieces)), true))

/** ArnEquals and ArnLike: each of the six parts is checked by itself. `*` at the very end covers what is left. */
export const arnLikeMatcher = (pattern: string, variables: Variables): Matcher =>
  pattern === '*' ? () => true : compileOnce(variables(pattern), pieces => arnGlob(likeParts(arnParts(pieces)), false))

type Compile = (pieces: readonly Piece[]) => (value: string) => boolean

/** Compiled at once, unless the pattern waits for the values of a request. */
const compileOnce = (pieces: readonly Piece[], compile: Compile): Matcher => {
  if (pieces.every(piece => !('key' in piece))) return compile(pieces)
  return (value, values) => {
    const known = resolved(pieces, values)
    return known !== undefined && compile(known)(value)
  }
}

const globOf = (pieces: readonly Piece[]): Glob => glob(pieces.flatMap(partsOf))

/** The value of a variable holds no wildcards. */
const partsOf = (piece: Piece): readonly GlobPart[] => ('pattern' in piece ? globParts(piece.pattern) : [textOf(piece)])

const textOf = (piece: Piece): string => ('text' in piece ? piece.text : '')

/** At most six parts; the colons of a variable part nothing. */
const arnParts = (pieces: readonly Piece[]): Piece[][] => {
  const parts: Piece[][] = [[]]
  for (const piece of pieces) {
    if (!('pattern' in piece)) {
      parts.at(-1)?.push(piece)
      continue
    }
    const [first = '', ...others] = splitColons(piece.pattern, 6 - parts.length)
    parts.at(-1)?.push({ pattern: first })
    for (const other of others) parts.push([{ pattern: other }])
  }
  return parts
}

const splitColons = (text: string, most: number): readonly string[] => {
  const parts = text.split(':')
  return parts.length <= most + 1 ? parts : [...parts.slice(0, most), parts.slice(most).join(':')]
}

const ANYTHING: Piece = { pattern: '*' }

const padded = (parts: readonly (readonly Piece[])[]): readonly (readonly Piece[])[] => [
  ...parts,
  ...Array.from({ length: 6 - parts.length }, () => [ANYTHING]),
]

const resourceParts = (parts: readonly (readonly Piece[])[]): readonly (readonly Piece[])[] =>
  parts.some(endsOpen) ? parts : padded(parts)

const likeParts = (parts: readonly (readonly Piece[])[]): readonly (readonly Piece[])[] =>
  parts.length < 6 && endsOpen(parts.at(-1) ?? []) ? padded(parts) : parts

const endsOpen = (part: readonly Piece[]): boolean => {
  const last = part.at(-1)
  return last !== undefined && 'pattern' in last && last.pattern.endsWith('*')
}

const arnGlob = (parts: readonly (readonly Piece[])[], beyond: boolean): ((value: string) => boolean) =>
  parts.slice(0, -1).some(part => staysInside(part, beyond))
    ? partByPart(parts, beyond)
    : globOf(parts.flatMap((part, index) => (index === 0 ? part : [COLON, ...part])))

const COLON: Piece = { text: ':' }

/** Whether a wildcard of the part must not take a colon. */
const staysInside = (part: readonly Piece[], beyond: boolean): boolean =>
  part.some((piece, index) => {
    if (!('pattern' in piece)) return false
    const last = beyond && index === part.length - 1
    return /[*?]/.test(last ? piece.pattern.replace(/\*$/, '') : piece.pattern)
  })

const partByPart = (parts: readonly (readonly Piece[])[], beyond: boolean): ((value: string) => boolean) => {
  const heads = parts.slice(0, -1).map(part => ({ fits: globOf(part), goesOn: beyond && endsOpen(part) }))
  const rest = globOf(parts.at(-1) ?? [])
  return value => {
    const given = value.split(':')
    // Where the next part may begin, as an index of what stands between the colons.
    let starts: readonly number[] = [0]
    for (const { fits, goesOn } of heads) {
      const fitting = starts.filter(start => start < given.length - 1 && fits(given[start] ?? ''))
      const [first] = fitting
      if (first === undefined) return false
      starts = goesOn
        ? Array.from({ length: given.length - first - 1 }, (_, index) => first + 1 + index)
        : fitting.map(start => start + 1)
    }
    return starts.some(start => rest(given.slice(start).join(':')))
  }
}
