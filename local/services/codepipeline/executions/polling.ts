// Pipelines that poll their source (PollForSourceChanges is 'true' unless said otherwise) start when the source changes.
// Differs from AWS: a change is noticed at once, by its event, instead of within about a minute.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/PollForSourceChanges-defaults.html

import type { ServiceEvent } from '../../../core/event.ts'
import { isRecord } from '../../../core/input/members.ts'
import type { ActionDeclaration } from '../declaration/declaration.ts'

/** What a polling source action looks at; undefined when it does not poll. */
export const polledKey = ({ actionTypeId, configuration }: ActionDeclaration): string | undefined => {
  if (configuration.PollForSourceChanges === 'false') return undefined
  if (actionTypeId.provider === 'CodeCommit')
    return codeCommitKey(configuration.RepositoryName ?? '', configuration.BranchName ?? '')
  return s3Key(configuration.S3Bucket ?? '', configuration.S3ObjectKey ?? '')
}

/** What the event says has changed, in the same form. */
export const changedKey = (event: ServiceEvent): string | undefined => {
  const { detail } = event
  if (!isRecord(detail)) return undefined
  if (event['detail-type'] === 'CodeCommit Repository State Change') {
    if (detail.referenceType !== 'branch' || detail.event === 'referenceDeleted') return undefined
    return codeCommitKey(String(detail.repositoryName), String(detail.referenceName))
  }
  if (event['detail-type'] === 'Object Created' && isRecord(detail.bucket) && isRecord(detail.object))
    return s3Key(String(detail.bucket.name), String(detail.object.key))
  return undefined
}

const codeCommitKey = (repository: string, branch: string): string => `codecommit ${repository} ${branch}`
const s3Key = (bucket: string, key: string): string => `s3 ${bucket} ${key}`
