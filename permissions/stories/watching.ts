// What people look at while a commit travels: the pipeline, the build and its log, the stacks.

import { deployments } from '../../tests/support/stages.ts'
import type { Cast, Person } from './cast.ts'

export const watch = async (cast: Cast, person: Person, executionId: string): Promise<void> => {
  await watchPipeline(cast, person, executionId)
  await readBuildLog(cast, person)
  for (const stack of deployments) await watchStack(person, `${cast.pipelineName}-${stack}`)
}

const watchPipeline = async ({ pipelineName }: Cast, person: Person, pipelineExecutionId: string): Promise<void> => {
  await person.call('codepipeline', 'GetPipeline', { name: pipelineName })
  await person.call('codepipeline', 'ListPipelineExecutions', { pipelineName })
  await person.call('codepipeline', 'GetPipelineExecution', { pipelineName, pipelineExecutionId })
}

interface State {
  readonly stageStates: readonly {
    readonly stageName: string
    readonly actionStates: readonly { readonly latestExecution?: { readonly externalExecutionId?: string } }[]
  }[]
}

/** The id of the latest build, `<project>:<uuid>`. */
const latestBuild = async ({ pipelineName: name }: Cast, person: Person): Promise<string> => {
  const { stageStates } = await person.call<State>('codepipeline', 'GetPipelineState', { name })
  const build = stageStates.find(({ stageName }) => stageName === 'Build')
  return build?.actionStates[0]?.latestExecution?.externalExecutionId ?? ''
}

const readBuildLog = async (cast: Cast, person: Person): Promise<void> => {
  const logStreamName = (await latestBuild(cast, person)).split(':')[1]
  const logGroupName = `/aws/codebuild/${cast.pipelineName}`
  await person.call('logs', 'GetLogEvents', { logGroupName, logStreamName })
  await person.call('logs', 'FilterLogEvents', { logGroupName })
}

/** What only a release manager may look at. */
export const examine = async (cast: Cast, pipelineExecutionId: string): Promise<void> => {
  const { releaseManager, pipelineName } = cast
  const filter = { pipelineExecutionId }
  await releaseManager.call('codepipeline', 'ListActionExecutions', { pipelineName, filter })
  await releaseManager.call('codebuild', 'BatchGetBuilds', { ids: [await latestBuild(cast, releaseManager)] })
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
