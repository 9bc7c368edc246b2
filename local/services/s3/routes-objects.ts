// Where the operations on objects live in HTTP.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
import type { Route } from '../../core/wire.ts'

const path = '/{Bucket}/{Key+}'
const owner = { 'x-amz-expected-bucket-owner': 'ExpectedBucketOwner' }
const sourceOwner = { 'x-amz-source-expected-bucket-owner': 'ExpectedSourceBucketOwner' }
const versionId = { versionId: 'VersionId' }

const checksums = {
  'x-amz-checksum-crc32': 'ChecksumCRC32',
  'x-amz-checksum-crc32c': 'ChecksumCRC32C',
  'x-amz-checksum-crc64nvme': 'ChecksumCRC64NVME',
  'x-amz-checksum-sha1': 'ChecksumSHA1',
  'x-amz-checksum-sha256': 'ChecksumSHA256',
}
const checksumType = { 'x-amz-checksum-type': 'ChecksumType' }

const attributes = {
  'Content-Type': 'ContentType',
  'Cache-Control': 'CacheControl',
  'Content-Disposition': 'ContentDisposition',
  'Content-Encoding': 'ContentEncoding',
  'Content-Language': 'ContentLanguage',
  Expires: 'Expires',
  'x-amz-website-redirect-location': 'WebsiteRedirectLocation',
  'x-amz-storage-class': 'StorageClass',
  'x-amz-meta-*': 'Metadata',
}

const encryption = {
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  'x-amz-server-side-encryption-bucket-key-enabled': 'BucketKeyEnabled',
  'x-amz-server-side-encryption-customer-algorithm': 'SSECustomerAlgorithm',
}

const write = {
  ...owner,
  ...attributes,
  ...encryption,
  'x-amz-tagging': 'Tagging',
  'x-amz-acl': 'ACL',
  'If-Match': 'IfMatch',
  'If-None-Match': 'IfNoneMatch',
}

const upload = {
  ...checksums,
  'Content-MD5': 'ContentMD5',
  'x-amz-sdk-checksum-algorithm': 'ChecksumAlgorithm',
  'x-amz-trailer': 'Trailer',
}

const read: Pick<Route, 'path' | 'headers' | 'query'> = {
  path,
  headers: {
    ...owner,
    Range: 'Range',
    'If-Match': 'IfMatch',
    'If-None-Match': 'IfNoneMatch',
    'If-Modified-Since': 'IfModifiedSince',
    'If-Unmodified-Since': 'IfUnmodifiedSince',
    'x-amz-checksum-mode': 'ChecksumMode',
  },
  query: {
    ...versionId,
    partNumber: 'PartNumber',
    'response-cache-control': 'ResponseCacheControl',
    'response-content-disposition': 'ResponseContentDisposition',
    'response-content-encoding': 'ResponseContentEncoding',
    'response-content-language': 'ResponseContentLanguage',
    'response-content-type': 'ResponseContentType',
    'response-expires': 'ResponseExpires',
  },
}

const version = { 'x-amz-version-id': 'VersionId' }

const object = {
  headers: {
    ...attributes,
    ...encryption,
    ...checksums,
    ...checksumType,
    ...version,
    'accept-ranges': 'AcceptRanges',
    'content-length': 'ContentLength',
    'content-range': 'ContentRange',
    etag: 'ETag',
    'last-modified': 'LastModified',
    'x-amz-tagging-count': 'TagCount',
    'x-amz-mp-parts-count': 'PartsCount',
  },
  status: 'HttpStatus',
}

const copySource = {
  'x-amz-copy-source': 'CopySource',
  'x-amz-copy-source-if-match': 'CopySourceIfMatch',
  'x-amz-copy-source-if-none-match': 'CopySourceIfNoneMatch',
  'x-amz-copy-source-if-modified-since': 'CopySourceIfModifiedSince',
  'x-amz-copy-source-if-unmodified-since': 'CopySourceIfUnmodifiedSince',
}
const copied = { 'x-amz-copy-source-version-id': 'CopySourceVersionId' }
const part = { uploadId: 'UploadId', partNumber: 'PartNumber' }
const tags = { TagSet: 'TagSet>Tag' }

