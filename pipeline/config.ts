// What a user of this template edits: the settings below. Everything else is derived from them.

export interface PipelineConfig {
  /** Names the service, its repository, its pipeline and (as a prefix) all of its stacks. */
  readonly serviceName: string
  /** The branch whose commits are released. */
  readonly branchName: string
  /** Who is told by e-mail that Prod waits for an approval; nobody when it is left out. */
  readonly approvalEmail?: string
  /**
   * Access logs of the API. API Gateway writes them with a role that is a setting of the account and its Region; the pipeline's stack sets it
   * (api-gateway-logs.ts), in the place of one that was set before. False where that setting is someone else's: the API then has no access logs,
   * and its function still logs each request. Switched off later, the stages let go of their log groups /aws/apigateway/<stack> without deleting
   * them, which their roles may then not do: delete them by hand before it is switched on again.
   */
  readonly accessLogs: boolean
  /** How long the logs of the builds and of start_tests are kept, in days. */
  readonly logRetentionDays: number
  /** How long the pipeline's artifacts (sources and build outputs) are kept, in days. Packaged code never expires: a rollback needs it. */
  readonly artifactRetentionDays: number
}

export const settings: PipelineConfig = {
  serviceName: 'TimeService',
  branchName: 'main',
  accessLogs: true,
  logRetentionDays: 90,
  artifactRetentionDays: 90,
}

/** Every problem of a configuration, one per line. */
export class ConfigError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`pipeline/config.ts needs a change:\n${problems.map(problem => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/**
 * The settings with what the environment overrides: SERVICE_NAME, or the context value `serviceName` that the CDK hands over in CDK_CONTEXT_JSON.
 * Throws a ConfigError that names every problem.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env, base: PipelineConfig = settings): PipelineConfig {
  const serviceName = env.SERVICE_NAME || contextServiceName(env.CDK_CONTEXT_JSON) || base.serviceName
  const config = { ...base, serviceName }
  const problems = rules.flatMap(rule => rule(config) ?? [])
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

type Rule = (config: PipelineConfig) => string | undefined

const rules: readonly Rule[] = [
  // 19: generated role names keep 25 characters of the stack's name, which is '<ServiceName>-gamma' at its longest; the policies match on it.
  ({ serviceName }) =>
    /^[A-Za-z][A-Za-z0-9]{0,18}$/.test(serviceName)
      ? undefined
      : `serviceName should be a letter followed by at most 18 letters and digits, got '${serviceName}'`,
  ({ branchName }) =>
    /^[A-Za-z0-9][A-Za-z0-9._/-]{0,254}$/.test(branchName) && !/\.\.|\/\/|\/$|\.lock$|\.$/.test(branchName)
      ? undefined
      : `branchName should be the name of a git branch such as 'main', got '${branchName}'`,
  ({ approvalEmail }) =>
    approvalEmail === undefined || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(approvalEmail)
      ? undefined
      : `approvalEmail should be an e-mail address or left out, got '${approvalEmail}'`,
  ({ logRetentionDays }) =>
    retentions.includes(logRetentionDays)
      ? undefined
      : `logRetentionDays should be one of ${retentions.join(', ')}, got ${logRetentionDays}`,
  ({ artifactRetentionDays }) =>
    Number.isInteger(artifactRetentionDays) && artifactRetentionDays >= 1 && artifactRetentionDays <= 3650
      ? undefined
      : `artifactRetentionDays should be a whole number of days from 1 to 3650, got ${artifactRetentionDays}`,
]

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

function contextServiceName(json: string | undefined): string | undefined {
  if (json === undefined) return undefined
  const context: unknown = JSON.parse(json)
  const name = typeof context === 'object' && context !== null && 'serviceName' in context && context.serviceName
  return name ? String(name) : undefined
}
