import { ConfigError, readConfig, settings } from './config.ts'

test('the settings are the configuration when the environment says nothing', () => {
  expect(readConfig({})).toEqual(settings)
})

test.each([
  ['SERVICE_NAME', { SERVICE_NAME: 'Orders' }, 'Orders'],
  ['the CDK context', { CDK_CONTEXT_JSON: '{"serviceName":"Orders"}' }, 'Orders'],
  ['SERVICE_NAME before the context', { SERVICE_NAME: 'A', CDK_CONTEXT_JSON: '{"serviceName":"B"}' }, 'A'],
  ['an empty context', { CDK_CONTEXT_JSON: '{}' }, settings.serviceName],
])('the service is named by %s', (_, env, expected) => {
  expect(readConfig(env).serviceName).toBe(expected)
})

test.each(['A', 'TimeService', 'a1', 'A'.repeat(19)])('%s is a service name', serviceName => {
  expect(readConfig({}, { ...settings, serviceName }).serviceName).toBe(serviceName)
})

test.each(['', '1st', 'Time-Service', 'Time_Service', 'A'.repeat(20), 'Zeit dienst'])(
  '%j is no service name',
  serviceName => {
    expect(() => readConfig({}, { ...settings, serviceName })).toThrow(
      `serviceName should be a letter followed by at most 18 letters and digits, got '${serviceName}'`,
    )
  },
)

test.each(['main', 'release/1.0', 'a-b_c'])('%s is a branch', branchName => {
  expect(readConfig({}, { ...settings, branchName }).branchName).toBe(branchName)
})

test.each(['', 'a..b', '/a', 'a/', 'a b', 'x.lock', 'a//b'])('%j is no branch', branchName => {
  expect(() => readConfig({}, { ...settings, branchName })).toThrow(ConfigError)
})

test('every problem is reported at once', () => {
  const broken = {
    serviceName: '-',
    branchName: '',
    accessLogs: false,
    approvalEmail: 'nobody',
    logRetentionDays: 2,
    artifactRetentionDays: 0,
  }
  const problems = () => readConfig({}, broken)
  const { accessLogs: _, ...wrong } = broken
  for (const name of Object.keys(wrong)) expect(problems).toThrow(name)
})
