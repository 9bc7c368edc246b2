import { Members } from './members.ts'

test('what nobody read is known by its path', () => {
  const members = new Members({
    Name: 'a',
    Other: 'b',
    Tags: [
      { Key: 'k', Value: 'v' },
      { Key: 'l', Extra: 1 },
    ],
  })
  members.string('Name')
  for (const tag of members.structures('Tags')) tag.string('Key')
  expect(members.unread()).toEqual(['Other', 'Tags.1.Value', 'Tags.2.Extra'])
})

test('a structure that is read twice is one structure', () => {
  const members = new Members({ Outer: { A: '1', B: '2' } })
  members.structure('Outer').string('A')
  members.optionalStructure('Outer')?.string('B')
  expect(members.unread()).toEqual([])
})

test('what asks for nothing need not be read: null, false, and what is empty', () => {
  expect(new Members({ A: null, B: false, C: '', D: [], E: { F: [{}] }, G: 'false' }).unread()).toEqual([])
  expect(new Members({ A: 0, B: true, C: new Uint8Array(), D: new Date(0) }).unread()).toEqual(['A', 'B', 'C', 'D'])
})

test('a map that is read as a whole is read', () => {
  const members = new Members({ Map: { a: { b: 1 } }, Whole: { c: 1 } })
  expect(members.structure('Whole').value).toEqual({ c: 1 })
  expect(members.raw('Map')).toEqual({ a: { b: 1 } })
  expect(members.unread()).toEqual([])
})

test('renamed members are the same members', () => {
  const members = new Members({ ApiId: 'a', StageName: 'b' })
  const lower = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`
  members.renamed(lower).string('apiId')
  expect(members.unread()).toEqual(['stageName'])
  members.renamed(lower).string('stageName')
  expect(members.unread()).toEqual([])
})
