// Deletes what the pipeline's stack keeps: every version in the bucket, the bucket, the repository, and in a week the key.
import { CodeCommitClient, DeleteRepositoryCommand, GetRepositoryCommand } from '@aws-sdk/client-codecommit'
import { DescribeKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Data } from './destroy-service.ts'

/** The fewest days that KMS waits before it deletes a key. */
const keyDeletionDays = 7

export async function deleteData({ repositoryName, bucketName, keyId }: Data): Promise<void> {
  if (bucketName) await deleteBucket(bucketName)
  if (repositoryName) await new CodeCommitClient({}).send(new DeleteRepositoryCommand({ repositoryName }))
  if (keyId)
    await new KMSClient({}).send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: keyDeletionDays }))
}

export async function existingData({ repositoryName, bucketName, keyId }: Data): Promise<Data> {
  const there = async (name: string | undefined, ask: (name: string) => Promise<boolean>) =>
    name !== undefined && (await ask(name).catch(absent)) ? name : undefined
  return {
    repositoryName: await there(repositoryName, async repositoryName => {
      await new CodeCommitClient({}).send(new GetRepositoryCommand({ repositoryName }))
      return true
    }),
    bucketName: await there(bucketName, async Bucket => {
      await s3Client().send(new HeadBucketCommand({ Bucket }))
      return true
    }),
    keyId: await there(keyId, async KeyId => {
      const { KeyMetadata } = await new KMSClient({}).send(new DescribeKeyCommand({ KeyId }))
      return KeyMetadata?.KeyState !== 'PendingDeletion'
    }),
  }
}

const absent = (error: unknown): false => {
  if (error instanceof Error && /^(NotFound|NotFoundException|NoSuchBucket|RepositoryDoesNotExist.*)$/.test(error.name))
    return false
  throw error
}

/** An endpoint of one's own has no host name per bucket. */
export const s3Client = () => new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined })

async function deleteBucket(Bucket: string): Promise<void> {
  const s3 = s3Client()
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket, MaxKeys: 1000 }),
    )
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }))
    if (Objects.length === 0) break
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }))
    const [refused] = Errors
    if (refused) throw new Error(`${refused.Key} in ${Bucket} was not deleted: ${refused.Code}: ${refused.Message}`)
  }
  await s3.send(new DeleteBucketCommand({ Bucket }))
}
