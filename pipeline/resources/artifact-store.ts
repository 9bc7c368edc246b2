// Where everything that the pipeline makes is kept: one encrypted, versioned bucket that only speaks TLS.
import type { Construct } from 'constructs'
import { CfnBucket, CfnBucketPolicy, CfnKey, Fn } from '../cdk.ts'
import type { PipelineConfig } from '../config.ts'
import { packagesPrefix } from '../names.ts'
import { allow, deny, policyDocument } from '../roles/policy.ts'
import { templatesPrefix } from './bucket-first.ts'
import { keepData } from './keep-data.ts'

export interface ArtifactStore {
  readonly bucketName: string
  readonly bucketArn: string
  readonly keyArn: string
}

export function artifactStore(scope: Construct, config: PipelineConfig): ArtifactStore {
  const key = artifactKey(scope)
  const bucket = artifactBucket(scope, config, key.attrArn)
  keepData(key, bucket)
  bucketPolicy(scope, bucket)
  return { bucketName: bucket.ref, bucketArn: bucket.attrArn, keyArn: key.attrArn }
}

/**
 * Reading and writing what the key encrypts, with the actions that AWS documents for the roles of CodePipeline and CodeBuild. Whoever has them
 * still needs S3's leave to get at what is encrypted. There is no condition kms:ViaService: no source says through which services they come.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-kms.html
 */
export const useKey = (sid: string, store: ArtifactStore) =>
  allow(
    sid,
    [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    [store.keyArn],
  )

// The key's policy leaves its use to the IAM policies of this account, which name the key one by one.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
const artifactKey = (scope: Construct) =>
  new CfnKey(scope, 'ArtifactKey', {
    enableKeyRotation: true,
    keyPolicy: policyDocument([
      {
        ...allow('AccountDecidesByIam', ['kms:*'], ['*']),
        Principal: { AWS: Fn.sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') },
      },
    ]),
  })

const artifactBucket = (scope: Construct, config: PipelineConfig, keyArn: string) =>
  new CfnBucket(scope, 'ArtifactBucket', {
    bucketEncryption: {
      serverSideEncryptionConfiguration: [
        { bucketKeyEnabled: true, serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn } },
      ],
    },
    versioningConfiguration: { status: 'Enabled' },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    lifecycleConfiguration: {
      rules: [
        // A stage can be rolled back or retried as long as the artifacts of that execution exist.
        {
          id: 'ExpireArtifacts',
          status: 'Enabled',
          prefix: `${config.serviceName}/`,
          expirationInDays: config.artifactRetentionDays,
          noncurrentVersionExpiration: { noncurrentDays: 1 },
        },
        // packages/* has no expiration: a stack that has not changed for years still rolls back to the key it was deployed from.
        // A key is a hash of its content, so an overwritten version is kept long enough to be noticed and restored.
        {
          id: 'KeepPackages',
          status: 'Enabled',
          prefix: `${packagesPrefix}/`,
          noncurrentVersionExpiration: { noncurrentDays: config.artifactRetentionDays },
        },
        // The template of the pipeline itself, which CloudFormation reads when its change set is made and never again.
        {
          id: 'ExpireTemplates',
          status: 'Enabled',
          prefix: `${templatesPrefix}/`,
          expirationInDays: 1,
          noncurrentVersionExpiration: { noncurrentDays: 1 },
        },
        { id: 'AbortUploads', status: 'Enabled', abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } },
      ],
    },
  })

const bucketPolicy = (scope: Construct, bucket: InstanceType<typeof CfnBucket>) =>
  new CfnBucketPolicy(scope, 'ArtifactBucketPolicy', {
    bucket: bucket.ref,
    policyDocument: policyDocument([
      // A package is promoted from stage to stage and is what a rollback goes back to: nobody writes its key a second time.
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
      {
        ...deny('PackagesOnce', ['s3:PutObject'], [Fn.sub(`\${ArtifactBucket.Arn}/${packagesPrefix}/*`)], {
          Null: { 's3:if-none-match': 'true' },
        }),
        Principal: '*',
      },
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [bucket.attrArn, Fn.sub('${ArtifactBucket.Arn}/*')],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]),
  })
