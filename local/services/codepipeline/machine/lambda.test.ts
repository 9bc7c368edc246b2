// A Lambda action: the job that its function gets, and what is told of it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { invoke, withActions } from '../../../../tests/support/codepipeline/declarations.ts'
import { World } from '../../../../tests/support/codepipeline/world.ts'
import { testRuntime } from '../../../../tests/support/test-runtime.ts'
import { ServiceError } from '../../../core/errors.ts'

const worlds: World[] = []
const inWorld = (world = World.on(testRuntime)): World => {
  worlds.push(world)
  return world
}
afterEach(async () => {
  const bugs = worlds.flatMap(world => world.bugs)
  await Promise.all(worlds.splice(0).map(world => world.close()))
  expect(bugs).toEqual([])
})

describe('a Lambda action', () => {
  test('invokes the function asynchronously with the job event', async () => {
    const world = inWorld()
    await world.create(withActions(invoke({ inputArtifacts: [{ name: 'SourceOutput' }] })))
    const [{ Payload, ...rest } = { Payload: undefined }] = world.peers.inputs('lambda:Invoke')
    expect(rest).toEqual({ FunctionName: 'tests', InvocationType: 'Event' })
    const job = JSON.parse(new TextDecoder().decode(Payload as Uint8Array))['CodePipeline.job']
    const { s3location } = world.action('Source').outputArtifacts[0] ?? {}
    expect(job).toEqual({
      id: world.action('Test').jobId,
      accountId: '000000000000',
      data: {
        actionConfiguration: { configuration: { FunctionName: 'tests', UserParameters: 'commit c1' } },
        inputArtifacts: [
          {
            name: 'SourceOutput',
            revision: 'c1',
            location: { type: 'S3', s3Location: { bucketName: 'artifacts', objectKey: s3location?.key } },
          },
        ],
        outputArtifacts: [],
        artifactCredentials: expect.objectContaining({
          accessKeyId: 'ASIATESTTESTTESTTEST',
          secretAccessKey: 'test-secret',
        }),
      },
    })
    expect(world.asked).toContain('lambda:ListFunctions')
  })

  test('GetJobDetails tells the same and where in the pipeline', async () => {
    const world = inWorld()
    await world.create(withActions(invoke()))
    expect(await world.call('GetJobDetails', { jobId: world.action('Test').jobId })).toMatchObject({
      jobDetails: {
        data: {
          pipelineContext: {
            pipelineName: 'p',
            stage: { name: 'Rest' },
            action: { name: 'Test' },
            pipelineExecutionId: world.execution.id,
          },
          artifactCredentials: { secretAccessKey: 'test-secret' },
        },
      },
    })
  })

  test('never lets credentials reach the log', async () => {
    const world = inWorld()
    await world.create(withActions(invoke()))
    const log = readFileSync(join(world.stateFolder, 'events.jsonl'), 'utf8')
    expect(log).toContain('CreateJob')
    expect(log).not.toMatch(/test-secret|test-token|ASIATEST/)
  })

  test('fails at once when the function is not there', async () => {
    const world = inWorld()
    world.peers.answers['lambda:Invoke'] = () => {
      throw new ServiceError('ResourceNotFoundException', 'Function not found: tests', 404)
    }
    await world.create(withActions(invoke()))
    expect(world.action('Test').result?.errorDetails).toEqual({
      code: 'ConfigurationError',
      message: 'The AWS Lambda function tests cannot be found: Function not found: tests',
    })
  })
})
