import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServiceEvent } from '../core/event.ts'
import { openEventLog, StateNotKeptError } from './event-log.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'event-log-'))
  path = join(folder, 'events.jsonl')
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

const write = (...ids: readonly string[]) => {
  const log = openEventLog(path)
  log.append(ids.map(event))
  log.close()
}

const read = () => {
  const log = openEventLog(path)
  try {
    return [...log.read()]
  } finally {
    log.close()
  }
}

test('what was appended is read, oldest first, by the next who opens the log', () => {
  write('1', '2')
  write('3')
  expect(read()).toEqual([event('1'), event('2'), event('3')])
})

test('a last line that was cut off by a crash is dropped, and the next event begins on a line of its own', () => {
  write('1')
  appendFileSync(path, JSON.stringify([event('2'), event('half')]).slice(0, -9))
  expect(read()).toEqual([event('1')])
  write('2')
  expect(read()).toEqual([event('1'), event('2')])
})

test.each([
  ['no JSON', 'what?'],
  ['no event', '[{"id":1}]'],
  ['no list', '{"id":1}'],
  ['nothing', ''],
])('a line in the middle that is damaged is named, and nothing is lost: %s', (_, line) => {
  write('1')
  appendFileSync(path, `${line}\n`)
  appendEvent(path)
  const before = readFileSync(path, 'utf8')
  expect(read).toThrow(`${path}: line 2 holds no events`)
  expect(readFileSync(path, 'utf8')).toBe(before)
})

/** Appended without reading what stands before. */
const appendEvent = (file: string) => appendFileSync(file, `${JSON.stringify([event('2')])}\n`)

test('an empty file is an empty log', () => {
  writeFileSync(path, '')
  expect(read()).toEqual([])
})

test('what happens after a line that could not be written is refused: it would build on what is not there', () => {
  const lost: Error[] = []
  const log = openEventLog(path, error => lost.push(error))
  log.append([event('1')])
  log.close()
  expect(() => log.append([event('2')])).toThrow(/can no longer be written \(.*EBADF/)
  const another = openEventLog(path)
  expect(() => log.append([event('3')])).toThrow(StateNotKeptError)
  another.close()
  expect(lost).toEqual([expect.any(StateNotKeptError)])
  expect(read()).toEqual([event('1')])
})

test('a log that is gone while services have kept something is damage, not a beginning', () => {
  mkdirSync(join(folder, 'codecommit'))
  expect(() => openEventLog(path)).toThrow(
    'events.jsonl is missing, so nothing says what codecommit beside it hold; restore the state folder from a copy',
  )
  expect(readdirSync(folder)).toEqual(['codecommit'])
})
