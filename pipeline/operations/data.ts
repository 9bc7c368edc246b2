// Deletes what the pipeline's stack keeps: every version in the bucket, the bucket, the repository, and in a week the key.
import { CodeCommitClient, DeleteRepositoryCommand } from '@aws-sdk/client-codecommit'
import { KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3'
import type { Data } from './destroy-service.ts'

/** The fewest days that KMS waits before it deletes a key. */
const keyDeletionDays = 7

export async function deleteData({ repositoryName, bucketName, keyId }: Data): Promise<void> {
  if (bucketName) await deleteBucket(bucketName)
  if (repositoryName) await new CodeCommitClient({}).send(new DeleteRepositoryCommand({ repositoryName }))
  if (keyId)
    await new KMSClient({}).send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: keyDeletionDays }))
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
