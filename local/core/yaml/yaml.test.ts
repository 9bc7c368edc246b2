import { composeYaml } from './compose.ts'
import { YamlError, type YamlNode } from './node.ts'

/** Scalars as their text, with `=` before those in quotes; a tag before what it stands at. */
const shown = (node: YamlNode): unknown => {
  const value =
    node.kind === 'scalar'
      ? `${node.plain ? '' : '='}${node.text}`
      : node.kind === 'sequence'
        ? node.items.map(shown)
        : Object.fromEntries(node.entries.map(([key, item]) => [String(shown(key)), shown(item)]))
  return node.tag === undefined ? value : [node.tag, value]
}
const read = (text: string): unknown => shown(composeYaml(text).root)

test.each<[string, string, unknown]>([
  ['an empty text', '', ''],
  ['a text of comments', '# a\n\n# b', ''],
  ['a mapping of mappings', 'a:\n  b: 1\n  c:\nd: e f', { a: { b: '1', c: '' }, d: 'e f' }],
  ['a list at the indentation of its key', 'a:\n- 1\n- 2\nb: 3', { a: ['1', '2'], b: '3' }],
  ['a list of mappings', '- a: 1\n  b: 2\n- - c', [{ a: '1', b: '2' }, ['c']]],
  [
    'scalars keep their text',
    '[., 1.0, 012, 12345678901234567890, ~, yes]',
    ['.', '1.0', '012', '12345678901234567890', '~', 'yes'],
  ],
  ['brackets that close where they like', 'a: [{\n"b": c,\n}, d\n]\ne: f', { a: [{ '=b': 'c' }, 'd'], e: 'f' }],
  ['a colon within a plain scalar', 'a: b:c::d\ne: [arn:aws:s3:::f]', { a: 'b:c::d', e: ['arn:aws:s3:::f'] }],
  ['a question mark within brackets', '{a: cron(0 12 * * ? *)}', { a: 'cron(0 12 * * ? *)' }],
  ['a plain scalar over lines', 'a: b\n  c\n\n  d # e\nf: g', { a: 'b c\nd', f: 'g' }],
  ['a tab behind a plain scalar', 'a: b\t\nc: d\t# e', { a: 'b', c: 'd' }],
  ['quotes', `a: 'it''s'\nb: "\\x41\\u00e9\\n\\\n   c"\nd: "e\n\n  f"`, { a: "=it's", b: '=Aé\nc', d: '=e\nf' }],
  ['a block that ends with the text', 'a: |\n  b\n   c', { a: '=b\n c' }],
  [
    'blocks and their line breaks',
    'a: |-\n  b\n\nc: |+\n  d\n\ne: >\n  f\n  g\n\n  h\n   i\n',
    {
      a: '=b',
      c: '=d\n\n',
      e: '=f g\nh\n i\n',
    },
  ],
  ['a block that says its indentation', 'a: |1\n  b\n', { a: '= b\n' }],
  [
    'tags',
    '!Sub "a": !GetAtt b.c\nd: !If [e, !Ref f, !!str 1]',
    {
      '!Sub,=a': ['!GetAtt', 'b.c'],
      d: ['!If', ['e', ['!Ref', 'f'], ['tag:yaml.org,2002:str', '1']]],
    },
  ],
  ['a tag without a value', 'a: !Ref\nb: 1', { a: ['!Ref', ''], b: '1' }],
  ['keys with a question mark', '? a\n: b\n? c\n', { a: 'b', c: '' }],
  ['pairs in a list', '[a: b, c]', [{ a: 'b' }, 'c']],
  ['keys without values in braces', '{a, b: , c: d}', { a: '', b: '', c: 'd' }],
  ['a document between its marks', '%YAML 1.1\n---\na: b\n...\n', { a: 'b' }],
  ['line breaks of Windows, and a byte order mark', '\ufeffa: b\r\nc: |\r\n  d\r\n  e\r\n', { a: 'b', c: '=d\ne\n' }],
])('%s', (_, text, expected) => {
  expect(read(text)).toEqual(expected)
})

test('the same key may stand there twice', () => {
  const { root } = composeYaml('a: 1\na: 2')
  expect(root.kind === 'mapping' && root.entries.map(([, value]) => shown(value))).toEqual(['1', '2'])
})

test('an alias is the very node that it stands for, and its place is told', () => {
  const { root, aliases } = composeYaml('a: &x [1]\nb: *x')
  expect(root.kind === 'mapping' && root.entries[0]?.[1] === root.entries[1]?.[1]).toBe(true)
  expect(aliases).toEqual([{ line: 2, column: 4 }])
})

test.each<[string, string, number, number]>([
  ['an indentation that fits nothing', 'a:\n  b: 1\n c: 2', 3, 2],
  ['a mapping behind a value', 'a: b: c', 1, 5],
  ['a list behind a value', 'a: - b', 1, 4],
  ['a key over two lines', 'a\nb: c', 2, 2],
  ['a key that is too long', `${'a'.repeat(1025)}: b`, 1, 1026],
  ['a tab before a key', 'a:\n\tb: c', 2, 1],
  ['a bracket that nobody closes', 'a: [b', 1, 6],
  ['a bracket that nobody opened', 'a: b]\nc: ]', 2, 4],
  ['a quote that nobody closes', 'a: "b', 1, 6],
  ['an unknown escape', 'a: "\\q"', 1, 6],
  ['a character that begins nothing', 'a: @b', 1, 4],
  ['an alias without its anchor', 'a: *b', 1, 4],
  ['an unknown handle', 'a: !b!c d', 1, 4],
  ['two documents', 'a: b\n---\nc: d', 2, 1],
  ['a control character', 'a: b\n\x01', 2, 1],
])('%s is refused at its place', (_, text, line, column) => {
  const refused = ((): unknown => {
    try {
      return read(text)
    } catch (error) {
      return error
    }
  })()
  expect(refused).toBeInstanceOf(YamlError)
  expect(refused).toMatchObject({ line, column })
})

const MEGABYTE = 1_048_576
const filled = (part: string, before = '', after = ''): string =>
  `${before}${part.repeat((MEGABYTE - before.length - after.length) / part.length)}${after}`

// Whoever reads these in more than a pass or two takes minutes, which the limit of a test's time ends.
test.each<[string, string]>([
  ['brackets', filled('[')],
  ['brackets that are closed', `${'['.repeat(MEGABYTE / 2)}${']'.repeat(MEGABYTE / 2)}`],
  ['list items', filled('- ')],
  ['keys with a question mark', filled('? ')],
  ['quotes', filled('"')],
  ['colons', filled(':')],
  ['tags', filled('!a ')],
  ['one plain word', filled('a')],
  ['empty lines of a block', filled(' \n', 'a: |\n')],
  [
    'aliases of aliases',
    Array.from({ length: 40 }, (_, n) => `a${n}: &a${n} [${`*a${n - 1},`.repeat(n && 9)}]`).join('\n'),
  ],
])('a megabyte of %s is read or refused in one pass', (_, text) => {
  expect(() => {
    try {
      composeYaml(text)
    } catch (error) {
      if (!(error instanceof YamlError)) throw error
    }
  }).not.toThrow()
})
