// How each recorded change alters what CodeCommit knows of its repositories.

import type { Evolving } from '../../core/trail.ts'
import type * as kept from './state.ts'
import { evolving } from './trail.ts'

type CodeCommitState = Evolving<kept.CodeCommitState>
type Repository = Evolving<kept.Repository>

export const evolve = evolving({
  CreateRepository: ({ repositories }, repository) => {
    repositories.set(repository.repositoryName, { ...repository, references: new Map() })
  },
  DeleteRepository: ({ repositories }, { repositoryName }) => {
    repositories.delete(repositoryName)
  },
  UpdateRepositoryDescription: (state, { repositoryName, repositoryDescription }, { time }) =>
    change(state, repositoryName, time, repository => {
      if (repositoryDescription === undefined) delete repository.repositoryDescription
      else repository.repositoryDescription = repositoryDescription
    }),
  UpdateDefaultBranch: (state, { repositoryName, defaultBranchName }, { time }) =>
    change(state, repositoryName, time, repository => {
      repository.defaultBranch = defaultBranchName
    }),
  TagResource: (state, { repositoryName, tags }, { time }) =>
    change(state, repositoryName, time, repository => {
      repository.tags = { ...repository.tags, ...tags }
    }),
  UntagResource: (state, { repositoryName, tagKeys }, { time }) =>
    change(state, repositoryName, time, repository => {
      repository.tags = Object.fromEntries(Object.entries(repository.tags).filter(([key]) => !tagKeys.includes(key)))
    }),
  'CodeCommit Repository State Change': (state, reference, { time }) =>
    change(state, reference.repositoryName, time, repository => {
      if (reference.commitId === undefined) repository.references.delete(reference.referenceFullName)
      else repository.references.set(reference.referenceFullName, reference.commitId)
      if (reference.referenceType === 'branch' && reference.event === 'referenceCreated')
        repository.defaultBranch ??= reference.referenceName
    }),
})

const change = (
  { repositories }: CodeCommitState,
  name: string,
  time: string,
  alter: (repository: Repository) => void,
): void => {
  const repository = repositories.get(name)
  if (!repository) return
  alter(repository)
  repository.lastModifiedDate = time
}
