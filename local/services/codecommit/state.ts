// What CodeCommit knows of its repositories. Commits and references are in git's own hands: one bare repository each.

import type { Place } from '../../core/arn.ts'

export interface Repository {
  readonly repositoryId: string
  readonly repositoryName: string
  readonly Arn: string
  readonly accountId: string
  readonly creationDate: string
  readonly repositoryDescription?: string
  /** That of the first push, until it is changed; absent in an empty repository. */
  readonly defaultBranch?: string
  readonly lastModifiedDate: string
  readonly tags: Readonly<Record<string, string>>
  /** Branches and tags as they were last announced: commit IDs by full name. */
  readonly references: ReadonlyMap<string, string>
}

export interface CodeCommitState {
  readonly repositories: ReadonlyMap<string, Repository>
}

export const initial = (_: Place): CodeCommitState => ({ repositories: new Map() })

/** What makes a folder a repository to git. */
export const files = ({ repositories }: CodeCommitState): readonly string[] =>
  [...repositories.keys()].flatMap(name => ['HEAD', 'objects', 'refs'].map(part => `${name}.git/${part}`))
