import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { openS3, type S3ForTests } from '../../../tests/support/s3/s3.ts'

const Bucket = 'artifacts'
let s3: S3ForTests
beforeEach(async () => {
  s3 = await openS3()
  await s3.client.send(new CreateBucketCommand({ Bucket }))
})
afterEach(() => s3.close())

describe('a bucket', () => {
  test('is made, found, listed and deleted', async () => {
    expect(await s3.client.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion: 'us-east-1' })
    expect((await s3.client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined()
    const { Buckets } = await s3.client.send(new ListBucketsCommand({}))
    expect(Buckets).toEqual([
      { Name: Bucket, CreationDate: new Date('2026-01-01T00:00:00Z'), BucketRegion: 'us-east-1' },
    ])
    await s3.client.send(new DeleteBucketCommand({ Bucket }))
    await expect(s3.client.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' })
    await expect(s3.client.send(new GetBucketVersioningCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    })
  })

  test('that holds anything is not deleted', async () => {
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }))
    await expect(s3.client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
      $metadata: { httpStatusCode: 409 },
    })
  })

  test.each(['ab', 'UPPER', 'under_score', '-dash', 'dash-', 'a..b', '10.0.0.1', 'xn--a', 'a'.repeat(64)])(
    'may not be called %s',
    async name => {
      await expect(s3.test.call('CreateBucket', { Bucket: name })).rejects.toMatchObject({ code: 'InvalidBucketName' })
    },
  )

  test('is in the Region of the endpoint only', async () => {
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as BucketLocationConstraint }
    await expect(
      s3.client.send(new CreateBucketCommand({ Bucket: 'other', CreateBucketConfiguration })),
    ).rejects.toMatchObject({ name: 'IllegalLocationConstraintException' })
  })

  test('is found in the Host, too', async () => {
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'a/b', Body: 'x' }))
    const { request } = await import('node:http')
    const text = await new Promise<string>(resolve =>
      request({ port: s3.door.port, path: '/a/c', headers: { host: `${Bucket}.localhost` } }, response => {
        response.setEncoding('utf8').on('data', resolve)
      }).end(),
    )
    // Nobody signed it, and public access is blocked: the bucket was found all the same.
    expect(text).toContain('<Code>AccessDenied</Code>')
  })
})

describe('settings come back as they were put', () => {
  test('as AWS makes buckets today', async () => {
    const { client } = s3
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined()
    expect((await client.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    })
    expect((await client.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls).toEqual({
      Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }],
    })
    expect(
      (await client.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules?.[0]
        ?.ApplyServerSideEncryptionByDefault,
    ).toEqual({ SSEAlgorithm: 'AES256' })
    expect(
      (await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }))).EventBridgeConfiguration,
    ).toBeUndefined()
    expect((await client.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toBeUndefined()
    await expect(client.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    })
    await expect(client.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchTagSet' })
    await expect(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
    })
  })

  test('versioning, encryption, tags, logging, ownership, notification, public access', async () => {
    const { client } = s3
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled')

    const Rules = [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'alias/a' },
        BucketKeyEnabled: true,
      },
    ]
    await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }))
    expect((await client.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration).toEqual({
      Rules,
    })
    await client.send(new DeleteBucketEncryptionCommand({ Bucket }))

    const TagSet = [
      { Key: 'a', Value: 'b' },
      { Key: 'c', Value: '' },
    ]
    await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
    expect((await client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet)
    await client.send(new DeleteBucketTaggingCommand({ Bucket }))

    const LoggingEnabled = { TargetBucket: Bucket, TargetPrefix: 'logs/' }
    await client.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }))
    expect((await client.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toEqual(LoggingEnabled)

    const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' as const }] }
    await client.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }))
    await client.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: { EventBridgeConfiguration: {} },
      }),
    )
    expect(
      (await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }))).EventBridgeConfiguration,
    ).toEqual({})

    await client.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }),
    )
    expect(
      (await client.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration,
    ).toMatchObject({ BlockPublicAcls: false, BlockPublicPolicy: true })
    await client.send(new DeletePublicAccessBlockCommand({ Bucket }))
    await expect(client.send(new GetPublicAccessBlockCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    })
  })

  test('lifecycle rules, and over a restart', async () => {
    const Rules = [
      {
        ID: 'old',
        Status: 'Enabled' as const,
        Filter: { Prefix: 'p/' },
        Expiration: { Days: 30 },
        NoncurrentVersionExpiration: { NoncurrentDays: 7, NewerNoncurrentVersions: 2 },
      },
      {
        ID: 'and',
        Status: 'Disabled' as const,
        Filter: { And: { Prefix: 'q', Tags: [{ Key: 'a', Value: 'b' }] } },
        Expiration: { ExpiredObjectDeleteMarker: true },
      },
      {
        ID: 'all',
        Status: 'Enabled' as const,
        Filter: { Prefix: '' },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ]
    await s3.client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
    await s3.restart()
    expect((await s3.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules)
    await s3.client.send(new DeleteBucketLifecycleCommand({ Bucket }))
  })

  test.each([
    [
      'a transition',
      { Status: 'Enabled', Filter: {}, Transitions: [{ Days: 1, StorageClass: 'GLACIER' }] },
      'NotImplemented',
    ],
    ['no action', { Status: 'Enabled', Filter: {} }, 'InvalidRequest'],
    ['no status', { Filter: {}, Expiration: { Days: 1 } }, 'InvalidArgument'],
    ['zero days', { Status: 'Enabled', Filter: {}, Expiration: { Days: 0 } }, 'InvalidArgument'],
  ])('a lifecycle rule with %s is refused', async (_name, rule, code) => {
    await expect(
      s3.test.call('PutBucketLifecycleConfiguration', { Bucket, LifecycleConfiguration: { Rules: [rule] } }),
    ).rejects.toMatchObject({ code })
  })
})

describe('the bucket policy', () => {
  const policy = (statement: Record<string, unknown>) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::000000000000:root' },
          Action: 's3:*',
          Resource: `arn:aws:s3:::${Bucket}/*`,
          ...statement,
        },
      ],
    })

  test('is kept to the letter, shown to the evaluator, and deleted', async () => {
    const Policy = policy({ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })
    await s3.client.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    expect((await s3.client.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy)
    expect((await s3.client.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus).toEqual({
      IsPublic: false,
    })
    expect(s3.test.runtime.resourcePolicyOf(`arn:aws:s3:::${Bucket}/any/key`)).toEqual(JSON.parse(Policy))
    expect(s3.test.runtime.resourcePolicyOf('arn:aws:s3:::other/key')).toBeUndefined()
    await s3.client.send(new DeleteBucketPolicyCommand({ Bucket }))
    await expect(s3.client.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    })
  })

  test.each([
    ['no JSON', 'hello', 'MalformedPolicy'],
    ['no statement', '{}', 'MalformedPolicy'],
    ['no principal', policy({ Principal: undefined }), 'MalformedPolicy'],
    ['an effect that is none', policy({ Effect: 'Maybe' }), 'MalformedPolicy'],
    ['the objects of another bucket', policy({ Resource: 'arn:aws:s3:::other/*' }), 'MalformedPolicy'],
    ['everybody', policy({ Principal: '*' }), 'AccessDenied'],
  ])('with %s is refused', async (_name, Policy, code) => {
    await expect(s3.client.send(new PutBucketPolicyCommand({ Bucket, Policy }))).rejects.toMatchObject({ name: code })
  })
})
