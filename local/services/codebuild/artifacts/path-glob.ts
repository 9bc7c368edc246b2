// The globs of a buildspec: `*` and `?` within a part of a path, `**` for any folders, `[a-z]` and `{a,b}`.
// https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.artifacts.files
// Unverified: that classes and alternatives mean what they mean in other tools; the page shows `*` and `**` alone.

import { automaton, type Expression, TooLarge } from '../../../core/input/automaton.ts'
import { PhaseFailure } from '../build/phase-failure.ts'

/** Whether a text has a wildcard. */
export const isGlob = (text: string): boolean => /[*?[{]/.test(text.replaceAll(/\\./g, ''))

/** @throws PhaseFailure when the glob is too large */
export const pathGlob = (glob: string): ((path: string) => boolean) => {
  try {
    return automaton({ sequence: read(glob) })
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error
    throw new PhaseFailure('CLIENT_ERROR', `the glob '${glob.slice(0, 100)}…' is too large: ${error.message}`)
  }
}

const SLASH = '/'.charCodeAt(0)
const inPart: Expression = { unit: unit => unit !== SLASH }
const anything: Expression = { repeated: { unit: () => true }, least: 0, most: Number.POSITIVE_INFINITY }
const folders: Expression = {
  either: [{ sequence: [] }, { sequence: [anything, { unit: unit => unit === SLASH }] }],
}

const literal = (text: string): Expression => ({ sequence: [...text].flatMap(unitsOf) })
const unitsOf = (character: string): Expression[] =>
  Array.from({ length: character.length }, (_, index) => ({ unit: unit => unit === character.charCodeAt(index) }))

const TOKEN = /\*\*\/|\*+|\?|\\.|\[[!^]?\]?[^\]]{0,100}\]|[{},]|[^*?\\[{},]+|./gsu

const read = (glob: string): readonly Expression[] => {
  const open: { readonly ways: Expression[]; sequence: Expression[] }[] = [{ ways: [], sequence: [] }]
  const tokens: readonly string[] = glob.match(TOKEN) ?? []
  const last = tokens.lastIndexOf('}')
  for (const [index, token] of tokens.entries()) {
    const group = open.at(-1)
    if (!group) break
    const isBegin = index === 0 || tokens[index - 1]?.endsWith('/') === true
    const isEnd = index === tokens.length - 1 || tokens[index + 1]?.startsWith('/') === true
    if (token === '{' && index < last) open.push({ ways: [], sequence: [] })
    else if (token === ',' && open.length > 1) {
      group.ways.push({ sequence: group.sequence })
      group.sequence = []
    } else if (token === '}' && open.length > 1) {
      open.pop()
      open.at(-1)?.sequence.push({ either: [...group.ways, { sequence: group.sequence }] })
    } else group.sequence.push(expressionOf(token, isBegin, isEnd))
  }
  // What was opened and never closed stands for itself.
  while (open.length > 1) {
    const group = open.pop()
    const inside = [...(group?.ways ?? []).flatMap(way => [way, literal(',')]), { sequence: group?.sequence ?? [] }]
    open.at(-1)?.sequence.push(literal('{'), ...inside)
  }
  return open[0]?.sequence ?? []
}

const expressionOf = (token: string, isBegin: boolean, isEnd: boolean): Expression => {
  if (token === '**/') return isBegin ? folders : { sequence: [many(0), literal('/')] }
  if (token === '**' && isBegin && isEnd) return anything
  // A part of a path has at least one character.
  if (/^\*+$/.test(token)) return many(isBegin && isEnd ? 1 : 0)
  if (token === '?') return inPart
  if (token.length === 2 && token.startsWith('\\')) return literal(token.slice(1))
  if (token.length > 2 && token.startsWith('[')) return { unit: classOf(token.slice(1, -1)) }
  return literal(token)
}

const many = (least: number): Expression => ({ repeated: inPart, least, most: Number.POSITIVE_INFINITY })

const classOf = (inside: string): ((unit: number) => boolean) => {
  const negated = /^[!^]/.test(inside)
  const ranges = [...(negated ? inside.slice(1) : inside).matchAll(/(.)-(.)|(.)/gs)].map(
    ([, first, last, one = '']) => [(first ?? one).charCodeAt(0), (last ?? one).charCodeAt(0)] as const,
  )
  return unit => unit !== SLASH && ranges.some(([first, last]) => unit >= first && unit <= last) !== negated
}
