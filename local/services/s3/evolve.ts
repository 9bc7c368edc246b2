// How each recorded call changes the buckets.
import type { ServiceEvent } from '../../core/event.ts'
import type { S3Change } from './changes.ts'
import { insertKey, removeKey } from './keys.ts'
import { nextMidnight } from './lifecycle-days.ts'
import type { Blob, ObjectVersion, S3State } from './state.ts'

export const evolve = (state: S3State, event: ServiceEvent): void => {
  if (event['detail-type'].startsWith('Object ')) return // announced because of a change that is recorded already
  const change = event.detail as S3Change
  switch (change.eventName) {
    case 'CreateBucket':
      createBucket(state, change.requestParameters.bucketName, event.time)
      return
    case 'DeleteBucket':
      state.buckets.delete(change.requestParameters.bucketName)
      return
    case 'PutObject':
    case 'CopyObject':
    case 'CompleteMultipartUpload': {
      const { bucketName, key, uploadId } = change.requestParameters
      addVersion(state, bucketName, key, change.responseElements)
      if (uploadId !== undefined) endUpload(state, uploadId)
      return
    }
    case 'DeleteObject':
    case 'ExpireObject': {
      const { bucketName, key } = change.requestParameters
      const { removed, marker } = change.responseElements
      if (removed !== undefined) removeVersion(state, bucketName, key, removed)
      if (marker !== undefined) addVersion(state, bucketName, key, marker)
      return
    }
    case 'PutObjectTagging':
    case 'DeleteObjectTagging': {
      const { bucketName, key, versionId, tags } = change.requestParameters
      replaceVersion(state, bucketName, key, versionId, version => ({ ...version, tags }))
      return
    }
    case 'CreateMultipartUpload': {
      const upload = change.responseElements
      state.uploads.set(upload.UploadId, { ...upload, parts: new Map() })
      return
    }
    case 'UploadPart':
    case 'UploadPartCopy': {
      const upload = state.uploads.get(change.requestParameters.uploadId)
      const part = change.responseElements
      const before = upload?.parts.get(part.PartNumber)
      hold(state, [part.blob])
      if (before) release(state, [before.blob])
      upload?.parts.set(part.PartNumber, part)
      return
    }
    case 'AbortMultipartUpload':
      endUpload(state, change.requestParameters.uploadId)
      return
    case 'LifecycleRan':
      state.nextLifecycleRun = anyLifecycle(state) ? nextMidnight(new Date(event.time)) : undefined
      return
    default: {
      const { bucketName, setting, value } = change.requestParameters
      const bucket = state.buckets.get(bucketName)
      if (bucket) Object.assign(bucket.settings, { [setting]: value ?? undefined })
      if (setting === 'lifecycle') state.nextLifecycleRun ??= nextMidnight(new Date(event.time))
    }
  }
}

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
