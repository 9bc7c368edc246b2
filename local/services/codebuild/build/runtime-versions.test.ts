import { selectRuntimes } from './runtime-versions.ts'

const machine = { nodejs: '24.21.0', python: '3.12.4', java: '21.0.2' }

test.each([
  ['nodejs', '24', []],
  ['nodejs', '24.x', []],
  ['nodejs', '24.21.0', []],
  ['nodejs', 'latest', []],
  ['python', '3.12', []],
  ['python', '3.x', []],
  ['java', 'corretto21', []],
  ['python', '3.1', ['WARNING: the buildspec asks for python 3.1, and this machine has 3.12.4']],
  ['java', 'corretto17', ['WARNING: the buildspec asks for java corretto17, and this machine has 21.0.2']],
])('%s %s is there', (name, version, warnings) => {
  expect(selectRuntimes({ [name]: version }, machine)).toEqual([
    `Selecting '${name}' runtime version '${version}' based on manual selections...`,
    ...warnings,
  ])
})

test.each([
  ['nodejs', '18', 'the local cloud has nodejs 24 alone, and the buildspec asks for nodejs 18'],
  ['nodejs', '2', 'the local cloud has nodejs 24 alone, and the buildspec asks for nodejs 2'],
  ['golang', '1.24', 'the local cloud has no runtime golang: this machine has no go that runs by itself; install it'],
  [
    'node',
    '24',
    "Unknown runtime named 'node'. This build image has the following runtimes: dotnet, golang, java, nodejs, php, python, ruby",
  ],
])('%s %s is not', (name, version, message) => {
  expect(() => selectRuntimes({ python: '3.12', [name]: version }, machine)).toThrow(message)
})

test('all that is missing is said at once', () => {
  expect(() => selectRuntimes({ ruby: '3.4', nodejs: '20', php: '8.3' }, machine)).toThrow(/ruby.*\n.*nodejs.*\n.*php/)
})
