// What the deployed pipeline itself says: its structure, its source, and where its stages answer.

import type { LocalCloud } from '../local-cloud.ts'
import { CliError } from './cli-error.ts'
import type { Structure } from './live/model.ts'
import { describe, outputsOf } from './pipeline-stack.ts'

export const readStructure = async (cloud: LocalCloud, name: string): Promise<Structure> => {
  const { pipeline } = (await cloud.runtime.call(cloud.administrator, 'codepipeline', 'GetPipeline', { name })) as {
    pipeline: Structure
  }
  return pipeline
}

/** @throws CliError when the pipeline has no CodeCommit source */
export const sourceOf = (structure: Structure): { readonly repository: string; readonly branch: string } => {
  const source = actionsOf(structure).find(({ actionTypeId }) => actionTypeId.provider === 'CodeCommit')
  const { RepositoryName, BranchName } = source?.configuration ?? {}
  if (!RepositoryName || !BranchName)
    throw new CliError(`pipeline ${structure.name} has no CodeCommit source, so there is nowhere to push to`)
  return { repository: RepositoryName, branch: BranchName }
}

/** One line for each deployed stage with an ApiUrl, which answers until the local cloud ends. */
export const stageUrls = async (cloud: LocalCloud, structure: Structure): Promise<readonly string[]> => {
  const deployed = actionsOf(structure).filter(({ actionTypeId }) => actionTypeId.provider === 'CloudFormation')
  const width = Math.max(...deployed.map(({ stage }) => stage.length))
  const lines = deployed.map(async ({ stage, configuration }) => {
    const stack = await describe(cloud, configuration?.StackName ?? '')
    const url = stack && outputsOf(stack).get('ApiUrl')
    return url ? [`  ${stage.padEnd(width)}  ${url}`] : []
  })
  return (await Promise.all(lines)).flat()
}

const actionsOf = (structure: Structure) =>
  structure.stages.flatMap(stage => stage.actions.map(action => ({ stage: stage.name, ...action })))
