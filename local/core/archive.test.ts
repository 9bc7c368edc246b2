import { serialize } from 'node:v8'
import { type Archive, dropBefore, emptyArchive, listingOf, lookUp, putAway, recordsOf, takeOut } from './archive.ts'

interface Item {
  readonly id: string
  readonly startTime: string
  readonly parts: readonly string[]
  readonly notes: Map<string, string>
}

const item = (number: number): Item => ({
  id: `i${number}`,
  startTime: `2026-01-${String(number).padStart(2, '0')}T00:00:00.000Z`,
  parts: Array.from({ length: number % 3 }, (_, index) => `${number}.${index}`),
  notes: new Map([['text', 'the same words again and again '.repeat(20)]]),
})
const items = Array.from({ length: 20 }, (_, index) => item(index + 1))
const partsIn = (records: readonly Item[]) => records.flatMap(({ parts }) => parts)

let archive: Archive
beforeEach(() => {
  archive = emptyArchive()
  for (let from = 0; from < 15; from += 5) putAway(archive, items.slice(from, from + 5), ({ parts }) => parts.length)
})

test('what is put away is found as it was, and changing what was found changes nothing', () => {
  expect(lookUp(archive, 'i7')).toEqual(item(7))
  lookUp<Item>(archive, 'i7')?.notes.clear()
  expect(lookUp(archive, 'i7')).toEqual(item(7))
  expect(lookUp(archive, 'i16')).toBeUndefined()
})

test('it takes a part of what it took', () => {
  const plain = items.slice(0, 15).reduce((sum, one) => sum + serialize(one).length, 0)
  expect(archive.blocks.reduce((sum, { data }) => sum + data.byteLength, 0)).toBeLessThan(plain / 3)
})

test.each([1, 2, 7, 100])('pages of %d give every part once, in order, over the edges of blocks', size => {
  takeOut(archive, 'i5')
  takeOut(archive, 'i8')
  const left = items.filter(({ id }) => id !== 'i5' && id !== 'i8')
  const listing = listingOf(archive, partsIn, partsIn(items.slice(15)))
  expect(listing).toHaveLength(partsIn(left).length)
  const given = []
  for (let at = 0; at < listing.length; at += size)
    given.push(...listing.slice(at, Math.min(at + size, listing.length)))
  expect(given).toEqual(partsIn(left))
})

test('what is taken out is gone, and a block without records too', () => {
  for (const { id } of items.slice(0, 5)) takeOut(archive, id)
  takeOut(archive, 'unknown')
  expect(lookUp(archive, 'i1')).toBeUndefined()
  expect(archive.blocks.map(block => recordsOf(block).length)).toEqual([5, 5])
})

test('blocks are forgotten once their newest record is old', () => {
  expect(dropBefore(archive, item(10).startTime)).toEqual(['i1', 'i2', 'i3', 'i4', 'i5'])
  expect([lookUp(archive, 'i5'), lookUp(archive, 'i6')?.id]).toEqual([undefined, 'i6'])
})
