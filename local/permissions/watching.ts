// What people look at while a commit travels: the pipeline, the build and its log, the stacks.

import type { Cast, Person } from './cast.ts'

export const watch = async (cast: Cast, person: Person, executionId: string): Promise<void> => {
  await watchPipeline(cast, person, executionId)
  await watchBuild(cast, person, executionId)
  for (const stack of ['tests', 'beta', 'gamma', 'prod']) await watchStack(person, `${cast.pipelineName}-${stack}`)
}

const watchPipeline = async ({ pipelineName }: Cast, person: Person, pipelineExecutionId: string): Promise<void> => {
  await person.call('codepipeline', 'GetPipeline', { name: pipelineName })
  await person.call('codepipeline', 'GetPipelineState', { name: pipelineName })
  await person.call('codepipeline', 'ListPipelineExecutions', { pipelineName })
  await person.call('codepipeline', 'GetPipelineExecution', { pipelineName, pipelineExecutionId })
}

interface ActionExecutions {
  readonly actionExecutionDetails: readonly {
    readonly actionName: string
    readonly output?: { readonly executionResult?: { readonly externalExecutionId?: string } }
  }[]
}

interface Builds {
  readonly builds: readonly { readonly logs?: { readonly groupName?: string; readonly streamName?: string } }[]
}

const watchBuild = async ({ pipelineName }: Cast, person: Person, pipelineExecutionId: string): Promise<void> => {
  const { actionExecutionDetails } = await person.call<ActionExecutions>('codepipeline', 'ListActionExecutions', {
    pipelineName,
    filter: { pipelineExecutionId },
  })
  const build = actionExecutionDetails.find(({ actionName }) => actionName === 'Build')
  const ids = [build?.output?.executionResult?.externalExecutionId]
  const { builds } = await person.call<Builds>('codebuild', 'BatchGetBuilds', { ids })
  const { groupName: logGroupName, streamName: logStreamName } = builds[0]?.logs ?? {}
  await person.call('logs', 'GetLogEvents', { logGroupName, logStreamName })
  await person.call('logs', 'FilterLogEvents', { logGroupName })
}

const watchStack = async (person: Person, StackName: string): Promise<void> => {
  await person.call('cloudformation', 'DescribeStacks', { StackName })
  await person.call('cloudformation', 'DescribeStackEvents', { StackName })
}

/** What a developer asks the repository besides pushing to it. */
export const readRepository = async ({ flow, developer, pipelineName }: Cast): Promise<void> => {
  const repositoryName = pipelineName
  const { branches } = await developer.call<{ branches: readonly string[] }>('codecommit', 'ListBranches', {
    repositoryName,
  })
  await developer.call('codecommit', 'GetRepository', { repositoryName })
  const { branch } = await developer.call<{ branch: { commitId: string } }>('codecommit', 'GetBranch', {
    repositoryName,
    branchName: branches[0],
  })
  await developer.call('codecommit', 'GetCommit', { repositoryName, commitId: branch.commitId })
  await flow.pull(developer.key)
}
