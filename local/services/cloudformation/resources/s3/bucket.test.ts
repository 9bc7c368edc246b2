// Which calls a bucket makes.

import { created, updated } from '../../../../../tests/support/cloudformation/noting-hands.ts'

test('a bucket is made first and then configured', async () => {
  const { made, calls } = await created('AWS::S3::Bucket', {
    BucketName: 'b',
    VersioningConfiguration: { Status: 'Enabled' },
    LifecycleConfiguration: {
      Rules: [
        { Id: 'old', Status: 'Enabled', Prefix: 'p/', ExpirationInDays: 3, NoncurrentVersionExpirationInDays: 1 },
      ],
    },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
      ],
    },
  })
  expect(made).toMatchObject({ physicalId: 'b', attributes: { Arn: 'arn:aws:s3:::b' } })
  expect(calls).toEqual([
    ['s3:CreateBucket', { Bucket: 'b', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }],
    [
      's3:PutBucketEncryption',
      {
        Bucket: 'b',
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true }],
        },
      },
    ],
    ['s3:PutBucketVersioning', { Bucket: 'b', VersioningConfiguration: { Status: 'Enabled' } }],
    [
      's3:PutBucketLifecycleConfiguration',
      {
        Bucket: 'b',
        LifecycleConfiguration: {
          Rules: [
            {
              ID: 'old',
              Status: 'Enabled',
              Filter: { Prefix: 'p/' },
              Expiration: { Days: 3 },
              NoncurrentVersionExpiration: { NoncurrentDays: 1 },
            },
          ],
        },
      },
    ],
  ])
})

test('settings that a bucket no longer has are taken away', async () => {
  const previous = { BucketName: 'b', VersioningConfiguration: { Status: 'Enabled' }, Tags: [{ Key: 'a', Value: 'b' }] }
  expect(await updated('AWS::S3::Bucket', previous, { BucketName: 'b' }, { physicalId: 'b' })).toEqual([
    ['s3:PutBucketVersioning', { Bucket: 'b', VersioningConfiguration: { Status: 'Suspended' } }],
    ['s3:DeleteBucketTagging', { Bucket: 'b' }],
  ])
})
