import { detect } from './detect.ts'
import { noticeOf } from './notice.ts'

const machine = { system: [], links: [], files: [], masks: [], mounts: [], kernel: [] }

test('where everything is isolated nothing is said', () => {
  expect(noticeOf({ isOn: true, machine, canCopy: true }, 'linux')).toBeUndefined()
})

test.each([
  ['linux', { isOn: true, machine, canCopy: false }, /^Not isolated: npm's cache/],
  [
    'linux',
    { isOn: false, reason: 'of this' },
    /^Not isolated, because of this: builds .* end your processes\. Node\.js/,
  ],
  ['darwin', { isOn: false, reason: 'of this' }, /custom runtimes can ask the Runtime API of other functions/],
] as const)('on %s with %j one line says what is not', (platform, found, words) => {
  const notice = noticeOf(found, platform)
  expect(notice).toMatch(words)
  expect(notice).not.toContain('\n')
})

test.each([
  ['off', 'linux', 'LOCAL_ISOLATION=off asks for none'],
  [undefined, 'darwin', 'darwin has no user namespaces, which Linux has'],
])('LOCAL_ISOLATION=%s on %s: %s', async (setting, platform, reason) => {
  expect(await detect(setting, platform)).toEqual({ isOn: false, reason })
})
