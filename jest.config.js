// Every test of the repository. Tests stand beside the code they hold; what they import is turned into CommonJS by esbuild.
import { existsSync } from 'node:fs'

// For the flows of tests/, which a service may have deleted together with the local cloud.
const wholeRun = {
  testSequencer: '<rootDir>/tests/support/run/longest-first.cjs',
  // A folder for what a run makes once and several test files use (tests/support/released.ts).
  globalSetup: '<rootDir>/tests/support/run/make-folder.mjs',
  globalTeardown: '<rootDir>/tests/support/run/remove-folder.mjs',
}

export default {
  testMatch: ['<rootDir>/(pipeline|app|test-app|local|permissions|docs|bench|scaffold|tests)/**/*.test.ts'],
  transform: { '\\.m?ts$': '<rootDir>/jest-transform.cjs' },
  ...(existsSync(new URL('tests', import.meta.url)) ? wholeRun : {}),
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/cdk\\.out/', '/\\.local-cloud/'],
  // A busy machine is no failure. Whatever waits for a process or an event fails when nothing happens for long (tests/support/patience.ts), with
  // what happened last; this ends what waits for nothing at all.
  testTimeout: 900_000,
  // A busy machine may leave a process that is done no time to end within jest's half second; one that is not done is told of all the same.
  workerGracefulExitTimeout: 60_000,
  // The flows mostly wait for processes of their own, so every core takes a worker.
  maxWorkers: '100%',
  modulePathIgnorePatterns: ['/dist/', '/cdk\\.out/', '/\\.local-cloud/'],
}
