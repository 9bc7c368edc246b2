// AWS CodePipeline: what makes a pipeline, what is refused, and how an approval is answered.

import {
  CodePipelineClient,
  CreatePipelineCommand,
  DeletePipelineCommand,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetJobDetailsCommand,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  type PipelineDeclaration,
  PutApprovalResultCommand,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
  RetryStageExecutionCommand,
  type StageDeclaration,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
  UpdatePipelineCommand,
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
import { refusal, until, useAccount } from './account.ts'
import { allowing, makeRole } from './roles.ts'

const account = useAccount()
const codepipeline = () => account.client(CodePipelineClient)
const s3 = () => account.client(S3Client)
const NOBODY = '11111111-2222-4333-8444-555555555555'

const source = (S3Bucket: string): StageDeclaration => ({
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

const approval: StageDeclaration = {
  name: 'Gate',
  actions: [
    { name: 'Approve', actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } },
  ],
}

const makeBucket = async (): Promise<string> => {
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

let foundation: Promise<{ readonly bucket: string; readonly roleArn: string }> | undefined
const founded = () => {
  foundation ??= (async () => ({
    bucket: await makeBucket(),
    roleArn: await makeRole(account, 'pipeline', { Service: 'codepipeline.amazonaws.com' }, allowing('s3:*')),
  }))()
  return foundation
}

const declare = async (what: string, more: Partial<PipelineDeclaration> = {}): Promise<PipelineDeclaration> => {
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

const makePipeline = async (what: string, more: Partial<PipelineDeclaration> = {}): Promise<string> => {
  const pipeline = await declare(what, more)
  await codepipeline().send(new CreatePipelineCommand({ pipeline }))
  account.later(() => codepipeline().send(new DeletePipelineCommand({ name: pipeline.name })))
  return pipeline.name ?? ''
}

test('a pipeline comes back as it was declared, with its version and its ARN', async () => {
  const name = await makePipeline('declared')
  const { pipeline, metadata } = await codepipeline().send(new GetPipelineCommand({ name }))
  expect(pipeline).toMatchObject({ name, version: 1, executionMode: 'SUPERSEDED', pipelineType: 'V2' })
  expect(pipeline?.stages?.map(stage => stage.name)).toEqual(['Source', 'Gate'])
  expect(pipeline?.stages?.[0]?.actions?.[0]).toMatchObject({ runOrder: 1, outputArtifacts: [{ name: 'Source' }] })
  expect(metadata?.pipelineArn).toBe(account.arn('codepipeline', name))
  const { pipelines = [] } = await codepipeline().send(new ListPipelinesCommand())
  expect(pipelines.map(summary => summary.name)).toContain(name)
})

test('an update makes the next version; the version that is given does not matter', async () => {
  const name = await makePipeline('updated')
  const pipeline = { ...(await declare('updated')), version: 7 }
  const updated = await codepipeline().send(new UpdatePipelineCommand({ pipeline }))
  expect(updated.pipeline?.version).toBe(2)
  expect((await codepipeline().send(new GetPipelineCommand({ name }))).pipeline?.version).toBe(2)
})

test('a pipeline’s name is taken once', async () => {
  await makePipeline('twice')
  expect(await refusal(makePipeline('twice'))).toMatchObject({ name: 'PipelineNameInUseException', status: 400 })
})

test('roles that do not let CodePipeline in are told when the pipeline is made and when it is changed', async () => {
  const name = await makePipeline('roles')
  const closed = await makeRole(account, 'closed', { Service: 'lambda.amazonaws.com' }, allowing('s3:*'))
  const shut = await declare('shut', { roleArn: closed })
  const create = codepipeline().send(new CreatePipelineCommand({ pipeline: shut }))
  expect(await refusal(create)).toMatchObject({
    name: 'InvalidStructureException',
    message: `CodePipeline is not authorized to perform AssumeRole on role ${closed}`,
  })
  const { roleArn, ...declared } = await declare('roles')
  const stages = [...(declared.stages ?? []), manual('Behind', { roleArn: closed })]
  const update = codepipeline().send(new UpdatePipelineCommand({ pipeline: { ...declared, roleArn, stages } }))
  expect(await refusal(update)).toMatchObject({
    name: 'InvalidStructureException',
    message: `${roleArn} is not authorized to perform AssumeRole on role ${closed}`,
  })
  expect((await codepipeline().send(new GetPipelineCommand({ name }))).pipeline?.version).toBe(1)
})

const manual = (name: string, more: object = {}): StageDeclaration => ({
  name,
  actions: [{ ...approval.actions?.[0], name: 'Approve', actionTypeId: approval.actions?.[0]?.actionTypeId, ...more }],
})

test.each<[string, (bucket: string) => readonly StageDeclaration[], string]>([
  ['one stage', bucket => [source(bucket)], 'InvalidStructureException'],
  ['a first stage without a source', () => [manual('First'), manual('Second')], 'InvalidStructureException'],
  [
    'a source in a later stage',
    bucket => [source(bucket), { ...source(bucket), name: 'Later' }],
    'InvalidStructureException',
  ],
  ['two stages of one name', bucket => [source(bucket), manual('Gate'), manual('Gate')], 'InvalidStructureException'],
  [
    'an artifact that nobody makes',
    bucket => [
      source(bucket),
      {
        name: 'Build',
        actions: [
          {
            name: 'Build',
            actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
            configuration: { ProjectName: 'some' },
            inputArtifacts: [{ name: 'Nothing' }],
          },
        ],
      },
    ],
    'InvalidStructureException',
  ],
  [
    'an action without what its type needs',
    bucket => [
      source(bucket),
      {
        name: 'Invoke',
        actions: [
          {
            name: 'Invoke',
            actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' },
            configuration: {},
          },
        ],
      },
    ],
    'InvalidActionDeclarationException',
  ],
  [
    'an action type that is not there',
    bucket => [
      source(bucket),
      manual('Gate', { actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Magic', version: '1' } }),
    ],
    'InvalidActionDeclarationException',
  ],
])('a structure that is refused: %s', async (_, stages, name) => {
  const { bucket } = await founded()
  const pipeline = await declare('refused', { stages: [...stages(bucket)] })
  expect(await refusal(codepipeline().send(new CreatePipelineCommand({ pipeline })))).toMatchObject({
    name,
    status: 400,
  })
})

test('a pipeline that is not there', async () => {
  const name = account.name('nothing')
  const missing = {
    name: 'PipelineNotFoundException',
    message: `Account '${account.id}' does not have a pipeline with name '${name}'`,
    status: 400,
  }
  const calls = [
    codepipeline().send(new GetPipelineCommand({ name })),
    codepipeline().send(new GetPipelineStateCommand({ name })),
    codepipeline().send(new StartPipelineExecutionCommand({ name })),
    codepipeline().send(new ListPipelineExecutionsCommand({ pipelineName: name })),
  ]
  for (const call of calls) expect(await refusal(call)).toEqual(missing)
  await codepipeline().send(new DeletePipelineCommand({ name }))
})

test('an execution or a stage that is not there', async () => {
  const pipelineName = await makePipeline('executions')
  const get = new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId: NOBODY })
  expect(await refusal(codepipeline().send(get))).toMatchObject({ name: 'PipelineExecutionNotFoundException' })
  const stop = new StopPipelineExecutionCommand({ pipelineName, pipelineExecutionId: NOBODY })
  expect((await refusal(codepipeline().send(stop))).name).toMatch(/^PipelineExecutionNot(Found|Stoppable)Exception$/)
  const transition = new DisableStageTransitionCommand({
    pipelineName,
    stageName: 'Nowhere',
    transitionType: 'Inbound',
    reason: 'conformance',
  })
  expect(await refusal(codepipeline().send(transition))).toMatchObject({ name: 'StageNotFoundException' })
})

test('a job that is not there', async () => {
  const calls = [
    codepipeline().send(new GetJobDetailsCommand({ jobId: NOBODY })),
    codepipeline().send(new PutJobSuccessResultCommand({ jobId: NOBODY })),
    codepipeline().send(
      new PutJobFailureResultCommand({ jobId: NOBODY, failureDetails: { type: 'JobFailed', message: 'x' } }),
    ),
  ]
  for (const call of calls) expect(await refusal(call)).toMatchObject({ name: 'JobNotFoundException', status: 400 })
})

test('a job’s id is a UUID', async () => {
  const { name, message } = await refusal(codepipeline().send(new GetJobDetailsCommand({ jobId: 'no-uuid' })))
  expect(name).toBe('ValidationException')
  expect(message).toMatch(
    /^1 validation error detected: Value 'no-uuid' at 'jobId' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
  )
})

test('a transition that is closed says by whom and why', async () => {
  const pipelineName = await makePipeline('transition')
  const transition = { pipelineName, stageName: 'Gate', transitionType: 'Inbound' as const }
  await codepipeline().send(new DisableStageTransitionCommand({ ...transition, reason: 'not today' }))
  const gate = async () =>
    (await codepipeline().send(new GetPipelineStateCommand({ name: pipelineName }))).stageStates?.[1]
  expect((await gate())?.inboundTransitionState).toMatchObject({ enabled: false, disabledReason: 'not today' })
  await codepipeline().send(new EnableStageTransitionCommand(transition))
  expect((await gate())?.inboundTransitionState).toMatchObject({ enabled: true })
})

test('a new pipeline runs at once, waits for its approval, and takes one answer with the right token', async () => {
  const pipelineName = await makePipeline('approval')
  const where = { pipelineName, stageName: 'Gate', actionName: 'Approve' }
  const gate = async () =>
    (await codepipeline().send(new GetPipelineStateCommand({ name: pipelineName }))).stageStates?.[1]
  const waiting = await until(gate, state => state?.actionStates?.[0]?.latestExecution?.token !== undefined)
  expect(waiting?.latestExecution?.status).toBe('InProgress')
  const token = waiting?.actionStates?.[0]?.latestExecution?.token
  expect(token).toMatch(/^[0-9a-f-]{36}$/)
  const answer = (with_: string | undefined, status: 'Approved' | 'Rejected', place = where) =>
    codepipeline().send(new PutApprovalResultCommand({ ...place, token: with_, result: { status, summary: 'seen' } }))

  expect(await refusal(answer(NOBODY, 'Approved'))).toMatchObject({ name: 'InvalidApprovalTokenException' })
  expect(await refusal(answer(token, 'Approved', { ...where, stageName: 'Nowhere' }))).toMatchObject({
    name: 'StageNotFoundException',
  })
  expect(await refusal(answer(token, 'Approved', { ...where, actionName: 'Nobody' }))).toMatchObject({
    name: 'ActionNotFoundException',
  })
  expect(await refusal(answer(token, 'approved' as 'Approved'))).toMatchObject({ name: 'ValidationException' })

  expect((await answer(token, 'Rejected')).approvedAt).toBeInstanceOf(Date)
  const { pipelineExecutionSummaries = [] } = await until(
    () => codepipeline().send(new ListPipelineExecutionsCommand({ pipelineName })),
    ({ pipelineExecutionSummaries: summaries = [] }) => summaries[0]?.status === 'Failed',
  )
  expect(pipelineExecutionSummaries).toHaveLength(1)
  expect(pipelineExecutionSummaries[0]?.trigger?.triggerType).toBe('CreatePipeline')
  const rejected = await gate()
  expect(rejected?.latestExecution?.status).toBe('Failed')
  expect((await refusal(answer(token, 'Approved'))).name).toMatch(
    /^(ApprovalAlreadyCompleted|InvalidApprovalToken)Exception$/,
  )

  // A retry asks anew, with a token of its own.
  const pipelineExecutionId = pipelineExecutionSummaries[0]?.pipelineExecutionId
  const retried = await codepipeline().send(
    new RetryStageExecutionCommand({
      pipelineName,
      stageName: 'Gate',
      pipelineExecutionId,
      retryMode: 'FAILED_ACTIONS',
    }),
  )
  expect(retried.pipelineExecutionId).toBe(pipelineExecutionId)
  const again = await until(gate, state => {
    const latest = state?.actionStates?.[0]?.latestExecution
    return latest?.token !== undefined && latest.token !== token
  })
  await answer(again?.actionStates?.[0]?.latestExecution?.token, 'Approved')
  await until(
    () => codepipeline().send(new ListPipelineExecutionsCommand({ pipelineName })),
    ({ pipelineExecutionSummaries: summaries = [] }) => summaries[0]?.status === 'Succeeded',
  )
})
