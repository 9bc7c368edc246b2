// Real templates over the real services: what the resource types ask for is what the services understand.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testRuntime } from '../../../tests/support/test-runtime.ts'
import { zipOf } from '../../host/zip.ts'
import { services } from '../../services.ts'

const root = join(import.meta.dirname, '../../..')
const service = join(root, 'tests/support/small-service')
const ours = [...services].sort(service => (service.signingName === 'cloudformation' ? -1 : 1))

let cloud: ReturnType<typeof testRuntime>
beforeEach(() => {
  cloud = testRuntime(ours)
})
afterEach(async () => {
  expect(cloud.bugs).toEqual([])
  await cloud.close()
})

interface Stack {
  readonly StackStatus: string
  readonly Outputs: readonly { readonly OutputKey: string; readonly OutputValue: string }[]
}

const call = async <Output>(operation: string, input: Record<string, unknown>, service = 'cloudformation') =>
  (await cloud.call(operation, input, service)) as Output

const stackOf = async (StackName: string): Promise<Stack> => {
  const { Stacks } = await call<{ readonly Stacks: readonly [Stack] }>('DescribeStacks', { StackName })
  return Stacks[0]
}

/** The status that the stack comes to rest in, with what failed. */
const deploy = async (operation: string, StackName: string, TemplateBody: string, more = {}): Promise<string> => {
  const Capabilities = ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']
  await call(operation, { StackName, TemplateBody, Capabilities, ...more })
  await cloud.runtime.idle()
  const { StackEvents } = await call<{ readonly StackEvents: readonly Record<string, string>[] }>(
    'DescribeStackEvents',
    {
      StackName,
    },
  )
  const failures = StackEvents.filter(event => event.ResourceStatus?.endsWith('_FAILED'))
  return [(await stackOf(StackName)).StackStatus, ...failures.map(event => event.ResourceStatusReason)].join('\n')
}

const ended = async (StackName: string): Promise<string> => {
  await call('DeleteStack', { StackName })
  await cloud.runtime.idle()
  const { StackSummaries } = await call<{
    readonly StackSummaries: readonly { readonly StackName: string; readonly StackStatus: string }[]
  }>('ListStacks', {})
  return StackSummaries.find(stack => stack.StackName === StackName)?.StackStatus ?? 'none'
}

const package_ = async (key: string, code: string): Promise<void> => {
  await call('PutObject', { Bucket: 'packages', Key: key, Body: await zipOf({ 'index.js': code }) }, 's3')
}

const sam = (name: string, key: string): string =>
  readFileSync(join(service, name), 'utf8').replace(/CodeUri: \S+/, `CodeUri: s3://packages/${key}`)

test('the template of the pipeline is deployed and deleted', async () => {
  const body = readFileSync(join(root, 'pipeline/pipeline.golden.json'), 'utf8')
  const compact = JSON.stringify(JSON.parse(body))
  expect(await deploy('CreateStack', 'pipeline', compact)).toBe('CREATE_COMPLETE')
  const { Outputs } = await stackOf('pipeline')
  expect(Outputs.find(output => output.OutputKey === 'RepositoryCloneUrl')?.OutputValue).toBe(
    'http://127.0.0.1:0/v1/repos/TimeService',
  )
  const { pipeline } = await call<{ readonly pipeline: { readonly stages: readonly { readonly name: string }[] } }>(
    'GetPipeline',
    { name: 'TimeService' },
    'codepipeline',
  )
  expect(pipeline.stages.map(stage => stage.name)).toEqual(['Source', 'Build', 'DeployTests', 'Beta', 'Gamma', 'Prod'])
  expect(await ended('pipeline')).toBe('DELETE_COMPLETE')
  // Both are retained: another stack's API may log with the role.
  const { cloudwatchRoleArn = '' } = await call<{ cloudwatchRoleArn?: string }>('GetAccount', {}, 'apigateway')
  const RoleName = cloudwatchRoleArn.split('/').at(-1)
  expect(await call('GetRole', { RoleName }, 'iam')).toMatchObject({ Role: { Arn: cloudwatchRoleArn } })
})

