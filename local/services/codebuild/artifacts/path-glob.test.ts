// The globs of a buildspec, and that none costs more than its length times that of the path.

import { PhaseFailure } from '../build/phase-failure.ts'
import { isGlob, pathGlob } from './path-glob.ts'

test.each<[string, string, boolean]>([
  ['*', 'a.js', true],
  ['*', '.hidden', true],
  ['*', 'a/b', false],
  ['*/b', '/b', false],
  ['**/*', 'a', true],
  ['**/*', 'a/b/c', true],
  ['**', 'a/b/c', true],
  ['a/**', 'a/b/c', true],
  ['a/**', 'ab', false],
  ['a/**/c', 'a/c', true],
  ['a/**/c', 'a/b/b/c', true],
  ['a/**/c', 'ac', false],
  ['a**c', 'abc', true],
  ['a**c', 'a/c', false],
  ['*.{js,css}', 'a.js', true],
  ['*.{js,css}', 'a.map', false],
  ['{a,b/{c,d}}/x', 'b/d/x', true],
  ['a{b', 'a{b', true],
  ['a{b,c', 'a{b,c', true],
  ['{{a}', '{a', true],
  ['[a-c]?', 'bx', true],
  ['[!a-c]', 'd', true],
  ['[!a-c]', 'a', false],
  ['[a', '[a', true],
  ['\\*', '*', true],
  ['\\*', 'x', false],
  ['a.js', 'aXjs', false],
  ['a+(b)', 'a+(b)', true],
])("'%s' and '%s'", (glob, path, expected) => {
  expect(pathGlob(glob)(path)).toBe(expected)
})

test.each([
  [`${'*a'.repeat(60)}!`, 'a'.repeat(2_000)],
  [`${'**/'.repeat(60)}!`, 'a/'.repeat(1_000)],
  ['{a,a}'.repeat(500), 'a'.repeat(499)],
  ['['.repeat(9_000), 'x'],
])('%.20s… ends soon, as its cost is bounded', (glob, path) => {
  expect(pathGlob(glob)(path)).toBe(false)
})

test('an escaped wildcard is none', () => {
  expect(['a', 'a*', 'a\\*', '[', '{'].map(isGlob)).toEqual([false, true, false, true, true])
})

test('a glob that is too large fails its phase', () => {
  expect(() => pathGlob('x'.repeat(20_000))).toThrow(PhaseFailure)
})
