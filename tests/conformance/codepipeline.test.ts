// AWS CodePipeline: what makes a pipeline, what is refused, and how an approval is answered.

import {
  CreatePipelineCommand,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline'
import { refusal, until } from './account.ts'
import { account, codepipeline, declare, makePipeline, manual, NOBODY } from './pipelines.ts'
import { allowing, makeRole } from './roles.ts'

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
