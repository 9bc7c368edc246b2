import { EventEmitter } from 'node:events'
import { CTRL_C, readKeys } from './keys.ts'

/** What the keys called, and the typing that ends when they are no longer read. */
const typing = () => {
  const called: string[] = []
  const raw: boolean[] = []
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode: (mode: boolean) => {
      raw.push(mode)
      return stdin
    },
    setEncoding: () => stdin,
    resume: () => stdin,
    pause: () => stdin,
  })
  const actions = new Map(['y', 'n', 'b', CTRL_C].map(key => [key, () => called.push(key)]))
  const end = readKeys(stdin as unknown as NodeJS.ReadStream, actions)
  return { type: (text: string) => stdin.emit('data', text), called, raw, end }
}

test.each([
  ['a key', 'y', ['y']],
  ['a key with Shift', 'N', ['n']],
  ['a key and Enter at once', 'y\r', ['y']],
  ['Enter', '\r', []],
  ['another key', 'x', []],
  ['pasted text', 'git push origin every-day', []],
  ['an arrow, which the terminal sends as a sequence', '\x1b[B', []],
  ['Ctrl-C behind others', `ab${CTRL_C}`, [CTRL_C]],
])('%s', (_, typed, expected) => {
  const { type, called } = typing()
  type(typed)
  expect(called).toEqual(expected)
})

test('what is typed after the end is not read', () => {
  const { type, called, raw, end } = typing()
  end()
  type('y')
  expect(called).toEqual([])
  expect(raw).toEqual([true, false])
})
