// Pipelines of the conformance suite, which are made in the account and removed at the end of the file.

import {
  CodePipelineClient,
  CreatePipelineCommand,
  DeletePipelineCommand,
  type PipelineDeclaration,
  type StageDeclaration,
} from '@aws-sdk/client-codepipeline'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { zipOf } from '../../local/host/zip.ts'
import { useAccount } from './account.ts'
import { allowing, makeRole } from './roles.ts'

export const account = useAccount()
export const codepipeline = () => account.client(CodePipelineClient)
export const s3 = () => account.client(S3Client)
export const NOBODY = '11111111-2222-4333-8444-555555555555'

export const source = (S3Bucket: string): StageDeclaration => ({
  name: 'Source',
  actions: [
    {
      name: 'Source',
      actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
      configuration: { S3Bucket, S3ObjectKey: 'source.zip', PollForSourceChanges: 'false' },
      outputArtifacts: [{ name: 'Source' }],
    },
  ],
})

export const approval: StageDeclaration = {
  name: 'Gate',
  actions: [
    { name: 'Approve', actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } },
  ],
}

export const makeBucket = async (): Promise<string> => {
  const Bucket = account.name('artifacts')
  const elsewhere = { CreateBucketConfiguration: { LocationConstraint: account.region as 'eu-west-1' } }
  await s3().send(new CreateBucketCommand({ Bucket, ...(account.region === 'us-east-1' ? {} : elsewhere) }))
  account.later(async () => {
    const { Versions = [], DeleteMarkers = [] } = await s3().send(new ListObjectVersionsCommand({ Bucket }))
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
      await s3().send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
    await s3().send(new DeleteBucketCommand({ Bucket }))
  })
  await s3().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  const Body = await zipOf({ 'hello.txt': 'hello' })
  await s3().send(new PutObjectCommand({ Bucket, Key: 'source.zip', Body }))
  return Bucket
}

export let foundation: Promise<{ readonly bucket: string; readonly roleArn: string }> | undefined
export const founded = () => {
  foundation ??= (async () => ({
    bucket: await makeBucket(),
    roleArn: await makeRole(account, 'pipeline', { Service: 'codepipeline.amazonaws.com' }, allowing('s3:*')),
  }))()
  return foundation
}

export const declare = async (what: string, more: Partial<PipelineDeclaration> = {}): Promise<PipelineDeclaration> => {
  const { bucket, roleArn } = await founded()
  return {
    name: account.name(what),
    roleArn,
    artifactStore: { type: 'S3', location: bucket },
    pipelineType: 'V2',
    stages: [source(bucket), approval],
    ...more,
  }
}

export const makePipeline = async (what: string, more: Partial<PipelineDeclaration> = {}): Promise<string> => {
  const pipeline = await declare(what, more)
  await codepipeline().send(new CreatePipelineCommand({ pipeline }))
  account.later(() => codepipeline().send(new DeletePipelineCommand({ name: pipeline.name })))
  return pipeline.name ?? ''
}

export const manual = (name: string, more: object = {}): StageDeclaration => ({
  name,
  actions: [{ ...approval.actions?.[0], name: 'Approve', actionTypeId: approval.actions?.[0]?.actionTypeId, ...more }],
})
