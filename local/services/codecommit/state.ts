// What CodeCommit knows of its repositories. Commits and references are in git's own hands: one bare repository each.

import type { Place } from '../../core/arn.ts'
import { API_CALL, type ServiceEvent, type TrailDetail } from '../../core/event.ts'

export interface Repository {
  readonly repositoryId: string
  readonly repositoryName: string
  readonly Arn: string
  readonly accountId: string
  readonly creationDate: string
  repositoryDescription?: string
  /** That of the first push, until it is changed; absent in an empty repository. */
  defaultBranch?: string
  lastModifiedDate: string
  tags: Readonly<Record<string, string>>
  /** Branches and tags as they were last announced: commit IDs by full name. */
  readonly references: Map<string, string>
}

export interface CodeCommitState {
  readonly repositories: Map<string, Repository>
}

export const initial = (_: Place): CodeCommitState => ({ repositories: new Map() })

/** What makes a folder a repository to git. */
export const files = ({ repositories }: CodeCommitState): readonly string[] =>
  [...repositories.keys()].flatMap(name => ['HEAD', 'objects', 'refs'].map(part => `${name}.git/${part}`))

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

export const REFERENCE_CHANGE = 'CodeCommit Repository State Change'

/** What the facts of API calls carry. */
interface Requested {
  readonly repositoryName: string
  readonly repositoryId?: string
  readonly repositoryDescription?: string
  readonly defaultBranchName?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly tagKeys?: readonly string[]
}

export const evolve = (state: CodeCommitState, event: ServiceEvent): void => {
  if (event['detail-type'] === REFERENCE_CHANGE) changeReference(state, event, event.detail as ReferenceChange)
  if (event['detail-type'] === API_CALL) change(state, event, event.detail as TrailDetail<string, Requested>)
}

const changeReference = (state: CodeCommitState, { time }: ServiceEvent, change: ReferenceChange): void => {
  const repository = state.repositories.get(change.repositoryName)
  if (!repository) return
  repository.lastModifiedDate = time
  if (change.commitId === undefined) repository.references.delete(change.referenceFullName)
  else repository.references.set(change.referenceFullName, change.commitId)
  if (change.referenceType === 'branch' && change.event === 'referenceCreated')
    repository.defaultBranch ??= change.referenceName
}

const change = (state: CodeCommitState, event: ServiceEvent, detail: TrailDetail<string, Requested>): void => {
  const { eventName, requestParameters: request } = detail
  const repository = state.repositories.get(request.repositoryName)
  if (eventName === 'CreateRepository') state.repositories.set(request.repositoryName, created(event, request))
  if (eventName === 'DeleteRepository') state.repositories.delete(request.repositoryName)
  if (!repository) return
  switch (eventName) {
    case 'UpdateRepositoryDescription':
      if (request.repositoryDescription === undefined) delete repository.repositoryDescription
      else repository.repositoryDescription = request.repositoryDescription
      break
    case 'UpdateDefaultBranch':
      if (request.defaultBranchName !== undefined) repository.defaultBranch = request.defaultBranchName
      break
    case 'TagResource':
      repository.tags = { ...repository.tags, ...request.tags }
      break
    case 'UntagResource':
      repository.tags = Object.fromEntries(
        Object.entries(repository.tags).filter(([key]) => !request.tagKeys?.includes(key)),
      )
      break
  }
  repository.lastModifiedDate = event.time
}

const created = ({ resources, account, time }: ServiceEvent, request: Requested): Repository => ({
  repositoryId: request.repositoryId ?? '',
  repositoryName: request.repositoryName,
  Arn: resources[0] ?? '',
  accountId: account,
  creationDate: time,
  lastModifiedDate: time,
  tags: request.tags ?? {},
  references: new Map(),
  ...(request.repositoryDescription !== undefined && { repositoryDescription: request.repositoryDescription }),
})
