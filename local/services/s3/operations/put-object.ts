// PutObject: the body streams to a blob, its checksums are compared, and only then is the object there.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
import { Readable } from 'node:stream'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { type Source, type Stored, storeBlob } from '../machine/blobs.ts'
import { checkDigest, checksumAlgorithms, declaredChecksum, readDeclared } from '../objects/checksum.ts'
import { checkWrite, readPreconditions } from '../objects/conditions.ts'
import { encryptionFor, shownEncryption } from '../objects/encryption.ts'
import { bucketOf, define, type S3Operations, versionOf } from '../objects/lookup.ts'
import type { ChecksumAlgorithm, Checksums, ObjectVersion } from '../state.ts'
import { changed } from '../trail.ts'
import {
  newVersionId,
  readChecksumAlgorithm,
  readWrite,
  stamp,
  withContentType,
  writeAccess,
  writeRequest,
  writtenVersionId,
} from './object-input.ts'

export const putObject: S3Operations = {
  PutObject: define({
    input: members => {
      const write = readWrite(members)
      return {
        ...write,
        ...readUpload(members),
        attributes: withContentType(write.attributes),
        preconditions: readPreconditions(members),
      }
    },
    access: (input, scope, state) => writeAccess(input, scope, state),
    perform: async (desk, input, scope) => {
      const bucket = bucketOf(desk.state, input.Bucket)
      const encryption = await encryptionFor(desk, scope.principal, bucket, input.Key, input.encryption)
      return await storeBlob(desk, input.body, input.algorithms, stored => {
        const checksums = checkUpload(input, stored)
        checkWrite(input.preconditions, versionOf(bucketOf(desk.state, input.Bucket), input.Key, undefined))
        const version: ObjectVersion = {
          VersionId: newVersionId(bucket, desk),
          LastModified: stamp(desk),
          ETag: `"${stored.md5.toString('hex')}"`,
          blobs: [stored.blob],
          size: stored.blob.size,
          attributes: input.attributes,
          encryption,
          checksums,
          ...(Object.keys(checksums).length > 0 ? { ChecksumType: 'FULL_OBJECT' as const } : {}),
          tags: input.tags,
        }
        const answer = {
          ETag: version.ETag,
          ...checksums,
          ChecksumType: version.ChecksumType,
          ...shownEncryption(encryption),
          ...writtenVersionId(bucket, version.VersionId),
        }
        return scope.answer(answer, changed('PutObject', { ...writeRequest(input.Bucket, input.Key, scope), version }))
      })
    },
  }),
}

/** A body, and what it has to be. */
export interface Uploaded {
  readonly body: Source
  readonly contentMd5: string | undefined
  readonly contentLength?: number | undefined
  readonly declared: Readonly<Record<string, unknown>>
  readonly algorithms: readonly ChecksumAlgorithm[]
}

export const readUpload = (members: Members): Uploaded => {
  const Body = members.raw('Body')
  if (Body !== undefined && typeof Body !== 'string' && !(Body instanceof Uint8Array) && !(Body instanceof Readable))
    throw members.wrong('Body', Body, 'Member must be a Uint8Array, a string or a Readable')
  const contentMd5 = members.optionalString('ContentMD5')
  if (contentMd5 !== undefined && Buffer.from(contentMd5, 'base64').length !== 16)
    throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid')
  const trailer = readTrailer(members)
  const named = readChecksumAlgorithm(members) ?? declaredChecksum(readDeclared(members))?.algorithm
  const algorithms = [...new Set([named, trailer])]
  return {
    body: Body ?? '',
    contentMd5,
    contentLength: members.optionalNumber('ContentLength'),
    declared: readDeclared(members),
    // Differs from AWS: an object uploaded without a checksum does not get a CRC64NVME.
    algorithms: algorithms.filter(algorithm => algorithm !== undefined),
  }
}

/** The algorithm whose checksum comes behind the body. */
const readTrailer = (members: Members): ChecksumAlgorithm | undefined => {
  const given = members.optionalString('Trailer')?.toLowerCase()
  const known = checksumAlgorithms.find(algorithm => given === `x-amz-checksum-${algorithm.toLowerCase()}`)
  if (given !== undefined && known === undefined)
    throw new ServiceError('InvalidRequest', 'The value specified in the x-amz-trailer header is not supported')
  return known
}

/** @throws ServiceError BadDigest when the body is not what the client sent */
export const checkUpload = (
  { contentMd5, contentLength, declared }: Uploaded,
  { blob, md5, checksums, trailers }: Stored,
): Checksums => {
  if (contentLength !== undefined && contentLength !== blob.size)
    throw new ServiceError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    )
  if (contentMd5 !== undefined) checkDigest('Content-MD5', contentMd5, md5.toString('base64'))
  const given = declaredChecksum(declared, trailers)
  const computed = given && checksums[`Checksum${given.algorithm}`]
  if (given && computed !== undefined) checkDigest(given.algorithm, given.value, computed)
  return checksums
}
