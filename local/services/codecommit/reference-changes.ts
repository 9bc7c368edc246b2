// What a push, or an operation, did to the references of a repository, as the events that CodeCommit announces.
// https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html

import type { Fact } from '../../core/event.ts'
import type { Repository } from './state.ts'
import { announced, REFERENCE_CHANGE, type ReferenceChange } from './trail.ts'

/** Commit IDs by full name, for example `refs/heads/main`. */
export type References = ReadonlyMap<string, string>

export interface Change {
  readonly name: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** In order of name. */
export const changesBetween = (before: References, after: References): readonly Change[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map(name => ({ name, before: before.get(name), after: after.get(name) }))
    .filter(change => change.before !== change.after)

/** None for references that are neither branches nor tags: CodeCommit announces no others. */
export const referenceChange = (
  repository: Repository,
  { name, before, after }: Change,
  callerUserArn: string,
): readonly Fact<typeof REFERENCE_CHANGE, ReferenceChange>[] => {
  const [, kind, referenceName] = /^refs\/(heads|tags)\/(.+)$/.exec(name) ?? []
  if (kind === undefined || referenceName === undefined) return []
  const detail: ReferenceChange = {
    event: before === undefined ? 'referenceCreated' : after === undefined ? 'referenceDeleted' : 'referenceUpdated',
    repositoryName: repository.repositoryName,
    repositoryId: repository.repositoryId,
    referenceType: kind === 'heads' ? 'branch' : 'tag',
    referenceName,
    referenceFullName: name,
    ...(after !== undefined && { commitId: after }),
    ...(before !== undefined && { oldCommitId: before }),
    callerUserArn,
  }
  return [announced(REFERENCE_CHANGE, [repository.Arn], detail)]
}
