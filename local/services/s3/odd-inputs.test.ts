// Small inputs that S3 refuses or takes in its own way, and its codes.

import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type StorageClass,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { openS3, type S3ForTests } from '../../../tests/support/s3/s3.ts'

const Bucket = 'bucket'
const at = { Bucket, Key: 'key' }
let s3: S3ForTests
let ETag: string | undefined
beforeAll(async () => {
  s3 = await openS3()
  await s3.client.send(new CreateBucketCommand({ Bucket }))
  ;({ ETag } = await s3.client.send(new PutObjectCommand({ ...at, Body: 'text' })))
})
afterAll(() => s3.close())

const copyTo = (Key: string, more: object = {}) =>
  new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/key`, ...more })
const lifecycle = (rule: object) =>
  new PutBucketLifecycleConfigurationCommand({
    Bucket,
    LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Expiration: { Days: 7 }, Filter: {}, ...rule }] },
  })

test.each<[string, () => Promise<unknown>, string, number]>([
  [
    'a class that there is not',
    () => s3.client.send(new PutObjectCommand({ ...at, StorageClass: 'NOPE' as StorageClass, Body: '' })),
    'InvalidStorageClass',
    400,
  ],
  [
    'a class of other places',
    () => s3.client.send(new PutObjectCommand({ ...at, StorageClass: 'OUTPOSTS', Body: '' })),
    'InvalidStorageClass',
    400,
  ],
  [
    'the location that has no name',
    () =>
      s3.client.send(
        new CreateBucketCommand({
          Bucket: 'other',
          CreateBucketConfiguration: { LocationConstraint: 'us-east-1' as never },
        }),
      ),
    'InvalidLocationConstraint',
    400,
  ],
  [
    'nothing to block',
    () => s3.client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} })),
    'InvalidRequest',
    400,
  ],
  ['a rule without a filter', () => s3.client.send(lifecycle({ Filter: undefined })), 'MalformedXML', 400],
  [
    'two ways to expire',
    () => s3.client.send(lifecycle({ Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } })),
    'MalformedXML',
    400,
  ],
  [
    'logs into a bucket that is not there',
    () =>
      s3.client.send(
        new PutBucketLoggingCommand({
          Bucket,
          BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'nothing', TargetPrefix: '' } },
        }),
      ),
    'InvalidTargetBucketForLogging',
    400,
  ],
  [
    'a part beyond the object',
    () => s3.client.send(new GetObjectCommand({ ...at, PartNumber: 2 })),
    'InvalidPartNumber',
    416,
  ],
  [
    'a part and a range',
    () => s3.client.send(new GetObjectCommand({ ...at, PartNumber: 1, Range: 'bytes=0-1' })),
    'InvalidRequest',
    400,
  ],
])('%s is refused', async (_, send, name, status) => {
  await expect(send()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } })
})

test('a copy of what did not change is refused, and not said to be unmodified', async () => {
  await expect(s3.client.send(copyTo('copy', { CopySourceIfNoneMatch: ETag }))).rejects.toMatchObject({
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412 },
  })
})

test('a date to come is no condition', async () => {
  const tomorrow = new Date(s3.test.clock.now().getTime() + 86_400_000)
  const { $metadata } = await s3.client.send(new GetObjectCommand({ ...at, IfModifiedSince: tomorrow }))
  expect($metadata.httpStatusCode).toBe(200)
})

test('a copy lies in the class that it is asked into, or in the usual one', async () => {
  const classOf = async (Key: string) => (await s3.client.send(new HeadObjectCommand({ Bucket, Key }))).StorageClass
  await s3.client.send(copyTo('rare', { StorageClass: 'ONEZONE_IA' }))
  expect(await classOf('rare')).toBe('ONEZONE_IA')
  await s3.client.send(new CopyObjectCommand({ Bucket, Key: 'usual', CopySource: `${Bucket}/rare` }))
  expect(await classOf('usual')).toBeUndefined()
})

test('an object is copied onto itself when a class is named, be it the one that it has', async () => {
  await expect(s3.client.send(copyTo('key'))).rejects.toMatchObject({ name: 'InvalidRequest' })
  expect((await s3.client.send(copyTo('key', { StorageClass: 'STANDARD' }))).$metadata.httpStatusCode).toBe(200)
})

test('no tags are no tag set', async () => {
  const { $metadata } = await s3.client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [] } }))
  expect($metadata.httpStatusCode).toBe(204)
  await expect(s3.client.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchTagSet' })
})

test('whoever completes an upload once more gets the same answer', async () => {
  const upload = { Bucket, Key: 'parts' }
  const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand(upload))
  const part = await s3.client.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'part' }))
  const Parts: CompletedPart[] = [{ PartNumber: 1, ETag: part.ETag }]
  const complete = () =>
    s3.client.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }))
  const first = await complete()
  expect((await complete()).ETag).toBe(first.ETag)
})
