// Records that have come to their end, compressed some tens at a time: what a service has to answer for a year takes a small part of what the same
// objects take, in memory and in a snapshot. An archive is plain data, like every state.

import { deserialize, serialize } from 'node:v8'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

export interface Archive {
  /** Oldest first. */
  readonly blocks: Block[]
  /** The number of its block, by the id of each record. */
  readonly places: Map<string, number>
}

export interface Block {
  readonly number: number
  /** Not a view: one that was read from a snapshot would keep all of the snapshot's bytes. */
  readonly data: ArrayBuffer
  /** Of the records, oldest first; without those that were taken out. */
  readonly ids: string[]
  /** How many parts each of them has, for pages of parts. */
  readonly parts: number[]
  /** When the newest of them began, ISO 8601. */
  readonly newest: string
}

/** What can be put away. */
export interface Settled {
  readonly id: string
  /** ISO 8601. */
  readonly startTime: string
}

export const emptyArchive = (): Archive => ({ blocks: [], places: new Map() })

/** Makes a block of the records, which are newer than those before. They are copied: nothing that is done to them is seen afterwards. */
export const putAway = <Record extends Settled>(
  archive: Archive,
  records: readonly Record[],
  partsOf: (record: Record) => number = () => 1,
): void => {
  const newest = records.map(({ startTime }) => startTime).reduce((a, b) => (a > b ? a : b), '')
  const number = (archive.blocks.at(-1)?.number ?? 0) + 1
  const data = Uint8Array.from(deflateRawSync(serialize(sharing()(records)))).buffer
  const block = { number, data, ids: records.map(({ id }) => id), parts: records.map(partsOf), newest }
  archive.blocks.push(block)
  for (const id of block.ids) archive.places.set(id, number)
}

/** A copy of the record: what is done to it is done to nothing else. */
export const lookUp = <Record extends Settled>(archive: Archive, id: string): Record | undefined => {
  const block = blockOf(archive, id)
  const found = block && recordsOf<Record>(block).find(one => one.id === id)
  return found && (withoutSharing(found) as Record)
}

export const takeOut = (archive: Archive, id: string): void => {
  const block = blockOf(archive, id)
  if (!block) return
  archive.places.delete(id)
  const index = block.ids.indexOf(id)
  block.ids.splice(index, 1)
  block.parts.splice(index, 1)
  if (block.ids.length === 0) archive.blocks.splice(archive.blocks.indexOf(block), 1)
}

const blockOf = ({ blocks, places }: Archive, id: string): Block | undefined => {
  const number = places.get(id)
  return number === undefined ? undefined : blocks.find(block => block.number === number)
}

/** All records of the block that were not taken out, oldest first: for reading, as they share what is alike. */
export const recordsOf = <Record extends Settled>({ data, ids }: Block): readonly Record[] => {
  const left = new Set(ids)
  return (deserialize(inflateRawSync(data)) as readonly Record[]).filter(({ id }) => left.has(id))
}

/** A list that is looked at page by page: an array, or one whose older part is in an archive. */
export interface Listing<Item> {
  readonly length: number
  slice(start: number, end: number): readonly Item[]
}

/** The parts of the archive's records, and behind them what was not put away, oldest first. Blocks are opened as pages need them. */
export const listingOf = <Record extends Settled, Part>(
  { blocks }: Archive,
  partsIn: (records: readonly Record[]) => readonly Part[],
  live: readonly Part[],
): Listing<Part> => {
  const counts = blocks.map(({ parts }) => parts.reduce((sum, count) => sum + count, 0))
  const before = counts.reduce((sum, count) => sum + count, 0)
  return {
    length: before + live.length,
    slice: (start, end) => {
      let begin = 0
      const found = blocks.flatMap((block, index) => {
        const first = begin
        begin += counts[index] ?? 0
        return first < end && begin > start
          ? partsIn(recordsOf<Record>(block)).slice(Math.max(0, start - first), end - first)
          : []
      })
      return [...found, ...live.slice(Math.max(0, start - before), Math.max(0, end - before))]
    },
  }
}

/** Forgets the blocks whose records all began before the time; their ids. */
export const dropBefore = (archive: Archive, time: string): readonly string[] => {
  const dropped: string[] = []
  for (let first = archive.blocks[0]; first && first.newest < time; first = archive.blocks[0]) {
    archive.blocks.shift()
    for (const id of first.ids) archive.places.delete(id)
    dropped.push(...first.ids)
  }
  return dropped
}

/**
 * A copy in which everything that is alike is one object: the bytes of a block then follow from what the records say alone, and not from which of
 * their parts happened to be shared, which differs after a restart.
 */
const sharing = (): ((value: unknown) => unknown) => {
  const known = new Map<string, unknown>()
  const share = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const copy = copyOf(value, share)
    const key = JSON.stringify(copy, (_, part) => (isMap(part) ? ['Map', ...part] : part))
    if (!known.has(key)) known.set(key, copy)
    return known.get(key)
  }
  return share
}

const withoutSharing = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? copyOf(value, withoutSharing) : value

const copyOf = (value: object, each: (part: unknown) => unknown): unknown => {
  if (Array.isArray(value)) return value.map(each)
  if (isMap(value)) return new Map([...value].map(([key, part]) => [key, each(part)]))
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : [[name, each(part)]])),
  )
}

/** Of any realm: what was deserialized may come from another one. */
const isMap = (value: unknown): value is Map<unknown, unknown> =>
  Object.prototype.toString.call(value) === '[object Map]'
