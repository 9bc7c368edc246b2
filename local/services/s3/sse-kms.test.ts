// Objects that a key of KMS encrypts, and who is asked for it.

import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import type { S3ForTests } from '../../../tests/support/s3/s3.ts'
import { kmsAsked, openS3WithKms } from '../../../tests/support/s3/s3-with-kms.ts'
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

describe('SSE-KMS', () => {
  const encrypted = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/a' } as const
  const objectContext = { 'aws:s3:arn': `${bucketArn}/e` }

  test('asks KMS as the caller, on writing and on reading', async () => {
    const { SSEKMSKeyId } = await s3.client.send(new PutObjectCommand({ Bucket, Key: 'e', Body: 'x', ...encrypted }))
    expect(SSEKMSKeyId).toBe('arn:aws:kms:us-east-1:000000000000:key/k')
    const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'e' }))
    expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId })
    expect(kmsAsked).toEqual([
      {
        operation: 'GenerateDataKey',
        input: { KeyId: 'alias/a', KeySpec: 'AES_256', EncryptionContext: objectContext },
      },
      {
        operation: 'Decrypt',
        input: { KeyId: SSEKMSKeyId, CiphertextBlob: Buffer.from('sealed'), EncryptionContext: objectContext },
      },
    ])
  })

  test('is refused when KMS refuses, and writes nothing', async () => {
    refused = ({ action }) => action === 'kms:GenerateDataKey'
    await expect(
      s3.client.send(new PutObjectCommand({ Bucket, Key: 'e', Body: 'x', ...encrypted })),
    ).rejects.toMatchObject({ name: 'AccessDenied', message: 'not authorized to perform: kms:GenerateDataKey' })
    await expect(s3.client.send(new HeadObjectCommand({ Bucket, Key: 'e' }))).rejects.toMatchObject({
      name: 'NotFound',
    })
    refused = () => false
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'e', Body: 'x', ...encrypted }))
    refused = ({ action }) => action === 'kms:Decrypt'
    await expect(s3.client.send(new GetObjectCommand({ Bucket, Key: 'e' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    })
  })

  test('names a key that is not there', async () => {
    await expect(
      s3.client.send(
        new PutObjectCommand({ Bucket, Key: 'e', Body: 'x', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'missing' }),
      ),
    ).rejects.toMatchObject({ name: 'KMS.NotFoundException' })
  })

  test("is the bucket's default, with one context for the bucket when it has a key of its own", async () => {
    const Rules = [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'alias/a' },
        BucketKeyEnabled: true,
      },
    ]
    await s3.client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }))
    expect(await s3.client.send(new PutObjectCommand({ Bucket, Key: 'e', Body: 'x' }))).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      BucketKeyEnabled: true,
    })
    expect(kmsAsked[0]?.input.EncryptionContext).toEqual({ 'aws:s3:arn': bucketArn })
    // AES256 in the request overrides the default.
    expect(
      (await s3.client.send(new PutObjectCommand({ Bucket, Key: 'f', Body: 'x', ServerSideEncryption: 'AES256' })))
        .ServerSideEncryption,
    ).toBe('AES256')
    expect(kmsAsked).toHaveLength(1)
  })

  test('holds for multipart uploads: the key is asked for once, at the start', async () => {
    const { UploadId, SSEKMSKeyId } = await s3.client.send(
      new CreateMultipartUploadCommand({ Bucket, Key: 'e', ...encrypted }),
    )
    expect(SSEKMSKeyId).toContain(':key/k')
    const { UploadPartCommand } = await import('@aws-sdk/client-s3')
    const { ETag } = await s3.client.send(
      new UploadPartCommand({ Bucket, Key: 'e', UploadId, PartNumber: 1, Body: 'x' }),
    )
    await s3.client.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key: 'e',
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      }),
    )
    await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'e' }))
    expect(kmsAsked.map(({ operation }) => operation)).toEqual(['GenerateDataKey', 'Decrypt'])
  })

  test('no data key and no body reaches the events', async () => {
    const seen: unknown[] = []
    s3.test.runtime.subscribe(event => seen.push(event))
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'e', Body: 'the-body', ...encrypted }))
    expect(JSON.stringify(seen)).not.toContain('the-body')
    expect(JSON.stringify(seen)).toContain('PutObject')
  })
})
