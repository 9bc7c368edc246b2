// What rules and the log have of S3's calls.
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import type { ServiceEvent } from '../../core/event.ts'
import { isRecord } from '../../core/input/members.ts'
import { s3 } from './index.ts'
import type { S3State } from './state.ts'

const Bucket = 'artifacts'
let test_: TestRuntime
let heard: ServiceEvent[]

beforeEach(async () => {
  test_ = testRuntime([s3])
  heard = []
  test_.runtime.subscribe(event => heard.push(event))
  await test_.call('CreateBucket', { Bucket })
})
afterEach(() => test_.close())

const records = () => heard.filter(event => isRecord(event.detail) && event.detail.eventSource === 's3.amazonaws.com')

test.each([
  ['PutBucketVersioning', 'PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } }],
  ['PutPublicAccessBlock', 'PutBucketPublicAccessBlock', { PublicAccessBlockConfiguration: { BlockPublicAcls: true } }],
  [
    'PutBucketNotificationConfiguration',
    'PutBucketNotification',
    { NotificationConfiguration: { EventBridgeConfiguration: {} } },
  ],
])('%s is on record as %s, with the names of the REST API', async (operation, eventName, input) => {
  await test_.call(operation, { Bucket, ExpectedBucketOwner: test_.runtime.place.account, ...input })
  expect(records().at(-1)).toMatchObject({
    kept: { name: operation },
    detail: {
      eventName,
      requestParameters: {
        bucketName: Bucket,
        'x-amz-expected-bucket-owner': test_.runtime.place.account,
        ...input,
      },
      responseElements: null,
    },
  })
})

test('a new bucket is on record without a response, and a policy without its text', async () => {
  await test_.call('PutBucketPolicy', {
    Bucket,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}/*` }],
    }),
  })
  expect(records().map(({ detail }) => detail)).toMatchObject([
    { eventName: 'CreateBucket', requestParameters: { bucketName: Bucket }, responseElements: null },
    { eventName: 'PutBucketPolicy', requestParameters: { bucketName: Bucket }, responseElements: null },
  ])
  expect(JSON.stringify(records().map(({ detail }) => detail))).not.toContain('2012-10-17')
})

test('calls on objects are on no record, and what one call names twice is gone once', async () => {
  await test_.call('PutObject', { Bucket, Key: 'a', Body: 'a' })
  await test_.call('PutObject', { Bucket, Key: 'b', Body: 'b' })
  const left: string[][] = []
  test_.runtime.subscribe(({ kept }) => {
    if (kept?.name === 'DeleteObject')
      left.push([...(test_.runtime.state('s3') as S3State).buckets.values()].flatMap(({ keys }) => keys))
  })
  const { Deleted } = await test_.call('DeleteObjects', {
    Bucket,
    Delete: { Objects: [{ Key: 'a' }, { Key: 'b' }, { Key: 'a' }] },
  })
  expect(Deleted).toEqual([{ Key: 'a' }, { Key: 'b' }, { Key: 'a' }])
  expect(records()).toHaveLength(1)
  expect(left).toEqual([[], []]) // all at once
})

test('a trailer that is no checksum is refused', async () => {
  await expect(
    test_.call('PutObject', { Bucket, Key: 'a', Body: 'a', Trailer: 'x-amz-checksum-md5' }),
  ).rejects.toMatchObject({ code: 'InvalidRequest' })
})
