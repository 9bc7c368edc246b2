import { patternOf } from './check-pattern.ts'
import { matches } from './pattern.ts'

const EVENT = {
  source: 'aws.codecommit',
  'detail-type': 'CodeCommit Repository State Change',
  resources: ['arn:a', 'arn:b'],
  detail: {
    event: 'referenceUpdated',
    referenceName: 'main',
    count: 5,
    ratio: 0.5,
    ok: true,
    nothing: null,
    empty: '',
    list: [],
    ip: '10.0.0.17',
    six: '2001:db8::1',
    items: [
      { id: 1, color: 'red' },
      { id: 2, color: 'blue' },
    ],
  },
}

const detail = (pattern: object): object => ({ detail: pattern })

test.each<[string, object, boolean]>([
  ['an exact value', { source: ['aws.codecommit'] }, true],
  ['another value', { source: ['aws.s3'] }, false],
  ['one of several values', { source: ['aws.s3', 'aws.codecommit'] }, true],
  ['two members, both right', { source: ['aws.codecommit'], ...detail({ event: ['referenceUpdated'] }) }, true],
  ['two members, one wrong', { source: ['aws.codecommit'], ...detail({ event: ['referenceDeleted'] }) }, false],
  ['a value of an array', { resources: ['arn:b'] }, true],
  ['a member that is absent', detail({ absent: ['x'] }), false],
  ['text is not a number', detail({ count: ['5'] }), false],
  ['a number', detail({ count: [5.0] }), true],
  ['a boolean', detail({ ok: [true] }), true],
  ['null', detail({ nothing: [null] }), true],
  ['empty text', detail({ empty: [''] }), true],
  ['an object where the pattern has values', { detail: ['x'] }, false],
  ['prefix', detail({ event: [{ prefix: 'reference' }] }), true],
  ['prefix of another', detail({ event: [{ prefix: 'Reference' }] }), false],
  ['prefix without regard to case', detail({ event: [{ prefix: { 'equals-ignore-case': 'REF' } }] }), true],
  ['suffix', detail({ event: [{ suffix: 'Updated' }] }), true],
  ['suffix without regard to case', detail({ event: [{ suffix: { 'equals-ignore-case': 'UPDATED' } }] }), true],
  ['equals-ignore-case', detail({ referenceName: [{ 'equals-ignore-case': 'MAIN' }] }), true],
  ['anything-but a value', detail({ referenceName: [{ 'anything-but': 'dev' }] }), true],
  ['anything-but the value', detail({ referenceName: [{ 'anything-but': 'main' }] }), false],
  ['anything-but a list', detail({ referenceName: [{ 'anything-but': ['dev', 'main'] }] }), false],
  ['anything-but a number', detail({ count: [{ 'anything-but': [5, 6] }] }), false],
  ['anything-but of an absent member', detail({ absent: [{ 'anything-but': 'x' }] }), false],
  ['anything-but a prefix', detail({ referenceName: [{ 'anything-but': { prefix: 'ma' } }] }), false],
  ['anything-but prefixes', detail({ referenceName: [{ 'anything-but': { prefix: ['x', 'ma'] } }] }), false],
  ['anything-but a suffix', detail({ referenceName: [{ 'anything-but': { suffix: 'x' } }] }), true],
  [
    'anything-but without regard to case',
    detail({ referenceName: [{ 'anything-but': { 'equals-ignore-case': 'MAIN' } }] }),
    false,
  ],
  ['anything-but a wildcard', detail({ referenceName: [{ 'anything-but': { wildcard: 'm*n' } }] }), false],
  ['numeric', detail({ count: [{ numeric: ['=', 5] }] }), true],
  ['numeric range', detail({ count: [{ numeric: ['>', 0, '<=', 5] }] }), true],
  ['numeric out of range', detail({ count: [{ numeric: ['>', 5, '<', 9] }] }), false],
  ['numeric of text', detail({ event: [{ numeric: ['>', 0] }] }), false],
  ['numeric of a fraction', detail({ ratio: [{ numeric: ['<', 1] }] }), true],
  ['exists', detail({ referenceName: [{ exists: true }] }), true],
  ['exists, of null', detail({ nothing: [{ exists: true }] }), true],
  ['exists, of an absent member', detail({ absent: [{ exists: true }] }), false],
  ['not exists', detail({ absent: [{ exists: false }] }), true],
  ['not exists, under an absent member', detail({ absent: { deeper: [{ exists: false }] } }), true],
  ['not exists, of what is there', detail({ count: [{ exists: false }] }), false],
  ['exists, of an empty list', detail({ list: [{ exists: true }] }), false],
  ['wildcard', detail({ event: [{ wildcard: 'ref*Upd*' }] }), true],
  ['wildcard that does not end there', detail({ event: [{ wildcard: 'ref*Upd' }] }), false],
  ['an escaped star', detail({ event: [{ wildcard: 'ref\\*' }] }), false],
  ['a dot is only a dot', detail({ ip: [{ wildcard: '10.0.0?17' }] }), false],
  ['cidr', detail({ ip: [{ cidr: '10.0.0.0/24' }] }), true],
  ['cidr of another block', detail({ ip: [{ cidr: '10.0.0.0/28' }] }), false],
  ['cidr of version 6', detail({ six: [{ cidr: '2001:db8::/32' }] }), true],
  ['cidr of the other version', detail({ six: [{ cidr: '10.0.0.0/8' }] }), false],
  ['one of two alternatives', detail({ $or: [{ count: [1] }, { referenceName: ['main'] }] }), true],
  ['none of two alternatives', detail({ $or: [{ count: [1] }, { referenceName: ['dev'] }] }), false],
  ['alternatives beside a member', detail({ event: ['x'], $or: [{ count: [5] }, { ok: [true] }] }), false],
  ['one object of an array', detail({ items: { id: [2], color: ['blue'] } }), true],
  ['parts of two objects of an array', detail({ items: { id: [1], color: ['blue'] } }), false],
])('%s', (_, pattern, expected) => {
  expect(matches(patternOf(JSON.stringify(pattern)), EVENT)).toBe(expected)
})

