import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServiceEvent } from '../../core/event.ts'
import { openEventLog, StateNotKeptError } from './event-log.ts'
import { keepLines, recordedIn } from './keep-lines.ts'

let folder: string
let path: string
let end: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'event-log-'))
  path = join(folder, 'events.jsonl')
  end = join(folder, 'events.end')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const event = (id: string): ServiceEvent => ({
  version: '0',
  id,
  time: '2026-01-01T00:00:00.000Z',
  account: '000000000000',
  region: 'us-east-1',
  source: 'aws.test',
  'detail-type': 'Test – ä',
  resources: [],
  detail: { id },
})

const open = (into: ServiceEvent[] = [], onLost?: (error: Error) => void, version = 2) =>
  openEventLog({ path, version, onEvents: events => into.push(...events), ...(onLost ? { onLost } : {}) })

/** Each a line of its own. */
const write = (...ids: readonly string[]) => {
  const log = open()
  for (const id of ids) log.append([event(id)])
  log.close()
}

const read = () => {
  const events: ServiceEvent[] = []
  open(events).close()
  return events.map(({ id }) => id)
}

const lines = () => readFileSync(path, 'utf8').trimEnd().split('\n')
const rewrite = (changed: readonly (string | undefined)[]) =>
  writeFileSync(path, changed.map(line => `${line}\n`).join(''))

test('what was appended is read, oldest first, by the next who opens the log', () => {
  write('1', '2')
  write('3')
  expect(read()).toEqual(['1', '2', '3'])
  const log = open()
  log.append([event('4'), event('5')])
  log.close()
  expect([...recordedIn(path)].map(events => events.length)).toEqual([1, 1, 1, 2])
})

test('a last line that was cut off by a kill is dropped, and the next event begins on a line of its own', () => {
  write('1')
  const before = readFileSync(end)
  write('2')
  writeFileSync(end, before) // that line was never told to anybody
  truncateSync(path, readFileSync(path).length - 9)
  expect(read()).toEqual(['1'])
  write('2')
  expect(read()).toEqual(['1', '2'])
})

test('a log without a line is one that was not begun, however far its making came', () => {
  writeFileSync(path, '')
  expect(read()).toEqual([])
  rmSync(end)
  expect(read()).toEqual([])
  write('1')
  expect(read()).toEqual(['1'])
})

const NUMBERED = /"number":(\d+)/

test.each<[string, (all: readonly string[]) => readonly (string | undefined)[], string]>([
  ['emptied', () => [], ' is empty, but '],
  ['emptied but for its first line', all => all.slice(0, 1), ' ends at line 1 with number 0, but '],
  ['shortened at its end', all => all.slice(0, 3), ' ends at line 3 with number 2, but '],
  ['shortened at its beginning', all => all.slice(1), ': line 1 is not the beginning of a log'],
  ['shortened within', all => [all[0], all[1], all[3]], ': line 3 has number 3 where 2 should follow'],
  ['doubled', all => [...all.slice(0, 3), all[2], all[3]], ': line 4 has number 2 where 3 should follow'],
  ['reordered', all => [all[0], all[2], all[1], all[3]], ': line 2 has number 2 where 1 should follow'],
  ['edited', all => all.map(line => line.replace('"id":"2"', '"id":"x"')), ': line 3 was changed: its check is '],
  [
    'renumbered',
    all => [all[0], all[1], all[3]?.replace(NUMBERED, '"number":2')],
    ': line 3 was changed: its check is ',
  ],
  ['without a line', all => [all[0], all[1], '', all[2], all[3]], ': line 3 holds no events'],
  ['with no JSON', all => [all[0], 'what?', ...all.slice(2)], ': line 2 holds no events'],
  [
    'with no event',
    all => [all[0], all[1]?.replace(/"events":.*/, '"events":[{"id":1}]}'), ...all.slice(2)],
    ': line 2 holds no events',
  ],
  [
    'of another state folder',
    all => [all[0]?.replace(/[0-9a-f]{16}/, '0123456789abcdef'), ...all.slice(1)],
    ': line 2 was changed',
  ],
])('a log that was %s is refused with its line, and left as it is', (_, change, said) => {
  write('1', '2', '3')
  rewrite(change(lines()))
  const before = readFileSync(path, 'utf8')
  expect(read).toThrow(`${path}${said}`)
  expect(read).toThrow('restore the state folder from a copy, or begin with an empty one: npm start -- --fresh')
  expect(readFileSync(path, 'utf8')).toBe(before)
})

