// GetObject and HeadObject: whole or in part, under conditions.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { Access } from '../../../core/policy.ts'
import type { Desk, Scope } from '../../../core/service.ts'
import { noSuchKey, noSuchVersion } from '../errors.ts'
import { readBlobs } from '../machine/blobs.ts'
import { type ByteRange, checkRead, rangeOf, readPreconditions } from '../objects/conditions.ts'
import { askToDecrypt, shownEncryption } from '../objects/encryption.ts'
import {
  bucketOf,
  contextOf,
  define,
  onBucket,
  onObject,
  readObject,
  readVersionId,
  type S3Operations,
  versionOf,
} from '../objects/lookup.ts'
import type { Bucket, ObjectVersion, S3State } from '../state.ts'
import { shownVersionId, tagContext } from './object-input.ts'

const overrides = {
  ResponseCacheControl: 'CacheControl',
  ResponseContentDisposition: 'ContentDisposition',
  ResponseContentEncoding: 'ContentEncoding',
  ResponseContentLanguage: 'ContentLanguage',
  ResponseContentType: 'ContentType',
  ResponseExpires: 'Expires',
} as const

const readGet = (members: Members) => ({
  ...readObject(members),
  versionId: readVersionId(members),
  range: members.optionalString('Range'),
  partNumber: members.optionalNumber('PartNumber', { min: 1, max: 10_000 }),
  withChecksums: members.optionalString('ChecksumMode')?.toUpperCase() === 'ENABLED',
  preconditions: readPreconditions(members),
  overrides: Object.fromEntries(
    Object.entries(overrides).flatMap(([name, member]) => (members.has(name) ? [[member, members.string(name)]] : [])),
  ),
})

type Get = ReturnType<typeof readGet>

export const getObject: S3Operations = {
  GetObject: define({
    input: readGet,
    access: (input, scope, state) => readAccess('GetObject', input, scope, state),
    perform: async (desk, input, scope) => {
      const { version, range, shown } = await look(desk, input, scope)
      return { ...shown, Body: readBlobs(desk, version.blobs, range.start, range.end) }
    },
  }),
  HeadObject: define({
    input: readGet,
    access: (input, scope, state) => readAccess('GetObject', input, scope, state),
    perform: async (desk, input, scope) => (await look(desk, input, scope)).shown,
  }),
}

/** `GetObject` for the current version, `GetObjectVersion` for one that is named; the same for tagging. */
export const readAccess = (
  action: string,
  input: Pick<Get, 'Bucket' | 'Key' | 'owner' | 'versionId'>,
  scope: Scope,
  state: S3State,
): Access[] => {
  const version = versionOf(bucketOf(state, input.Bucket), input.Key, input.versionId)
  const context = {
    ...contextOf({ 's3:versionid': input.versionId }),
    ...tagContext('ExistingObjectTag', version?.tags ?? []),
  }
  const named = input.versionId === undefined ? action : action.replace('Object', 'ObjectVersion')
  return onObject(named, input, scope, state, context)
}

/**
 * Who may not list the bucket does not learn whether a key is there.
 * @throws ServiceError NoSuchKey, NoSuchVersion, MethodNotAllowed, AccessDenied
 */
export const findVersion = (
  desk: Desk<S3State>,
  scope: Scope,
  bucket: Bucket,
  input: Pick<Get, 'Bucket' | 'Key' | 'owner' | 'versionId'>,
): ObjectVersion => {
  const { Key, versionId } = input
  const version = versionOf(bucket, Key, versionId)
  if (version && !version.deleteMarker) return version
  if (version && versionId !== undefined)
    throw new ServiceError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, {
      Method: 'GET',
      ResourceType: 'DeleteMarker',
      allow: 'DELETE',
      'x-amz-delete-marker': true,
      'x-amz-version-id': version.VersionId,
    })
  desk.authorize(scope.principal, onBucket('ListBucket', input, scope, desk.state, { 's3:prefix': Key }))
  if (versionId !== undefined) throw noSuchVersion(Key, versionId)
  if (!version) throw noSuchKey(Key)
  throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, {
    Key,
    'x-amz-delete-marker': true,
    'x-amz-version-id': version.VersionId,
  })
}

const look = async (desk: Desk<S3State>, input: Get, scope: Scope) => {
  const bucket = bucketOf(desk.state, input.Bucket)
  const version = findVersion(desk, scope, bucket, input)
  checkRead(input.preconditions, version, desk.now())
  if (input.range !== undefined && input.partNumber !== undefined)
    throw new ServiceError('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter')
  const part = partOf(version, input.partNumber)
  const range = part ?? rangeOf(input.range, version.size)
  await askToDecrypt(desk, scope.principal, input.Bucket, input.Key, version.encryption)
  const { start, end } = range ?? { start: 0, end: version.size - 1 }
  const shown = {
    ...version.attributes,
    ...input.overrides,
    AcceptRanges: 'bytes',
    ContentLength: end - start + 1,
    ETag: version.ETag,
    LastModified: new Date(version.LastModified),
    ...shownEncryption(version.encryption),
    ...shownVersionId(bucket, version.VersionId),
    ...(input.withChecksums && !range ? { ...version.checksums, ChecksumType: version.ChecksumType } : {}),
    ...(version.tags.length > 0 ? { TagCount: version.tags.length } : {}),
    ...(part ? { PartsCount: version.blobs.length } : {}),
    ...(range ? { ContentRange: `bytes ${start}-${end}/${version.size}`, HttpStatus: 206 } : {}),
  }
  return { version, range: { start, end }, shown }
}

const partOf = ({ blobs }: ObjectVersion, partNumber: number | undefined): ByteRange | undefined => {
  if (partNumber === undefined) return undefined
  const blob = blobs[partNumber - 1]
  if (!blob)
    throw new ServiceError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416, {
      ActualPartCount: blobs.length,
      PartNumberRequested: partNumber,
    })
  const start = blobs.slice(0, partNumber - 1).reduce((sum, { size }) => sum + size, 0)
  return { start, end: start + blob.size - 1 }
}
