import { baseOf, namesFor, onePerName, selectFiles } from './select-files.ts'

const paths = ['a.js', '.hidden', 'dir/b.js', 'dir/sub/c.js', 'dir/sub/c.js.map', 'node_modules/x/index.js']

const cases: readonly [readonly string[], readonly string[], readonly string[]][] = [
  [['a.js'], [], ['a.js']],
  [['./a.js'], [], ['a.js']],
  [['*'], [], ['a.js', '.hidden']],
  [['**/*'], [], paths],
  [['dir/*'], [], ['dir/b.js']],
  [['dir/**/*'], [], ['dir/b.js', 'dir/sub/c.js', 'dir/sub/c.js.map']],
  [['dir/**/*'], ['**/*.map'], ['dir/b.js', 'dir/sub/c.js']],
  [['**/*'], ['node_modules/**/*', 'dir/**'], ['a.js', '.hidden']],
  [['missing.js'], [], []],
  [['!a.js'], [], []],
]
test.each(cases)('%j without %j takes %j', (globs, excluded, selected) => {
  expect(selectFiles(paths, globs, excluded)).toEqual(selected)
})

test.each([
  ['a/b/*.js', 'a/b'],
  ['**/*', '.'],
  ['a/b.js', 'a/b.js'],
  ['./dist/**', 'dist'],
])('everything that %s matches is at %s', (glob, base) => expect(baseOf(glob)).toBe(base))

test('discarded paths leave the file names', () => {
  expect(namesFor(['a/b.js'], true)).toEqual([{ path: 'a/b.js', name: 'b.js' }])
})

test('of files with the same name the last one is kept', () => {
  const files = namesFor(['a/index.js', 'a/only.js', 'b/index.js'], true)
  expect(onePerName(files)).toEqual([
    { path: 'b/index.js', name: 'index.js' },
    { path: 'a/only.js', name: 'only.js' },
  ])
})
