// Version ids that nothing has, and uploads that another write has overtaken.

import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { openS3, type S3ForTests } from '../../../tests/support/s3/s3.ts'

const Bucket = 'versions'
const Key = 'k'
let s3: S3ForTests
beforeAll(async () => {
  s3 = await openS3()
  await s3.client.send(new CreateBucketCommand({ Bucket }))
  await s3.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: 'one' }))
})
afterAll(() => s3.close())

const answer = async (sent: Promise<unknown>): Promise<string> =>
  await sent.then(
    () => 'taken',
    error => `${error.name} ${error.$metadata.httpStatusCode}`,
  )

/** As AWS's ids look, and as no id here does. */
const FOREIGN = 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD'
const UNKNOWN = '0123456789abcdef0123456789abcdef'

test.each([
  [
    'GetObject',
    (VersionId: string) => s3.client.send(new GetObjectCommand({ Bucket, Key, VersionId })),
    'NoSuchVersion 404',
  ],
  [
    'HeadObject',
    (VersionId: string) => s3.client.send(new HeadObjectCommand({ Bucket, Key, VersionId })),
    'NotFound 404',
  ],
  [
    'GetObjectTagging',
    (VersionId: string) => s3.client.send(new GetObjectTaggingCommand({ Bucket, Key, VersionId })),
    'NoSuchVersion 404',
  ],
  [
    'CopyObject',
    (id: string) =>
      s3.client.send(new CopyObjectCommand({ Bucket, Key: 'c', CopySource: `${Bucket}/${Key}?versionId=${id}` })),
    'NoSuchVersion 404',
  ],
  ['DeleteObject', (VersionId: string) => s3.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId })), 'taken'],
])('%s: an id that S3 does not make is no argument, one that is gone is not found', async (name, send, unknown) => {
  expect(await answer(send(UNKNOWN))).toBe(unknown)
  expect(await answer(send(FOREIGN))).toBe(name === 'HeadObject' ? 'Unknown 400' : 'InvalidArgument 400')
})

test('DeleteObjects names each version that does not exist', async () => {
  const Objects = [
    { Key, VersionId: FOREIGN },
    { Key, VersionId: UNKNOWN },
  ]
  const { Deleted, Errors } = await s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
  expect(Deleted).toEqual([{ Key, VersionId: UNKNOWN }])
  expect(Errors).toEqual([
    { Key, VersionId: FOREIGN, Code: 'NoSuchVersion', Message: 'The specified version does not exist.' },
  ])
})

const uploaded = async (Key: string) => {
  const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
  const part = { Bucket, Key, UploadId, PartNumber: 1 }
  const { ETag } = await s3.client.send(new UploadPartCommand({ ...part, Body: 'part' }))
  return { Bucket, Key, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }
}
const complete = (input: Awaited<ReturnType<typeof uploaded>>, condition = {}) =>
  answer(s3.client.send(new CompleteMultipartUploadCommand({ ...input, ...condition })))

test('a completion under a condition conflicts with what was written meanwhile', async () => {
  const upload = await uploaded('m')
  const { ETag } = await s3.client.send(new PutObjectCommand({ Bucket, Key: 'm', Body: 'meanwhile' }))
  expect(await complete(upload, { IfNoneMatch: '*' })).toBe('PreconditionFailed 412')
  expect(await complete(upload, { IfMatch: ETag })).toBe('ConditionalRequestConflict 409')
  await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'm' }))
  expect(await complete(upload, { IfNoneMatch: '*' })).toBe('ConditionalRequestConflict 409')
  expect(await complete(upload)).toBe('taken')
})

test('what was written before the upload began is no conflict', async () => {
  const { ETag } = await s3.client.send(new PutObjectCommand({ Bucket, Key: 'n', Body: 'before' }))
  const upload = await uploaded('n')
  expect(await complete(upload, { IfMatch: ETag })).toBe('taken')
})
