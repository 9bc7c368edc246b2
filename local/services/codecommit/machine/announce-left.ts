// What a stop of the machine left unsaid: git had changed a reference and nobody had been told.

import type { Desk } from '../../../core/service.ts'
import { changesBetween, referenceChange } from '../reference-changes.ts'
import type { CodeCommitState, Repository } from '../state.ts'
import { referencesOf, setHead } from './bare-repository.ts'
import { inTurn } from './in-turn.ts'

export const announceLeft = async (desk: Desk<CodeCommitState>): Promise<void> => {
  await Promise.all([...desk.state.repositories.values()].map(repository => announce(desk, repository)))
}

const announce = (desk: Desk<CodeCommitState>, repository: Repository): Promise<void> => {
  const folder = desk.folder(`${repository.repositoryName}.git`)
  return inTurn(folder, async () => {
    const changes = changesBetween(repository.references, await referencesOf(folder))
    // Who pushed is forgotten; the account answers for them.
    const facts = changes.flatMap(change => referenceChange(repository, change, `arn:aws:iam::${desk.account}:root`))
    await followFirstBranch(
      folder,
      repository,
      facts.map(({ detail }) => detail.referenceFullName),
    )
    if (facts.length > 0) desk.record(...facts)
  })
}

/** The first branch of an empty repository is what clones check out. */
export const followFirstBranch = async (
  folder: string,
  { defaultBranch }: Repository,
  names: readonly string[],
): Promise<void> => {
  const first = names.find(name => name.startsWith('refs/heads/'))
  if (defaultBranch === undefined && first !== undefined) await setHead(folder, first.slice('refs/heads/'.length))
}
