import { DEFAULT_PORT, readCommand } from './options.ts'

const start = { name: 'start', port: DEFAULT_PORT, fresh: false, exit: false, logs: false, state: undefined }

test.each([
  [[], start],
  [['start'], start],
  [['start', '--approve', '--exit'], { ...start, decision: 'Approved', exit: true }],
  [['start', '--reject'], { ...start, decision: 'Rejected' }],
  [['start', '--port', '0', '--logs', '--fresh'], { ...start, port: 0, logs: true, fresh: true }],
  [['start', '--state', 'here'], { ...start, state: 'here' }],
  [['env'], { name: 'env', state: undefined }],
  [['git-credential', '--state', 'here', 'get'], { name: 'git-credential', action: 'get', state: 'here' }],
  [['--help'], { name: 'help' }],
  [['start', '-h'], { name: 'help' }],
])('%j', (argv, command) => {
  expect(readCommand(argv)).toEqual(command)
})

test.each([
  [['--verbose'], "Unknown option '--verbose'; npm start -- --help shows what there is"],
  [['deploy'], "there is no command 'deploy'; there are start, env and help"],
  [['start', '--port', '80.5'], "--port should be a number from 0 to 65535, got '80.5'"],
  [['start', '--port', ''], "--port should be a number from 0 to 65535, got ''"],
  [['start', '--port'], "Option '--port <value>' argument missing; npm start -- --help shows what there is"],
  [['env', '--fresh'], '--fresh belongs to start, not to env; npm start -- --help shows what there is'],
  [['env', 'now'], "'now' is more than env takes; npm start -- --help shows what there is"],
  [['start', '--approve', '--reject'], '--approve and --reject contradict each other; give one of them'],
])('%j is refused', (argv, message) => {
  expect(() => readCommand(argv)).toThrow(message)
})
