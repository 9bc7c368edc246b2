import type { ObjectVersion } from '../state.ts'
import { compareKeys, insertKey, removeKey } from './keys.ts'
import { type Item, listPage, type Page } from './listing.ts'

const version = (VersionId: string) => ({ VersionId }) as ObjectVersion
const listed = (keys: readonly string[], versions = ['v']) => ({
  keys: [...keys].sort(compareKeys),
  itemsOf: (key: string): readonly Item[] =>
    versions.map((id, index) => ({ key, version: version(id), latest: index === 0 })),
})
const shown = ({ items, prefixes }: Page) => [...items.map(item => item.key), ...prefixes]

const keys = ['a', 'b/1', 'b/2', 'b/c/3', 'd', 'e/4']

test.each([
  ['everything', '', undefined, '', ['a', 'b/1', 'b/2', 'b/c/3', 'd', 'e/4']],
  ['under a prefix', 'b/', undefined, '', ['b/1', 'b/2', 'b/c/3']],
  ['folders', '', '/', '', ['a', 'd', 'b/', 'e/']],
  ['a folder', 'b/', '/', '', ['b/1', 'b/2', 'b/c/']],
  ['after a key', '', undefined, 'b/2', ['b/c/3', 'd', 'e/4']],
  ['after a key that is not there', '', undefined, 'c', ['d', 'e/4']],
  ['after a folder', '', '/', 'b/', ['d', 'e/']],
  ['a longer delimiter', '', '/c/', '', ['a', 'b/1', 'b/2', 'd', 'e/4', 'b/c/']],
  ['nothing', 'x', '/', '', []],
])('%s', (_name, prefix, delimiter, after, expected) => {
  expect(shown(listPage(listed(keys), { prefix, delimiter, maxKeys: 1000 }, after))).toEqual(expected)
})

test.each([1, 2, 3, 5])('pages of %i meet without a gap', maxKeys => {
  for (const delimiter of [undefined, '/']) {
    const request = { prefix: '', delimiter, maxKeys }
    const found: string[] = []
    let after = ''
    for (;;) {
      const page = listPage(listed(keys), request, after)
      found.push(...shown(page))
      if (page.next === undefined) break
      after = page.next
    }
    expect(found.sort()).toEqual(shown(listPage(listed(keys), { ...request, maxKeys: 1000 }, '')).sort())
  }
})

test('a page may end between two versions of a key', () => {
  const source = listed(['a', 'b'], ['v2', 'v1'])
  const request = { prefix: '', delimiter: undefined, maxKeys: 3 }
  const first = listPage(source, request, '')
  expect(first.items.map(({ key, version: { VersionId } }) => key + VersionId)).toEqual(['av2', 'av1', 'bv2'])
  const second = listPage(source, request, first.next ?? '', first.nextVersionId)
  expect(second.items.map(({ key, version: { VersionId } }) => key + VersionId)).toEqual(['bv1'])
  expect(second.next).toBeUndefined()
})

test('no keys asked for, none given, and none promised', () => {
  expect(listPage(listed(keys), { prefix: '', delimiter: undefined, maxKeys: 0 }, '')).toEqual({
    items: [],
    prefixes: [],
  })
})

test('keys are sorted by the bytes of their UTF-8', () => {
  const odd = ['\u{1f389}', '\uffee', 'a', 'ä', 'A', 'a/b', 'a b', '\ud7ff']
  const byBytes = [...odd].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const sorted = { keys: [] as string[] }
  for (const key of [...odd, ...odd]) insertKey(sorted, key)
  expect(sorted.keys).toEqual(byBytes)
  removeKey(sorted, 'a')
  removeKey(sorted, 'not there')
  expect(sorted.keys).toEqual(byBytes.filter(key => key !== 'a'))
})
