// AWS CodePipeline: tags of pipelines, the types of actions, and the way back to an earlier execution.

import {
  CodePipelineClient,
  CreatePipelineCommand,
  DeletePipelineCommand,
  ListActionTypesCommand,
  ListTagsForResourceCommand,
  RollbackStageCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-codepipeline'
import { refusal, useAccount } from './account.ts'
import { allowing, makeRole } from './roles.ts'

const account = useAccount()
const codepipeline = () => account.client(CodePipelineClient)

const actionOf = (category: 'Source' | 'Approval', provider: string, more: object = {}) => ({
  name: provider,
  actionTypeId: { category, owner: 'AWS', provider, version: '1' } as const,
  ...more,
})

let made: Promise<string> | undefined
const pipeline = (): Promise<string> => {
  made ??= makePipeline()
  return made
}

const makePipeline = async (): Promise<string> => {
  const name = account.name('tagged')
  const trust = { Service: 'codepipeline.amazonaws.com' }
  const configuration = { RepositoryName: account.name('nothing'), BranchName: 'main', PollForSourceChanges: 'false' }
  const source = actionOf('Source', 'CodeCommit', { configuration, outputArtifacts: [{ name: 'Source' }] })
  await codepipeline().send(
    new CreatePipelineCommand({
      pipeline: {
        name,
        roleArn: await makeRole(account, 'pipeline', trust, allowing('s3:*')),
        artifactStore: { type: 'S3', location: account.name('artifacts') },
        stages: [
          { name: 'Source', actions: [source] },
          { name: 'Gate', actions: [actionOf('Approval', 'Manual')] },
        ],
      },
    }),
  )
  account.later(() => codepipeline().send(new DeletePipelineCommand({ name })))
  return name
}

test('a pipeline has tags, and refuses those that AWS reserves', async () => {
  const resourceArn = account.arn('codepipeline', await pipeline())
  const tags = async () => (await codepipeline().send(new ListTagsForResourceCommand({ resourceArn }))).tags
  await codepipeline().send(new TagResourceCommand({ resourceArn, tags: [{ key: 'a', value: '1' }] }))
  expect(await tags()).toEqual([{ key: 'a', value: '1' }])
  await codepipeline().send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }))
  expect(await tags()).toEqual([])
  const reserved = new TagResourceCommand({ resourceArn, tags: [{ key: 'aws:a', value: '1' }] })
  expect(await refusal(codepipeline().send(reserved))).toMatchObject({ name: 'InvalidTagsException', status: 400 })
})

test('the types of actions that AWS has', async () => {
  const { actionTypes = [] } = await codepipeline().send(new ListActionTypesCommand({ actionOwnerFilter: 'AWS' }))
  expect(actionTypes.map(({ id }) => `${id?.category} ${id?.provider}`)).toEqual(
    expect.arrayContaining(['Approval Manual', 'Build CodeBuild', 'Deploy CloudFormation', 'Source CodeCommit']),
  )
})

test('there is no way back to an execution that is not there', async () => {
  const rollback = new RollbackStageCommand({
    pipelineName: await pipeline(),
    stageName: 'Gate',
    targetPipelineExecutionId: '11111111-2222-4333-8444-555555555555',
  })
  expect(await refusal(codepipeline().send(rollback))).toMatchObject({ status: 400 })
})
