// start_tests in an account that has what a scene says.

import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline'
import type { IAMClient } from '@aws-sdk/client-iam'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import { startTests } from '../start-tests/start-tests.ts'

export const jobId = '11111111-2222-3333-4444-555555555555'
const target = { stage: 'Beta', stackName: 'TimeService-beta', testsStackName: 'TimeService-tests' }

export const job = (userParameters: string | undefined = JSON.stringify(target)) => ({
  'CodePipeline.job': {
    id: jobId,
    accountId: '123456789012',
    data: {
      actionConfiguration: {
        configuration: { FunctionName: 'TimeService_start_tests', UserParameters: userParameters },
      },
      inputArtifacts: [],
      outputArtifacts: [],
      artifactCredentials: { accessKeyId: 'AKIASECRET', secretAccessKey: 'SECRET', sessionToken: 'SECRETTOKEN' },
    },
  },
})

export const crash = (more: object = {}) => ({
  version: '1.0',
  timestamp: '2026-11-20T00:00:00.000Z',
  requestContext: {
    requestId: 'request-1',
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:TimeService-tests-Tests-X:$LATEST',
    condition: 'RetriesExhausted',
    approximateInvokeCount: 1,
  },
  requestPayload: { jobId, stage: 'Beta', outputs: { ApiUrl: 'https://beta' } },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 300.00 seconds' },
  ...more,
})

export interface Stack {
  StackStatus: string
  StackStatusReason?: string
  Outputs?: Record<string, string>
  /** What the trust policies of its roles say, by their logical ids. */
  roles?: Record<string, object[]>
}

export const lambda = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }

export const stacks: Record<string, Stack> = {
  'TimeService-tests': {
    roles: { TestsRole: [lambda] },
    StackStatus: 'UPDATE_COMPLETE',
    Outputs: { TestFunction: 'TimeService-tests-Tests-X' },
  },
  'TimeService-beta': {
    roles: { FunctionRole: [lambda], Other: [lambda, lambda] },
    StackStatus: 'CREATE_COMPLETE',
    Outputs: { ApiUrl: 'https://beta', Version: '7' },
  },
}

export interface Scene {
  stacks: Record<string, Stack | Error>
  /** What Lambda answers: a status, or an error. */
  invoked?: number | Error
  reported?: Error
}

/** Runs start_tests against clients that answer as the scene says, and tells what was sent and logged. */
export async function play(event: unknown, scene: Partial<Scene> = {}) {
  const sent: { name: string; input: Record<string, unknown> }[] = []
  const logged: string[] = []
  const client = <T>(answer: (input: Record<string, unknown>, command: string) => unknown) =>
    ({
      send: async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
        sent.push({ name: command.constructor.name, input: command.input })
        const output = answer(command.input, command.constructor.name)
        if (output instanceof Error) throw output
        return output
      },
    }) as T
  const clients = {
    cloudFormation: client<CloudFormationClient>(({ StackName }, command) =>
      command === 'ListStackResourcesCommand'
        ? resourcesOf(String(StackName), scene.stacks ?? stacks)
        : describe_(String(StackName), scene.stacks ?? stacks),
    ),
    iam: client<IAMClient>(({ RoleName }) => roleOf(String(RoleName), scene.stacks ?? stacks)),
    lambda: client<LambdaClient>(() =>
      scene.invoked instanceof Error ? scene.invoked : { StatusCode: scene.invoked ?? 202 },
    ),
    codePipeline: client<CodePipelineClient>(() => scene.reported ?? {}),
  }
  await startTests(event, 'request-9', clients, entry => logged.push(JSON.stringify(entry)))
  const reports = sent.filter(({ name }) => name === 'PutJobFailureResultCommand').map(({ input }) => input)
  return { sent, reports, log: logged.join('\n') }
}

function describe_(name: string, all: Scene['stacks']): unknown {
  const stack = all[name]
  if (stack === undefined) return named('ValidationError', `Stack with id ${name} does not exist`)
  if (stack instanceof Error) return stack
  const Outputs = Object.entries(stack.Outputs ?? {}).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }))
  return { Stacks: [{ ...stack, StackName: name, Outputs }] }
}

const rolesOf = (stack: Stack | Error | undefined) =>
  stack === undefined || stack instanceof Error ? {} : (stack.roles ?? {})

const resourcesOf = (name: string, all: Scene['stacks']) => ({
  StackResourceSummaries: [
    { ResourceType: 'AWS::Lambda::Function', LogicalResourceId: 'Function', PhysicalResourceId: 'f' },
    ...Object.keys(rolesOf(all[name])).map(id => ({
      ResourceType: 'AWS::IAM::Role',
      LogicalResourceId: id,
      PhysicalResourceId: `${name}/${id}`,
    })),
  ],
})

const roleOf = (name: string, all: Scene['stacks']) => {
  const [stack = '', id = ''] = name.split('/')
  const document = JSON.stringify({ Statement: rolesOf(all[stack])[id] })
  return { Role: { AssumeRolePolicyDocument: encodeURIComponent(document) } }
}

export const named = (name: string, message: string) => Object.assign(new Error(message), { name })
