import { type TestRuntime, testRuntime } from '../../../../tests/support/test-runtime.ts'
import { ManualClock } from '../../../core/clock.ts'
import type { ServiceEvent } from '../../../core/event.ts'
import { s3 } from '../index.ts'
import type { LifecycleRule } from '../state.ts'

const Bucket = 'artifacts'
const day = 24 * 60 * 60 * 1000
let clock: ManualClock
let test_: TestRuntime
beforeEach(async () => {
  clock = new ManualClock(new Date('2026-01-01T12:00:00Z'))
  test_ = testRuntime([s3], { clock })
  await test_.call('CreateBucket', { Bucket })
})
afterEach(() => test_.close())

const put = (Key: string, more = {}) => test_.call('PutObject', { Bucket, Key, Body: `body of ${Key}`, ...more })
const version = () => test_.call('PutBucketVersioning', { Bucket, VersioningConfiguration: { Status: 'Enabled' } })
const rules = (...given: Partial<LifecycleRule>[]) =>
  test_.call('PutBucketLifecycleConfiguration', {
    Bucket,
    LifecycleConfiguration: { Rules: given.map(rule => ({ Status: 'Enabled', Filter: {}, ...rule })) },
  })
const keys = async () =>
  ((await test_.call('ListObjectsV2', { Bucket })).Contents as { Key: string }[]).map(({ Key }) => Key)
const versions = async () => {
  const listed = await test_.call('ListObjectVersions', { Bucket })
  return { versions: (listed.Versions as unknown[]).length, markers: (listed.DeleteMarkers as unknown[]).length }
}

test('objects expire at the midnight after their days, and only those that the rule covers', async () => {
  await rules({ Filter: { Prefix: 'tmp/' }, Expiration: { Days: 1 } })
  await put('tmp/a')
  await put('kept')
  clock.advance(1.4 * day) // 2 January, 21:36
  expect(await keys()).toEqual(['kept', 'tmp/a'])
  clock.advance(0.2 * day) // 3 January
  expect(await keys()).toEqual(['kept'])
})

test('the time goes on over a restart', async () => {
  await rules({ Expiration: { Days: 1 } })
  await put('a')
  await test_.runtime.stop()
  clock.advance(3 * day)
  test_ = testRuntime([s3], { clock, stateFolder: test_.stateFolder })
  clock.advance(0)
  expect(await keys()).toEqual([])
})

test.each([
  ['a tag', { Tag: { Key: 'a', Value: '1' } }, ['big', 'other']],
  ['size', { ObjectSizeGreaterThan: 100 }, ['other', 'tagged']],
  ['prefix and tag', { And: { Prefix: 'o', Tags: [{ Key: 'a', Value: '2' }] } }, ['big', 'tagged']],
  ['prefix and another tag', { And: { Prefix: 't', Tags: [{ Key: 'a', Value: '2' }] } }, ['big', 'other', 'tagged']],
])('a filter by %s', async (_name, Filter, left) => {
  await put('big', { Body: 'x'.repeat(200) })
  await put('tagged', { Tagging: 'a=1' })
  await put('other', { Tagging: 'a=2' })
  await rules({ Filter, Expiration: { Days: 1 } })
  clock.advance(3 * day)
  expect(await keys()).toEqual(left)
})

test('in a bucket with versions, expiry hides, noncurrent expiry removes, and a marker that hides nothing goes', async () => {
  await version()
  for (const body of ['one', 'two', 'three']) await put('k', { Body: body })
  await rules({
    Expiration: { Days: 2 },
    NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 1 },
  })
  clock.advance(2 * day)
  expect(await versions()).toEqual({ versions: 2, markers: 0 })
  clock.advance(day)
  expect(await versions()).toEqual({ versions: 2, markers: 1 })
  expect(await keys()).toEqual([])
  await rules({ Expiration: { ExpiredObjectDeleteMarker: true }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } })
  clock.advance(4 * day)
  expect(await versions()).toEqual({ versions: 0, markers: 0 })
})

test('uploads that nobody completes are aborted', async () => {
  const { UploadId } = await test_.call('CreateMultipartUpload', { Bucket, Key: 'k' })
  await rules({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } })
  clock.advance(3 * day)
  await expect(test_.call('ListParts', { Bucket, Key: 'k', UploadId })).rejects.toMatchObject({ code: 'NoSuchUpload' })
})

test('a disabled rule does nothing', async () => {
  await rules({ Status: 'Disabled', Expiration: { Days: 1 } })
  await put('a')
  clock.advance(9 * day)
  expect(await keys()).toEqual(['a'])
})

describe('EventBridge', () => {
  let events: ServiceEvent[]
  beforeEach(() => {
    events = []
    test_.runtime.subscribe(event => {
      if (event['detail-type'].startsWith('Object ')) events.push(event)
    })
  })

  test('hears nothing of buckets that do not ask for it', async () => {
    await put('a')
    expect(events).toEqual([])
  })

  test('hears of objects that are made and deleted, and why', async () => {
    await test_.call('PutBucketNotificationConfiguration', {
      Bucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    })
    await version()
    const { VersionId } = await put('a')
    await test_.call('CopyObject', { Bucket, Key: 'b', CopySource: `${Bucket}/a` })
    await test_.call('DeleteObject', { Bucket, Key: 'a' })
    await test_.call('DeleteObject', { Bucket, Key: 'a', VersionId })
    await rules({ Expiration: { Days: 1 } })
    clock.advance(3 * day)
    expect(
      events.map(({ 'detail-type': type, detail }) => [
        type,
        (detail as { reason: string }).reason,
        (detail as { 'deletion-type'?: string })['deletion-type'],
      ]),
    ).toEqual([
      ['Object Created', 'PutObject', undefined],
      ['Object Created', 'CopyObject', undefined],
      ['Object Deleted', 'DeleteObject', 'Delete Marker Created'],
      ['Object Deleted', 'DeleteObject', 'Permanently Deleted'],
      ['Object Deleted', 'Lifecycle Expiration', 'Permanently Deleted'],
      ['Object Deleted', 'Lifecycle Expiration', 'Delete Marker Created'],
    ])
    expect(events[0]).toMatchObject({
      source: 'aws.s3',
      resources: [`arn:aws:s3:::${Bucket}`],
      detail: {
        version: '0',
        bucket: { name: Bucket },
        object: { key: 'a', size: 9, etag: expect.stringMatching(/^[0-9a-f]{32}$/), 'version-id': VersionId },
        requester: '000000000000',
      },
    })
  })
})
