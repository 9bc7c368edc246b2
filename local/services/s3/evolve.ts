// How each recorded change alters the buckets.
import type { Evolving } from '../../core/trail.ts'
import { insertKey, removeKey } from './objects/keys.ts'
import { nextMidnight } from './objects/lifecycle-days.ts'
import type * as kept from './state.ts'
import { type Deletion, evolving, type OfObject } from './trail.ts'

type Blob = Evolving<kept.Blob>
type ObjectVersion = Evolving<kept.ObjectVersion>
type Part = Evolving<kept.Part>
type S3State = Evolving<kept.S3State>
type Settings = Evolving<kept.Settings>

type Written = OfObject & { readonly uploadId?: string; readonly version: ObjectVersion }

const write = (state: S3State, { bucketName, key, uploadId, version }: Written): void => {
  addVersion(state, bucketName, key, version)
  if (uploadId !== undefined) endUpload(state, uploadId)
  overtakeUploads(state, bucketName, key)
}

const erase = (state: S3State, { bucketName, key, deletion }: OfObject & { readonly deletion: Deletion }): void => {
  const { removed, marker } = deletion
  if (removed !== undefined) removeVersion(state, bucketName, key, removed)
  if (marker !== undefined) addVersion(state, bucketName, key, marker)
  overtakeUploads(state, bucketName, key)
}

const overtakeUploads = ({ uploads }: S3State, bucketName: string, key: string): void => {
  for (const upload of uploads.values()) if (upload.Bucket === bucketName && upload.Key === key) upload.overtaken = true
}

const tag = (
  state: S3State,
  { bucketName, key, versionId, tags }: OfObject & Pick<ObjectVersion, 'tags'> & { readonly versionId: string },
): void => replaceVersion(state, bucketName, key, versionId, version => ({ ...version, tags }))

const addPart = (state: S3State, { uploadId, part }: { readonly uploadId: string; readonly part: Part }): void => {
  const upload = state.uploads.get(uploadId)
  const before = upload?.parts.get(part.PartNumber)
  hold(state, [part.blob])
  if (before) release(state, [before.blob])
  upload?.parts.set(part.PartNumber, part)
}

const set = (
  state: S3State,
  {
    bucketName,
    setting,
    value,
  }: { readonly bucketName: string; readonly setting: keyof Settings; readonly value: unknown },
  { time }: { readonly time: string },
): void => {
  const bucket = state.buckets.get(bucketName)
  if (bucket) Object.assign(bucket.settings, { [setting]: value ?? undefined })
  if (setting === 'lifecycle') keepLifecycle(state, time)
}

/** The next run stays when it is, for as long as some bucket has rules. */
const keepLifecycle = (state: S3State, time: string): void => {
  const next = state.nextLifecycleRun ?? nextMidnight(new Date(time))
  state.nextLifecycleRun = anyLifecycle(state) ? next : undefined
}

const scheduleLifecycle = (state: S3State, _: unknown, { time }: { readonly time: string }): void => {
  state.nextLifecycleRun = anyLifecycle(state) ? nextMidnight(new Date(time)) : undefined
}

export const evolve = evolving({
  CreateBucket: (state, { bucketName }, { time }) => createBucket(state, bucketName, time),
  DeleteBucket: (state, { bucketName }, { time }) => {
    state.buckets.delete(bucketName)
    keepLifecycle(state, time)
  },
  PutObject: write,
  CopyObject: write,
  CompleteMultipartUpload: write,
  DeleteObject: erase,
  ExpireObject: erase,
  PutObjectTagging: tag,
  DeleteObjectTagging: tag,
  CreateMultipartUpload: ({ uploads }, { upload }) => {
    uploads.set(upload.UploadId, { ...upload, parts: new Map() })
  },
  UploadPart: addPart,
  UploadPartCopy: addPart,
  AbortMultipartUpload: (state, { uploadId }) => endUpload(state, uploadId),
  LifecycleRan: scheduleLifecycle,
  LifecycleScheduledAnew: scheduleLifecycle,
  PutBucketVersioning: set,
  PutBucketEncryption: set,
  DeleteBucketEncryption: set,
  PutBucketLifecycleConfiguration: set,
  DeleteBucketLifecycle: set,
  PutPublicAccessBlock: set,
  DeletePublicAccessBlock: set,
  PutBucketPolicy: set,
  DeleteBucketPolicy: set,
  PutBucketTagging: set,
  DeleteBucketTagging: set,
  PutBucketOwnershipControls: set,
  DeleteBucketOwnershipControls: set,
  PutBucketNotificationConfiguration: set,
  PutBucketLogging: set,
  // Announced because of a change that is recorded already.
  'Object Created': () => {},
  'Object Deleted': () => {},
})

/** As AWS makes buckets since 2023: SSE-S3, no ACLs, all public access blocked. */
const createBucket = (state: S3State, Name: string, CreationDate: string): void => {
  state.buckets.set(Name, {
    Name,
    CreationDate,
    settings: {
      encryption: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
      },
      ownership: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      publicAccessBlock: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    },
    keys: [],
    versions: new Map(),
  })
}

/** A version takes the place of the one with the same id: the `null` version of a bucket without versioning. */
const addVersion = (state: S3State, bucketName: string, key: string, version: ObjectVersion): void => {
  const bucket = state.buckets.get(bucketName)
  if (!bucket) return
  hold(state, version.blobs)
  const versions = bucket.versions.get(key) ?? []
  const others = versions.filter(other => other.VersionId !== version.VersionId)
  for (const other of versions) if (other.VersionId === version.VersionId) release(state, other.blobs)
  if (versions.length === 0) insertKey(bucket, key)
  bucket.versions.set(key, [version, ...others])
}

const removeVersion = (state: S3State, bucketName: string, key: string, versionId: string): void => {
  const bucket = state.buckets.get(bucketName)
  const versions = bucket?.versions.get(key) ?? []
  const left = versions.filter(version => version.VersionId !== versionId)
  for (const version of versions) if (version.VersionId === versionId) release(state, version.blobs)
  if (!bucket || left.length === versions.length) return
  bucket.versions.set(key, left)
  if (left.length > 0) return
  bucket.versions.delete(key)
  removeKey(bucket, key)
}

const replaceVersion = (
  state: S3State,
  bucketName: string,
  key: string,
  versionId: string,
  replace: (version: ObjectVersion) => ObjectVersion,
): void => {
  const versions = state.buckets.get(bucketName)?.versions.get(key)
  const at = versions?.findIndex(version => version.VersionId === versionId) ?? -1
  const version = versions?.[at]
  if (versions && version) versions[at] = replace(version)
}

const endUpload = (state: S3State, uploadId: string): void => {
  for (const part of state.uploads.get(uploadId)?.parts.values() ?? []) release(state, [part.blob])
  state.uploads.delete(uploadId)
}

const hold = (state: S3State, blobs: readonly Blob[]): void => {
  for (const { sha256 } of blobs) {
    state.references.set(sha256, (state.references.get(sha256) ?? 0) + 1)
    state.unreferenced.delete(sha256)
  }
}

const release = (state: S3State, blobs: readonly Blob[]): void => {
  for (const { sha256 } of blobs) {
    const left = (state.references.get(sha256) ?? 0) - 1
    if (left > 0) state.references.set(sha256, left)
    else {
      state.references.delete(sha256)
      state.unreferenced.add(sha256)
    }
  }
}

const anyLifecycle = (state: S3State): boolean =>
  [...state.buckets.values()].some(bucket => bucket.settings.lifecycle !== undefined)
