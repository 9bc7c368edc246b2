// AllowedPattern means what it means elsewhere, and no pattern costs more than its size times the length of the value.

import { allowedPattern, NotReadable } from './allowed-pattern.ts'

const PATTERNS = [
  '',
  'a|bc|',
  '[a-z]+',
  '^[a-zA-Z][a-zA-Z0-9-]{0,19}$',
  '[^a-c]*',
  '(ab)*c?',
  '(?:a|b){2,3}',
  'a{2}',
  'a{1,}b',
  '.*x.*',
  '\\d{3}-\\w+\\s?',
  '[\\d.-]+',
  '[]a]+',
  '(?=.*\\d)(?=.*[a-z]).{2,}',
  '(?!ab)[a-z]*',
  '(?<name>a)b',
  'a+?b*?',
  '\\x61\\u0062\\.',
  '(^a|b$)+',
  '((a*)*)*b',
  '(a|aa)+',
  'a{',
  '[a-]+',
  '\\/x',
]
const TEXTS = [
  '',
  'a',
  'ab',
  'abc',
  'bc',
  'aab',
  'aaa',
  'abab',
  'x',
  'axb',
  '1',
  '12',
  '123-x ',
  'a1',
  '1.2-3',
  ']a',
  'ab.',
  'a{',
  'Ab-9',
  'a-',
  '/x',
  'a\nb',
  'ba',
]

test.each(PATTERNS.filter(pattern => pattern !== '[]a]+'))("'%s' takes what JavaScript's own takes", pattern => {
  const own = new RegExp(`^(?:${pattern})$`)
  const matches = allowedPattern(pattern)
  expect(TEXTS.filter(text => matches(text))).toEqual(TEXTS.filter(text => own.test(text)))
})

test('a closing bracket at the beginning of a class stands for itself', () => {
  expect(allowedPattern('[]a]+')(']a')).toBe(true)
})

test.each([
  ['(a+)+', 20_000],
  ['(a|a)*b', 20_000],
  ['(a*)*b', 20_000],
  ['(.*a){20}', 2_000],
  ['(?=(a+)+b).*', 500],
])('%s ends soon, as its cost is bounded', (pattern, length) => {
  expect(allowedPattern(pattern)(`${'a'.repeat(length)}!`)).toBe(false)
})

test.each([
  '(a)\\1',
  '(?<=a)b',
  'a++',
  '\\bword',
  '\\p{Alpha}',
  '(?i)a',
  '[a-z&&[b]]',
  '(a',
  'a)',
  '[a',
  '*a',
  'a\\',
  'z{9,1}',
  '[z-a]',
  '((a{1000}){1000}){1000}',
  '(?:(?:(?:){1000}){1000}){1000}',
  '('.repeat(1000),
])('%s is refused by name', pattern => {
  expect(() => allowedPattern(pattern)).toThrow(NotReadable)
})
