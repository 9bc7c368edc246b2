// What CodePipeline refuses, in AWS's words.

import {
  CreatePipelineCommand,
  DeletePipelineCommand,
  DisableStageTransitionCommand,
  GetJobDetailsCommand,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
  type StageDeclaration,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline'
import { refusal } from './account.ts'
import { account, codepipeline, declare, founded, makePipeline, manual, NOBODY, source } from './pipelines.ts'

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
