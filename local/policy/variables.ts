// Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and `${*}`, `${?}`, `${$}` for the characters themselves.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html

/** Values of the request by condition key in lower case. */
export type Values = ReadonlyMap<string, readonly string[]>

/** A part of a text of a policy: with wildcards, as it stands, or the value of a condition key. */
export type Piece =
  | { readonly pattern: string }
  | { readonly text: string }
  | { readonly key: string; readonly fallback: string | undefined }

export type Variables = (text: string) => readonly Piece[]

/** Before Version 2012-10-17 there are no variables: `${aws:username}` is text. */
export const noVariables: Variables = text => [{ pattern: text }]

export const withVariables: Variables = text => {
  const pieces: Piece[] = []
  let end = 0
  for (;;) {
    const start = text.indexOf('${', end)
    const close = start < 0 ? -1 : text.indexOf('}', start)
    if (close < 0) return [...pieces, { pattern: text.slice(end) }]
    pieces.push({ pattern: text.slice(end, start) }, variable(text.slice(start + 2, close)))
    end = close + 1
  }
}

const variable = (inside: string): Piece => {
  if (inside === '*' || inside === '?' || inside === '$') return { text: inside }
  const comma = inside.indexOf(',')
  if (comma < 0) return { key: keyOf(inside), fallback: undefined }
  const fallback = inside.slice(comma + 1).trim()
  const quoted = fallback.length >= 2 && fallback.startsWith("'") && fallback.endsWith("'")
  return { key: keyOf(inside.slice(0, comma)), fallback: quoted ? fallback.slice(1, -1) : undefined }
}

const keyOf = (text: string): string => text.trim().toLowerCase()

/** The keys without which the text means nothing. */
export const neededKeys = (pieces: readonly Piece[]): readonly string[] =>
  pieces.flatMap(piece => ('key' in piece && piece.fallback === undefined ? [piece.key] : []))

/** Variables as their values; undefined when one has none, or several. */
export const resolved = (pieces: readonly Piece[], values: Values): readonly Piece[] | undefined => {
  const known: Piece[] = []
  for (const piece of pieces) {
    if (!('key' in piece)) {
      known.push(piece)
      continue
    }
    const text = singleValue(values, piece.key) ?? piece.fallback
    if (text === undefined) return undefined
    known.push({ text })
  }
  return known
}

/** A key with several values is none that a variable may use. */
export const singleValue = (values: Values, key: string): string | undefined => {
  const given = values.get(key)
  return given?.length === 1 ? given[0] : undefined
}

/** The text with its variables replaced, its wildcards being ordinary characters. */
export const resolvedText = (pieces: readonly Piece[], values: Values): string | undefined =>
  resolved(pieces, values)
    ?.map(piece => ('pattern' in piece ? piece.pattern : 'text' in piece ? piece.text : ''))
    .join('')
