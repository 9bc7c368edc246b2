// One matcher for every pattern that a client writes: right by a table and by brute force, and never slow.

import { ANY_CHARACTER, ANY_TEXT, type GlobPart, glob, globParts, type Text } from './glob.ts'

const matches = (pattern: string, text: string): boolean => glob(globParts(pattern))(text)

test.each<[string, string, boolean]>([
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', 'a:b/c\nd', true],
  ['**', 'x', true],
  ['?', '', false],
  ['?', 'x', true],
  ['a*', 'a', true],
  ['*a', 'ba', true],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['*ab*ab*', 'xabxab', true],
  ['*ab*ab*', 'xabab', true],
  ['*ab*ab*', 'xaba', false],
  ['*aab*', 'aaab', true],
  ['*a?c*', 'aaacc', true],
  ['a?c', 'abbc', false],
  ['*?', '', false],
  ['?*?', 'ab', true],
  ['a.c', 'abc', false],
  ['[a]', 'a', false],
])("'%s' and '%s'", (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected)
})

test('a part that stands for itself may hold an asterisk', () => {
  const parts: readonly GlobPart[] = ['a', '*', ANY_CHARACTER, ANY_TEXT]
  expect(glob(parts)('a*bc')).toBe(true)
  expect(glob(parts)('axbc')).toBe(false)
})

/** By definition, without any thought of speed. */
const bruteForce = (pattern: string, text: string): boolean => {
  if (pattern === '') return text === ''
  const [first, rest] = [pattern[0], pattern.slice(1)]
  if (first === '*') return bruteForce(rest, text) || (text !== '' && bruteForce(pattern, text.slice(1)))
  return text !== '' && (first === '?' || first === text[0]) && bruteForce(rest, text.slice(1))
}

test('it agrees with the definition on every short pattern and text', () => {
  const words = (letters: string, length: number): string[] =>
    length === 0 ? [''] : words(letters, length - 1).flatMap(word => ['', ...letters].map(letter => word + letter))
  const patterns = [...new Set(words('ab*?', 4))]
  const texts = [...new Set(words('ab', 5))]
  const wrong = patterns.flatMap(pattern => texts.filter(text => matches(pattern, text) !== bruteForce(pattern, text)))
  expect(patterns.length * texts.length).toBeGreaterThan(20_000)
  expect(wrong).toEqual([])
})

/** How often the matcher looks at the text. */
const reads = (pattern: string, given: string): number => {
  let count = 0
  const text: Text = {
    length: given.length,
    charCodeAt: index => {
      count += 1
      return given.charCodeAt(index)
    },
  }
  glob(globParts(pattern))(text)
  return count
}

test.each<[string, string]>([
  ['many stars', `${'*a'.repeat(40)}*!`],
  ['a long beginning that recurs', `*${'a'.repeat(500)}b*`],
  ['a rare beginning', `*b${'a'.repeat(500)}*`],
  ['stars in a row', `${'*'.repeat(500)}!`],
])('%s: no place of the text is looked at more than twice', (_, pattern) => {
  expect(reads(pattern, 'a'.repeat(10_000))).toBeLessThanOrEqual(20_000)
})

test('with question marks the cost is at most one length times the other', () => {
  const pattern = `*${'?a'.repeat(20)}b*`
  expect(reads(pattern, 'a'.repeat(5_000))).toBeLessThanOrEqual(5_000 * pattern.length)
})
