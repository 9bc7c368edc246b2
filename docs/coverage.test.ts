// Holds docs/coverage.md to the code, and the generator to its word.

import { readFileSync } from 'node:fs'
import type { Surveyed } from '../tests/contract/survey.ts'
import { coverage, coveragePath } from './coverage.ts'
import { refusedAmong } from './generate/members.ts'
import { remarksIn } from './generate/remarks.ts'
import { pathsWithin } from './generate/resource-types.ts'

// What the service says of itself in app/ changes with the service.
const withoutApp = (page: string): string => page.replace(/^- .*\]\(\.\.\/app\/.*\n/gm, '')

const page = coverage()

test('the page is what the generator prints', () => {
  if (withoutApp(readFileSync(coveragePath, 'utf8')) === withoutApp(page)) return
  throw new Error('docs/coverage.md is not what the code says any more; refresh it with `npm run coverage`')
})

test('the page names operations, resource types, ignored properties and where a remark stands', () => {
  expect(page).toContain('`PutApprovalResult`')
  expect(page).toContain('### AWS::Lambda::Function\n')
  expect(page).toMatch(/- CreateFunction: .*`Layers`/)
  expect(page).toMatch(/- Ignored, with a warning on the stack event: .*`Triggers`/)
  expect(page).toContain('](../local/kernel/call/condition-keys.ts))')
})

test('every entry of the table of contents leads to a heading', () => {
  const anchors = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(match => match[1])
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(match => match[1]?.toLowerCase().replaceAll(' ', '-'))
  expect(anchors.length).toBeGreaterThan(15)
  expect(anchors.filter(anchor => !headings.includes(anchor))).toEqual([])
})

test.each([
  ['a line', '// Differs from AWS: it is quick.', [['Differs from AWS', 'It is quick.']]],
  ['a missing full stop', '// Unverified: the order', [['Unverified', 'The order.']]],
  [
    'several lines, up to the full stop',
    '// Unverified: that it\n// holds.\n// What comes next is about the code.',
    [['Unverified', 'That it holds.']],
  ],
  [
    'several lines, up to the code',
    '// Unverified: that it\n// holds\nconst x = 1',
    [['Unverified', 'That it holds.']],
  ],
  ['a doc comment', '/** Differs from AWS: one zone. */', [['Differs from AWS', 'One zone.']]],
  [
    'a block',
    '/**\n * What it does.\n *\n * Unverified: which of\n * the two comes first.\n */',
    [['Unverified', 'Which of the two comes first.']],
  ],
  ['the end of a line of code', 'f() // Differs from AWS: at once.', [['Differs from AWS', 'At once.']]],
  [
    'two remarks in one comment',
    '// Differs from AWS: a\n// Unverified: b',
    [
      ['Differs from AWS', 'A.'],
      ['Unverified', 'B.'],
    ],
  ],
  ['after a sentence', '// Looks twice. Unverified: once is enough.', [['Unverified', 'Once is enough.']]],
  ['text in code', "const text = 'Unverified: x'", []],
])('a remark: %s', (_, source, expected) => {
  expect(remarksIn(source).map(({ kind, text }) => [kind, text])).toEqual(expected)
})

test('what is ignored or refused within a property is named by its path', () => {
  const shape = {
    Kept: 'string',
    Lost: 'not carried out',
    List: [{ Inner: 'not carried out' }],
    No: 'refused',
  } as const
  expect(pathsWithin('not carried out', shape, 'P')).toEqual(['P.Lost', 'P.List[].Inner'])
  expect(pathsWithin('refused', shape, 'P')).toEqual(['P.No'])
})

const member = (path: string, outcome: Surveyed['outcome']): Surveyed => ({ path, outcome, input: {} })

test.each<[string, readonly Surveyed[], readonly string[]]>([
  ['what is refused', [member('A', 'refused'), member('B', 'carried out'), member('C', 'unread')], ['A', 'C']],
  ['a structure for all that is in it', [member('A', 'refused'), member('A.B', 'refused')], ['A']],
  [
    'what is refused within one',
    [member('A', 'refused'), member('A.B', 'refused'), member('A.C', 'carried out')],
    ['A.B'],
  ],
  ['a list', [member('A', 'unread'), member('A[].B', 'unread'), member('AB', 'carried out')], ['A']],
  ['not what the protocol answers for', [member('ContentMD5', 'unread')], []],
])('of members: %s', (_, surveyed, expected) => {
  expect(refusedAmong(surveyed).map(({ path }) => path)).toEqual(expected)
})
