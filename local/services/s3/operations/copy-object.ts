// CopyObject: a new object with the bytes of another; metadata and tags are copied unless they are replaced.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
import { ServiceError } from '../../../core/errors.ts'
import { type Members, present } from '../../../core/input/members.ts'
import type { Access } from '../../../core/policy.ts'
import type { Desk, Scope } from '../../../core/service.ts'
import { invalidArgument, noSuchKey } from '../errors.ts'
import { readBlobs, storeBlob } from '../machine/blobs.ts'
import { checksumAlgorithms } from '../objects/checksum.ts'
import { checkSource, checkWrite, readPreconditions } from '../objects/conditions.ts'
import { askToDecrypt, encryptionFor, shownEncryption } from '../objects/encryption.ts'
import { bucketOf, checkVersionId, define, onObject, type S3Operations, versionOf } from '../objects/lookup.ts'
import type { Attributes, Bucket, ChecksumAlgorithm, ObjectVersion, S3State } from '../state.ts'
import { changed } from '../trail.ts'
import { findVersion, readAccess } from './get-object.ts'
import {
  newVersionId,
  readChecksumAlgorithm,
  readWrite,
  stamp,
  taggingAccess,
  withContentType,
  writeRequest,
  writtenVersionId,
} from './object-input.ts'

const readCopy = (members: Members) => ({
  ...readWrite(members),
  source: readCopySource(members),
  replace: members.optionalString('MetadataDirective', { values: ['COPY', 'REPLACE'] }) === 'REPLACE',
  changesAttributes: members.has('StorageClass') || members.has('WebsiteRedirectLocation'),
  replaceTags: members.optionalString('TaggingDirective', { values: ['COPY', 'REPLACE'] }) === 'REPLACE',
  algorithm: readChecksumAlgorithm(members),
  ofSource: readPreconditions(members, 'CopySource'),
  preconditions: readPreconditions(members),
})

type Copy = ReturnType<typeof readCopy>

export const copyObject: S3Operations = {
  CopyObject: define({
    input: readCopy,
    access: (input, scope, state) => [
      ...readAccess('GetObject', input.source, scope, state),
      ...onObject('PutObject', input, scope, state, input.context),
      ...tagAccess(input, scope, state),
    ],
    perform: async (desk, input, scope) => {
      const { source } = input
      const sourceBucket = bucketOf(desk.state, source.Bucket)
      const from = findVersion(desk, scope, sourceBucket, source)
      checkSource(input.ofSource, from, desk.now())
      refuseNoChange(input, bucketOf(desk.state, input.Bucket))
      await askToDecrypt(desk, scope.principal, source.Bucket, source.Key, from.encryption)
      const bucket = bucketOf(desk.state, input.Bucket)
      const encryption = await encryptionFor(desk, scope.principal, bucket, input.Key, input.encryption)
      // Somebody may have deleted it meanwhile.
      if (from.blobs.some(({ sha256 }) => !desk.state.references.has(sha256))) throw noSuchKey(source.Key)
      return await withContent(desk, from, input.algorithm, content => {
        checkWrite(input.preconditions, versionOf(bucketOf(desk.state, input.Bucket), input.Key, undefined))
        const version: ObjectVersion = {
          ...content,
          VersionId: newVersionId(bucket, desk),
          LastModified: stamp(desk),
          attributes: input.replace ? withContentType(input.attributes) : copiedAttributes(from, input),
          encryption,
          tags: input.replaceTags ? input.tags : from.tags,
        }
        const { ETag, checksums, ChecksumType } = version
        const answer = {
          CopyObjectResult: { ETag, LastModified: new Date(version.LastModified), ...checksums, ChecksumType },
          ...shownEncryption(encryption),
          ...writtenVersionId(bucket, version.VersionId),
          ...(sourceBucket.settings.versioning ? { CopySourceVersionId: from.VersionId } : {}),
        }
        return scope.answer(answer, changed('CopyObject', { ...writeRequest(input.Bucket, input.Key, scope), version }))
      })
    },
  }),
}