test('a log of another beginning with as many lines is not taken for this one', () => {
  write('1', '2')
  copyFileSync(end, join(folder, 'aside'))
  for (const file of [path, end]) rmSync(file)
  write('1', '2')
  copyFileSync(join(folder, 'aside'), end)
  expect(read).toThrow(`${path}: line 3 has the check `)
})

test.each([
  ['is missing', () => rmSync(end)],
  ['is unreadable', () => writeFileSync(end, 'what?')],
])('the file that says where the log ends %s: the log may have been shortened', (said, damage) => {
  write('1')
  damage()
  expect(read).toThrow(`${end} ${said}, so nothing says where the log ends`)
})

test('of the two places that say where the log ends, one is enough', () => {
  write('1', '2')
  const places = readFileSync(end)
  writeFileSync(end, Buffer.concat([places.subarray(0, 64), Buffer.alloc(20)]))
  expect(read()).toEqual(['1', '2'])
  writeFileSync(end, Buffer.concat([Buffer.alloc(64), places.subarray(64)]))
  expect(read()).toEqual(['1', '2'])
})

test('lines whose end was not noted before a kill are there: the note is only behind', () => {
  write('1')
  const before = readFileSync(end)
  write('2', '3')
  writeFileSync(end, before)
  expect(read()).toEqual(['1', '2', '3'])
})

test.each([
  [
    'older, without a version',
    '[{"id":"1"}]\n',
    'holds a state of version 1, and this local cloud reads version 2; use the older one',
  ],
  ['newer', undefined, 'holds a state of version 3, and this local cloud reads version 2; use the newer one'],
])('a log of a version that is %s is refused by name', (_, content, said) => {
  if (content) writeFileSync(path, content)
  else open([], undefined, 3).close()
  expect(read).toThrow(`${path} ${said} that wrote it, or begin with an empty state: npm start -- --fresh`)
})

test('what happens after a line that could not be written is refused: it would build on what is not there', async () => {
  const lost: Error[] = []
  const log = open([], error => lost.push(error))
  log.append([event('1')])
  log.close()
  expect(() => log.append([event('2')])).toThrow(/can no longer be written \(.*EBADF/)
  const another = openEventLog({ path: join(folder, 'other.jsonl'), version: 2, onEvents: () => {} })
  expect(() => log.append([event('3')])).toThrow(StateNotKeptError)
  await expect(log.kept()).resolves.toBeUndefined()
  another.close()
  expect(lost).toEqual([expect.any(StateNotKeptError)])
  expect(read()).toEqual(['1'])
})

test('what is kept is on the disk with the note of its end; several wait for one', async () => {
  const log = open()
  log.append([event('1')])
  log.append([event('2')])
  await Promise.all([log.kept(), log.kept()])
  copyFileSync(path, join(folder, 'copy.jsonl'))
  copyFileSync(end, join(folder, 'copy.end'))
  log.close()
  truncateSync(join(folder, 'copy.jsonl'), readFileSync(path).indexOf('{"number":2'))
  expect(() => openEventLog({ path: join(folder, 'copy.jsonl'), version: 2, onEvents: () => {} })).toThrow(
    'says that 2 were kept',
  )
})

test('a log that is gone while services have kept something is damage, not a beginning', () => {
  mkdirSync(join(folder, 'codecommit'))
  expect(() => open()).toThrow(
    'events.jsonl is missing, so nothing says what codecommit beside it hold; restore the state folder from a copy',
  )
  expect(readdirSync(folder)).toEqual(['codecommit'])
})

test('a log that is gone while the note of its end is there is damage too', () => {
  write('1')
  rmSync(path)
  expect(() => open()).toThrow('events.jsonl is missing, so nothing says what events.end beside it hold')
  expect(existsSync(path)).toBe(false)
})

test.each([0, 1, 2, 3])('the log as it was after %d lines is whole', count => {
  write('1', '2', '3')
  keepLines(path, count)
  expect(read()).toEqual(['1', '2', '3'].slice(0, count))
  write('more')
  expect(read()).toHaveLength(count + 1)
  expect(() => keepLines(path, 9)).toThrow(`${path} has ${count + 1} lines of events, fewer than 9`)
})

test('what stands behind the last whole line is no part of the log', () => {
  write('1')
  appendFileSync(path, '{"number":2,"check":"')
  expect(read()).toEqual(['1'])
  expect(lines()).toHaveLength(2)
})
