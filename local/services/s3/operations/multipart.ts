// Multipart uploads: parts in any order, one object at the end.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { Desk, Scope } from '../../../core/service.ts'
import { invalidArgument } from '../errors.ts'
import { readBlobs, type Source, storeBlob } from '../machine/blobs.ts'
import { declaredChecksum } from '../objects/checksum.ts'
import { checkSource, rangeOf, readPreconditions } from '../objects/conditions.ts'
import { askToDecrypt, encryptionFor, shownEncryption } from '../objects/encryption.ts'
import { bucketOf, define, onObject, readObject, type S3Operations, uploadOf } from '../objects/lookup.ts'
import type { ChecksumAlgorithm, Part, S3State, Upload } from '../state.ts'
import { changed } from '../trail.ts'
import { readCopySource } from './copy-object.ts'
import { findVersion, readAccess } from './get-object.ts'
import { readChecksumAlgorithm, readWrite, stamp, withContentType, writeAccess } from './object-input.ts'
import { checkUpload, readUpload, type Uploaded } from './put-object.ts'

const readPart = (members: Members) => ({
  ...readObject(members),
  UploadId: members.string('UploadId'),
  PartNumber: readPartNumber(members),
})

type PartInput = ReturnType<typeof readPart>

export const multipart: S3Operations = {
  CreateMultipartUpload: define({
    input: members => {
      const write = readWrite(members)
      const algorithm = readChecksumAlgorithm(members)
      return {
        ...write,
        attributes: withContentType(write.attributes),
        algorithm,
        checksumType: readChecksumType(members, algorithm),
      }
    },
    access: (input, scope, state) => writeAccess(input, scope, state),
    perform: async (desk, { Bucket, Key, attributes, tags, algorithm, checksumType, ...input }, scope) => {
      const encryption = await encryptionFor(desk, scope.principal, bucketOf(desk.state, Bucket), Key, input.encryption)
      const upload: Omit<Upload, 'parts'> = {
        UploadId: desk.newId().replaceAll('-', ''),
        Bucket,
        Key,
        Initiated: stamp(desk),
        attributes,
        encryption,
        tags,
        ...(algorithm ? { ChecksumAlgorithm: algorithm } : {}),
        ...(checksumType ? { ChecksumType: checksumType } : {}),
      }
      const answer = {
        Bucket,
        Key,
        UploadId: upload.UploadId,
        ...shownEncryption(encryption),
        ChecksumAlgorithm: algorithm,
        ChecksumType: checksumType,
      }
      return scope.answer(answer, changed('CreateMultipartUpload', { bucketName: Bucket, key: Key, upload }))
    },
  }),
  UploadPart: define({
    input: members => ({ ...readPart(members), ...readUpload(members) }),
    access: (input, scope, state) => onObject('PutObject', input, scope, state),
    perform: async (desk, input, { answer }) => {
      const upload = uploadOf(desk.state, input.Bucket, input.Key, input.UploadId)
      return await storePart(desk, input, withAlgorithm(input, upload), (part, data) =>
        answer(
          { ETag: part.ETag, ...part.checksums, ...shownEncryption(upload.encryption) },
          changed('UploadPart', data),
        ),
      )
    },
  }),
  UploadPartCopy: define({
    input: members => ({
      ...readPart(members),
      source: readCopySource(members),
      range: members.optionalString('CopySourceRange'),
      ofSource: readPreconditions(members, 'CopySource'),
    }),
    access: (input, scope, state) => [
      ...readAccess('GetObject', input.source, scope, state),
      ...onObject('PutObject', input, scope, state),
    ],
    perform: async (desk, input, scope) => {
      const upload = uploadOf(desk.state, input.Bucket, input.Key, input.UploadId)
      const { body, versionId } = await openSource(desk, input, scope)
      const uploaded = withAlgorithm({ body, algorithms: [], declared: {}, contentMd5: undefined }, upload)
      return await storePart(desk, input, uploaded, (part, data) =>
        scope.answer(
          {
            CopyPartResult: { ETag: part.ETag, LastModified: new Date(part.LastModified), ...part.checksums },
            ...(versionId === undefined ? {} : { CopySourceVersionId: versionId }),
            ...shownEncryption(upload.encryption),
          },
          changed('UploadPartCopy', data),
        ),
      )
    },
  }),
  AbortMultipartUpload: define({
    input: members => ({ ...readObject(members), UploadId: members.string('UploadId') }),
    access: (input, scope, state) => onObject('AbortMultipartUpload', input, scope, state),
    decide: (state, { Bucket, Key, UploadId }) => {
      uploadOf(state, Bucket, Key, UploadId)
      return {
        output: {},
        facts: [changed('AbortMultipartUpload', { bucketName: Bucket, key: Key, uploadId: UploadId })],
      }
    },
  }),
}