test.each<[string, string]>([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['an empty pattern', '{}'],
  ['a value that is not in a list', '{"source":"aws.s3"}'],
  ['an empty list', '{"source":[]}'],
  ['an empty object', '{"detail":{}}'],
  ['a list in a list', '{"source":[["a"]]}'],
  ['an unknown matcher', '{"source":[{"regex":"a"}]}'],
  ['two matchers in one', '{"source":[{"prefix":"a","suffix":"b"}]}'],
  ['numeric with an unknown operator', '{"a":[{"numeric":["~",1]}]}'],
  ['numeric with a range the wrong way round', '{"a":[{"numeric":["<",1,">",0]}]}'],
  ['exists with text', '{"a":[{"exists":"yes"}]}'],
  ['a wildcard with two stars in a row', '{"a":[{"wildcard":"a**b"}]}'],
  ['a wildcard that escapes a letter', '{"a":[{"wildcard":"a\\\\b"}]}'],
  ['a block that is none', '{"a":[{"cidr":"10.0.0.0/33"}]}'],
  ['one alternative', '{"$or":[{"a":[1]}]}'],
  ['anything-but nothing', '{"a":[{"anything-but":[]}]}'],
])('%s is no event pattern', (_, text) => {
  expect(() => patternOf(text)).toThrow(expect.objectContaining({ code: 'InvalidEventPatternException' }))
})

// Matched by a backtracking expression, this would not end before the machine does.
test('many stars against a long value cost no more than its length', () => {
  const pattern = patternOf(JSON.stringify({ detail: { x: [{ wildcard: `${'*a'.repeat(200)}*!` }] } }))
  expect(matches(pattern, { detail: { x: 'a'.repeat(200_000) } })).toBe(false)
})
