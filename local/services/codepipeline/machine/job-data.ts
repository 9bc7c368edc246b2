// What a job is told: its configuration, its artifacts, and credentials for exactly those artifacts.
// The credentials are made for whoever asks and are never recorded.
// https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_JobDetails.html

import type { PolicyDocument, PolicyStatement } from '../../../core/policy.ts'
import type { Desk } from '../../../core/service.ts'
import { type ArtifactStore, artifactStoreOf } from '../declaration/declaration.ts'
import type { ActionExecution, Artifact, CodePipelineState } from '../state.ts'
import { pipelineArn } from '../trail.ts'
import { pipelineSession } from './caller.ts'

const CREDENTIALS_SECONDS = 3600

export const jobDetails = (desk: Desk<CodePipelineState>, jobId: string) => {
  const { state } = desk
  const job = state.jobs.get(jobId)
  const action = job && state.actions.get(job.actionExecutionId)
  const execution = action && state.executions.get(action.executionId)
  if (!job || !execution) throw new Error(`job '${jobId}' has no action`)
  const store = artifactStoreOf(execution.declaration, desk.region)
  const session = pipelineSession(desk, execution.declaration, artifactPolicy(action, store))
  const credentials = desk.issueCredentials(session, CREDENTIALS_SECONDS)
  return {
    id: job.id,
    accountId: desk.account,
    data: {
      actionTypeId: action.declaration.actionTypeId,
      actionConfiguration: { configuration: action.resolvedConfiguration },
      pipelineContext: {
        pipelineName: action.pipelineName,
        stage: { name: action.stageName },
        action: { name: action.declaration.name, actionExecutionId: action.id },
        pipelineArn: pipelineArn(desk, action.pipelineName),
        pipelineExecutionId: action.executionId,
      },
      inputArtifacts: action.inputArtifacts.map(jobArtifact),
      outputArtifacts: action.outputArtifacts.map(jobArtifact),
      artifactCredentials: {
        accessKeyId: credentials.AccessKeyId,
        secretAccessKey: credentials.SecretAccessKey,
        sessionToken: credentials.SessionToken,
        expirationTime: credentials.Expiration.getTime(),
      },
      continuationToken: job.continuationToken,
      encryptionKey: store.encryptionKey,
    },
  }
}

const jobArtifact = ({ name, revision, s3location: { bucket, key } }: Artifact) => ({
  name,
  revision: revision ?? null,
  location: { type: 'S3', s3Location: { bucketName: bucket, objectKey: key } },
})

/** Read the inputs, write the outputs, use the store's key; nothing else, whatever the pipeline's role may do. */
export const artifactPolicy = (action: ActionExecution, { location, encryptionKey }: ArtifactStore): PolicyDocument => {
  const objects = (artifacts: readonly Artifact[]): readonly string[] =>
    artifacts.map(({ s3location: { bucket, key } }) => `arn:aws:s3:::${bucket}/${key}`)
  const allow = (Action: readonly string[], Resource: readonly string[]): readonly PolicyStatement[] =>
    Resource.length > 0 ? [{ Effect: 'Allow', Action, Resource }] : []
  return {
    Version: '2012-10-17',
    Statement: [
      ...allow(['s3:GetBucketLocation'], [`arn:aws:s3:::${location}`]),
      ...allow(['s3:GetObject', 's3:GetObjectVersion'], objects(action.inputArtifacts)),
      ...allow(['s3:PutObject', 's3:AbortMultipartUpload'], objects(action.outputArtifacts)),
      // A key may be named by id, ARN or alias, so the session may use what the role may use for S3.
      ...(encryptionKey
        ? [
            {
              Effect: 'Allow' as const,
              Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
              Resource: '*',
              Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } },
            },
          ]
        : []),
    ],
  }
}