export const objectRoutes: Readonly<Record<string, Route>> = {
  PutObject: {
    method: 'PUT',
    path,
    headers: { ...write, ...upload },
    payload: 'Body',
    output: { headers: { ...checksums, ...checksumType, ...encryption, ...version, etag: 'ETag' } },
  },
  GetObject: { method: 'GET', ...read, output: { ...object, payload: 'Body' } },
  HeadObject: { method: 'HEAD', ...read, output: object },
  CopyObject: {
    method: 'PUT',
    path,
    having: 'x-amz-copy-source',
    headers: {
      ...write,
      ...copySource,
      ...sourceOwner,
      'x-amz-metadata-directive': 'MetadataDirective',
      'x-amz-tagging-directive': 'TaggingDirective',
      'x-amz-checksum-algorithm': 'ChecksumAlgorithm',
    },
    output: { headers: { ...encryption, ...version, ...copied }, payload: 'CopyObjectResult' },
  },
  DeleteObject: {
    method: 'DELETE',
    path,
    headers: { ...owner, 'If-Match': 'IfMatch' },
    query: versionId,
    status: 204,
    output: { headers: { ...version, 'x-amz-delete-marker': 'DeleteMarker' } },
  },
  DeleteObjects: {
    method: 'POST',
    path: '/{Bucket}?delete',
    headers: owner,
    document: 'Delete',
    lists: { Objects: 'Object', Errors: 'Error' },
    output: { root: 'DeleteResult' },
  },
  GetObjectTagging: {
    method: 'GET',
    path: `${path}?tagging`,
    headers: owner,
    query: versionId,
    lists: tags,
    output: { headers: version, root: 'Tagging' },
  },
  PutObjectTagging: {
    method: 'PUT',
    path: `${path}?tagging`,
    headers: owner,
    query: versionId,
    document: 'Tagging',
    lists: tags,
    output: { headers: version },
  },
  DeleteObjectTagging: {
    method: 'DELETE',
    path: `${path}?tagging`,
    headers: owner,
    query: versionId,
    status: 204,
    output: { headers: version },
  },
  CreateMultipartUpload: {
    method: 'POST',
    path: `${path}?uploads`,
    headers: { ...write, ...checksumType, 'x-amz-checksum-algorithm': 'ChecksumAlgorithm' },
    output: {
      headers: { ...encryption, ...checksumType, 'x-amz-checksum-algorithm': 'ChecksumAlgorithm' },
      root: 'InitiateMultipartUploadResult',
    },
  },
  UploadPart: {
    method: 'PUT',
    path: `${path}?uploadId&partNumber`,
    headers: { ...owner, ...upload },
    query: part,
    payload: 'Body',
    output: { headers: { ...checksums, ...encryption, etag: 'ETag' } },
  },
  UploadPartCopy: {
    method: 'PUT',
    path: `${path}?uploadId&partNumber`,
    having: 'x-amz-copy-source',
    headers: { ...owner, ...copySource, ...sourceOwner, 'x-amz-copy-source-range': 'CopySourceRange' },
    query: part,
    output: { headers: { ...encryption, ...copied }, payload: 'CopyPartResult' },
  },
  CompleteMultipartUpload: {
    method: 'POST',
    path: `${path}?uploadId`,
    headers: {
      ...owner,
      ...checksums,
      ...checksumType,
      'If-Match': 'IfMatch',
      'If-None-Match': 'IfNoneMatch',
      'x-amz-mp-object-size': 'MpuObjectSize',
    },
    query: { uploadId: 'UploadId' },
    document: 'MultipartUpload',
    lists: { Parts: 'Part' },
    output: { headers: { ...encryption, ...version }, root: 'CompleteMultipartUploadResult' },
  },
  AbortMultipartUpload: {
    method: 'DELETE',
    path: `${path}?uploadId`,
    headers: owner,
    query: { uploadId: 'UploadId' },
    status: 204,
  },
  ListParts: {
    method: 'GET',
    path: `${path}?uploadId`,
    headers: owner,
    query: { uploadId: 'UploadId', 'max-parts': 'MaxParts', 'part-number-marker': 'PartNumberMarker' },
    lists: { Parts: 'Part' },
    output: { root: 'ListPartsResult' },
  },
}
