// Which versions and uploads the lifecycle rules end at a midnight. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
import type { Fact } from '../../../core/event.ts'
import type { Away, Moment } from '../../../core/service.ts'
import { deleteMarker, deletionOf } from '../operations/delete-object.ts'
import type { Bucket, LifecycleRule, ObjectVersion, S3State } from '../state.ts'
import { changed, type Deletion } from '../trail.ts'
import { daysAfter } from './lifecycle-days.ts'

/** A clock that was set back does not bring the same midnight twice. */
export const scheduleAnew = ({ nextLifecycleRun }: S3State, { milliseconds }: Away): readonly Fact[] =>
  nextLifecycleRun && milliseconds < 0 ? [changed('LifecycleScheduledAnew', {})] : []

/** Everything that is due now, and that the lifecycle has run. */
export const runLifecycle = (state: S3State, moment: Moment): readonly Fact[] => [
  ...[...state.buckets.values()].flatMap(bucket => [
    ...expirations(bucket, moment),
    ...abandonedUploads(state, bucket, moment.now),
  ]),
  changed('LifecycleRan', {}),
]

const expirations = (bucket: Bucket, moment: Moment): readonly Fact[] => {
  const rules = enabled(bucket)
  if (rules.length === 0) return []
  return bucket.keys.flatMap(key =>
    expiredOf(bucket, key, rules, moment).map(deletion =>
      changed('ExpireObject', {
        bucketName: bucket.Name,
        key,
        requester: 's3.amazonaws.com',
        requestId: moment.newId(),
        deletion,
      }),
    ),
  )
}

const expiredOf = (
  bucket: Bucket,
  key: string,
  rules: readonly LifecycleRule[],
  moment: Moment,
): readonly Deletion[] => {
  const versions = bucket.versions.get(key) ?? []
  const [newest] = versions
  if (!newest) return []
  const applies = (version: ObjectVersion) => rules.filter(rule => ruleCovers(rule, key, version))
  const old = versions
    .slice(1)
    .filter((version, index) =>
      applies(version).some(rule => isOld(rule, index, versions[index]?.LastModified ?? '', moment.now)),
    )
    .map(
      (version): Deletion => ({ removed: version.VersionId, ...(version.deleteMarker ? { removedMarker: true } : {}) }),
    )
  if (newest.deleteMarker) {
    const alone = versions.length === 1 && applies(newest).some(rule => clearsMarker(rule, newest, moment.now))
    return alone ? [{ removed: newest.VersionId, removedMarker: true }] : old
  }
  if (!applies(newest).some(rule => isExpired(rule, newest.LastModified, moment.now))) return old
  return [...old, deletionOf(bucket, key, undefined, () => deleteMarker(bucket, moment.now, moment.newId()))]
}

const isExpired = ({ Expiration }: LifecycleRule, since: string, now: Date): boolean =>
  (Expiration?.Days !== undefined && daysAfter(since, Expiration.Days) <= now) ||
  (Expiration?.Date !== undefined && new Date(Expiration.Date) <= now)

/** A marker without versions behind it goes when the rule says so, or when it would expire itself. */
const clearsMarker = (rule: LifecycleRule, { LastModified }: ObjectVersion, now: Date): boolean =>
  rule.Expiration?.ExpiredObjectDeleteMarker === true || isExpired(rule, LastModified, now)

/** A version is noncurrent since its successor was written. `newer` noncurrent versions stand before it. */
const isOld = ({ NoncurrentVersionExpiration }: LifecycleRule, newer: number, since: string, now: Date): boolean => {
  const { NoncurrentDays, NewerNoncurrentVersions = 0 } = NoncurrentVersionExpiration ?? {}
  return NoncurrentDays !== undefined && newer >= NewerNoncurrentVersions && daysAfter(since, NoncurrentDays) <= now
}

const ruleCovers = ({ Prefix, Filter }: LifecycleRule, key: string, { size, tags }: ObjectVersion): boolean => {
  const conditions = [{ Prefix }, Filter ?? {}, Filter?.And ?? {}]
  const wanted = [
    ...conditions.flatMap(({ Tag }: { Tag?: { Key: string; Value: string } }) => Tag ?? []),
    ...(Filter?.And?.Tags ?? []),
  ]
  return (
    conditions.every(
      ({
        Prefix: prefix,
        ObjectSizeGreaterThan,
        ObjectSizeLessThan,
      }: {
        Prefix?: string | undefined
        ObjectSizeGreaterThan?: number
        ObjectSizeLessThan?: number
      }) =>
        key.startsWith(prefix ?? '') &&
        size > (ObjectSizeGreaterThan ?? -1) &&
        size < (ObjectSizeLessThan ?? Number.POSITIVE_INFINITY),
    ) && wanted.every(({ Key, Value }) => tags.some(tag => tag.Key === Key && tag.Value === Value))
  )
}

const abandonedUploads = (state: S3State, bucket: Bucket, now: Date): readonly Fact[] => {
  const rules = enabled(bucket).filter(rule => rule.AbortIncompleteMultipartUpload)
  if (rules.length === 0) return []
  return [...state.uploads.values()]
    .filter(upload => upload.Bucket === bucket.Name)
    .filter(({ Key, Initiated }) =>
      rules.some(
        ({ Prefix, Filter, AbortIncompleteMultipartUpload }) =>
          Key.startsWith(Prefix ?? Filter?.Prefix ?? Filter?.And?.Prefix ?? '') &&
          daysAfter(Initiated, AbortIncompleteMultipartUpload?.DaysAfterInitiation ?? 0) <= now,
      ),
    )
    .map(({ Key, UploadId }) =>
      changed('AbortMultipartUpload', { bucketName: bucket.Name, key: Key, uploadId: UploadId }),
    )
}

const enabled = (bucket: Bucket): readonly LifecycleRule[] =>
  (bucket.settings.lifecycle?.Rules ?? []).filter(rule => rule.Status === 'Enabled')
