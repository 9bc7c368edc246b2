// Whoever pushes says what the build writes, and the build may write every key of a build output that it knows. So nobody who may push is told
// one: the output of a release that waits at the gate cannot be exchanged for another.

import { deployments } from '../support/stages.ts'
import { type Scene, startScene } from './scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await startScene()
})
afterAll(async () => await scene.close())

interface Executions {
  readonly pipelineExecutionSummaries: readonly { readonly pipelineExecutionId: string }[]
}

/** What each action of the developers' policy answers, where it is one that looks. */
const seen = async (): Promise<ReadonlyMap<string, unknown>> => {
  const { developer, pipelineName } = scene
  const { pipelineExecutionSummaries } = await developer.call<Executions>('codepipeline', 'ListPipelineExecutions', {
    pipelineName,
  })
  const pipelineExecutionId = pipelineExecutionSummaries[0]?.pipelineExecutionId
  const logGroupName = `/aws/codebuild/${pipelineName}`
  const { events } = await developer.call<{ events: readonly { logStreamName: string }[] }>('logs', 'FilterLogEvents', {
    logGroupName,
  })
  const repositoryName = pipelineName
  const { branch } = await developer.call<{ branch: { commitId: string } }>('codecommit', 'GetBranch', {
    repositoryName,
    branchName: 'main',
  })
  const stacks = deployments.map(name => ({ StackName: `${pipelineName}-${name}` }))
  const looks: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
    'codepipeline:GetPipeline': [{ name: pipelineName }],
    'codepipeline:GetPipelineExecution': [{ pipelineName, pipelineExecutionId }],
    'codepipeline:GetPipelineState': [{ name: pipelineName }],
    'codepipeline:ListPipelineExecutions': [{ pipelineName }],
    'logs:FilterLogEvents': [{ logGroupName }],
    'logs:GetLogEvents': [{ logGroupName, logStreamName: events[0]?.logStreamName }],
    'cloudformation:DescribeStacks': stacks,
    'cloudformation:DescribeStackEvents': stacks,
    'codecommit:GetRepository': [{ repositoryName }],
    'codecommit:GetBranch': [{ repositoryName, branchName: 'main' }],
    'codecommit:GetCommit': [{ repositoryName, commitId: branch.commitId }],
    'codecommit:ListBranches': [{ repositoryName }],
  }
  const answers = new Map<string, unknown>()
  for (const [action, inputs] of Object.entries(looks)) {
    const [service = '', operation = ''] = action.split(':')
    answers.set(action, await Promise.all(inputs.map(input => developer.call(service, operation, input))))
  }
  return answers
}

/** Every action that the policy for developers allows. */
const allowed = async (): Promise<readonly string[]> => {
  const { PolicyVersion } = await scene.flow.call<{ PolicyVersion: { Document: string } }>('iam', 'GetPolicyVersion', {
    PolicyArn: scene.flow.outputs.get('DevelopersPolicyArn'),
    VersionId: 'v1',
  })
  const { Statement } = JSON.parse(decodeURIComponent(PolicyVersion.Document)) as {
    Statement: readonly { Action: string | readonly string[] }[]
  }
  return Statement.flatMap(({ Action }) => Action)
}

test('nothing that a developer may look at names the key of a build output', async () => {
  const answers = await seen()
  const git = ['codecommit:GitPull', 'codecommit:GitPush']
  expect([...answers.keys()].sort()).toEqual((await allowed()).filter(action => !git.includes(action)).sort())
  const outputs = [...scene.before.objects.keys()].filter(key => key.includes('/BuildOutp'))
  expect(outputs).toHaveLength(1)
  const telling = [...answers].filter(([, answer]) => outputs.some(key => JSON.stringify(answer).includes(key)))
  expect(telling.map(([action]) => action)).toEqual([])
})

test.each([
  ['codepipeline', 'ListActionExecutions', () => ({ pipelineName: scene.pipelineName })],
  ['codebuild', 'BatchGetBuilds', () => ({ ids: [`${scene.pipelineName}:00000000-0000-4000-8000-000000000000`] })],
  ['s3', 'ListObjectsV2', () => ({ Bucket: scene.flow.outputs.get('ArtifactBucketName') })],
] as const)('a developer may not ask %s for %s, which would', async (service, operation, input) => {
  await expect(scene.developer.call(service, operation, input())).rejects.toThrow(
    /^User: arn:aws:iam::000000000000:user\/developer is not authorized to perform: \w+:\w+ on resource: .* because no identity-based policy allows/,
  )
})
