import { execution } from '../../../tests/support/live/scene.ts'
import { duration, paint, renderChange, renderExecution, renderUnderWay, within } from './render.ts'

const look = { width: 60, colors: false, now: 5_000 }

test.each([
  [0, '0.00 s'],
  [-20, '0.00 s'],
  [340, '0.34 s'],
  [12_340, '12.3 s'],
  [59_990, '60.0 s'],
  [125_000, '2 min 5 s'],
])('%i ms is %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text)
})

const building = execution('aaaaaaa', { Build: { state: 'InProgress', started: 2_000 } })
const waiting = execution('bbbbbbb', {
  Build: { state: 'Succeeded', started: 0, ended: 1_000 },
  Approve: { state: 'InProgress', started: 2_000 },
})

test('one line for each action, the stage before its first, cut at the width', () => {
  expect(renderExecution(building, { ...look, width: 44 })).toEqual([
    '  ✔ Source  Source   Succeeded  0.15 s  Com…',
    '  ⠋ Build   Build               3.00 s',
    '  · Prod    Approve  ',
    '  ·         Deploy   ',
  ])
})

test('an approval waits for a person: it has no time that runs', () => {
  expect(renderExecution(waiting, look)[2]).toBe('  ▸ Prod    Approve  waits for an approval')
})

test('a summary of several lines is one line', () => {
  const failed = execution('aaaaaaa', { Build: { state: 'Failed', started: 0, ended: 10, summary: 'one\n  two' } })
  expect(renderExecution(failed, look)[1]).toBe('  ✘ Build   Build    Failed     0.01 s  one two')
})

test('the newest is shown in full, those ahead of it with one line each', () => {
  const lines = renderUnderWay([waiting, execution('ccccccc'), building], look)
  expect(lines.slice(0, 4)).toEqual([
    '  ▸ bbbbbbb "Commit bbbbbbb"  Prod/Approve  waits for an ap…',
    '  · ccccccc "Commit ccccccc"  waits until Build is free',
    '',
    '  aaaaaaa "Commit aaaaaaa"',
  ])
  expect(lines).toHaveLength(8)
})

test.each([
  ['everything where there is room', 20, [0, 1, 2, 3]],
  ['what is near to the work where there is not', 4, [1, 2]],
])('%s, and the question always', (_, rows, kept) => {
  const lines = renderExecution(building, look)
  expect(within(lines, ['  why?'], rows, look)).toEqual([...kept.map(index => lines[index]), '', '  why?'])
})

test.each([
  ['STARTED', { state: 'InProgress', started: 0 }, false, '  ▸ Build/Build started'],
  ['ended', { state: 'Succeeded', started: 0, ended: 1_500 }, false, '  ✔ Build/Build Succeeded in 1.50 s'],
  [
    'failed',
    { state: 'Failed', started: 0, ended: 10, summary: 'a\nb' },
    false,
    '  ✘ Build/Build Failed in 0.01 s: a b',
  ],
  ['one of several', { state: 'InProgress', started: 0 }, true, '  ▸ aaaaaaa Build/Build started'],
] as const)('a line for a change: %s', (_, change, oneOfSeveral, line) => {
  const changed = execution('aaaaaaa', { Build: change })
  const build = changed.actions[1]
  expect(build && renderChange(changed, build, oneOfSeveral, look)).toBe(line)
})

test('colours only where they are wanted', () => {
  expect(paint('red', 'no', true)).toBe('\x1b[31mno\x1b[39m')
  expect(paint('red', 'no', false)).toBe('no')
})
