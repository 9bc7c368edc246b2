// Gathers what the code says about itself: the comments that begin with `Differs from AWS:` or `Unverified:`.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Kind = 'Differs from AWS' | 'Unverified'

export interface Remark {
  readonly kind: Kind
  readonly text: string
  /** Relative to the repository's root, with slashes. */
  readonly file: string
}

/** Remarks of the source files under the folders, by file name. */
export const remarksOf = (root: string, patterns: readonly string[]): readonly Remark[] =>
  patterns
    .flatMap(pattern => globSync(pattern, { cwd: root, exclude: isLeftOut }))
    .map(file => file.replaceAll('\\', '/'))
    .sort()
    .flatMap(file => remarksIn(readFileSync(join(root, file), 'utf8')).map(remark => ({ ...remark, file })))

const isLeftOut = (path: string): boolean => /node_modules|(^|\/)(dist|testing|golden)(\/|$)|\.test\.ts$/.test(path)

/**
 * The remarks of one file. A remark goes on over the comment's next lines until a line ends with a full stop, the comment ends, or
 * another remark begins.
 */
export const remarksIn = (source: string): readonly Omit<Remark, 'file'>[] => {
  const remarks: { kind: Kind; text: string }[] = []
  let open: { kind: Kind; text: string } | undefined
  for (const line of source.split(/\r?\n/)) {
    const comment = commentOf(line)
    const [, before = '', kind, text = ''] = MARKER.exec(comment ?? '') ?? []
    if (open && comment) open.text += ` ${kind === undefined ? comment : before.trim()}`
    if (kind !== undefined) {
      open = { kind: kind as Kind, text }
      remarks.push(open)
    }
    if (!comment || /\.$/.test(comment) || /\*\/\s*$/.test(line)) open = undefined
  }
  return remarks.map(({ kind, text }) => ({ kind, text: sentence(text) }))
}

const MARKER = /^(.*?)\b(Differs from AWS|Unverified): +(.*)$/

/** What stands in a line's comment; undefined when it has none. */
const commentOf = (line: string): string | undefined => {
  const [, whole] = /^\s*(?:\/\/|\/\*\*?|\*(?!\/))\s*(.*?)\s*(?:\*\/)?\s*$/.exec(line) ?? []
  if (whole !== undefined) return whole
  const [, trailing] = /\s\/\/ +((?:Differs from AWS|Unverified): .*)$/.exec(line) ?? []
  return trailing
}

/** One line that begins with a capital and ends with a full stop. */
const sentence = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}${/[.!?]$/.test(line) ? '' : '.'}`
}
