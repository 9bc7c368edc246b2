// Real commits through the real local cloud: what happens to each on its way to Prod. Each test has a cloud of its own.

import {
  CodePipelineClient,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  PutApprovalResultCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline'
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { type Flow, startFlow } from './support/flow.ts'
import { releasedFlow } from './support/released.ts'

/** Each test says which flow it needs: a new one, or one that has released v1. */
let flow: Flow
afterEach(async () => {
  await flow.close()
  expect(flow.bugs).toEqual([])
})

/** The version that the stage answers over HTTP, or the status of a refusal. */
const version = async (stage: string): Promise<unknown> => {
  const answer = await fetch(`${await flow.url(stage)}/version`)
  return answer.status === 200 ? ((await answer.json()) as { version: string }).version : answer.status
}

const app = 'app/dist/index.cjs'

const commitVersion = (name: string) =>
  flow.repository.commit(name, {
    [app]: flow.repository.read(app).replace(/const version = .*/, `const version = '${name}'`),
  })

const commitBroken = () =>
  flow.repository.commit('break', { [app]: flow.repository.read(app).replace('statusCode: 200', 'statusCode: 500') })

const release = async (): Promise<string> => {
  const id = await flow.push()
  await flow.gate(id)
  await flow.answer('Approved')
  expect(await flow.end(id)).toBe('SUCCEEDED')
  return id
}

interface ActionDetail {
  readonly stageName: string
  readonly actionName: string
  readonly status: string
  readonly output?: {
    readonly executionResult?: { readonly errorDetails?: { readonly code: string; readonly message: string } }
  }
}

const actionOf = async (executionId: string, stage: string, action: string): Promise<ActionDetail | undefined> => {
  const { actionExecutionDetails } = await flow.call<{ actionExecutionDetails: readonly ActionDetail[] }>(
    'codepipeline',
    'ListActionExecutions',
    { pipelineName: flow.outputs.get('PipelineName'), filter: { pipelineExecutionId: executionId } },
  )
  return actionExecutionDetails.find(({ stageName, actionName }) => stageName === stage && actionName === action)
}

test('a commit travels to Prod and answers there once it is approved', async () => {
  flow = await startFlow()
  const id = await flow.push()
  await flow.gate(id)
  expect(await version('gamma')).toBe('v1')
  await flow.answer('Approved')
  expect(await flow.end(id)).toBe('SUCCEEDED')
  expect(await version('prod')).toBe('v1')
  const actions = [
    'Source/Source',
    'Build/Build',
    'DeployTests/Deploy',
    'Beta/Deploy',
    'Beta/Test',
    'Gamma/Deploy',
    'Gamma/Test',
  ]
  expect(flow.actionStates(id)).toEqual(
    [...actions, 'Prod/Approve', 'Prod/Deploy', 'Prod/Test'].flatMap(action => [
      `${action} STARTED`,
      `${action} SUCCEEDED`,
    ]),
  )
})

test('tests that fail at Beta stop the pipeline: the other stages still serve the old version', async () => {
  flow = await releasedFlow()
  commitBroken()
  const id = await flow.push()
  expect(await flow.end(id)).toBe('FAILED')
  expect((await actionOf(id, 'Beta', 'Test'))?.output?.executionResult?.errorDetails).toEqual({
    code: 'JobFailed',
    message: '1 of 1 checks failed: GET /version answered 500, expected 200',
  })
  expect(await version('beta')).toBe(500)
  expect(await version('gamma')).toBe('v1')
  expect(await version('prod')).toBe('v1')
})

test('a rejected release does not reach Prod', async () => {
  flow = await releasedFlow()
  commitVersion('v2')
  const id = await flow.push()
  await flow.gate(id)
  await flow.answer('Rejected', 'not on a Friday')
  expect(await flow.end(id)).toBe('FAILED')
  expect((await actionOf(id, 'Prod', 'Approve'))?.status).toBe('Failed')
  expect(await version('gamma')).toBe('v2')
  expect(await version('prod')).toBe('v1')
})

test('while one execution waits at the gate, a newer one supersedes the one behind it', async () => {
  flow = await startFlow()
  const first = await flow.push()
  await flow.gate(first)
  commitVersion('v2')
  const second = await flow.push()
  await flow.event(
    ({ 'detail-type': type, detail }) =>
      type === 'CodePipeline Stage Execution State Change' &&
      JSON.stringify(detail).includes(second) &&
      (detail as { stage: string; state: string }).stage === 'Gamma' &&
      (detail as { state: string }).state === 'SUCCEEDED',
  )
  commitVersion('v3')
  const third = await flow.push()
  expect(await flow.end(second)).toBe('SUPERSEDED')
  await flow.answer('Approved')
  expect(await flow.end(first)).toBe('SUCCEEDED')
  await flow.gate(third)
  expect(await version('prod')).toBe('v1')
  await flow.answer('Approved')
  expect(await flow.end(third)).toBe('SUCCEEDED')
  expect(await version('prod')).toBe('v3')
})

test('a push that changes nothing in the tests leaves the resources of the tests stack alone', async () => {
  flow = await releasedFlow()
  const changes = () => eventsOf('tests')
  const before = await changes()
  commitVersion('v2')
  await release()
  expect(await changes()).toBe(before)
  expect(await version('prod')).toBe('v2')
})

test('a commit that changes nothing but a setting of the function is served in every stage', async () => {
  flow = await releasedFlow()
  const template = flow.repository.read('app-sam.yaml')
  flow.repository.commit('wait less', { 'app-sam.yaml': template.replace('Timeout: 60', 'Timeout: 25') })
  await release()
  for (const stage of ['beta', 'gamma', 'prod']) expect(await servedTimeout(stage)).toBe(25)
})

const servedTimeout = async (stage: string): Promise<number> => {
  const { StackResourceDetail } = await flow.call<{ StackResourceDetail: { PhysicalResourceId: string } }>(
    'cloudformation',
    'DescribeStackResource',
    { StackName: `${flow.outputs.get('PipelineName')}-${stage}`, LogicalResourceId: 'FunctionAliaslive' },
  )
  const { Timeout } = await flow.call<{ Timeout: number }>('lambda', 'GetFunctionConfiguration', {
    FunctionName: StackResourceDetail.PhysicalResourceId,
  })
  return Timeout
}

/** Of its resources: a stack whose template has a transform is updated by every push, as AWS does it. */
const eventsOf = async (stack: string): Promise<number> => {
  const { StackEvents } = await flow.call<{ StackEvents: readonly { readonly ResourceType: string }[] }>(
    'cloudformation',
    'DescribeStackEvents',
    {
      StackName: `${flow.outputs.get('PipelineName')}-${stack}`,
    },
  )
  return StackEvents.filter(({ ResourceType }) => ResourceType !== 'AWS::CloudFormation::Stack').length
}

test('after a restart everything is there again, and an approval that waited can be given', async () => {
  flow = await releasedFlow()
  commitVersion('v2')
  const id = await flow.push()
  await flow.gate(id)
  await flow.restart()
  expect(await version('gamma')).toBe('v2')
  expect(await version('prod')).toBe('v1')
  await flow.answer('Approved')
  expect(await flow.end(id)).toBe('SUCCEEDED')
  expect(await version('prod')).toBe('v2')
})

test('a stack that fails to deploy is rolled back, the old version still answers, and a revert is released', async () => {
  flow = await releasedFlow()
  const template = flow.repository.read('app-sam.yaml')
  flow.repository.commit('break the stack', {
    'app-sam.yaml': template.replace(
      'Handler: index.handler',
      'Handler: index.handler\n      Layers: [arn:aws:lambda:us-east-1:000000000000:layer:none:1]',
    ),
  })
  const id = await flow.push()
  expect(await flow.end(id)).toBe('FAILED')
  expect((await actionOf(id, 'Beta', 'Deploy'))?.output?.executionResult?.errorDetails?.message).toMatch(/Layers|layer/)
  expect(await version('beta')).toBe('v1')
  flow.repository.git('revert', '--no-edit', 'HEAD')
  await flow.gate(await flow.push())
})

test('a release manager with the unmodified SDK: looks, approves, and may do nothing else', async () => {
  flow = await releasedFlow()
  const pipelineName = flow.outputs.get('PipelineName') ?? ''
  const iam = new IAMClient(flow.sdk)
  await iam.send(new CreateUserCommand({ UserName: 'rosa' }))
  await iam.send(
    new AttachUserPolicyCommand({ UserName: 'rosa', PolicyArn: flow.outputs.get('ReleaseManagersPolicyArn') }),
  )
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'rosa' }))
  const rosa = new CodePipelineClient({
    ...flow.sdk,
    credentials: { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' },
  })
  commitVersion('v2')
  const id = await flow.push()
  await flow.gate(id)
  const { stageStates } = await rosa.send(new GetPipelineStateCommand({ name: pipelineName }))
  const approve = stageStates
    ?.find(({ stageName }) => stageName === 'Prod')
    ?.actionStates?.find(({ actionName }) => actionName === 'Approve')
  const answer = (token: string | undefined) =>
    rosa.send(
      new PutApprovalResultCommand({
        pipelineName,
        stageName: 'Prod',
        actionName: 'Approve',
        token,
        result: { status: 'Approved', summary: 'looks good' },
      }),
    )
  await expect(answer('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
    name: 'InvalidApprovalTokenException',
  })
  await expect(rosa.send(new StartPipelineExecutionCommand({ name: pipelineName }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  })
  expect((await answer(approve?.latestExecution?.token)).approvedAt).toBeInstanceOf(Date)
  expect(await flow.end(id)).toBe('SUCCEEDED')
  const { actionExecutionDetails } = await rosa.send(
    new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId: id } }),
  )
  expect(actionExecutionDetails?.every(({ status }) => status === 'Succeeded')).toBe(true)
})
