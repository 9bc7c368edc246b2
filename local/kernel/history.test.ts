import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { standIn } from '../../tests/support/stand-in.ts'
import { type TestRuntime, testRuntime } from '../../tests/support/test-runtime.ts'
import { ManualClock } from '../core/clock.ts'
import { operation, type Service } from '../core/service.ts'
import { trailOf } from '../core/trail.ts'
import { keepLines } from '../host/log/keep-lines.ts'
import { STATE_VERSION } from './history.ts'

interface State {
  sum: number
  readonly times: Map<string, Date>
}

const { changed, evolving } = trailOf<State, { Add: { by: number; text: string } }>()('aws.adder')

/** Sums up, and keeps what plain data may be. */
const adder: Service<State> = {
  ...standIn('adder'),
  source: 'aws.adder',
  initial: () => ({ sum: 0, times: new Map() }),
  evolve: evolving({
    Add: (state, { by }, { time }) => {
      state.sum += by
      state.times.set(`${by}`, new Date(time))
    },
  }),
  operations: {
    Add: operation<State>()({
      input: members => members.number('By'),
      access: () => 'open',
      decide: (_, by) => ({
        output: {},
        facts: [changed('Add', 'arn:aws:adder:::sum', { by, text: 'x'.repeat(200) })],
      }),
    }),
  },
}

