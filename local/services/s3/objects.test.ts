import { randomBytes } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { openS3, type S3ForTests } from '../../../tests/support/s3/s3.ts'

const Bucket = 'artifacts'
let s3: S3ForTests

beforeEach(async () => {
  s3 = await openS3()
  await s3.client.send(new CreateBucketCommand({ Bucket }))
})
afterEach(async () => {
  expect(s3.test.bugs).toEqual([])
  await s3.close()
})

const put = (Key: string, Body: string | Uint8Array = 'body', more = {}) =>
  s3.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = async (Key: string, more = {}) => {
  const answer = await s3.client.send(new GetObjectCommand({ Bucket, Key, ...more }))
  return { ...answer, text: await answer.Body?.transformToString() }
}
const version = () =>
  s3.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
/** Files of bodies; half-written ones would be in `arriving`. */
const blobFiles = () =>
  readdirSync(join(s3.test.stateFolder, 's3', 'blobs'), { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  ).length

describe('an object', () => {
  test('comes back with what was said of it', async () => {
    const written = await put('a/b.txt', 'hello', {
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      ContentEncoding: 'gzip',
      Metadata: { who: 'me', umlaut: 'x' },
      Tagging: 'a=1&b=%C3%A4',
    })
    expect(written.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"')
    expect(written.ChecksumCRC32).toBe('NhCmhg==')
    const read = await get('a/b.txt')
    expect(read).toMatchObject({
      text: 'hello',
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      ContentEncoding: 'gzip',
      ContentLength: 5,
      Metadata: { who: 'me', umlaut: 'x' },
      TagCount: 2,
      ServerSideEncryption: 'AES256',
      ChecksumCRC32: 'NhCmhg==',
    })
    expect(read.VersionId).toBeUndefined()
    const { TagSet } = await s3.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'a/b.txt' }))
    expect(TagSet).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: 'ä' },
    ])
  })

  test.each([
    'plain',
    'with space',
    ' leading and trailing ',
    'a//b',
    '/leading/slash',
    '..',
    '../../etc/passwd',
    'a/../b',
    './x',
    'per%cent',
    'per%2Fcent',
    'plus+and&=?#',
    'ünïcödé/日本語/🎉',
    'quote\'"<>&',
    'trailing/',
    '(paren)*!~',
    'new\nline\ttab',
    'a:b;c,d@e$f',
  ])('may have the key %j', async Key => {
    await put(Key, `of ${Key}`)
    expect((await get(Key)).text).toBe(`of ${Key}`)
    const { Contents } = await s3.client.send(new ListObjectsV2Command({ Bucket }))
    expect(Contents?.map(({ Key: listed }) => listed)).toEqual([Key])
    await s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }))
    await expect(get(Key)).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'streamed with a trailing %s is whole and verified',
    async ChecksumAlgorithm => {
      const body = randomBytes(300_000)
      await s3.client.send(
        new PutObjectCommand({
          Bucket,
          Key: 'k',
          Body: Readable.from([body]),
          ContentLength: body.length,
          ChecksumAlgorithm,
        }),
      )
      const answer = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }))
      expect(answer[`Checksum${ChecksumAlgorithm}`]).toMatch(/=$/)
      expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true)
    },
  )

  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=8-', '89', 'bytes 8-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
  ])('is read in part: %s', async (Range, text, ContentRange) => {
    await put('k', '0123456789')
    expect(await get('k', { Range })).toMatchObject({ text, ContentRange, $metadata: { httpStatusCode: 206 } })
  })

  test('a range behind the end is refused', async () => {
    await put('k', '0123456789')
    await expect(get('k', { Range: 'bytes=10-' })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    })
  })

  test('is written and read under conditions', async () => {
    const { ETag } = await put('k', 'one', { IfNoneMatch: '*' })
    await expect(put('k', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(put('k', 'two', { IfMatch: '"0"' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(get('k', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
    await expect(get('k', { IfMatch: '"0"' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } })
    expect((await get('k', { IfMatch: ETag, IfUnmodifiedSince: new Date(0) })).text).toBe('one')
    await put('k', 'two', { IfMatch: ETag })
    expect((await get('k')).text).toBe('two')
  })

  test('is refused when it is not what its checksum says, and leaves nothing behind', async () => {
    await expect(put('k', 'body', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' })
    await expect(put('k', 'body', { ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==' })).rejects.toMatchObject({
      name: 'BadDigest',
    })
    await expect(get('k')).rejects.toMatchObject({ name: 'NoSuchKey' })
    expect(blobFiles()).toBe(0)
  })

  test('empty, and headers of the answer chosen by the reader', async () => {
    await put('empty', new Uint8Array())
    expect(
      await get('empty', { ResponseContentType: 'text/x', ResponseContentDisposition: 'attachment' }),
    ).toMatchObject({
      text: '',
      ContentLength: 0,
      ContentType: 'text/x',
      ContentDisposition: 'attachment',
    })
    const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'empty' }))
    expect(head).toMatchObject({ ContentLength: 0, ContentType: 'application/octet-stream' })
  })

  test('equal bodies are one file, which goes with the last of them', async () => {
    await put('one', 'same')
    await put('two', 'same')
    expect(blobFiles()).toBe(1)
    await put('one', 'other')
    expect(blobFiles()).toBe(2)
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'two' }))
    expect(blobFiles()).toBe(1)
    expect((await get('one')).text).toBe('other')
  })
})

describe('copies', () => {
  test('carry metadata unless it is replaced', async () => {
    await put('from ä+b', 'body', { Metadata: { a: '1' }, ContentType: 'text/plain' })
    await s3.client.send(
      new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/${encodeURIComponent('from ä+b')}` }),
    )
    expect(await get('to')).toMatchObject({ text: 'body', Metadata: { a: '1' }, ContentType: 'text/plain' })
    await s3.client.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'to',
        CopySource: `${Bucket}/to`,
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
      }),
    )
    expect((await get('to')).Metadata).toEqual({ b: '2' })
    await expect(
      s3.client.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/to` })),
    ).rejects.toMatchObject({ name: 'InvalidRequest' })
    expect(s3.test.asked.map(({ access }) => access.action)).toEqual(
      expect.arrayContaining(['s3:GetObject', 's3:PutObject']),
    )
  })
})

test('an object that is deleted while it is copied is not found: no copy stands for bytes that are gone', async () => {
  await put('from')
  const copying = s3.test.call('CopyObject', { Bucket, Key: 'to', CopySource: `${Bucket}/from` })
  await Promise.all([
    expect(copying).rejects.toMatchObject({ code: 'NoSuchKey' }),
    s3.test.call('DeleteObject', { Bucket, Key: 'from' }),
  ])
  await s3.restart()
})

describe('a restart', () => {
  test('finds every object again, and sweeps what nothing holds', async () => {
    await version()
    await put('k', 'one')
    await put('k', 'two')
    await put('gone', 'gone')
    const before = await s3.client.send(new ListObjectVersionsCommand({ Bucket }))
    writeFileSync(join(s3.test.stateFolder, 's3', 'blobs', 'arriving', 'half'), 'written')
    await s3.restart()
    expect(await s3.client.send(new ListObjectVersionsCommand({ Bucket }))).toMatchObject({ Versions: before.Versions })
    expect((await get('k')).text).toBe('two')
    expect(blobFiles()).toBe(3)
  })
})
