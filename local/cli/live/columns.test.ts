import { columnsOf, cut, oneLine, printable, subjectOf } from './columns.ts'

test.each([
  ['plain', 5],
  ['日本語', 6],
  ['한글', 4],
  ['e with a combining accent: e\u0301', 28],
  ['🎉 ✔ …', 6],
  ['', 0],
])('%s takes %i columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns)
})

test.each([
  ['fits', 4, 'fits'],
  ['does not fit', 5, 'does…'],
  ['日本語です', 7, '日本語…'],
  ['日本語です', 6, '日本…'],
  ['a🎉🎉', 4, 'a🎉…'],
  ['nothing', 0, ''],
])('%s in %i columns is %s', (text, width, shown) => {
  expect(cut(text, width)).toBe(shown)
})

test('a commit message cannot clear the screen, name the window, ring or hide what it says', () => {
  expect(oneLine('one\x1b[2J\x1b]0;mine\x07\x07 \x1b[31mtwo\n\tthree\u202e')).toBe('one two three')
})

test('lines and their indentation stay', () => {
  expect(printable('3 of 14 checks failed:\n\t\x1b[31m- GET /time\x1b[0m\r')).toBe(
    '3 of 14 checks failed:\n\t- GET /time',
  )
})

test('of a commit’s message the subject is shown, cut where it is longer than a subject should be', () => {
  expect(subjectOf('Add a route\n\nIt answers.')).toBe('Add a route')
  expect(subjectOf('x'.repeat(100))).toBe(`${'x'.repeat(71)}…`)
})
