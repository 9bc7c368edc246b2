import { ConfigError, type ReleaseStage, readConfig, settings } from './config.ts'
import { sample } from './testing/sample.ts'

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
  expect(readConfig({}, { ...sample, serviceName }).serviceName).toBe(serviceName)
})

test.each(['', '1st', 'Time-Service', 'Time_Service', 'A'.repeat(20), 'Zeit dienst'])(
  '%j is no service name',
  serviceName => {
    expect(() => readConfig({}, { ...sample, serviceName })).toThrow(
      `serviceName should be a letter followed by at most 18 letters and digits (the name that sets the limit is '<serviceName>-tests'), got '${serviceName}'`,
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
    stages: [],
    accessLogs: false,
    approvalEmail: 'nobody',
    logRetentionDays: 2,
    artifactRetentionDays: 0,
  }
  const problems = () => readConfig({}, broken)
  const { accessLogs: _, ...wrong } = broken
  for (const name of Object.keys(wrong)) expect(problems).toThrow(name)
})

describe('the stages', () => {
  const gated = (...names: readonly string[]): ReleaseStage[] => names.map(name => ({ name, gate: 'approval' }))
  const problemsOf = (stages: readonly ReleaseStage[]) => () => readConfig({}, { ...sample, stages })

  test.each<[string, ReleaseStage[]]>([
    ['one', gated('Prod')],
    ['a fourth', [{ name: 'Beta' }, { name: 'Gamma' }, { name: 'Staging' }, ...gated('Prod')]],
    ['several gates', [{ name: 'Dev' }, ...gated('Europe', 'Asia')]],
  ])('%s will do', (_, stages) => {
    expect(readConfig({}, { ...sample, stages }).stages).toEqual(stages)
  })

  test.each<[string, ReleaseStage[], string]>([
    ['no stage', [], "stages should have one with gate: 'approval', got no stage"],
    ['no gate', [{ name: 'Prod' }], "stages should have one with gate: 'approval', got 'Prod'"],
    ['small letters', gated('prod'), "should be a capital letter followed by letters and digits, got 'prod'"],
    ['a hyphen', gated('Pre-Prod'), "got 'Pre-Prod'"],
    ['a name twice', gated('Prod', 'PROD'), "two stages are called 'PROD'"],
    ['the stack of the tests', gated('Tests'), "a stage may not be called 'Tests'"],
    ["the pipeline's stack", gated('Pipeline'), "a stage may not be called 'Pipeline'"],
    ["the pipeline's own stage", gated('Build'), "the pipeline has a 'Build' of its own"],
    ['the beginning of another name', gated('Prod', 'ProdEurope'), "'ProdEurope' and 'Prod' begin alike"],
    ['the beginning of the tests', gated('Test'), "'Test' and 'Tests' (the integration tests' stack) begin alike"],
    ['a name without end', gated('P'.repeat(24)), 'leaves no room'],
  ])('%s will not', (_, stages, message) => {
    expect(problemsOf(stages)).toThrow(message)
  })

  test.each([
    ['Prod', 19],
    ['Staging', 17],
    ['Acceptance', 14],
  ])("with '%s' the service's name may have %i characters", (name, most) => {
    const named = (length: number) => () =>
      readConfig({}, { ...sample, stages: gated(name), serviceName: 'A'.repeat(length) })
    expect(named(most)().serviceName).toHaveLength(most)
    expect(named(most + 1)).toThrow(`at most ${most - 1} letters and digits`)
  })
})
