import { readFlags } from './flags.ts'

const usage = 'npm run it [-- --yes]'
const read = (...args: string[]) => readFlags(args, ['yes', 'data'], usage)

test.each([
  [[], { yes: false, data: false }],
  [['--yes'], { yes: true, data: false }],
  [['--data', '--yes'], { yes: true, data: true }],
])('%j is read', (args, expected) => {
  expect(read(...args)).toEqual(expected)
})

test.each(['--force', '-y', 'yes', '--'])('%s is refused with the usage', arg => {
  expect(() => read(arg)).toThrow(`'${arg}' is none of its options.\n${usage}`)
})

test('--help tells the usage', () => {
  expect(() => read('--help')).toThrow(usage)
})
