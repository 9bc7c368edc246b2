// Source/AWS/S3: one object of a versioned bucket, copied into the artifact store.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html

import type { Readable } from 'node:stream'
import { ActionFailure, type ActionRun, type Outcome } from './action-run.ts'
import { encryption } from './artifact-files.ts'

interface S3Object {
  readonly Body: Readable
  readonly ContentLength?: number
  readonly ETag?: string
  readonly VersionId?: string
  readonly Metadata?: Readonly<Record<string, string>>
}

export const s3Source = async (run: ActionRun): Promise<Outcome> => {
  const { desk, caller, action } = run
  const [output] = action.outputArtifacts
  if (!output) throw new ActionFailure(`Action '${action.declaration.name}' has no output artifact`)
  const { Bucket, Key, VersionId } = objectOf(run)
  const { Status } = await desk.call<{ Status?: string }>(caller, 's3', 'GetBucketVersioning', { Bucket })
  if (Status !== 'Enabled') throw new ActionFailure(`Bucket '${Bucket}' is not versioned; a source bucket must be`)
  const object = await desk.call<S3Object>(
    caller,
    's3',
    'GetObject',
    VersionId ? { Bucket, Key, VersionId } : { Bucket, Key },
  )
  await desk.call(caller, 's3', 'PutObject', {
    Bucket: output.s3location.bucket,
    Key: output.s3location.key,
    Body: object.Body,
    ContentLength: object.ContentLength,
    ...encryption(run),
  })
  const versionId = object.VersionId ?? VersionId ?? ''
  const summary = object.Metadata?.['codepipeline-artifact-revision-summary']
  return {
    status: 'Succeeded',
    externalExecutionId: versionId,
    summary,
    revision: { revisionId: versionId, revisionChangeIdentifier: versionId.slice(0, 100), revisionSummary: summary },
    outputVariables: { BucketName: Bucket, ObjectKey: Key, VersionId: versionId, ETag: object.ETag ?? '' },
  }
}

const objectOf = ({ configuration, execution, action }: ActionRun) => {
  const override = (type: string): string | undefined =>
    execution.sourceRevisions.find(
      ({ actionName, revisionType }) => actionName === action.declaration.name && revisionType === type,
    )?.revisionValue
  return {
    Bucket: configuration.S3Bucket ?? '',
    Key: override('S3_OBJECT_KEY') ?? configuration.S3ObjectKey ?? '',
    VersionId: override('S3_OBJECT_VERSION_ID'),
  }
}
