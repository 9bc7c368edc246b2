// The tags of an object version.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html
import type { Members } from '../../../core/input/members.ts'
import type { CallScope, Desk } from '../../../core/service.ts'
import type { TagRules } from '../../../core/tags.ts'
import { bucketOf, define, readObject, readVersionId, type S3Operations } from '../objects/lookup.ts'
import type { S3State, Tag } from '../state.ts'
import { changed } from '../trail.ts'
import { findVersion, readAccess } from './get-object.ts'
import { checkedTags, OF_OBJECT, shownVersionId, tagContext } from './object-input.ts'

const readVersion = (members: Members) => ({ ...readObject(members), versionId: readVersionId(members) })

type Input = ReturnType<typeof readVersion>

export const objectTagging: S3Operations = {
  GetObjectTagging: define({
    input: readVersion,
    access: (input, scope, state) => readAccess('GetObjectTagging', input, scope, state),
    perform: async (desk, input, scope) => {
      const bucket = bucketOf(desk.state, input.Bucket)
      const version = findVersion(desk, scope, bucket, input)
      return { TagSet: version.tags, ...shownVersionId(bucket, version.VersionId) }
    },
  }),
  PutObjectTagging: define({
    input: members => ({ ...readVersion(members), tags: readTagSet(members.structure('Tagging'), OF_OBJECT) }),
    access: (input, scope, state) =>
      readAccess('PutObjectTagging', input, scope, state).map(access => ({
        ...access,
        context: { ...access.context, ...tagContext('RequestObjectTag', input.tags) },
      })),
    perform: async (desk, input, scope) => setTags(desk, scope, 'PutObjectTagging', input, input.tags),
  }),
  DeleteObjectTagging: define({
    input: readVersion,
    access: (input, scope, state) => readAccess('DeleteObjectTagging', input, scope, state),
    perform: async (desk, input, scope) => setTags(desk, scope, 'DeleteObjectTagging', input, []),
  }),
}

export const readTagSet = (tagging: Members, rules: TagRules): readonly Tag[] =>
  checkedTags(
    tagging.structures('TagSet').map(tag => ({ Key: tag.string('Key'), Value: tag.optionalString('Value') ?? '' })),
    rules,
  )

const setTags = (
  desk: Desk<S3State>,
  scope: CallScope,
  eventName: 'PutObjectTagging' | 'DeleteObjectTagging',
  input: Input,
  tags: readonly Tag[],
) => {
  const bucket = bucketOf(desk.state, input.Bucket)
  const { VersionId } = findVersion(desk, scope, bucket, input)
  return scope.answer(
    shownVersionId(bucket, VersionId),
    changed(eventName, { bucketName: input.Bucket, key: input.Key, versionId: VersionId, tags }),
  )
}
