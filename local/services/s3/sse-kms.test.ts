// Objects that a key of KMS encrypts, and who is asked for it.

import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { openS3, type S3ForTests } from '../../../tests/support/s3/s3.ts'
import { standIn } from '../../../tests/support/stand-in.ts'
import { ServiceError } from '../../core/errors.ts'
import type { Access } from '../../core/policy.ts'
import type { Service } from '../../core/service.ts'
import { define } from './objects/lookup.ts'
import type { S3State } from './state.ts'

const Bucket = 'artifacts'
const bucketArn = `arn:aws:s3:::${Bucket}`
let refused: (access: Access) => boolean
let s3: S3ForTests

/** Stands where kms stands, and tells what it was asked. */
const kmsAsked: { operation: string; input: Readonly<Record<string, unknown>> }[] = []
const kmsOperation = (operation: string, output: Record<string, unknown>) =>
  define({
    input: members => {
      kmsAsked.push({ operation, input: members.value })
      return {}
    },
    access: () => [{ action: `kms:${operation}`, resource: 'arn:aws:kms:us-east-1:000000000000:key/k' }],
    decide: () => {
      if (kmsAsked.at(-1)?.input.KeyId === 'missing')
        throw new ServiceError('NotFoundException', "Key 'missing' does not exist")
      return { output }
    },
  })
const kms: Service<S3State> = {
  ...standIn('kms'),
  source: 'aws.kms',
  resourceTags: () => undefined,
  initial: () => ({}) as never,
  evolve: () => {},
  operations: {
    GenerateDataKey: kmsOperation('GenerateDataKey', {
      KeyId: 'arn:aws:kms:us-east-1:000000000000:key/k',
      CiphertextBlob: Buffer.from('sealed'),
    }),
    Decrypt: kmsOperation('Decrypt', {}),
  },
}

beforeEach(async () => {
  refused = () => false
  kmsAsked.length = 0
  s3 = await openS3({
    others: [kms],
    refuse: (_, access) =>
      refused(access)
        ? new ServiceError('AccessDenied', `not authorized to perform: ${access.action}`, 403)
        : undefined,
  })
  await s3.client.send(new CreateBucketCommand({ Bucket }))
  await s3.client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', Tagging: 'team=a' }))
  s3.test.asked.length = 0
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
