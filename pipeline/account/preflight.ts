// What the account and its Region must have, asked before anything is made: a deployment would fail on it minutes later, or the first build or test.
import { CodeBuildClient, ListProjectsCommand } from '@aws-sdk/client-codebuild'
import { CodeCommitClient, ListRepositoriesCommand } from '@aws-sdk/client-codecommit'
import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline'
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { OperationError } from '../operations/session.ts'

/** What is asked of the account; each rejects with the SDK's error. */
export interface Account {
  readonly region: () => Promise<string>
  /** A cheap look by the name of the service: rejects where the Region does not have it. */
  readonly services: Readonly<Record<string, () => Promise<unknown>>>
  /** How many functions may run at once. */
  readonly concurrency: () => Promise<number | undefined>
}

/** The tests of a stage ask four things at a time and are a function themselves, as start_tests is. */
const enoughConcurrency = 10

/** Warnings for the person who deploys. @throws OperationError when this Region cannot have the pipeline */
export async function preflight(account: Account): Promise<readonly string[]> {
  const region = await account.region()
  if (region.startsWith('cn-'))
    throw new OperationError(
      `CodePipeline has no CloudFormation action in ${region}: no Region of China can have this pipeline. Nothing was deployed.`,
    )
  const missing = (
    await Promise.all(
      Object.entries(account.services).map(async ([name, look]) => ((await isThere(look)) ? [] : [name])),
    )
  ).flat()
  // Where none has a host, the network is what is missing; the deployment says so.
  if (missing.length > 0 && missing.length < Object.keys(account.services).length)
    throw new OperationError(
      `${region} does not have ${missing.join(' and ')}, which the pipeline needs. Nothing was deployed. Choose another Region (AWS_REGION): https://docs.aws.amazon.com/general/latest/gr/codecommit.html lists them`,
    )
  const concurrency = await account.concurrency().catch(() => undefined)
  return concurrency !== undefined && concurrency < enoughConcurrency
    ? [
        `Lambda runs only ${concurrency} functions of this account at once; the tests of a stage may need ${enoughConcurrency}. Ask for more under Service Quotas: Lambda, concurrent executions.`,
      ]
    : []
}

/** A host that does not exist is a Region without the service; whatever else goes wrong, the deployment itself says better. */
const isThere = (look: () => Promise<unknown>): Promise<boolean> =>
  look().then(
    () => true,
    error => !/ENOTFOUND|UnknownEndpoint/.test(`${error?.code} ${error?.name} ${error?.message}`),
  )

/** The account that the environment's credentials belong to. */
export function accountOfEnvironment(): Account {
  const once = { maxAttempts: 1 }
  const lambda = new LambdaClient(once)
  return {
    region: () => lambda.config.region(),
    services: {
      CodeCommit: () => new CodeCommitClient(once).send(new ListRepositoriesCommand({})),
      CodeBuild: () => new CodeBuildClient(once).send(new ListProjectsCommand({})),
      CodePipeline: () => new CodePipelineClient(once).send(new ListPipelinesCommand({ maxResults: 1 })),
    },
    concurrency: async () => (await lambda.send(new GetAccountSettingsCommand({}))).AccountLimit?.ConcurrentExecutions,
  }
}
