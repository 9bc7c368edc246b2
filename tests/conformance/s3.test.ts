// Amazon S3: objects, versions, ranges, preconditions, multipart uploads.

import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { refusal, useAccount } from './account.ts'

const account = useAccount()
const s3 = () => account.client(S3Client)

const makeBucket = async (what: string): Promise<string> => {
  const Bucket = account.name(what)
  await s3().send(
    new CreateBucketCommand({
      Bucket,
      ...(account.region === 'us-east-1'
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: account.region as 'eu-west-1' } }),
    }),
  )
  account.later(() => emptyAndDelete(Bucket))
  return Bucket
}

const emptyAndDelete = async (Bucket: string): Promise<void> => {
  const { Versions = [], DeleteMarkers = [] } = await s3().send(new ListObjectVersionsCommand({ Bucket }))
  for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
    await s3().send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
  await s3().send(new DeleteBucketCommand({ Bucket }))
}

const put = (Bucket: string, Key: string, Body: string | Uint8Array) =>
  s3().send(new PutObjectCommand({ Bucket, Key, Body }))
const read = async (Bucket: string, Key: string, VersionId?: string): Promise<string | undefined> =>
  (await s3().send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString()

test('an object comes back with its bytes, its type, its metadata and the MD5 of its bytes as ETag', async () => {
  const Bucket = await makeBucket('object')
  const Key = 'a folder/ä+b%20&c.txt'
  await s3().send(
    new PutObjectCommand({ Bucket, Key, Body: 'hello', ContentType: 'text/plain', Metadata: { made: 'here' } }),
  )
  const { Body, ...head } = await s3().send(new GetObjectCommand({ Bucket, Key }))
  expect(await Body?.transformToString()).toBe('hello')
  expect(head).toMatchObject({
    ContentType: 'text/plain',
    ContentLength: 5,
    ETag: '"5d41402abc4b2a76b9719d911017c592"',
    Metadata: { made: 'here' },
    ServerSideEncryption: 'AES256',
  })
  expect((await s3().send(new ListObjectsV2Command({ Bucket }))).Contents?.map(item => item.Key)).toEqual([Key])
})

test('a bucket or an object that is not there', async () => {
  const nowhere = account.name('nowhere')
  expect(await refusal(read(nowhere, 'key'))).toEqual({
    name: 'NoSuchBucket',
    message: 'The specified bucket does not exist',
    status: 404,
  })
  const Bucket = await makeBucket('empty')
  expect(await refusal(read(Bucket, 'key'))).toEqual({
    name: 'NoSuchKey',
    message: 'The specified key does not exist.',
    status: 404,
  })
  // HEAD has no body that could name an error.
  expect(await refusal(s3().send(new HeadObjectCommand({ Bucket, Key: 'key' })))).toMatchObject({
    name: 'NotFound',
    status: 404,
  })
  expect(await refusal(s3().send(new HeadBucketCommand({ Bucket: nowhere })))).toMatchObject({ status: 404 })
})

test('deleting what is not there is no error; a bucket with objects stays', async () => {
  const Bucket = await makeBucket('full')
  await s3().send(new DeleteObjectCommand({ Bucket, Key: 'nothing' }))
  await put(Bucket, 'key', 'x')
  expect(await refusal(s3().send(new DeleteBucketCommand({ Bucket })))).toEqual({
    name: 'BucketNotEmpty',
    message: 'The bucket you tried to delete is not empty',
    status: 409,
  })
})

test('versions: each write keeps the last, a delete only marks, and a version deleted is gone', async () => {
  const Bucket = await makeBucket('versions')
  expect((await s3().send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined()
  await s3().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  const first = await put(Bucket, 'key', 'one')
  const second = await put(Bucket, 'key', 'two')
  expect(first.VersionId).not.toBe(second.VersionId)
  expect(await read(Bucket, 'key')).toBe('two')
  expect(await read(Bucket, 'key', first.VersionId)).toBe('one')

  const deleted = await s3().send(new DeleteObjectCommand({ Bucket, Key: 'key' }))
  expect(deleted.DeleteMarker).toBe(true)
  expect(await refusal(read(Bucket, 'key'))).toMatchObject({ name: 'NoSuchKey' })
  const { Versions = [], DeleteMarkers = [] } = await s3().send(new ListObjectVersionsCommand({ Bucket }))
  expect(Versions.map(({ VersionId }) => VersionId)).toEqual([second.VersionId, first.VersionId])
  expect(DeleteMarkers).toMatchObject([{ Key: 'key', IsLatest: true, VersionId: deleted.VersionId }])

  await s3().send(new DeleteObjectCommand({ Bucket, Key: 'key', VersionId: deleted.VersionId }))
  expect(await read(Bucket, 'key')).toBe('two')
  await s3().send(new DeleteObjectCommand({ Bucket, Key: 'key', VersionId: second.VersionId }))
  expect(await read(Bucket, 'key')).toBe('one')
})

test('ranges and preconditions', async () => {
  const Bucket = await makeBucket('ranges')
  const { ETag } = await put(Bucket, 'key', '0123456789')
  const get = (more: object) => s3().send(new GetObjectCommand({ Bucket, Key: 'key', ...more }))
  const part = await get({ Range: 'bytes=2-4' })
  expect([await part.Body?.transformToString(), part.ContentRange, part.$metadata.httpStatusCode]).toEqual([
    '234',
    'bytes 2-4/10',
    206,
  ])
  expect(await (await get({ Range: 'bytes=-3' })).Body?.transformToString()).toBe('789')
  expect(await refusal(get({ Range: 'bytes=10-' }))).toMatchObject({ name: 'InvalidRange', status: 416 })
  expect(await refusal(get({ IfNoneMatch: ETag }))).toMatchObject({ status: 304 })
  expect(await refusal(get({ IfMatch: '"other"' }))).toEqual({
    name: 'PreconditionFailed',
    message: 'At least one of the pre-conditions you specified did not hold',
    status: 412,
  })
  const onlyNew = new PutObjectCommand({ Bucket, Key: 'key', Body: 'x', IfNoneMatch: '*' })
  expect(await refusal(s3().send(onlyNew))).toMatchObject({ name: 'PreconditionFailed', status: 412 })
})

test('a copy has the bytes and the metadata of its source', async () => {
  const Bucket = await makeBucket('copy')
  await s3().send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'x', Metadata: { kept: 'yes' } }))
  await s3().send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/from` }))
  expect(await s3().send(new HeadObjectCommand({ Bucket, Key: 'to' }))).toMatchObject({ Metadata: { kept: 'yes' } })
})

test('lists come in the order of bytes, in pages, and fold what a delimiter cuts off', async () => {
  const Bucket = await makeBucket('lists')
  for (const key of ['b', 'a/2', 'a/1', 'B']) await put(Bucket, key, 'x')
  const all = await s3().send(new ListObjectsV2Command({ Bucket, MaxKeys: 3 }))
  expect([all.IsTruncated, all.Contents?.map(({ Key }) => Key)]).toEqual([true, ['B', 'a/1', 'a/2']])
  const rest = await s3().send(new ListObjectsV2Command({ Bucket, ContinuationToken: all.NextContinuationToken }))
  expect([rest.IsTruncated, rest.Contents?.map(({ Key }) => Key)]).toEqual([false, ['b']])
  const folded = await s3().send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }))
  expect(folded.CommonPrefixes).toEqual([{ Prefix: 'a/' }])
  expect([folded.KeyCount, folded.Contents?.map(({ Key }) => Key)]).toEqual([3, ['B', 'b']])
})

test('a multipart upload joins its parts; its ETag tells their number', async () => {
  const Bucket = await makeBucket('multipart')
  const Key = 'large'
  const { UploadId } = await s3().send(new CreateMultipartUploadCommand({ Bucket, Key }))
  const bodies = [Buffer.alloc(5 * 1024 * 1024, 'a'), Buffer.from('end')]
  const Parts = []
  for (const [index, Body] of bodies.entries()) {
    const PartNumber = index + 1
    const { ETag } = await s3().send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
    Parts.push({ ETag, PartNumber })
  }
  const done = await s3().send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  )
  expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/)
  const whole = await s3().send(new HeadObjectCommand({ Bucket, Key }))
  expect(whole.ContentLength).toBe(5 * 1024 * 1024 + 3)
})

test('what is wrong with a multipart upload', async () => {
  const Bucket = await makeBucket('wrong-parts')
  const Key = 'large'
  const { UploadId } = await s3().send(new CreateMultipartUploadCommand({ Bucket, Key }))
  const upload = async (PartNumber: number) => {
    const part = await s3().send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: 'small' }))
    return { PartNumber, ETag: part.ETag }
  }
  const Parts = [await upload(1), await upload(2)]
  const complete = (parts: typeof Parts) =>
    refusal(s3().send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } })))
  expect(await complete(Parts)).toEqual({
    name: 'EntityTooSmall',
    message: 'Your proposed upload is smaller than the minimum allowed size',
    status: 400,
  })
  expect(await complete(Parts.toReversed())).toMatchObject({ name: 'InvalidPartOrder', status: 400 })
  expect(await complete([{ PartNumber: 1, ETag: '"0123456789abcdef0123456789abcdef"' }])).toMatchObject({
    name: 'InvalidPart',
    status: 400,
  })
  await s3().send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
  expect(await complete(Parts)).toMatchObject({ name: 'NoSuchUpload', status: 404 })
})

test('tags of an object are put, taken, and refused where S3 reserves them', async () => {
  const Bucket = await makeBucket('tags')
  await put(Bucket, 'a', 'a')
  const tag = (Key: string) =>
    s3().send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet: [{ Key, Value: '1' }] } }))
  await tag('a')
  expect(await refusal(tag('aws:a'))).toMatchObject({ name: 'InvalidTag', status: 400 })
  await s3().send(new DeleteObjectTaggingCommand({ Bucket, Key: 'a' }))
  expect((await s3().send(new GetObjectTaggingCommand({ Bucket, Key: 'a' }))).TagSet).toEqual([])
})

test('objects are listed as the first version of the list does it', async () => {
  const Bucket = await makeBucket('list-1')
  await put(Bucket, 'a', 'a')
  await put(Bucket, 'b', 'b')
  const page = await s3().send(new ListObjectsCommand({ Bucket, MaxKeys: 1 }))
  expect([page.IsTruncated, page.Contents?.map(({ Key }) => Key)]).toEqual([true, ['a']])
  const next = await s3().send(new ListObjectsCommand({ Bucket, Marker: 'a' }))
  expect([next.IsTruncated, next.Contents?.map(({ Key }) => Key)]).toEqual([false, ['b']])
})

test('without ownership controls a bucket says that it has none', async () => {
  const Bucket = await makeBucket('controls')
  await s3().send(new DeleteBucketOwnershipControlsCommand({ Bucket }))
  expect(await refusal(s3().send(new GetBucketOwnershipControlsCommand({ Bucket })))).toMatchObject({
    name: 'OwnershipControlsNotFoundError',
    status: 404,
  })
})
