// What a user of this template edits: the settings below. Everything else is derived from them.
import { problemsOf } from './config-rules.ts'

export interface PipelineConfig {
  /** Names the service, its repository, its pipeline and (as a prefix) all of its stacks. */
  readonly serviceName: string
  /** The branch whose commits are released. */
  readonly branchName: string
  /** The stages that deploy the application, in the order in which a commit passes them. A line more is a stage more. */
  readonly stages: readonly ReleaseStage[]
  /** Who is told by e-mail that a stage waits for an approval; nobody when it is left out. */
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

/** A stage of the pipeline that deploys the application as a stack of its own and tests it there. */
export interface ReleaseStage {
  /** The stage's name in the pipeline. In lower case it is the end of the stack's name and the value of the parameter Stage in app-sam.yaml. */
  readonly name: string
  /** What a commit waits for in front of the stage; nothing when it is left out. */
  readonly gate?: 'approval'
}

export const settings: PipelineConfig = {
  serviceName: 'TimeService',
  branchName: 'main',
  stages: [
    { name: 'Beta' },
    { name: 'Gamma' },
    { name: 'Prod', gate: 'approval' }, // serves customers, so a person decides
  ],
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
  const problems = problemsOf(config)
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

function contextServiceName(json: string | undefined): string | undefined {
  if (json === undefined) return undefined
  const context: unknown = JSON.parse(json)
  const name = typeof context === 'object' && context !== null && 'serviceName' in context && context.serviceName
  return name ? String(name) : undefined
}
