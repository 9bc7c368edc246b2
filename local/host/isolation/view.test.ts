import { type Machine, planOf, type View } from './view.ts'

const machine: Machine = {
  system: ['/usr', '/opt'],
  links: [{ at: '/bin', to: 'usr/bin' }],
  files: ['/dev/null'],
  masks: [],
  mounts: [{ at: '/', flags: [] }],
  kernel: [],
}
/** Where a plan for the folder /f puts what a sandbox sees as its root. */
const ROOT = '/f/root'

const nothing: View = { readable: [], writable: [], hidden: [] }

/** What is mounted where, in order; the new root is `/`. */
const mounts = (view: Partial<View>, more: Partial<Machine> = {}): readonly string[] =>
  planOf({ ...nothing, ...view }, { ...machine, ...more }, '/f')
    .mounts.trimEnd()
    .split('\n')
    .map(line =>
      line.replace(' none ', ' ').replace(' 0 0', '').replaceAll(ROOT, '').replaceAll('/f/', '').replace(/^ +/, ' '),
    )

const FIRST = ' bind'
const SYSTEM = [
  '/usr /usr rbind,ro',
  '/opt /opt rbind,ro',
  'proc /proc proc nosuid,nodev,noexec',
  '/dev/null /dev/null bind',
]
const LAST = ' remount,bind,ro'

test('the system is seen, and the root is closed last', () => {
  expect(mounts({})).toEqual([FIRST, ...SYSTEM, LAST])
})

test('a folder below another is mounted after it', () => {
  const view = { readable: [{ at: '/a/b', from: '/x' }], writable: [{ at: '/a', from: '/y' }] }
  const listed = mounts(view)
  expect(listed.indexOf('/x /a/b rbind,ro')).toBeGreaterThan(listed.indexOf('/y /a rbind'))
  expect(listed).toContain('/y /a rbind')
})

test('what the system shows anyway is mounted once', () => {
  expect(mounts({ readable: [{ at: '/usr/local', from: '/usr/local' }] })).toHaveLength(SYSTEM.length + 2)
})

test('a hidden folder below a shown one is covered, and what is shown of it again has a place in the cover', () => {
  const view = { readable: [{ at: '/opt/p/state/code', from: '/opt/p/state/code' }], hidden: ['/opt/p/state'] }
  expect(mounts(view).slice(-3)).toEqual([
    'nothing-0 /opt/p/state bind',
    '/opt/p/state/code /opt/p/state/code rbind,ro',
    LAST,
  ])
  expect(planOf({ ...nothing, ...view }, machine, '/f').folders).toContain('/f/nothing-0/code')
})

test('a hidden folder that nothing shows needs no cover', () => {
  expect(mounts({ hidden: ['/home/me/state'] })).toHaveLength(SYSTEM.length + 2)
})

test('a mount keeps what the one that it stands on forbids, and mounts below it are read-only too', () => {
  const flags = ['nosuid', 'nodev']
  const more = { mounts: [...machine.mounts, { at: '/opt', flags }, { at: '/opt/disk', flags: ['noexec'] }] }
  expect(mounts({}, more)).toContain('/opt /opt rbind,ro,nosuid,nodev')
  expect(mounts({}, more)).toContain('/opt/disk /opt/disk remount,bind,ro,noexec')
})

test('a mount point is made only where none stands: below what the system shows there is one', () => {
  const view = { readable: [{ at: '/usr/x', from: '/y' }], writable: [{ at: '/var/z', from: '/z' }] }
  const { folders } = planOf({ ...nothing, ...view }, machine, '/f')
  expect(folders).toContain(`${ROOT}/var/z`)
  expect(folders).not.toContain(`${ROOT}/usr/x`)
})

test.each([
  ['a space', '/my folder', '/my\\040folder'],
  ['a backslash', '/a\\b', '/a\\134b'],
  ['a new line', '/a\nb', '/a\\012b'],
])('a path with %s stays one word', (_, from, word) => {
  expect(planOf({ ...nothing, readable: [{ at: '/x', from }] }, machine, '/f').mounts).toContain(`\n${word} ${ROOT}/x `)
})
