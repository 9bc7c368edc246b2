// Finds what a request names, checks names, and says which permissions are needed.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { Access, ConditionContext } from '../../../core/policy.ts'
import { type Operation, type OperationOf, operation, type Scope } from '../../../core/service.ts'
import { accessDenied, invalidArgument, noSuchBucket, noSuchUpload } from '../errors.ts'
import type { Bucket, ObjectVersion, S3State, Upload } from '../state.ts'

export const define = operation<S3State>()
export type S3Operations = Readonly<Record<string, Operation<S3State>>>
export type S3OperationOf<Input, Output> = OperationOf<S3State, Input, Output>

/** @throws ServiceError NoSuchBucket */
export const bucketOf = (state: S3State, name: string): Bucket => {
  const bucket = state.buckets.get(name)
  if (!bucket) throw noSuchBucket(name)
  return bucket
}

/** @throws ServiceError NoSuchUpload */
export const uploadOf = (state: S3State, Bucket: string, Key: string, uploadId: string): Upload => {
  const upload = state.uploads.get(uploadId)
  if (upload?.Bucket !== Bucket || upload.Key !== Key) throw noSuchUpload(uploadId)
  return upload
}

/** The newest version, or the one asked for; delete markers too. */
export const versionOf = (bucket: Bucket, key: string, versionId: string | undefined): ObjectVersion | undefined => {
  const versions = bucket.versions.get(key)
  return versionId === undefined ? versions?.[0] : versions?.find(version => version.VersionId === versionId)
}

/** `null`, or an id as they are made here; AWS knows its own ids, too. @throws ServiceError InvalidArgument */
export const readVersionId = (members: Members): string | undefined => {
  const versionId = members.optionalString('VersionId')
  return versionId === undefined ? undefined : checkVersionId(versionId)
}

/** @throws ServiceError InvalidArgument */
export const checkVersionId = (versionId: string): string => {
  if (!isVersionId(versionId)) throw invalidArgument('versionId', versionId, 'Invalid version id specified')
  return versionId
}

export const isVersionId = (versionId: string): boolean => /^(null|[0-9a-f]{32})$/.test(versionId)

/** The name, and the account that the caller thinks it belongs to. */
export const readBucket = (members: Members): { readonly Bucket: string; readonly owner: string | undefined } => ({
  Bucket: members.string('Bucket'),
  owner: members.optionalString('ExpectedBucketOwner'),
})

export const readObject = (
  members: Members,
): { readonly Bucket: string; readonly Key: string; readonly owner: string | undefined } => {
  const Key = members.string('Key', { min: 1 })
  const size = Buffer.byteLength(Key)
  if (size > 1024)
    throw new ServiceError('KeyTooLongError', 'Your key is too long', 400, { Size: size, MaxSizeAllowed: 1024 })
  return { ...readBucket(members), Key }
}

/** Permission on a bucket that is there and belongs to whom the caller expects. */
export const onBucket = (
  action: string,
  { Bucket, owner }: { readonly Bucket: string; readonly owner: string | undefined },
  scope: Scope,
  state: S3State,
  context?: ConditionContext,
): Access[] => {
  checkReach(Bucket, owner, scope, state)
  return [{ action: `s3:${action}`, resource: `arn:aws:s3:::${Bucket}`, ...(context ? { context } : {}) }]
}

export const onObject = (
  action: string,
  { Bucket, Key, owner }: { readonly Bucket: string; readonly Key: string; readonly owner: string | undefined },
  scope: Scope,
  state: S3State,
  context?: ConditionContext,
): Access[] => {
  checkReach(Bucket, owner, scope, state)
  return [{ action: `s3:${action}`, resource: `arn:aws:s3:::${Bucket}/${Key}`, ...(context ? { context } : {}) }]
}

/** Leaves out what is undefined, so that a condition on an absent key fails closed. */
export const contextOf = (values: Readonly<Record<string, string | undefined>>): ConditionContext =>
  Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))

const checkReach = (name: string, owner: string | undefined, scope: Scope, state: S3State): void => {
  const bucket = bucketOf(state, name)
  if (owner !== undefined && owner !== scope.account) throw accessDenied()
  if (scope.principal.kind === 'anonymous' && bucket.settings.publicAccessBlock?.RestrictPublicBuckets)
    throw accessDenied()
}

/**
 * @throws ServiceError InvalidBucketName
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const checkBucketName = (BucketName: string): void => {
  const isName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(BucketName)
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(BucketName)
  if (!isName || isAddress || BucketName.includes('..') || /^xn--|^sthree-|-s3alias$|--ol-s3$/.test(BucketName))
    throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName })
}
