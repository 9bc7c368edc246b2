// The members that every way of writing an object shares.
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { Access, ConditionContext } from '../../../core/policy.ts'
import { principalName } from '../../../core/principal.ts'
import type { Desk, Scope } from '../../../core/service.ts'
import { checkTags, type TagRules, tagsGiven } from '../../../core/tags.ts'
import { invalidArgument, notCarriedOut } from '../errors.ts'
import { checksumAlgorithms } from '../objects/checksum.ts'
import { readEncryption, type WantedEncryption } from '../objects/encryption.ts'
import { contextOf, onObject, readObject } from '../objects/lookup.ts'
import type { Attributes, Bucket, ChecksumAlgorithm, S3State, Tag } from '../state.ts'
import type { WriteRequest } from '../trail.ts'

const texts = [
  'ContentType',
  'CacheControl',
  'ContentDisposition',
  'ContentLanguage',
  'WebsiteRedirectLocation',
] as const

/** Those of general purpose buckets from which an object can be read at once. */
const STORAGE_CLASSES = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
]

/** @throws ServiceError MetadataTooLarge, InvalidStorageClass, NotImplemented for storage classes that need a restore */
const readAttributes = (members: Members): Attributes => {
  const StorageClass = members.optionalString('StorageClass')
  if (StorageClass !== undefined && ['GLACIER', 'DEEP_ARCHIVE'].includes(StorageClass))
    throw notCarriedOut(`x-amz-storage-class: ${StorageClass}`)
  if (StorageClass !== undefined && !STORAGE_CLASSES.includes(StorageClass))
    throw new ServiceError('InvalidStorageClass', 'The storage class you specified is not valid', 400, {
      StorageClassRequested: StorageClass,
    })
  const Metadata = members.map('Metadata')
  const size = Object.entries(Metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0)
  if (size > 2048)
    throw new ServiceError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400, {
      Size: size,
      MaxSizeAllowed: 2048,
    })
  const encoding = (members.optionalString('ContentEncoding') ?? '')
    .split(',')
    .map(coding => coding.trim())
    .filter(coding => coding !== '' && coding !== 'aws-chunked')
  const expires = members.raw('Expires')
  return {
    ...Object.fromEntries(texts.flatMap(name => (members.has(name) ? [[name, members.string(name)]] : []))),
    ...(encoding.length > 0 ? { ContentEncoding: encoding.join(',') } : {}),
    ...(expires instanceof Date
      ? { Expires: expires.toUTCString() }
      : typeof expires === 'string'
        ? { Expires: expires }
        : {}),
    ...(StorageClass === undefined || StorageClass === 'STANDARD' ? {} : { StorageClass }),
    ...(Object.keys(Metadata).length > 0 ? { Metadata } : {}),
  }
}

/** `a=1&b=2`, as the x-amz-tagging header has it. */
const readTagging = (members: Members): readonly Tag[] =>
  checkedTags(
    [...new URLSearchParams(members.optionalString('Tagging') ?? '')].map(([Key, Value]) => ({ Key, Value })),
    OF_HEADER,
  )

const INVALID_KEY = ['InvalidTag', 'The TagKey you have provided is invalid'] as const
const INVALID_VALUE = ['InvalidTag', 'The TagValue you have provided is invalid'] as const
const rulesOf = (most: number, tooMany: string, reserved: string): TagRules => ({
  most,
  refusals: {
    'key length': INVALID_KEY,
    'key characters': INVALID_KEY,
    'value length': INVALID_VALUE,
    'value characters': INVALID_VALUE,
    'reserved key': ['InvalidTag', reserved],
    'duplicate key': ['InvalidTag', 'Cannot provide multiple Tags with the same key'],
    'too many': ['BadRequest', tooMany],
  },
})
export const OF_BUCKET = rulesOf(
  50,
  'Bucket tag count cannot be greater than 50',
  'System tags cannot be added/updated by requester',
)
const OF_HEADER = rulesOf(
  10,
  'Object tags cannot be greater than 10',
  'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
)
export const OF_OBJECT = rulesOf(
  10,
  'Object tags cannot be greater than 10',
  'Your TagKey cannot be prefixed with aws:',
)

/** @throws ServiceError InvalidTag, BadRequest */
export const checkedTags = (tags: readonly Tag[], tagRules: TagRules): readonly Tag[] => {
  checkTags(tagsGiven({ Tags: tags }), { validationError: 'InvalidTag', tagRules })
  return tags
}

