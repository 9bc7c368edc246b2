// Source/AWS/CodeCommit: the commit at the head of the branch, or the one that was asked for, as a zip in the artifact store.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
// Differs from AWS: in SUPERSEDED and QUEUED mode AWS takes the commit of the triggering push; here it is the head when the action starts.

import { arnOf } from '../../../core/arn.ts'
import { ActionFailure, type ActionRun, type Outcome } from './action-run.ts'

interface Commit {
  readonly commitId: string
  readonly message?: string
  readonly author?: { readonly date?: string }
  readonly committer?: { readonly date?: string }
}

export const codeCommitSource = async (run: ActionRun): Promise<Outcome> => {
  const { desk, caller, configuration, action, store } = run
  const { RepositoryName: repositoryName = '', BranchName: branchName = '' } = configuration
  const commitId = askedFor(run) ?? (await headOf(run, repositoryName, branchName))
  const { commit } = await desk.call<{ commit: Commit }>(caller, 'codecommit', 'GetCommit', {
    repositoryName,
    commitId,
  })
  const [output] = action.outputArtifacts
  if (!output) throw new ActionFailure(`Action '${action.declaration.name}' has no output artifact`)
  await desk.call(caller, 'codecommit', 'UploadArchive', {
    repositoryName,
    commitId,
    s3Bucket: output.s3location.bucket,
    s3Key: output.s3location.key,
    kmsKeyId: store.encryptionKey?.id,
  })
  // AWS asks for the upload's end; a role that may not ask fails there.
  const repository = arnOf(desk, 'codecommit', repositoryName)
  desk.authorize(caller, [{ action: 'codecommit:GetUploadArchiveStatus', resource: repository }])
  return { status: 'Succeeded', ...revisionOf(commit, repositoryName, branchName) }
}

const askedFor = ({ execution, action }: ActionRun): string | undefined =>
  execution.sourceRevisions.find(({ actionName }) => actionName === action.declaration.name)?.revisionValue

const headOf = async ({ desk, caller }: ActionRun, repositoryName: string, branchName: string): Promise<string> => {
  const input = { repositoryName, branchName }
  const { branch } = await desk.call<{ branch: { commitId: string } }>(caller, 'codecommit', 'GetBranch', input)
  return branch.commitId
}

const revisionOf = (commit: Commit, repositoryName: string, branchName: string) => {
  const { commitId } = commit
  const message = (commit.message ?? '').slice(0, 100 * 1024)
  const committed = isoDate(commit.committer?.date)
  const revisionSummary = message.trim().slice(0, 2048) || undefined
  return {
    externalExecutionId: commitId,
    summary: revisionSummary,
    revision: { revisionId: commitId, revisionChangeIdentifier: commitId, revisionSummary, created: committed },
    outputVariables: {
      RepositoryName: repositoryName,
      BranchName: branchName,
      CommitId: commitId,
      CommitMessage: message,
      AuthorDate: isoDate(commit.author?.date) ?? '',
      CommitterDate: committed ?? '',
    },
  }
}

/** CodeCommit's dates are git's: seconds since the epoch and the offset from UTC. */
const isoDate = (date: string | undefined): string | undefined => {
  const seconds = Number(date?.split(' ')[0])
  return date && Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString().replace('.000Z', 'Z') : undefined
}
