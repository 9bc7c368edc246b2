// Anchors, aliases, tags and directives.

import { type Cursor, isBlank } from './cursor.ts'
import { YamlError } from './node.ts'
import type { Token } from './token.ts'

/** A line that begins with %: `%TAG` gives a handle its meaning, and others have none. */
export const directiveAt = (cursor: Cursor, handles: Map<string, string>): Token => {
  const place = cursor.place()
  const length = cursor.toLineEnd()
  const line = cursor.text.slice(cursor.offset, cursor.offset + length)
  const [, name, rest = ''] = /^%([\w-]+)(?: +(.*))?$/.exec(line) ?? []
  const tag = name === 'TAG' ? /^(!(?:[\w-]*!)?) +(\S+) *(?:#.*)?$/.exec(rest) : undefined
  if (name === undefined || tag === null || (name === 'YAML' && !/^\d+\.\d+ *(#.*)?$/.test(rest)))
    throw new YamlError('expected a directive', { ...place, column: place.column + 1 })
  if (tag?.[1] !== undefined) handles.set(tag[1], tag[2] ?? '')
  cursor.take(length)
  return { kind: 'directive', ...place }
}

/** `&name` or `*name`. */
export const nameAfter = (cursor: Cursor, kind: 'alias' | 'anchor'): Token => {
  const place = cursor.place()
  cursor.take(1)
  let length = 0
  while (/[\w-]/.test(cursor.peek(length))) length += 1
  const name = cursor.take(length)
  const next = cursor.peek()
  if (name === '' || !(isBlank(next) || '?:,]}%@`'.includes(next)))
    throw new YamlError(
      `expected a letter or a digit in the ${kind}'s name, but found ${JSON.stringify(next)}`,
      cursor.place(),
    )
  return { kind, name, ...place }
}

/** `!name`, `!!type`, `!handle!name`, `!<uri>`, or `!` alone. */
export const tagAt = (cursor: Cursor, handles: ReadonlyMap<string, string>): Token => {
  const place = cursor.place()
  const fail = (message: string): YamlError => new YamlError(message, cursor.place())
  if (cursor.peek(1) === '<') {
    cursor.take(2)
    const tag = uriAt(cursor)
    if (tag === '' || cursor.peek() !== '>') throw fail("expected '>' behind the tag")
    cursor.take(1)
    return { kind: 'tag', tag, ...place }
  }
  const handle = /^!(?:[\w-]*!)?/.exec(cursor.text.slice(cursor.offset, cursor.offset + 200))?.[0] ?? '!'
  const prefix = handles.get(handle)
  if (prefix === undefined) throw fail(`found undefined tag handle ${handle}`)
  cursor.take(handle.length)
  const suffix = uriAt(cursor)
  if (!isBlank(cursor.peek())) throw fail(`expected a space behind the tag, but found ${JSON.stringify(cursor.peek())}`)
  if (handle === '!' && suffix.includes('!')) throw fail(`found undefined tag handle !${suffix}`)
  if (suffix === '' && handle !== '!') throw fail('expected the name of the tag')
  return { kind: 'tag', tag: `${prefix}${suffix}`, ...place }
}

const uriAt = (cursor: Cursor): string => {
  let length = 0
  while (/[\w\-;/?:@&=+$,.!~*'()[\]]/.test(cursor.peek(length))) length += 1
  return cursor.take(length)
}