const parent = mkdtempSync(join(tmpdir(), 'history-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))

let count = 0
const newFolder = (): string => {
  count += 1
  return join(parent, `${count}`)
}

const open = (stateFolder: string, options: Partial<Parameters<typeof testRuntime>[1]> = {}): TestRuntime =>
  testRuntime([adder], { stateFolder, clock: new ManualClock(), ...options })

const sumOf = (cloud: TestRuntime): number => (cloud.runtime.state('adder') as State).sum
const linesOf = (folder: string): number => readFileSync(join(folder, 'events.jsonl'), 'utf8').split('\n').length - 2

/** The sum that the folder, or a copy of it, comes to. */
const rebuilt = async (folder: string): Promise<State> => {
  const copy = newFolder()
  cpSync(folder, copy, { recursive: true })
  const cloud = open(copy)
  const state = cloud.runtime.state('adder') as State
  await cloud.runtime.stop()
  expect(readdirSync(copy).filter(name => name.endsWith('.new'))).toEqual([])
  return state
}

const add = async (cloud: TestRuntime, times: number): Promise<void> => {
  for (let by = 1; by <= times; by += 1) await cloud.call('Add', { By: by })
}

test('at every step of a snapshot, and beside what happens meanwhile, a kill leaves everything', async () => {
  const stateFolder = newFolder()
  const steps: { readonly done: string; readonly folder: string; readonly sum: number }[] = []
  const made = Promise.withResolvers<void>()
  const cloud = open(stateFolder, {
    snapshots: { afterBytes: 5000 },
    onSnapshotStep: done => {
      void cloud.runtime.call(nobody, 'adder', 'Add', { By: 1000 })
      const folder = newFolder()
      cpSync(stateFolder, folder, { recursive: true })
      steps.push({ done, folder, sum: sumOf(cloud) })
      if (done === 'the shorter log is in its place') made.resolve()
    },
  })
  await add(cloud, 30)
  await made.promise
  const sum = sumOf(cloud)
  await cloud.runtime.stop()
  expect(cloud.bugs).toEqual([])
  expect(new Set(steps.map(({ done }) => done))).toEqual(
    new Set([
      'the snapshot is written',
      'the snapshot is on the disk',
      'the snapshot is in its place',
      'the shorter log is on the disk',
      'the shorter log is in its place',
    ]),
  )
  for (const step of steps) expect({ ...step, sum: (await rebuilt(step.folder)).sum }).toEqual(step)
  expect((await rebuilt(stateFolder)).sum).toBe(sum)
})
const nobody = { kind: 'anonymous' } as const

test('the log follows what is there: it begins anew behind a snapshot, whatever ever happened', async () => {
  const folder = newFolder()
  const cloud = open(folder, { snapshots: { afterBytes: 20_000 } })
  for (let round = 0; round < 10; round += 1) {
    await add(cloud, 100)
    await new Promise(resolve => setImmediate(resolve))
    await cloud.runtime.kept()
  }
  await cloud.runtime.stop()
  expect((await rebuilt(folder)).sum).toBe(10 * 5050)
  expect(cloud.bugs).toEqual([])
  expect(linesOf(folder)).toBeLessThan(1000)
})

describe('behind a snapshot', () => {
  let folder: string
  let before: string
  beforeEach(async () => {
    folder = newFolder()
    before = newFolder()
    const cloud = open(folder, { snapshots: { afterBytes: 1 } })
    await add(cloud, 3)
    cpSync(folder, before, { recursive: true })
    await cloud.runtime.stop()
    const more = open(folder)
    await add(more, 3)
    await more.runtime.stop()
  })

  test('what is rebuilt is the snapshot and the rest, dates and maps included', async () => {
    const all = newFolder()
    const never = open(all)
    await add(never, 3)
    await add(never, 3)
    await never.runtime.stop()
    expect(existsSync(join(all, 'snapshot'))).toBe(false)
    expect(existsSync(join(folder, 'snapshot'))).toBe(true)
    expect(await rebuilt(folder)).toEqual(await rebuilt(all))
  })

  test.each<[string, (path: string, log: string) => void, string]>([
    [
      'gone',
      path => rmSync(path),
      'events.jsonl begins after number 3, but no snapshot beside it holds what was before',
    ],
    [
      'an older one',
      path => writeFileSync(path, older(path)),
      'events.jsonl begins after number 3, but the snapshot beside it stands at 2',
    ],
    ['of another log', path => writeFileSync(path, other(path)), 'has the check '],
    ['edited', path => writeFileSync(path, edited(path)), 'snapshot: what follows line 1 was changed: its CRC-32 is '],
    ['shortened', path => truncateSync(path, statSync(path).size - 1), 'snapshot: what follows line 1 was changed'],
    ['emptied', path => truncateSync(path, 0), 'snapshot: line 1 is not the beginning of a snapshot'],
    [
      'of a newer version',
      path => writeFileSync(path, newer(path)),
      `snapshot holds a state of version ${STATE_VERSION + 1}, and this local cloud reads version `,
    ],
    ['without its log', (_, log) => rmSync(log), 'events.jsonl is missing'],
    ['with an emptied log', (_, log) => truncateSync(log, 0), 'events.jsonl is empty, but '],
    ['with a shortened log', (_, log) => shorten(log), 'events.jsonl ends at line 3 with number 5, but '],
  ])('a snapshot that is %s is refused by name', (_, damage, said) => {
    damage(join(folder, 'snapshot'), join(folder, 'events.jsonl'))
    expect(() => open(folder)).toThrow(said)
  })

  test('the log behind it can be cut at every line', async () => {
    keepLines(join(folder, 'events.jsonl'), 1)
    expect((await rebuilt(folder)).sum).toBe(7)
  })

  test('a service that is not there for a while has its state back', async () => {
    const cloud = testRuntime([], { stateFolder: folder, snapshots: { afterBytes: 1 } })
    await new Promise(resolve => setImmediate(resolve))
    await cloud.runtime.stop()
    expect((await rebuilt(folder)).sum).toBe(6)
  })
})

const ofHead = (path: string, change: (head: string) => string): Buffer => {
  const bytes = readFileSync(path)
  const end = bytes.indexOf(0x0a)
  return Buffer.concat([Buffer.from(change(bytes.toString('utf8', 0, end))), bytes.subarray(end)])
}
const older = (path: string) => ofHead(path, head => head.replace('"number":3', '"number":2'))
const other = (path: string) =>
  ofHead(path, head => head.replace(/"check":"[0-9a-f]{16}"/, '"check":"0123456789abcdef"'))
const newer = (path: string) => ofHead(path, head => head.replace(/"version":\d+/, `"version":${STATE_VERSION + 1}`))
const edited = (path: string) => {
  const bytes = readFileSync(path)
  bytes[bytes.length - 3] = 1 + (bytes[bytes.length - 3] ?? 0)
  return bytes
}
const shorten = (path: string) =>
  writeFileSync(
    path,
    readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(0, -1)
      .map(line => `${line}\n`)
      .join(''),
  )

test('a snapshot that cannot be made is said, and the log has everything still', async () => {
  const folder = newFolder()
  const cloud = open(folder, { snapshots: { afterBytes: 1 } })
  rmSync(join(folder, 'snapshot'), { force: true })
  mkdirSync(join(folder, 'snapshot', 'in-the-way'), { recursive: true })
  await add(cloud, 3)
  await cloud.runtime.stop()
  expect(cloud.bugs[0]).toMatch('no snapshot could be made of ')
  rmSync(join(folder, 'snapshot'), { recursive: true })
  expect((await rebuilt(folder)).sum).toBe(6)
})