/** `bucket/key?versionId=v`, percent-encoded, with or without a slash before it. */
export const readCopySource = (members: Members) => {
  const given = members.string('CopySource')
  const [, path = '', versionId] = /^\/?(.*?)(?:\?versionId=(.*))?$/s.exec(given) ?? []
  const slash = path.indexOf('/')
  if (slash <= 0 || slash === path.length - 1)
    throw invalidArgument('x-amz-copy-source', given, 'Invalid copy source object key')
  return {
    Bucket: decode(path.slice(0, slash), given),
    Key: decode(path.slice(slash + 1), given),
    versionId: versionId === undefined ? undefined : checkVersionId(versionId),
    owner: members.optionalString('ExpectedSourceBucketOwner'),
  }
}

const decode = (text: string, given: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalidArgument('x-amz-copy-source', given, 'Copy Source must be URL-encoded UTF-8')
  }
}

/** Tags are permissions of their own, where there are any. */
const tagAccess = (input: Copy, scope: Scope, state: S3State): readonly Access[] => {
  if (input.replaceTags) return input.tags.length > 0 ? taggingAccess(input, scope, state) : []
  const { source } = input
  const from = versionOf(bucketOf(state, source.Bucket), source.Key, source.versionId)
  if (!from || from.tags.length === 0) return []
  return [...readAccess('GetObjectTagging', source, scope, state), ...taggingAccess(input, scope, state)]
}

/** Where a copy lies and redirects to is for each copy to say. */
const copiedAttributes = (from: ObjectVersion, { attributes }: Copy): Attributes => {
  const { StorageClass: _, WebsiteRedirectLocation: __, ...copied } = from.attributes
  const { StorageClass, WebsiteRedirectLocation } = attributes
  return { ...copied, ...present({ StorageClass, WebsiteRedirectLocation }) }
}

const refuseNoChange = (input: Copy, bucket: Bucket): void => {
  const { source } = input
  const same = source.Bucket === input.Bucket && source.Key === input.Key && source.versionId === undefined
  const changes =
    input.replace ||
    input.replaceTags ||
    input.changesAttributes ||
    input.encryption.ServerSideEncryption !== undefined ||
    isKms(bucket.settings.encryption)
  if (same && !changes)
    throw new ServiceError(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    )
}

const isKms = (encryption: Bucket['settings']['encryption']): boolean =>
  encryption?.Rules[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm === 'aws:kms'

type Content = Pick<ObjectVersion, 'ETag' | 'blobs' | 'size' | 'checksums' | 'ChecksumType'>

/** The same blob again, or one blob made of the parts of a multipart upload: a copy has the ETag of a single upload. */
const withContent = async <Result>(
  desk: Desk<S3State>,
  from: ObjectVersion,
  algorithm: ChecksumAlgorithm | undefined,
  keep: (content: Content) => Result,
): Promise<Result> => {
  const wanted = algorithm ?? checksumAlgorithms.find(name => `Checksum${name}` in from.checksums)
  const isThere = wanted === undefined || (from.ChecksumType === 'FULL_OBJECT' && `Checksum${wanted}` in from.checksums)
  if (isThere && !from.ETag.includes('-')) {
    const { ETag, blobs, size, checksums, ChecksumType } = from
    return keep({ ETag, blobs, size, checksums, ...(ChecksumType ? { ChecksumType } : {}) })
  }
  const body = readBlobs(desk, from.blobs, 0, from.size - 1)
  return await storeBlob(desk, body, wanted ? [wanted] : [], ({ blob, md5, checksums }) =>
    keep({
      ETag: `"${md5.toString('hex')}"`,
      blobs: [blob],
      size: blob.size,
      checksums,
      ...(wanted ? { ChecksumType: 'FULL_OBJECT' } : {}),
    }),
  )
}