test('the application is deployed, updated, rolled back and deleted', async () => {
  await call('CreateBucket', { Bucket: 'packages' }, 's3')
  await package_('one', 'exports.handler = async () => ({ statusCode: 200, body: "one" })')
  await package_('two', 'exports.handler = async () => ({ statusCode: 200, body: "two" })')
  expect(await deploy('CreateStack', 'app', sam('app-sam.yaml', 'one'))).toBe('CREATE_COMPLETE')
  const { Outputs } = await stackOf('app')
  expect(Outputs).toMatchObject([
    {
      OutputKey: 'ApiUrl',
      OutputValue: expect.stringMatching(/^http:\/\/127\.0\.0\.1:0\/execute-api\/[a-z0-9]{10}\/beta$/),
    },
  ])
  // A template with a transform is an update, also when nothing changes.
  expect(await deploy('UpdateStack', 'app', sam('app-sam.yaml', 'one'))).toBe('UPDATE_COMPLETE')
  expect(await deploy('UpdateStack', 'app', sam('app-sam.yaml', 'two'))).toBe('UPDATE_COMPLETE')
  const was = await aliasOf('app')
  expect(was).toBe('2')
  expect(await deploy('UpdateStack', 'app', sam('app-sam.yaml', 'missing'))).toMatch(
    /^UPDATE_ROLLBACK_COMPLETE\nResource handler returned message: "Error occurred while GetObject\. S3 Error Code: NoSuchKey\./,
  )
  expect(await aliasOf('app')).toBe(was)
  expect(await ended('app')).toBe('DELETE_COMPLETE')
})

const aliasOf = async (StackName: string): Promise<string> => {
  const { StackResourceDetail } = await call<{ readonly StackResourceDetail: { readonly PhysicalResourceId: string } }>(
    'DescribeStackResource',
    { StackName, LogicalResourceId: 'Function' },
  )
  const FunctionName = StackResourceDetail.PhysicalResourceId
  const { FunctionVersion } = await call<{ readonly FunctionVersion: string }>(
    'GetAlias',
    { FunctionName, Name: 'live' },
    'lambda',
  )
  return FunctionVersion
}

test('the function of the tests is deployed with its destination, changed and deleted', async () => {
  await call('CreateBucket', { Bucket: 'packages' }, 's3')
  await package_('one', 'exports.handler = async () => {}')
  const reporter = 'arn:aws:lambda:us-east-1:000000000000:function:reporter'
  const Parameters = [{ ParameterKey: 'ReportFunction', ParameterValue: reporter }]
  expect(await deploy('CreateStack', 'tests', sam('test-sam.yaml', 'one'))).toBe('CREATE_COMPLETE')
  expect(await deploy('UpdateStack', 'tests', sam('test-sam.yaml', 'one'), { Parameters })).toBe('UPDATE_COMPLETE')
  expect(await ended('tests')).toBe('DELETE_COMPLETE')
})

test('an HTTP API, a schedule-less rule, a topic with a subscription and a key with an alias', async () => {
  const Resources = {
    Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true, PendingWindowInDays: 7 } },
    KeyName: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/k', TargetKeyId: { Ref: 'Key' } } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
    Mail: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'a@example.com' },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: { EventPattern: { source: ['aws.codepipeline'] }, Targets: [{ Id: 'topic', Arn: { Ref: 'Topic' } }] },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true, StageVariables: { a: 1 } },
    },
  }
  expect(await deploy('CreateStack', 'mixed', JSON.stringify({ Resources }))).toBe('CREATE_COMPLETE')
  const changed = { ...Resources, Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'hello' } } }
  expect(await deploy('UpdateStack', 'mixed', JSON.stringify({ Resources: changed }))).toBe('UPDATE_COMPLETE')
  expect(await ended('mixed')).toBe('DELETE_COMPLETE')
})

test('a deployment preference moves the alias through CodeDeploy', async () => {
  await call('CreateBucket', { Bucket: 'packages' }, 's3')
  await package_('one', 'exports.handler = async () => 1')
  await package_('two', 'exports.handler = async () => 2')
  const body = (key: string) =>
    JSON.stringify({
      Transform: 'AWS::Serverless-2016-10-31',
      Resources: {
        Function: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            CodeUri: `s3://packages/${key}`,
            Handler: 'index.handler',
            Runtime: 'nodejs24.x',
            AutoPublishAlias: 'live',
            DeploymentPreference: { Type: 'AllAtOnce' },
          },
        },
      },
    })
  expect(await deploy('CreateStack', 'app', body('one'))).toBe('CREATE_COMPLETE')
  expect(await deploy('UpdateStack', 'app', body('two'))).toBe('UPDATE_COMPLETE')
  expect(await aliasOf('app')).toBe('2')
  expect(cloud.asked.some(({ access }) => access.action === 'codedeploy:CreateDeployment')).toBe(true)
})

