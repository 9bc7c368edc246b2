// ListParts and ListMultipartUploads.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
import { compareKeys } from '../objects/keys.ts'
import {
  bucketOf,
  define,
  onBucket,
  onObject,
  readBucket,
  readObject,
  type S3Operations,
  uploadOf,
} from '../objects/lookup.ts'

export const listMultipart: S3Operations = {
  ListParts: define({
    input: members => ({
      ...readObject(members),
      UploadId: members.string('UploadId'),
      maxParts: Math.min(members.optionalNumber('MaxParts', { min: 1 }) ?? 1000, 1000),
      marker: members.optionalNumber('PartNumberMarker') ?? 0,
    }),
    access: (input, scope, state) => onObject('ListMultipartUploadParts', input, scope, state),
    decide: (state, { Bucket, Key, UploadId, maxParts, marker }) => {
      const upload = uploadOf(state, Bucket, Key, UploadId)
      const parts = [...upload.parts.values()]
        .filter(part => part.PartNumber > marker)
        .sort((a, b) => a.PartNumber - b.PartNumber)
      const page = parts.slice(0, maxParts)
      return {
        output: {
          Bucket,
          Key,
          UploadId,
          PartNumberMarker: marker,
          NextPartNumberMarker: page.at(-1)?.PartNumber ?? marker,
          MaxParts: maxParts,
          IsTruncated: parts.length > page.length,
          Parts: page.map(({ PartNumber, LastModified, ETag, blob, checksums }) => ({
            PartNumber,
            LastModified: new Date(LastModified),
            ETag,
            Size: blob.size,
            ...checksums,
          })),
          StorageClass: upload.attributes.StorageClass ?? 'STANDARD',
          ChecksumAlgorithm: upload.ChecksumAlgorithm,
          ChecksumType: upload.ChecksumType,
        },
      }
    },
  }),
  ListMultipartUploads: define({
    input: members => ({
      ...readBucket(members),
      prefix: members.optionalString('Prefix') ?? '',
      maxUploads: Math.min(members.optionalNumber('MaxUploads', { min: 1 }) ?? 1000, 1000),
      keyMarker: members.optionalString('KeyMarker') ?? '',
      uploadIdMarker: members.optionalString('UploadIdMarker') ?? '',
    }),
    access: (input, scope, state) => onBucket('ListBucketMultipartUploads', input, scope, state),
    decide: (state, { Bucket, prefix, maxUploads, keyMarker, uploadIdMarker }) => {
      bucketOf(state, Bucket)
      const order = (a: { Key: string; UploadId: string }, b: { Key: string; UploadId: string }) =>
        compareKeys(a.Key, b.Key) || compareKeys(a.UploadId, b.UploadId)
      // A key marker without an upload id passes over every upload of that key.
      const after = { Key: keyMarker, UploadId: uploadIdMarker === '' ? '\u{10ffff}' : uploadIdMarker }
      const uploads = [...state.uploads.values()]
        .filter(upload => upload.Bucket === Bucket && upload.Key.startsWith(prefix))
        .filter(upload => keyMarker === '' || order(upload, after) > 0)
        .sort(order)
      const page = uploads.slice(0, maxUploads)
      const last = uploads.length > page.length ? page.at(-1) : undefined
      return {
        output: {
          Bucket,
          Prefix: prefix,
          KeyMarker: keyMarker,
          UploadIdMarker: uploadIdMarker,
          ...(last ? { NextKeyMarker: last.Key, NextUploadIdMarker: last.UploadId } : {}),
          MaxUploads: maxUploads,
          IsTruncated: last !== undefined,
          Uploads: page.map(({ Key, UploadId, Initiated, attributes, ChecksumAlgorithm, ChecksumType }) => ({
            Key,
            UploadId,
            Initiated: new Date(Initiated),
            StorageClass: attributes.StorageClass ?? 'STANDARD',
            ChecksumAlgorithm,
            ChecksumType,
          })),
        },
      }
    },
  }),
}
