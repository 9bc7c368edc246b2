// HEAD goes to the local CodeCommit repository, as any person pushes it; the push starts the execution.

import { join } from 'node:path'
import { gitCredential } from '../../git-credential.ts'
import { GitError } from '../../host/git.ts'
import type { LocalCloud } from '../../local-cloud.ts'
import { CliError } from '../cli-error.ts'
import { credentialHelper } from '../env.ts'
import type { Structure } from '../live/model.ts'
import { addRemote, pushHead } from './repository.ts'

/** The remote that the person's repository is given. */
export const REMOTE = 'local'

export const connectRemote = (repository: string, url: string, stateFolder: string): Promise<void> =>
  addRemote(repository, REMOTE, url, credentialHelper(join(import.meta.dirname, '../..', 'cli.mjs'), stateFolder))

/** `stopped short`: the branch had the commit already, and its last execution did not come to the last stage. */
export type Released = 'pushed' | 'under way' | 'released already' | 'stopped short'

export const release = async (
  cloud: LocalCloud,
  structure: Structure,
  repository: string,
  { url, branch }: { readonly url: string; readonly branch: string },
  signal: AbortSignal,
): Promise<Released> => {
  const { host, pathname } = new URL(url)
  const { region } = cloud.runtime.place
  const credential = gitCredential(host, pathname, { ...cloud.credentials, region, now: new Date() })
  const pushed = await pushHead(repository, { url, branch, ...credential }, signal).catch(error => {
    if (!(error instanceof GitError) || !/repository .* not found/.test(error.message)) throw error
    throw new CliError(
      `the pipeline's stack has the repository ${url}, but somebody deleted it; begin with an empty state folder: npm start -- --fresh`,
    )
  })
  if (pushed) return 'pushed'
  const status = await latestStatus(cloud, structure.name)
  return status === 'InProgress' ? 'under way' : status === 'Succeeded' ? 'released already' : 'stopped short'
}

export const releaseAgain = async (cloud: LocalCloud, { name }: Structure): Promise<void> => {
  await cloud.runtime.call(cloud.administrator, 'codepipeline', 'StartPipelineExecution', { name })
}

const latestStatus = async (cloud: LocalCloud, pipelineName: string): Promise<string | undefined> => {
  const { pipelineExecutionSummaries } = (await cloud.runtime.call(
    cloud.administrator,
    'codepipeline',
    'ListPipelineExecutions',
    { pipelineName },
  )) as { pipelineExecutionSummaries: readonly { readonly status: string }[] }
  return pipelineExecutionSummaries[0]?.status
}
