import { changesBetween } from './reference-changes.ts'

test('what a push leaves as it was is no change', () => {
  const before = new Map([
    ['refs/heads/main', 'a'],
    ['refs/heads/old', 'a'],
    ['refs/heads/same', 'a'],
  ])
  const after = new Map([
    ['refs/heads/main', 'b'],
    ['refs/heads/new', 'b'],
    ['refs/heads/same', 'a'],
  ])
  expect(changesBetween(before, after)).toEqual([
    { name: 'refs/heads/main', before: 'a', after: 'b' },
    { name: 'refs/heads/new', before: undefined, after: 'b' },
    { name: 'refs/heads/old', before: 'a', after: undefined },
  ])
})
