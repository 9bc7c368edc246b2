// DeleteObject and DeleteObjects: a delete marker where the bucket has versions, gone for good where a version is named.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
import { messageOf, ServiceError } from '../../../core/errors.ts'
import type { Fact } from '../../../core/event.ts'
import type { Desk, Scope } from '../../../core/service.ts'
import { malformedXml, noSuchVersion } from '../errors.ts'
import { checkDelete } from '../objects/conditions.ts'
import {
  bucketOf,
  contextOf,
  define,
  isVersionId,
  onObject,
  readBucket,
  readObject,
  readVersionId,
  type S3Operations,
  versionOf,
} from '../objects/lookup.ts'
import type { Bucket, ObjectVersion, S3State } from '../state.ts'
import { changed, type Deletion } from '../trail.ts'
import { writeRequest } from './object-input.ts'

export const deleteObject: S3Operations = {
  DeleteObject: define({
    input: members => ({
      ...readObject(members),
      versionId: readVersionId(members),
      ifMatch: members.optionalString('IfMatch'),
    }),
    access: (input, scope, state) => deleteAccess(input, scope, state),
    perform: async (desk, input, scope) => {
      const { output, deletion } = remove(desk, input)
      return scope.answer(output, ...factsOf([{ doomed: input, deletion }], scope))
    },
  }),
  DeleteObjects: define({
    input: members => {
      const given = members.structure('Delete')
      const objects = given.structures('Objects').map(object => ({
        ...readBucket(members),
        Key: object.string('Key'),
        versionId: object.optionalString('VersionId'),
        ifMatch: object.optionalString('ETag'),
      }))
      if (objects.length === 0 || objects.length > 1000) throw malformedXml('Delete takes 1 to 1000 objects')
      return { ...readBucket(members), objects, quiet: given.boolean('Quiet') }
    },
    // Each key is authorized by itself: one that is refused does not keep the others.
    access: ({ Bucket }, _scope, state) => {
      bucketOf(state, Bucket)
      return 'open'
    },
    perform: async (desk, { objects, quiet }, scope) => {
      const outcomes = objects.map(object => removeIfAllowed(desk, scope, object))
      const removals = outcomes.flatMap(outcome => (outcome.refused ? [] : [outcome]))
      const output = {
        ...(quiet ? {} : { Deleted: removals.map(({ shown }) => shown) }),
        Errors: outcomes.flatMap(({ refused }) => refused ?? []),
      }
      return scope.answer(output, ...factsOf(removals, scope))
    },
  }),
}

interface Doomed {
  readonly Bucket: string
  readonly Key: string
  readonly owner: string | undefined
  readonly versionId: string | undefined
  readonly ifMatch: string | undefined
}

const deleteAccess = (input: Doomed, scope: Scope, state: S3State) =>
  onObject(
    input.versionId === undefined ? 'DeleteObject' : 'DeleteObjectVersion',
    input,
    scope,
    state,
    contextOf({ 's3:versionid': input.versionId }),
  )

const removeIfAllowed = (desk: Desk<S3State>, scope: Scope, doomed: Doomed) => {
  const { Key, versionId } = doomed
  try {
    desk.authorize(scope.principal, deleteAccess(doomed, scope, desk.state))
    if (versionId !== undefined && !isVersionId(versionId)) throw noSuchVersion(Key, versionId)
    const { output, deletion } = remove(desk, doomed)
    const { DeleteMarker, VersionId } = output
    const shown = {
      Key,
      ...(versionId === undefined ? {} : { VersionId: versionId }),
      ...(DeleteMarker ? { DeleteMarker, DeleteMarkerVersionId: VersionId } : {}),
    }
    return { shown, doomed, deletion }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return { refused: { Key, VersionId: versionId, Code: error.code, Message: messageOf(error) } }
  }
}

/** What is not there is deleted, too. */
const remove = (
  desk: Desk<S3State>,
  { Bucket, Key: key, versionId, ifMatch }: Doomed,
): { readonly output: { readonly DeleteMarker?: true; readonly VersionId?: string }; readonly deletion: Deletion } => {
  const bucket = bucketOf(desk.state, Bucket)
  checkDelete(ifMatch, versionOf(bucket, key, versionId))
  const deletion = deletionOf(bucket, key, versionId, () => markerOf(desk, bucket))
  if (deletion.marker) return { output: { DeleteMarker: true, VersionId: deletion.marker.VersionId }, deletion }
  const output = {
    ...(deletion.removedMarker ? { DeleteMarker: true as const } : {}),
    ...(versionId === undefined ? {} : { VersionId: versionId }),
  }
  return { output, deletion }
}

/** One fact for each version that goes or marker that comes: what a call names twice is gone once. */
const factsOf = (
  removals: readonly { readonly doomed: Doomed; readonly deletion: Deletion }[],
  scope: Scope,
): readonly Fact[] => {
  const facts = new Map<string, Fact>()
  for (const { doomed, deletion } of removals) {
    const { Bucket, Key } = doomed
    const { removed, marker } = deletion
    if (removed === undefined && !marker) continue
    const change = changed('DeleteObject', { ...writeRequest(Bucket, Key, scope), deletion })
    facts.set(`${removed} ${marker?.VersionId} ${Key}`, change)
  }
  return [...facts.values()]
}

export const deletionOf = (
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  marker: () => ObjectVersion,
): Deletion => {
  const status = bucket.settings.versioning?.Status
  if (versionId === undefined && status !== undefined) return { marker: marker() }
  const id = versionId ?? 'null'
  const version = bucket.versions.get(key)?.find(other => other.VersionId === id)
  if (!version) return {}
  return { removed: id, ...(version.deleteMarker ? { removedMarker: true as const } : {}) }
}

const markerOf = (desk: Desk<S3State>, bucket: Bucket): ObjectVersion => deleteMarker(bucket, desk.now(), desk.newId())

export const deleteMarker = (bucket: Bucket, now: Date, newId: string): ObjectVersion => ({
  VersionId: bucket.settings.versioning?.Status === 'Enabled' ? newId.replaceAll('-', '') : 'null',
  LastModified: new Date(Math.floor(now.getTime() / 1000) * 1000).toISOString(),
  deleteMarker: true,
  ETag: '',
  blobs: [],
  size: 0,
  attributes: {},
  encryption: { ServerSideEncryption: 'AES256' },
  checksums: {},
  tags: [],
})