export const readChecksumAlgorithm = (members: Members): ChecksumAlgorithm | undefined => {
  const given = members.optionalString('ChecksumAlgorithm')?.toUpperCase()
  const known = checksumAlgorithms.find(algorithm => algorithm === given)
  if (given !== undefined && known === undefined)
    throw invalidArgument(
      'x-amz-sdk-checksum-algorithm',
      given,
      `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${checksumAlgorithms.join(', ')}]`,
    )
  return known
}

/** ACLs are off in buckets as AWS makes them today. */
export const checkAcl = (members: Members): void => {
  const acl = members.optionalString('ACL')
  if (acl !== undefined && acl !== 'bucket-owner-full-control')
    throw new ServiceError('AccessControlListNotSupported', 'The bucket does not allow ACLs')
}

/** Condition keys of a write. A key is there only when its header is. */
const writeContext = (
  members: Members,
  attributes: Attributes,
  { ServerSideEncryption, SSEKMSKeyId }: WantedEncryption,
  tags: readonly Tag[],
): ConditionContext => ({
  ...contextOf({
    's3:x-amz-server-side-encryption': ServerSideEncryption,
    's3:x-amz-server-side-encryption-aws-kms-key-id': SSEKMSKeyId,
    's3:x-amz-storage-class': attributes.StorageClass ?? 'STANDARD',
    's3:x-amz-acl': members.optionalString('ACL'),
    's3:if-none-match': members.optionalString('IfNoneMatch'),
    's3:if-match': members.optionalString('IfMatch'),
  }),
  ...tagContext('RequestObjectTag', tags),
})

export const tagContext = (key: 'RequestObjectTag' | 'ExistingObjectTag', tags: readonly Tag[]): ConditionContext => ({
  ...Object.fromEntries(tags.map(tag => [`s3:${key}/${tag.Key}`, tag.Value])),
  ...(key === 'RequestObjectTag' && tags.length > 0 ? { 's3:RequestObjectTagKeys': tags.map(tag => tag.Key) } : {}),
})

/** What every way of writing an object is told of it. */
export const readWrite = (members: Members) => {
  checkAcl(members)
  const attributes = readAttributes(members)
  const encryption = readEncryption(members)
  const tags = readTagging(members)
  return {
    ...readObject(members),
    attributes,
    encryption,
    tags,
    context: writeContext(members, attributes, encryption, tags),
  }
}

type Write = ReturnType<typeof readWrite>

/** Tags are a permission of their own, where there are any. */
export const writeAccess = (input: Write, scope: Scope, state: S3State): readonly Access[] => [
  ...onObject('PutObject', input, scope, state, input.context),
  ...(input.tags.length > 0 ? taggingAccess(input, scope, state) : []),
]

/** Of all that the write says, tagging knows the tags. */
export const taggingAccess = (input: Write, scope: Scope, state: S3State): readonly Access[] =>
  onObject('PutObjectTagging', input, scope, state, tagContext('RequestObjectTag', input.tags))

/** As S3 shows an object whose writer named no type. */
export const withContentType = (attributes: Attributes): Attributes => ({
  ContentType: 'binary/octet-stream',
  ...attributes,
})

/** Who writes what, for the fact and for the event that may follow. */
export const writeRequest = (
  bucketName: string,
  key: string,
  { principal, requestId, account }: Scope,
): WriteRequest => ({
  bucketName,
  key,
  requestId,
  requester: principal.kind === 'service' || principal.kind === 'anonymous' ? principalName(principal) : account,
})

/** The id of the version that is written now. */
export const newVersionId = (bucket: Bucket, desk: Desk<S3State>): string =>
  bucket.settings.versioning?.Status === 'Enabled' ? desk.newId().replaceAll('-', '') : 'null'

/** Answers name versions only in buckets that have, or had, versioning. */
export const shownVersionId = (bucket: Bucket, versionId: string): { readonly VersionId?: string } =>
  bucket.settings.versioning?.Status === undefined ? {} : { VersionId: versionId }

/** What is written while versioning is suspended has no version that its writer is told. */
export const writtenVersionId = (bucket: Bucket, versionId: string): { readonly VersionId?: string } =>
  bucket.settings.versioning?.Status === 'Enabled' ? { VersionId: versionId } : {}

/** S3 keeps whole seconds. */
export const stamp = (desk: Desk<S3State>): string => {
  const time = desk.now()
  return new Date(Math.floor(time.getTime() / 1000) * 1000).toISOString()
}
