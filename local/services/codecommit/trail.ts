// What CodeCommit records of its repositories, and the event that it announces for each change of a reference.

import { trailOf } from '../../core/trail.ts'
import type { CodeCommitState, Repository } from './state.ts'

export const REFERENCE_CHANGE = 'CodeCommit Repository State Change'

/** https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html */
export interface ReferenceChange {
  readonly event: 'referenceCreated' | 'referenceUpdated' | 'referenceDeleted'
  readonly repositoryName: string
  readonly repositoryId: string
  readonly referenceType: 'branch' | 'tag'
  readonly referenceName: string
  readonly referenceFullName: string
  readonly commitId?: string
  readonly oldCommitId?: string
  readonly callerUserArn: string
}

interface OfRepository {
  readonly repositoryName: string
}

interface Changes {
  CreateRepository: Omit<Repository, 'references'>
  DeleteRepository: OfRepository
  UpdateRepositoryDescription: OfRepository & { readonly repositoryDescription: string | undefined }
  UpdateDefaultBranch: OfRepository & { readonly defaultBranchName: string }
  TagResource: OfRepository & { readonly tags: Readonly<Record<string, string>> }
  UntagResource: OfRepository & { readonly tagKeys: readonly string[] }
}

interface Announced {
  'CodeCommit Repository State Change': ReferenceChange
}

export const { announced, changed, evolving } = trailOf<CodeCommitState, Changes, Announced>()('aws.codecommit')
