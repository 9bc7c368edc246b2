// Versions of an object.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
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

describe('versions', () => {
  test('are kept, read, hidden by a delete marker and removed for good', async () => {
    await version()
    const first = await put('k', 'one')
    const second = await put('k', 'two')
    expect((await get('k')).VersionId).toBe(second.VersionId)
    expect((await get('k', { VersionId: first.VersionId })).text).toBe('one')
    const marker = await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }))
    expect(marker.DeleteMarker).toBe(true)
    await expect(get('k')).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(get('k', { VersionId: marker.VersionId })).rejects.toMatchObject({ name: 'MethodNotAllowed' })
    const listed = await s3.client.send(new ListObjectVersionsCommand({ Bucket }))
    expect(listed.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [second.VersionId, false],
      [first.VersionId, false],
    ])
    expect(listed.DeleteMarkers?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [marker.VersionId, true],
    ])
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: marker.VersionId }))
    expect((await get('k')).text).toBe('two')
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: second.VersionId }))
    expect((await get('k')).text).toBe('one')
    expect(blobFiles()).toBe(1)
  })

  test('suspended, the null version is the one that is replaced', async () => {
    await put('k', 'before')
    await version()
    const kept = await put('k', 'kept')
    await s3.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }))
    expect((await put('k', 'null again')).VersionId).toBeUndefined()
    const { Versions } = await s3.client.send(new ListObjectVersionsCommand({ Bucket }))
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(['null', kept.VersionId])
  })

  test('are tagged one by one', async () => {
    await version()
    const first = await put('k', 'one')
    await put('k', 'two')
    await s3.client.send(
      new PutObjectTaggingCommand({
        Bucket,
        Key: 'k',
        VersionId: first.VersionId,
        Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] },
      }),
    )
    const tags = async (VersionId?: string) =>
      (await s3.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'k', VersionId }))).TagSet
    expect(await tags(first.VersionId)).toEqual([{ Key: 'a', Value: 'b' }])
    expect(await tags()).toEqual([])
  })
})
