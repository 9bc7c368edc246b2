// Functions of somebody who may push: they may ask for any policy and run any code, and the permissions boundary is what stops them.

import type { Holdings } from './holdings.ts'
import { type Scene, startScene } from './scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await startScene()
})
afterAll(async () => await scene.close())

/** What does not belong to the stacks that the commit is allowed to change. */
const beyond = (deployments: readonly string[], { objects, pipeline, ...found }: Holdings): unknown => {
  const changed = deployments.map(name => `TimeService-${name}`)
  const isBeyond = (value: unknown) => !changed.some(name => JSON.stringify(value).includes(name))
  return {
    pipeline,
    objects,
    answers: Object.entries(found.answers).filter(([stage]) => !deployments.includes(stage)),
    stacks: found.stacks.filter(({ StackName }) => !changed.includes(StackName)),
    functions: found.functions.filter(isBeyond),
    roles: found.access.roles.filter(isBeyond),
    policies: found.access.policies,
    users: found.access.users,
  }
}

interface State {
  readonly stageStates: readonly {
    readonly stageName: string
    readonly actionStates: readonly {
      readonly actionName: string
      readonly latestExecution?: { readonly status: string; readonly token?: string }
    }[]
  }[]
}

/** As the developer sees it: watching shows the token too. */
const approval = async () => {
  const { stageStates } = await scene.developer.call<State>('codepipeline', 'GetPipelineState', {
    name: scene.pipelineName,
  })
  return stageStates
    .find(({ stageName }) => stageName === 'Prod')
    ?.actionStates.find(({ actionName }) => actionName === 'Approve')?.latestExecution
}

const approver = (token: string) => `
const { CodePipelineClient, PutApprovalResultCommand, PutJobFailureResultCommand, PutJobSuccessResultCommand } =
  require('@aws-sdk/client-codepipeline')
exports.handler = async ({ jobId }) => {
  const codepipeline = new CodePipelineClient({})
  const said = await codepipeline
    .send(new PutApprovalResultCommand({
      pipelineName: 'TimeService', stageName: 'Prod', actionName: 'Approve', token: '${token}',
      result: { status: 'Approved', summary: 'by the tests' },
    }))
    .then(() => undefined, error => error.name + ': ' + error.message)
  await codepipeline.send(said === undefined
    ? new PutJobSuccessResultCommand({ jobId })
    : new PutJobFailureResultCommand({ jobId, failureDetails: { type: 'JobFailed', message: said } }))
}
`

test('a test function that approves Prod while a release waits there, with the token that everybody who watches can see', async () => {
  const { flow, developer } = scene
  const before = beyond(['tests', 'beta', 'gamma'], await scene.now())
  flow.repository.commit('an honest change', { 'app/dist/index.cjs': scene.edited('app/dist/index.cjs', 'v1', 'v2') })
  const waiting = await flow.push(developer.key)
  await flow.gate(waiting)
  const { token = '' } = (await approval()) ?? {}
  const { action, reason, refusals } = await scene.attack('approve Prod', {
    'test-app/dist/index.cjs': approver(token),
    'test-sam.yaml': scene.edited(
      'test-sam.yaml',
      '                - codepipeline:PutJobFailureResult\n',
      '                - codepipeline:PutJobFailureResult\n                - codepipeline:PutApprovalResult\n',
    ),
  })
  expect(action).toBe('Beta/Test')
  expect(reason).toMatch(
    /^AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role\/TimeService-tests-TestsRole-\w+\/TimeService-tests-Tests-\w+ is not authorized to perform: codepipeline:PutApprovalResult on resource: arn:aws:codepipeline:us-east-1:000000000000:TimeService\/Prod\/Approve because no permissions boundary allows/,
  )
  expect(reason).toContain(refusals[0])
  expect(await approval()).toMatchObject({ status: 'InProgress', token })
  expect(beyond(['tests', 'beta', 'gamma'], await scene.now())).toEqual(before)
  await flow.answer('Rejected')
  expect(await flow.end(waiting)).toBe('FAILED')
  // A token is good for one answer: whoever recorded it cannot answer again.
  const again = flow.call('codepipeline', 'PutApprovalResult', {
    pipelineName: 'TimeService',
    stageName: 'Prod',
    actionName: 'Approve',
    token,
    result: { status: 'Approved', summary: 'again' },
  })
  await expect(again).rejects.toMatchObject({ code: 'ApprovalAlreadyCompletedException' })
})

const greedy = (prodFunction: string, bucket: string, key: string) => `
const attempts = [
  ['Lambda', 'UpdateFunctionConfiguration', { FunctionName: '${prodFunction}', Timeout: 1 }],
  ['Lambda', 'Invoke', { FunctionName: 'TimeService_start_tests' }],
  ['S3', 'GetObject', { Bucket: '${bucket}', Key: '${key}' }],
  ['IAM', 'CreateUser', { UserName: 'mine' }],
  ['STS', 'AssumeRole', { RoleArn: process.env.ROLE, RoleSessionName: 'mine' }],
  ['CodePipeline', 'PutJobSuccessResult', { jobId: '00000000-0000-4000-8000-000000000000' }],
]
exports.handler = async () => {
  for (const [service, operation, input] of attempts) {
    const sdk = require('@aws-sdk/client-' + service.toLowerCase())
    await new sdk[service + 'Client']({ forcePathStyle: true }).send(new sdk[operation + 'Command'](input)).catch(() => {})
  }
  return { statusCode: 500, body: '' }
}
`

test('an application that asks for everything in Beta gets nothing beyond its boundary', async () => {
  const { flow } = scene
  const before = beyond(['tests', 'beta'], await scene.now())
  const bucket = flow.outputs.get('ArtifactBucketName') ?? ''
  const prodFunction =
    scene.before.stacks.find(({ StackName }) => StackName === 'TimeService-prod')?.resources.get('Function') ?? ''
  const prodRole = scene.before.roleArns.find(arn => arn.includes('-ProdDeploymentRole-')) ?? ''
  const [key = ''] = scene.before.objects.keys()
  const { action, refusals } = await scene.attack('ask for everything', {
    'app/dist/index.cjs': greedy(prodFunction, bucket, key),
    'app-sam.yaml': scene.edited(
      'app-sam.yaml',
      '      Tracing: Active',
      `      Tracing: Active
      Environment: { Variables: { ROLE: '${prodRole}' } }
      Policies: [{ Version: '2012-10-17', Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] }]`,
    ),
  })
  expect(action).toBe('Beta/Test')
  const who =
    /^User: arn:aws:sts::000000000000:assumed-role\/TimeService-beta-FunctionRole-\w+\/TimeService-beta-Function-\w+ is not authorized to perform: /
  expect(refusals.map(refusal => refusal.replace(who, ''))).toEqual([
    expect.stringMatching(
      /^lambda:UpdateFunctionConfiguration on resource: .*:function:TimeService-prod-Function-\w+ because no permissions boundary allows/,
    ),
    expect.stringMatching(
      /^lambda:InvokeFunction on resource: .*:function:TimeService_start_tests because no permissions boundary allows/,
    ),
    expect.stringMatching(/^s3:GetObject on resource: arn:aws:s3:::.* because no permissions boundary allows/),
    expect.stringMatching(/^iam:CreateUser on resource: .*:user\/mine because no permissions boundary allows/),
    expect.stringMatching(/^sts:AssumeRole on resource: .*ProdDeploymentRole/),
    expect.stringMatching(/^codepipeline:PutJobSuccessResult on resource: .* because no permissions boundary allows/),
  ])
  expect(beyond(['tests', 'beta'], await scene.now())).toEqual(before)
})
