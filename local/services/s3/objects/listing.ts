// One page of a listing: keys under a prefix, those that share a prefix up to the delimiter rolled into one. Pure.

import type { ObjectVersion } from '../state.ts'
import { firstAtOrAfter } from './keys.ts'

export interface Item {
  readonly key: string
  readonly version: ObjectVersion
  readonly latest: boolean
}

export interface Listed {
  readonly keys: readonly string[]
  itemsOf(key: string): readonly Item[]
}

export interface ListRequest {
  readonly prefix: string
  readonly delimiter: string | undefined
  readonly maxKeys: number
}

export interface Page {
  readonly items: readonly Item[]
  readonly prefixes: readonly string[]
  /** The last key or common prefix of the page, when there is more behind it. */
  readonly next?: string
  readonly nextVersionId?: string
}

/** What comes after the key (and the version) of `after`; a common prefix in `after` stands for all of its keys. */
export const listPage = (
  { keys, itemsOf }: Listed,
  { prefix, delimiter, maxKeys }: ListRequest,
  after: string,
  afterVersionId?: string,
): Page => {
  const items: Item[] = []
  const prefixes: string[] = []
  let last: { key: string; versionId?: string } | undefined
  const isFull = () => items.length + prefixes.length >= maxKeys
  const page = (): Page => ({
    items,
    prefixes,
    ...(last ? { next: last.key, ...(last.versionId === undefined ? {} : { nextVersionId: last.versionId }) } : {}),
  })
  if (maxKeys === 0) return { items, prefixes }
  const from = Math.max(firstAtOrAfter(keys, prefix), firstAtOrAfter(keys, after))
  for (let index = from; index < keys.length; index++) {
    const key = keys[index] ?? ''
    if (!key.startsWith(prefix)) break
    const common = commonPrefix(key, prefix, delimiter)
    if (common !== undefined) {
      // Delete markers alone make no common prefix of a listing of objects.
      if (common === prefixes.at(-1) || after.startsWith(common) || itemsOf(key).length === 0) continue
      if (isFull()) return page()
      prefixes.push(common)
      last = { key: common }
      continue
    }
    for (const item of itemsAfter(itemsOf(key), key, after, afterVersionId)) {
      if (isFull()) return page()
      items.push(item)
      last = { key, versionId: item.version.VersionId }
    }
  }
  return { items, prefixes }
}

const commonPrefix = (key: string, prefix: string, delimiter: string | undefined): string | undefined => {
  const at = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length)
  return at < 0 || delimiter === undefined ? undefined : key.slice(0, at + delimiter.length)
}

const itemsAfter = (
  items: readonly Item[],
  key: string,
  after: string,
  afterVersionId: string | undefined,
): readonly Item[] => {
  if (key !== after) return items
  if (afterVersionId === undefined) return []
  return items.slice(items.findIndex(item => item.version.VersionId === afterVersionId) + 1)
}