/** Parts keep the checksum that the upload was created with. */
const withAlgorithm = (uploaded: Uploaded, { ChecksumAlgorithm: algorithm }: Upload): Uploaded => {
  const declared = declaredChecksum(uploaded.declared)
  if (algorithm && declared && declared.algorithm !== algorithm)
    throw new ServiceError(
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${declared.algorithm.toLowerCase()}`,
    )
  return algorithm ? { ...uploaded, algorithms: [algorithm] } : uploaded
}

/** Keeps the part's content; `answer` makes it the upload's. */
const storePart = <Output>(
  desk: Desk<S3State>,
  { Bucket, Key, UploadId, PartNumber }: PartInput,
  uploaded: Uploaded,
  answer: (part: Part, data: { bucketName: string; key: string; uploadId: string; part: Part }) => Output,
): Promise<Output> =>
  storeBlob(desk, uploaded.body, uploaded.algorithms, stored => {
    uploadOf(desk.state, Bucket, Key, UploadId)
    const part: Part = {
      PartNumber,
      LastModified: stamp(desk),
      ETag: `"${stored.md5.toString('hex')}"`,
      blob: stored.blob,
      checksums: checkUpload(uploaded, stored),
    }
    return answer(part, { bucketName: Bucket, key: Key, uploadId: UploadId, part })
  })

const openSource = async (
  desk: Desk<S3State>,
  input: {
    readonly source: ReturnType<typeof readCopySource>
    readonly range: string | undefined
    readonly ofSource: ReturnType<typeof readPreconditions>
  },
  scope: Scope,
): Promise<{ readonly body: Source; readonly versionId: string | undefined }> => {
  const { source } = input
  const bucket = bucketOf(desk.state, source.Bucket)
  const from = findVersion(desk, scope, bucket, source)
  checkSource(input.ofSource, from, desk.now())
  const range = rangeOf(input.range, from.size)
  if (input.range !== undefined && !range)
    throw invalidArgument(
      'x-amz-copy-source-range',
      input.range,
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    )
  await askToDecrypt(desk, scope.principal, source.Bucket, source.Key, from.encryption)
  return {
    body: readBlobs(desk, from.blobs, range?.start ?? 0, range?.end ?? from.size - 1),
    versionId: bucket.settings.versioning ? from.VersionId : undefined,
  }
}

const readPartNumber = (members: Members): number => {
  const given = members.number('PartNumber')
  if (!Number.isInteger(given) || given < 1 || given > 10_000)
    throw invalidArgument('partNumber', String(given), 'Part number must be an integer between 1 and 10000, inclusive')
  return given
}

const readChecksumType = (
  members: Members,
  algorithm: ChecksumAlgorithm | undefined,
): 'COMPOSITE' | 'FULL_OBJECT' | undefined => {
  const given = members.optionalString('ChecksumType', { values: ['COMPOSITE', 'FULL_OBJECT'] })
  const usual = algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE'
  if (algorithm === undefined) return undefined
  if ((algorithm.startsWith('SHA') && given === 'FULL_OBJECT') || (algorithm === 'CRC64NVME' && given === 'COMPOSITE'))
    throw new ServiceError(
      'InvalidRequest',
      `The ${given} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    )
  return given === 'FULL_OBJECT' || given === 'COMPOSITE' ? given : usual
}
