// Patterns with `*` and `?`, matched in one pass: whatever a client writes, a decision cannot take long.
// `*` is any text, `?` any one UTF-16 unit. The text between two stars is looked for at the first place where it fits, which is enough.

export const ANY_TEXT = Symbol('*')
export const ANY_CHARACTER = Symbol('?')

/** Text that stands for itself, or a wildcard. */
export type GlobPart = string | typeof ANY_TEXT | typeof ANY_CHARACTER

/** What is read of a text; a test counts the reads. */
export interface Text {
  readonly length: number
  charCodeAt(index: number): number
}

export type Glob = (text: Text) => boolean

/** The parts of a pattern in which every `*` and `?` is a wildcard. */
export const globParts = (pattern: string): readonly GlobPart[] =>
  pattern.split(/([*?])/).map(part => (part === '*' ? ANY_TEXT : part === '?' ? ANY_CHARACTER : part))

export const glob = (parts: readonly GlobPart[]): Glob => {
  const [head = [], ...rest] = segmentsOf(parts)
  const tail = rest.pop()
  if (!tail) return text => text.length === head.length && fitsAt(head, text, 0)
  const between = rest.filter(segment => segment.length > 0).map(finder)
  return text => {
    const end = text.length - tail.length
    if (end < head.length || !fitsAt(head, text, 0) || !fitsAt(tail, text, end)) return false
    let from = head.length
    for (const find of between) {
      from = find(text, from, end)
      if (from < 0) return false
    }
    return true
  }
}

/** Stands for any one unit in a segment. */
const ANY = -1

/** The units between the stars; a pattern without a star is one segment. */
const segmentsOf = (parts: readonly GlobPart[]): readonly (readonly number[])[] => {
  const segments: number[][] = [[]]
  for (const part of parts) {
    if (part === ANY_TEXT) segments.push([])
    else if (part === ANY_CHARACTER) segments.at(-1)?.push(ANY)
    else for (let index = 0; index < part.length; index += 1) segments.at(-1)?.push(part.charCodeAt(index))
  }
  return segments
}

const fitsAt = (segment: readonly number[], text: Text, from: number): boolean =>
  segment.every((unit, index) => unit === ANY || unit === text.charCodeAt(from + index))

/** Where the first occurrence between `from` and `end` is over; -1 when there is none. */
type Find = (text: Text, from: number, end: number) => number

const finder = (segment: readonly number[]): Find => (segment.includes(ANY) ? findLoose(segment) : findExact(segment))

/** Knuth, Morris and Pratt: no unit of the text is read twice. */
const findExact = (segment: readonly number[]): Find => {
  const borders = bordersOf(segment)
  return (text, from, end) => {
    let matched = 0
    for (let index = from; index < end; index += 1) {
      const unit = text.charCodeAt(index)
      while (matched > 0 && segment[matched] !== unit) matched = borders[matched - 1] ?? 0
      if (segment[matched] === unit) matched += 1
      if (matched === segment.length) return index + 1
    }
    return -1
  }
}

/** The length of the longest beginning of the segment that ends at each place of it. */
const bordersOf = (segment: readonly number[]): readonly number[] => {
  const borders = [0]
  for (let index = 1, length = 0; index < segment.length; index += 1) {
    while (length > 0 && segment[length] !== segment[index]) length = borders[length - 1] ?? 0
    if (segment[length] === segment[index]) length += 1
    borders.push(length)
  }
  return borders
}

/** With `?` inside, each place is tried: at most the length of the segment times that of the text. */
const findLoose =
  (segment: readonly number[]): Find =>
  (text, from, end) => {
    for (let index = from; index + segment.length <= end; index += 1)
      if (fitsAt(segment, text, index)) return index + segment.length
    return -1
  }
