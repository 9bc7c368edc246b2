import { linesOf } from './lines.ts'

/** A file of so many bytes that never was: its content by position. */
const file = (length: number, at: (position: number) => number) => {
  let most = 0
  const read = (buffer: Uint8Array, position: number) => {
    most = Math.max(most, buffer.length)
    const count = Math.min(buffer.length, length - position, 50_000)
    for (let index = 0; index < count; index += 1) buffer[index] = at(position + index)
    return count
  }
  return { read, most: () => most }
}

test('lines of all lengths come whole, numbered, with where the next begins', () => {
  const text = ['', 'a', 'ä'.repeat(40_000), 'x'.repeat(200_000), '', 'end'].join('\n')
  const bytes = Buffer.from(`${text}\nhalf a li`)
  const { read } = file(bytes.length, position => bytes[position] ?? 0)
  const found = [...linesOf(read)]
  expect(found.map(line => line.text).join('\n')).toBe(text)
  expect(found.map(line => line.number)).toEqual([1, 2, 3, 4, 5, 6])
  expect(found.at(-1)?.end).toBe(bytes.length - 'half a li'.length)
})

test('of a file as long as may be, no more than a line and what is read ahead is in memory', () => {
  const { read, most } = file(8_000_000, position => (position % 1000 === 999 ? 0x0a : 0x78))
  let count = 0
  for (const { text } of linesOf(read)) count += Number(text.length === 999)
  expect(count).toBe(8000)
  expect(most()).toBeLessThanOrEqual(64 * 1024)
})

test('a position beyond 4 GiB is one like others', () => {
  const begin = 2 ** 32 + 5
  const text = Buffer.from('one\ntwo\n')
  const read = (buffer: Uint8Array, position: number) => (position < text.length ? text.copy(buffer, 0, position) : 0)
  expect(
    [...linesOf((buffer, position) => read(buffer, position - begin), begin)].map(({ end }) => end - begin),
  ).toEqual([4, 8])
})
