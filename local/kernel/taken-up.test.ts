import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TakenUp } from './taken-up.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'taken-up-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A start that finds these under way: what it may take up. It ends as it is said. */
const start = (ids: readonly string[], end: 'dies' | 'stops', owner = 'lambda'): readonly string[] => {
  const takenUp = new TakenUp(folder)
  const allowed = [...takenUp.allowed(owner, ids)]
  if (end === 'stops') takenUp.close()
  return allowed
}

test.each<[string, ('dies' | 'stops')[], boolean]>([
  ['a first start', [], true],
  ['one death', ['dies'], true],
  ['two deaths', ['dies', 'dies'], false],
  ['two stops in good order', ['stops', 'stops'], true],
  ['a death, then a stop', ['dies', 'stops'], true],
  ['a stop, then a death', ['stops', 'dies'], true],
  ['a stop between two deaths', ['dies', 'stops', 'dies'], true],
])('after %s', (_, ends, goesOn) => {
  // It began in the first process, which nobody asked about it.
  const [first, ...later] = ends
  if (first) start([], first)
  for (const end of later) start(['a'], end)
  expect(start(['a'], 'dies')).toEqual(goesOn ? ['a'] : [])
})

test('each for itself: another id, and the same id of another service, may go on', () => {
  start([], 'dies')
  start(['a'], 'dies')
  expect(start(['a', 'b'], 'dies')).toEqual(['b'])
  expect(start(['a'], 'dies', 'events')).toEqual(['a'])
})

test('a file that a full disk cut off says that a process died, and no more', () => {
  writeFileSync(join(folder, 'taken-up.json'), '{"lambda a":')
  expect(start(['a'], 'dies')).toEqual(['a'])
  expect(start(['a'], 'dies')).toEqual([])
})
