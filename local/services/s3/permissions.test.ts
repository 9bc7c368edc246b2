import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import type { S3ForTests } from '../../../tests/support/s3/s3.ts'
import { openS3WithKms } from '../../../tests/support/s3/s3-with-kms.ts'
import type { Access } from '../../core/policy.ts'

const Bucket = 'artifacts'
const bucketArn = `arn:aws:s3:::${Bucket}`
let refused: (access: Access) => boolean
let s3: S3ForTests

beforeEach(async () => {
  refused = () => false
  s3 = await openS3WithKms(Bucket, access => refused(access))
})
afterEach(() => s3.close())

const asked = () => s3.test.asked.map(({ access: { action, resource, context } }) => ({ action, resource, context }))
const actions = () => asked().map(({ action, resource }) => `${action} ${resource.replace(bucketArn, '')}`)

describe('each operation asks for the permissions that AWS lists', () => {
  test.each([
    ['ListBuckets', () => s3.client.send(new ListBucketsCommand({})), ['s3:ListAllMyBuckets *']],
    ['HeadBucket', () => s3.client.send(new HeadBucketCommand({ Bucket })), ['s3:ListBucket ']],
    ['GetObject', () => s3.client.send(new GetObjectCommand({ Bucket, Key: 'k' })), ['s3:GetObject /k']],
    [
      'GetObject of a version',
      () => s3.client.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId: 'null' })),
      ['s3:GetObjectVersion /k'],
    ],
    ['HeadObject', () => s3.client.send(new HeadObjectCommand({ Bucket, Key: 'k' })), ['s3:GetObject /k']],
    [
      'PutObject',
      () => s3.client.send(new PutObjectCommand({ Bucket, Key: 'n', Body: new Uint8Array() })),
      ['s3:PutObject /n'],
    ],
    [
      'PutObject with tags',
      () => s3.client.send(new PutObjectCommand({ Bucket, Key: 'n', Body: 'x', Tagging: 'a=b' })),
      ['s3:PutObject /n', 's3:PutObjectTagging /n'],
    ],
    [
      'CopyObject',
      () => s3.client.send(new CopyObjectCommand({ Bucket, Key: 'n', CopySource: `${Bucket}/k` })),
      ['s3:GetObject /k', 's3:PutObject /n', 's3:GetObjectTagging /k', 's3:PutObjectTagging /n'],
    ],
    ['DeleteObject', () => s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'k' })), ['s3:DeleteObject /k']],
    [
      'DeleteObject of a version',
      () => s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: 'null' })),
      ['s3:DeleteObjectVersion /k'],
    ],
    [
      'DeleteObjects',
      () =>
        s3.client.send(
          new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'k' }, { Key: 'n', VersionId: 'null' }] } }),
        ),
      ['s3:DeleteObject /k', 's3:DeleteObjectVersion /n'],
    ],
    ['ListObjectsV2', () => s3.client.send(new ListObjectsV2Command({ Bucket })), ['s3:ListBucket ']],
    ['ListObjectVersions', () => s3.client.send(new ListObjectVersionsCommand({ Bucket })), ['s3:ListBucketVersions ']],
    [
      'GetObjectTagging',
      () => s3.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'k', VersionId: 'null' })),
      ['s3:GetObjectVersionTagging /k'],
    ],
    [
      'CreateMultipartUpload',
      () => s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'n' })),
      ['s3:PutObject /n'],
    ],
    [
      'PutBucketEncryption',
      () =>
        s3.client.send(
          new PutBucketEncryptionCommand({
            Bucket,
            ServerSideEncryptionConfiguration: {
              Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
            },
          }),
        ),
      ['s3:PutEncryptionConfiguration '],
    ],
  ] as const)('%s', async (_name, call, expected) => {
    await call()
    expect(actions()).toEqual(expected)
  })

  test('the condition keys of writing, reading and listing', async () => {
    await s3.client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'n',
        Body: 'x',
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: 'k',
        Tagging: 'a=b',
        IfNoneMatch: '*',
      }),
    )
    expect(asked()[0]?.context).toEqual({
      's3:x-amz-server-side-encryption': 'aws:kms',
      's3:x-amz-server-side-encryption-aws-kms-key-id': 'k',
      's3:x-amz-storage-class': 'STANDARD',
      's3:if-none-match': '*',
      's3:RequestObjectTag/a': 'b',
      's3:RequestObjectTagKeys': ['a'],
    })
    s3.test.asked.length = 0
    await s3.client.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId: 'null' }))
    expect(asked()[0]?.context).toEqual({ 's3:versionid': 'null', 's3:ExistingObjectTag/team': 'a' })
    s3.test.asked.length = 0
    await s3.client.send(new ListObjectsV2Command({ Bucket, Prefix: 'p/', Delimiter: '/', MaxKeys: 5 }))
    expect(asked()[0]?.context).toEqual({ 's3:prefix': 'p/', 's3:delimiter': '/', 's3:max-keys': '5' })
  })

  test('who may not list does not learn that a key is missing', async () => {
    await expect(s3.client.send(new GetObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    })
    refused = ({ action }) => action === 's3:ListBucket'
    await expect(s3.client.send(new GetObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    })
  })

  test('a refused key does not keep DeleteObjects from the others', async () => {
    refused = ({ resource }) => resource.endsWith('/k')
    const { Deleted, Errors } = await s3.client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'k' }, { Key: 'n' }] } }),
    )
    expect(Deleted).toEqual([{ Key: 'n' }])
    expect(Errors).toEqual([{ Key: 'k', Code: 'AccessDenied', Message: 'not authorized to perform: s3:DeleteObject' }])
  })

  test('an upload that is refused before it is read hears why, even when its hash is wrong too', async () => {
    refused = ({ action }) => action === 's3:PutObject'
    const upload = { Bucket, Key: 'n', Body: Buffer.alloc(5_000_000), ChecksumSHA256: 'AAAA' }
    await expect(s3.client.send(new PutObjectCommand(upload))).rejects.toMatchObject({ name: 'AccessDenied' })
    refused = () => false
    expect((await s3.client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1')
  })

  test('a bucket of another owner than expected is not touched', async () => {
    await expect(
      s3.client.send(new GetObjectCommand({ Bucket, Key: 'k', ExpectedBucketOwner: '111111111111' })),
    ).rejects.toMatchObject({ name: 'AccessDenied' })
  })
})
