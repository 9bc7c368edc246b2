import {
  approval,
  build,
  configured,
  invoke,
  type Json,
  source,
  stage,
  withActions,
} from '../../../../tests/support/codepipeline/declarations.ts'
import { BUILD_ID, buildEvent } from '../../../../tests/support/codepipeline/peers.ts'
import { World } from '../../../../tests/support/codepipeline/world.ts'
import { testRuntime } from '../../../../tests/support/test-runtime.ts'

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

const ended =
  (buildStatus: string, more: Json = {}) =>
  () => ({ builds: [{ id: BUILD_ID, buildStatus, ...more }] })

test('a CodeCommit source uploads the head of its branch and tells of the commit', async () => {
  const world = inWorld()
  await world.create()
  const { status, outputArtifacts } = world.action('Source')
  expect(status).toBe('Succeeded')
  expect(world.peers.inputs('codecommit:UploadArchive')).toEqual([
    { repositoryName: 'r', commitId: 'c1', s3Bucket: 'artifacts', s3Key: outputArtifacts[0]?.s3location.key },
  ])
  expect(world.execution.outputs.get('SourceVariables')).toEqual({
    RepositoryName: 'r',
    BranchName: 'main',
    CommitId: 'c1',
    CommitMessage: 'say the time\n',
    AuthorDate: '2026-01-01T00:00:00Z',
    CommitterDate: '2026-01-01T00:00:01Z',
  })
  expect(await world.call('ListPipelineExecutions', { pipelineName: 'p' })).toMatchObject({
    pipelineExecutionSummaries: [
      {
        status: 'InProgress',
        sourceRevisions: [{ actionName: 'Source', revisionId: 'c1', revisionSummary: 'say the time' }],
      },
    ],
  })
})

test('calls are made with the role of the pipeline, assumed by CodePipeline', async () => {
  const world = inWorld()
  await world.create()
  expect(world.peers.calls.map(({ principal }) => principal)).toContainEqual(
    expect.objectContaining({
      roleArn: 'arn:aws:iam::000000000000:role/pipeline',
      by: 'codepipeline.amazonaws.com',
      sessionName: 'p-',
    }),
  )
})

test('a role of the action is assumed through that of the pipeline', async () => {
  const world = inWorld()
  const roleArn = 'arn:aws:iam::000000000000:role/other'
  world.peers.answers['codecommit:GetBranch'] = () => {
    throw new Error('stop here')
  }
  await world.create({ stages: [stage('Source', source({ roleArn })), stage('Test', invoke())] }).catch(() => undefined)
  expect(world.peers.inputs('sts:AssumeRole')).toEqual([{ RoleArn: roleArn, RoleSessionName: 'p-' }])
})

test('a build starts on the source artifact, and its output goes where the artifact belongs', async () => {
  const world = inWorld()
  const variables = '[{"name":"COMMIT","value":"#{SourceVariables.CommitId}"}]'
  await world.create(withActions(configured(build(), { EnvironmentVariables: variables })))
  const [sourceArtifact] = world.action('Source').outputArtifacts
  const [, , name] = world.action('Build').outputArtifacts[0]?.s3location.key.split('/') ?? []
  expect(world.peers.inputs('codebuild:StartBuild')).toEqual([
    expect.objectContaining({
      projectName: 'project',
      sourceTypeOverride: 'S3',
      sourceLocationOverride: `artifacts/${sourceArtifact?.s3location.key}`,
      sourceVersion: 'c1',
      secondarySourcesOverride: [],
      artifactsOverride: {
        type: 'S3',
        location: 'artifacts',
        path: 'p/BuildOutpu',
        name,
        packaging: 'ZIP',
        namespaceType: 'NONE',
        overrideArtifactName: false,
      },
      environmentVariablesOverride: [{ name: 'COMMIT', value: 'c1', type: 'PLAINTEXT' }],
    }),
  ])
})

test('the end of a build comes with its event; exported variables become output variables', async () => {
  const world = inWorld()
  await world.create(withActions(build({ namespace: 'Built' })))
  expect(world.action('Build')).toMatchObject({
    status: 'InProgress',
    externalExecutionId: BUILD_ID,
    externalExecutionUrl: 'http://logs',
  })
  world.peers.answers['codebuild:BatchGetBuilds'] = ended('SUCCEEDED', {
    exportedEnvironmentVariables: [{ name: 'V', value: '1' }],
  })
  await world.record(buildEvent('SUCCEEDED'))
  expect(world.execution.status).toBe('Succeeded')
  expect(world.execution.outputs.get('Built')).toEqual({ V: '1' })
})

