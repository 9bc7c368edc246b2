// How values become what a schema asks for.

import { type Shape, shaped } from './shape.ts'

test.each<[string, Shape, unknown, unknown]>([
  ['a text stays a text', 'string', 'a', 'a'],
  ['a number becomes a text', 'string', 12, '12'],
  ['a boolean becomes a text', 'string', false, 'false'],
  ['a text becomes a number', 'integer', '128', 128],
  ['a fraction is a number', 'number', '0.5', 0.5],
  ['a text becomes a boolean', 'boolean', 'true', true],
  ['json stays as it is', 'json', { a: ['1'] }, { a: ['1'] }],
  ['items are shaped', ['integer'], ['1', 2], [1, 2]],
  ['members are shaped', { A: 'integer' }, { A: '1' }, { A: 1 }],
  ['free keys are shaped', { '*': 'string' }, { x: 1 }, { x: '1' }],
  ['an intrinsic function is left for later', 'integer', { Ref: 'Size' }, { Ref: 'Size' }],
])('%s', (_, shape, value, expected) => {
  expect(shaped(shape, value as never)).toEqual({ value: expected, problems: [], ignored: {}, refused: [] })
})

test.each<[string, Shape, unknown, string]>([
  ['a list', 'string', ['a'], '#/P: expected type: String, found: JSONArray'],
  ['a map', 'integer', { a: 1 }, '#/P: expected type: Integer, found: JSONObject'],
  ['a text that is no number', 'number', 'many', '#/P: expected type: Number, found: String'],
  ['a fraction', 'integer', 1.5, '#/P: expected type: Integer, found: number'],
  ['no boolean', 'boolean', 'yes', '#/P: expected type: Boolean, found: String'],
  ['no list', ['string'], 'a', '#/P: expected type: JSONArray, found: String'],
  ['an unknown key', { A: 'string' }, { B: 'x' }, '#/P: extraneous key [B] is not permitted'],
  ['a nested problem', [{ A: 'integer' }], [{ A: 'x' }], '#/P/0/A: expected type: Integer, found: String'],
])('%s is a problem', (_, shape, value, problem) => {
  expect(shaped(shape, value as never, '/P').problems).toEqual([problem])
})

test('a nested property that is not carried out is left out, and named', () => {
  const shape: Shape = { Rules: [{ Kept: 'string', Left: 'not carried out' }] }
  expect(shaped(shape, { Rules: [{ Kept: 'a', Left: 1 }] }, '/P')).toEqual({
    value: { Rules: [{ Kept: 'a' }] },
    problems: [],
    ignored: { 'P.Rules.0.Left': 1 },
    refused: [],
  })
})

const REFUSING: Shape = { Layers: 'refused', Kind: 'only Zip, Tar' }

test.each<[string, unknown, unknown, readonly unknown[]]>([
  ['what is refused', { Layers: ['a'] }, {}, [{ what: 'P.Layers' }]],
  ['what is refused, of a resource', { Layers: { Of: { Ref: 'Layer' } } }, {}, [{ what: 'P.Layers' }]],
  ['what asks for nothing', { Layers: [], Kind: 'Zip' }, { Kind: 'Zip' }, []],
  ['false, which asks for nothing', { Layers: { Of: 'false', In: null } }, {}, []],
  ['another value', { Kind: 'Image' }, { Kind: 'Image' }, [{ what: 'P.Kind Image', instead: 'Zip, Tar' }]],
  ['a value that nobody knows yet', { Kind: { Ref: 'Kind' } }, { Kind: { Ref: 'Kind' } }, []],
])('%s', (_, given, value, refused) => {
  expect(shaped(REFUSING, given as never, '/P')).toEqual({ value, problems: [], ignored: {}, refused })
})
