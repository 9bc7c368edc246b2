// CompleteMultipartUpload: the parts that the client names, in order, become one object.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
import { createHash } from 'node:crypto'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { Desk } from '../../../core/service.ts'
import { malformedXml } from '../errors.ts'
import { readBlobs } from '../machine/blobs.ts'
import { checkDigest, compositeChecksum, declaredChecksum, readDeclared, startChecksum } from '../objects/checksum.ts'
import { checkConflict, checkWrite, readPreconditions } from '../objects/conditions.ts'
import { shownEncryption } from '../objects/encryption.ts'
import {
  bucketOf,
  contextOf,
  define,
  onObject,
  readObject,
  type S3Operations,
  uploadOf,
  versionOf,
} from '../objects/lookup.ts'
import type { Bucket, Checksums, ObjectVersion, Part, S3State, Upload } from '../state.ts'
import { changed } from '../trail.ts'
import { newVersionId, shownVersionId, stamp, writeRequest } from './object-input.ts'

const smallestPart = 5 * 1024 * 1024

interface NamedPart {
  readonly PartNumber: number
  readonly ETag: string
  readonly declared: Readonly<Record<string, unknown>>
}

export const completeMultipart: S3Operations = {
  CompleteMultipartUpload: define({
    input: members => ({
      ...readObject(members),
      UploadId: members.string('UploadId'),
      named: readParts(members),
      declared: readDeclared(members),
      checksumType: members.optionalString('ChecksumType'),
      announcedSize: members.optionalNumber('MpuObjectSize'),
      preconditions: readPreconditions(members),
      context: contextOf({
        's3:if-none-match': members.optionalString('IfNoneMatch'),
        's3:if-match': members.optionalString('IfMatch'),
      }),
    }),
    access: (input, scope, state) => onObject('PutObject', input, scope, state, input.context),
    perform: async (desk, { Bucket, Key, UploadId, named, ...input }, scope) => {
      const { declared, preconditions, announcedSize, checksumType } = input
      const bucket = bucketOf(desk.state, Bucket)
      const done = bucket.versions.get(Key)?.find(({ uploadId }) => uploadId === UploadId)
      if (done && done.ETag === multipartETag(named)) return shown(desk, bucket, Key, done)
      const upload = uploadOf(desk.state, Bucket, Key, UploadId)
      if (checksumType !== undefined && checksumType !== (upload.ChecksumType ?? checksumType))
        throw new ServiceError(
          'InvalidRequest',
          `Checksum Type mismatch occurred, expected checksum Type: ${upload.ChecksumType}, actual checksum Type: ${checksumType}`,
        )
      const parts = named.map(part => partOf(upload, part))
      const tooSmall = parts.slice(0, -1).find(part => part.blob.size < smallestPart)
      if (tooSmall)
        throw new ServiceError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
          ProposedSize: tooSmall.blob.size,
          MinSizeAllowed: smallestPart,
          PartNumber: tooSmall.PartNumber,
          ETag: tooSmall.ETag,
        })
      const size = parts.reduce((sum, part) => sum + part.blob.size, 0)
      if (announcedSize !== undefined && announcedSize !== size)
        throw new ServiceError(
          'InvalidRequest',
          `The provided 'x-amz-mp-object-size' header does not match what was computed: ${announcedSize} is not ${size}`,
        )
      const checksums = await checksumsOf(desk, upload, parts)
      const given = declaredChecksum(declared)
      const computed = given && checksums[`Checksum${given.algorithm}`]
      if (given && computed !== undefined) checkDigest(given.algorithm, given.value, computed)
      const still = uploadOf(desk.state, Bucket, Key, UploadId)
      for (const part of named) partOf(still, part) // nobody ended it, or replaced a part, meanwhile
      checkWrite(preconditions, versionOf(bucket, Key, undefined))
      checkConflict(preconditions, upload)
      const version: ObjectVersion = {
        VersionId: newVersionId(bucket, desk),
        LastModified: stamp(desk),
        ETag: multipartETag(parts),
        blobs: parts.map(part => part.blob),
        size,
        attributes: upload.attributes,
        encryption: upload.encryption,
        checksums,
        ...(upload.ChecksumType ? { ChecksumType: upload.ChecksumType } : {}),
        tags: upload.tags,
        uploadId: UploadId,
      }
      return scope.answer(
        shown(desk, bucket, Key, version),
        changed('CompleteMultipartUpload', { ...writeRequest(Bucket, Key, scope), uploadId: UploadId, version }),
      )
    },
  }),
}

const shown = ({ endpoint }: Desk<S3State>, bucket: Bucket, Key: string, version: ObjectVersion) => ({
  Location: `${endpoint}/${bucket.Name}/${encodeURIComponent(Key)}`,
  Bucket: bucket.Name,
  Key,
  ETag: version.ETag,
  ...version.checksums,
  ChecksumType: version.ChecksumType,
  ...shownEncryption(version.encryption),
  ...shownVersionId(bucket, version.VersionId),
})

/** @throws ServiceError MalformedXML, InvalidPartOrder */
const readParts = (members: Members): readonly NamedPart[] => {
  const parts = members.optionalStructure('MultipartUpload')?.structures('Parts') ?? []
  if (parts.length === 0) throw malformedXml('CompleteMultipartUpload needs at least one Part')
  const named = parts.map(part => ({
    PartNumber: part.number('PartNumber'),
    ETag: `"${part.string('ETag').replaceAll('"', '')}"`,
    declared: readDeclared(part),
  }))
  if (named.some((part, index) => index > 0 && part.PartNumber <= (named[index - 1]?.PartNumber ?? 0)))
    throw new ServiceError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    )
  return named
}

const partOf = ({ UploadId, parts }: Upload, { PartNumber, ETag, declared }: NamedPart): Part => {
  const part = parts.get(PartNumber)
  const given = declaredChecksum(declared)
  const kept = given && part?.checksums[`Checksum${given.algorithm}`]
  if (part?.ETag === ETag && (given === undefined || kept === undefined || kept === given.value)) return part
  throw new ServiceError(
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    400,
    { UploadId, PartNumber, ETag },
  )
}

/** The MD5 of the parts' MD5s, and how many there are. */
const multipartETag = (parts: readonly Pick<Part, 'ETag'>[]): string => {
  const hash = createHash('md5')
  for (const part of parts) hash.update(Buffer.from(part.ETag.replaceAll('"', ''), 'hex'))
  return `"${hash.digest('hex')}-${parts.length}"`
}

const checksumsOf = async (desk: Desk<S3State>, upload: Upload, parts: readonly Part[]): Promise<Checksums> => {
  const { ChecksumAlgorithm: algorithm } = upload
  if (algorithm === undefined) return {}
  const name = `Checksum${algorithm}`
  if (upload.ChecksumType === 'COMPOSITE')
    return {
      [name]: compositeChecksum(
        algorithm,
        parts.map(part => part.checksums),
      ),
    }
  const checksum = startChecksum(algorithm)
  const blobs = parts.map(part => part.blob)
  const size = blobs.reduce((sum, blob) => sum + blob.size, 0)
  for await (const chunk of readBlobs(desk, blobs, 0, size - 1)) checksum.update(chunk)
  return { [name]: checksum.digest() }
}