test('a build that ended before anybody listened is noticed', async () => {
  const world = inWorld()
  world.peers.answers['codebuild:BatchGetBuilds'] = ended('SUCCEEDED')
  expect((await world.create(withActions(build()))).status).toBe('Succeeded')
})

test('a failed build fails its action with phase, code and message', async () => {
  const world = inWorld()
  const contexts = [
    {
      statusCode: 'COMMAND_EXECUTION_ERROR',
      message: 'Error while executing command: npm test. Reason: exit status 1',
    },
  ]
  world.peers.answers['codebuild:BatchGetBuilds'] = ended('FAILED', {
    phases: [{ phaseType: 'BUILD', phaseStatus: 'FAILED', contexts }],
  })
  await world.create(withActions(build()))
  expect(world.action('Build').result?.errorDetails).toEqual({
    code: 'JobFailed',
    message:
      'Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR. Message: Error while executing command: npm test. Reason: exit status 1',
  })
})

test('a refused call fails the action with the refusal, and the execution with it', async () => {
  const world = inWorld(World.on(testRuntime, 'codebuild:StartBuild'))
  const { status } = await world.create(withActions(build()))
  expect(status).toBe('Failed')
  expect(world.action('Build').result?.errorDetails).toEqual({
    code: 'PermissionError',
    message: 'not authorized to perform: codebuild:StartBuild',
  })
})

test('a refused approval changes nothing', async () => {
  const world = inWorld(World.on(testRuntime, 'codepipeline:PutApprovalResult'))
  await world.create(withActions(approval()))
  const { token } = world.action('Approve')
  const result = { status: 'Approved', summary: '' }
  const answer = { pipelineName: 'p', stageName: 'Rest', actionName: 'Approve', token, result }
  await expect(world.call('PutApprovalResult', answer)).rejects.toThrow('not authorized')
  expect(world.action('Approve').status).toBe('InProgress')
})

test('EnvironmentVariables that are no list fail the action and say what they should be', async () => {
  const world = inWorld()
  await world.create(withActions(configured(build(), { EnvironmentVariables: '{"A":"b"}' })))
  expect(world.action('Build').result?.errorDetails?.message).toMatch(/should be a JSON list of \{"name", "value"/)
})

test('an S3 source copies the object that the pipeline was asked for', async () => {
  const world = inWorld()
  world.peers.objects.set('drop/app.zip', new TextEncoder().encode('zip'))
  const configuration = { S3Bucket: 'drop', S3ObjectKey: 'app.zip', PollForSourceChanges: 'false' }
  const actionTypeId = { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' }
  await world.create({ stages: [stage('Source', source({ actionTypeId, configuration })), stage('Build', build())] })
  const { s3location } = world.action('Source').outputArtifacts[0] ?? {}
  expect(Buffer.from(world.peers.objects.get(`artifacts/${s3location?.key}`) ?? []).toString()).toBe('zip')
  expect(world.execution.outputs.get('SourceVariables')).toMatchObject({ VersionId: 'v1', ObjectKey: 'app.zip' })
})

test('an approval tells its topic who waits for what', async () => {
  const world = inWorld()
  await world.create(
    withActions(configured(approval(), { NotificationArn: 'arn:topic', ExternalEntityLink: 'http://link' })),
  )
  const [{ TopicArn, Message } = {}] = world.peers.inputs('sns:Publish')
  expect(TopicArn).toBe('arn:topic')
  expect(JSON.parse(String(Message))).toMatchObject({
    region: 'us-east-1',
    approval: {
      pipelineName: 'p',
      stageName: 'Rest',
      actionName: 'Approve',
      token: world.action('Approve').token,
      expires: '2026-01-08T00:00Z',
      externalEntityLink: 'http://link',
      customData: 'release c1',
    },
  })
})

describe('after a restart', () => {
  test('an approval waits on with the same token', async () => {
    const before = World.on(testRuntime)
    await before.create(withActions(approval()))
    const { token } = before.action('Approve')
    const world = inWorld(await before.restart())
    expect(world.action('Approve')).toMatchObject({ status: 'InProgress', token })
    const result = { status: 'Approved', summary: '' }
    await world.call('PutApprovalResult', {
      pipelineName: 'p',
      stageName: 'Rest',
      actionName: 'Approve',
      token,
      result,
    })
    expect(world.execution.status).toBe('Succeeded')
  })

  test('a build that ended meanwhile is asked for', async () => {
    const before = World.on(testRuntime)
    await before.create(withActions(build()))
    before.peers.answers['codebuild:BatchGetBuilds'] = ended('FAULT')
    const world = inWorld(await before.restart())
    expect(world.action('Build').result?.errorDetails?.message).toBe('Build terminated with state: FAULT')
    expect(world.peers.inputs('codebuild:StartBuild')).toHaveLength(1)
  })
})
