// The service's tests alone, as the build runs them with nothing installed but what app/ and test-app/ need.
export default {
  displayName: 'app',
  transform: { '\\.ts$': '<rootDir>/../jest-transform.cjs' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
}