test('traffic that shifts in steps, or with hooks, is refused before anything is made', async () => {
  const Resources = {
    Function: {
      Type: 'AWS::Serverless::Function',
      Properties: {
        InlineCode: 'exports.handler = async () => 1',
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        AutoPublishAlias: 'live',
        DeploymentPreference: { Type: { Ref: 'Shift' }, Hooks: { PreTraffic: 'hook' } },
      },
    },
  }
  const Parameters = { Shift: { Type: 'String', Default: 'Canary10Percent5Minutes' } }
  const body = JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', Parameters, Resources })
  await expect(deploy('CreateStack', 'steps', body)).rejects.toThrow(
    [
      'FunctionAliaslive: BeforeAllowTrafficHook of CodeDeployLambdaAliasUpdate is not carried out by the local cloud',
      'FunctionDeploymentGroup: AWS::CodeDeploy::DeploymentGroup DeploymentConfigName CodeDeployDefault.LambdaCanary10Percent5Minutes is not carried out by the local cloud; CodeDeployDefault.LambdaAllAtOnce is',
    ].join('\n'),
  )
})

/** What the alias serves after both deployments, and what the stack's last event says. */
const afterChange = async (properties: object, more: (limit: string) => object, changed = {}) => {
  const body = (limit: string, changes = {}) =>
    JSON.stringify({
      Transform: 'AWS::Serverless-2016-10-31',
      ...more(limit),
      Resources: {
        Function: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            InlineCode: 'exports.handler = async () => 1',
            Handler: 'index.handler',
            Runtime: 'nodejs24.x',
            AutoPublishAlias: 'live',
            ...properties,
            ...changes,
          },
        },
      },
    })
  expect(await deploy('CreateStack', 'app', body('5'))).toBe('CREATE_COMPLETE')
  expect(await deploy('UpdateStack', 'app', body('25', changed))).toBe('UPDATE_COMPLETE')
  const { StackResourceDetail } = await call<{ readonly StackResourceDetail: { readonly PhysicalResourceId: string } }>(
    'DescribeStackResource',
    { StackName: 'app', LogicalResourceId: 'Function' },
  )
  const FunctionName = StackResourceDetail.PhysicalResourceId
  const configuration = (Qualifier: string) =>
    call<{ readonly Timeout: number }>('GetFunctionConfiguration', { FunctionName, Qualifier }, 'lambda')
  const { StackEvents } = await call<{ readonly StackEvents: readonly Record<string, string>[] }>(
    'DescribeStackEvents',
    { StackName: 'app' },
  )
  expect((await configuration('$LATEST')).Timeout).toBe(25)
  return { served: (await configuration('live')).Timeout, said: StackEvents[0]?.ResourceStatusReason }
}

const NOT_SERVED = expect.stringMatching(
  /^Not served: Timeout of app-Function-\S+ changed in \$LATEST only; alias live /,
)
const LIMIT = { 'Fn::FindInMap': ['Limits', 'beta', 'Timeout'] }
const mapped = (Timeout: string) => ({ Mappings: { Limits: { beta: { Timeout } } } })
const ALL = { AutoPublishAliasAllProperties: true }

test.each([
  ['a property, where only code makes a version', { Timeout: 5 }, () => ({}), { Timeout: 25 }, 5, NOT_SERVED],
  ['a property, where all make one', { Timeout: 5, ...ALL }, () => ({}), { Timeout: 25 }, 25, undefined],
  ['a value of Mappings', { Timeout: LIMIT, ...ALL }, mapped, {}, 5, NOT_SERVED],
  ['one that the version tells', { Timeout: LIMIT, VersionDescription: LIMIT, ...ALL }, mapped, {}, 25, undefined],
  [
    'the default of a parameter',
    { Timeout: { Ref: 'Limit' }, ...ALL },
    (Default: string) => ({ Parameters: { Limit: { Type: 'Number', Default } } }),
    {},
    5,
    NOT_SERVED,
  ],
])('a deployment that changes %s serves it or says that it does not', async (_, given, more, changed, served, said) => {
  expect(await afterChange(given, more, changed)).toEqual({ served, said })
})
