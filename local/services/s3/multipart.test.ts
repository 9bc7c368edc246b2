import { randomBytes } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { openS3, type S3ForTests } from '../../../tests/support/s3/s3.ts'
import type { Part, S3State } from './state.ts'
import { changed } from './trail.ts'

const Bucket = 'artifacts'
const Key = 'big/ö'
const megabytes = (count: number) => randomBytes(count * 1024 * 1024)
let s3: S3ForTests
beforeEach(async () => {
  s3 = await openS3()
  await s3.client.send(new CreateBucketCommand({ Bucket }))
})
afterEach(() => s3.close())

const start = async (more = {}) =>
  (await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'x/y', ...more }))).UploadId ?? ''
const upload = async (UploadId: string, PartNumber: number, Body: Uint8Array, more = {}) => ({
  PartNumber,
  ...(await s3.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...more }))),
})
const complete = (UploadId: string, Parts: readonly { PartNumber: number; ETag?: string }[], more = {}) =>
  s3.client.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts: Parts.map(part => ({ ...part })) },
      ...more,
    }),
  )
const bytes = async (more = {}) =>
  Buffer.from(
    (await (await s3.client.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToByteArray()) ?? [],
  )

test('parts in any order become one object, over a restart', async () => {
  const [one, two] = [megabytes(5), randomBytes(1000)]
  const UploadId = await start()
  const second = await upload(UploadId, 7, two)
  await upload(UploadId, 2, randomBytes(10))
  const first = await upload(UploadId, 2, one)
  await s3.restart()
  const { Parts } = await s3.client.send(new ListPartsCommand({ Bucket, Key, UploadId }))
  expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [2, one.length],
    [7, two.length],
  ])
  expect(
    (await s3.client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.map(({ Key: key }) => key),
  ).toEqual([Key])
  const { ETag } = await complete(UploadId, [first, second])
  expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/)
  const whole = Buffer.concat([one, two])
  expect((await bytes()).equals(whole)).toBe(true)
  expect(
    (await bytes({ Range: `bytes=${one.length - 2}-${one.length + 1}` })).equals(
      whole.subarray(one.length - 2, one.length + 2),
    ),
  ).toBe(true)
  expect((await bytes({ PartNumber: 2 })).equals(two)).toBe(true)
  expect((await s3.client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).toEqual([])
  await expect(complete(UploadId, [first])).rejects.toMatchObject({ name: 'NoSuchUpload' })
})

test.each([
  ['COMPOSITE', 'SHA256', /=-2$/],
  ['COMPOSITE', 'CRC32', /=-2$/],
  ['FULL_OBJECT', 'CRC32', /^[^-]+==$/],
  ['FULL_OBJECT', 'CRC64NVME', /^[^-]+=$/],
] as const)('checksums of the type %s (%s)', async (ChecksumType, ChecksumAlgorithm, shape) => {
  const UploadId = await start({ ChecksumAlgorithm, ChecksumType })
  const parts = [
    await upload(UploadId, 1, megabytes(5), { ChecksumAlgorithm }),
    await upload(UploadId, 2, megabytes(1), { ChecksumAlgorithm }),
  ]
  await complete(UploadId, parts, { ChecksumType })
  const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
  expect(head.ChecksumType).toBe(ChecksumType)
  expect(head[`Checksum${ChecksumAlgorithm}`]).toMatch(shape)
})

test('a part that is replaced while the upload is completed is not found', async () => {
  const UploadId = await start()
  const { ETag } = await upload(UploadId, 1, randomBytes(10))
  await upload(UploadId, 2, randomBytes(10))
  const [, other] = (s3.test.runtime.state('s3') as S3State).uploads.get(UploadId)?.parts.values() ?? []
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
  const completing = s3.test.call('CompleteMultipartUpload', { Bucket, Key, UploadId, MultipartUpload })
  const replaced = { ...(other as Part), PartNumber: 1 }
  const uploaded = { bucketName: Bucket, key: Key, uploadId: UploadId, part: replaced }
  s3.test.runtime.record([changed('UploadPart', uploaded)])
  await expect(completing).rejects.toMatchObject({ code: 'InvalidPart' })
  await s3.restart()
})

test('a copy of it is one piece, with the ETag of its bytes', async () => {
  const UploadId = await start()
  await complete(UploadId, [await upload(UploadId, 1, megabytes(5)), await upload(UploadId, 2, megabytes(1))])
  const { CopyObjectResult } = await s3.client.send(
    new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${encodeURIComponent(Key)}` }),
  )
  const put = await s3.client.send(new PutObjectCommand({ Bucket, Key: 'put', Body: await bytes() }))
  expect(CopyObjectResult?.ETag).toBe(put.ETag)
})

test('a part may be copied out of another object', async () => {
  await s3.client.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }))
  const UploadId = await start()
  const { CopyPartResult } = await s3.client.send(
    new UploadPartCopyCommand({
      Bucket,
      Key,
      UploadId,
      PartNumber: 1,
      CopySource: `${Bucket}/source`,
      CopySourceRange: 'bytes=2-5',
    }),
  )
  await complete(UploadId, [{ PartNumber: 1, ETag: CopyPartResult?.ETag ?? '' }])
  expect((await bytes()).toString()).toBe('2345')
})

test('what is aborted is gone', async () => {
  const UploadId = await start()
  const part = await upload(UploadId, 1, Buffer.from('x'))
  await s3.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
  await expect(upload(UploadId, 2, Buffer.from('x'))).rejects.toMatchObject({ name: 'NoSuchUpload' })
  await expect(complete(UploadId, [part])).rejects.toMatchObject({ name: 'NoSuchUpload' })
})

describe('a completion is refused', () => {
  test('with a part that is too small, unknown, changed or out of order', async () => {
    const UploadId = await start()
    const one = await upload(UploadId, 1, Buffer.from('small'))
    const two = await upload(UploadId, 2, Buffer.from('last'))
    await expect(complete(UploadId, [one, two])).rejects.toMatchObject({ name: 'EntityTooSmall' })
    await expect(complete(UploadId, [{ PartNumber: 3, ETag: one.ETag ?? '' }])).rejects.toMatchObject({
      name: 'InvalidPart',
    })
    await expect(complete(UploadId, [{ PartNumber: 1, ETag: '"0"' }])).rejects.toMatchObject({ name: 'InvalidPart' })
    await expect(complete(UploadId, [two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' })
    await expect(complete(UploadId, [])).rejects.toMatchObject({ name: 'MalformedXML' })
    await expect(complete(UploadId, [two], { MpuObjectSize: 9 })).rejects.toMatchObject({ name: 'InvalidRequest' })
    await complete(UploadId, [two])
    expect((await bytes()).toString()).toBe('last')
  })
})
