// One of everything that has an ARN, by the name `thing`, in a local cloud of its own.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import { openIssuer } from '../../../local/credentials.ts'
import { zipOf } from '../../../local/host/zip.ts'
import { Runtime } from '../../../local/kernel/runtime.ts'
import { iamSecurity } from '../../../local/security.ts'
import { administratorOf } from '../../../local/services/iam/state.ts'
import { services } from '../../../local/services.ts'
import { approval, pipeline, source, stage } from '../codepipeline/declarations.ts'

type Json = Readonly<Record<string, unknown>>

export interface World {
  readonly arns: Arns
  call(service: string, operation: string, input: Json): Promise<Json>
  /** All that every service remembers. */
  snapshot(): Promise<string>
  close(): Promise<void>
}

export interface Arns {
  readonly role: string
  readonly policy: string
  readonly key: string
  readonly logGroup: string
  readonly topic: string
  readonly subscription: string
  readonly rule: string
  readonly bus: string
  readonly repository: string
  readonly project: string
  readonly build: string
  readonly reportGroup: string
  readonly pipeline: string
  readonly stack: string
  readonly changeSet: string
  readonly function: string
  readonly httpApi: string
  readonly restApi: string
}

const regional = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:000000000000:${resource}`
const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
const TEMPLATE = JSON.stringify({ Resources: { T: { Type: 'AWS::SNS::Topic' } } })

export const everything = async (): Promise<World> => {
  const folder = mkdtempSync(join(tmpdir(), 'arns-'))
  const runtime = new Runtime({ services, stateFolder: folder, security: iamSecurity(openIssuer(folder)) })
  runtime.start()
  const administrator = administratorOf(runtime.place)
  const call: World['call'] = async (service, operation, input) =>
    (await runtime.call(administrator, service, operation, input)) as Json // what an operation answers is a structure
  const arns = await make(call)
  await runtime.idle()
  return {
    arns,
    call,
    snapshot: async () => {
      await runtime.idle()
      return serialize(services.map(({ signingName }) => runtime.state(signingName))).toString('base64')
    },
    close: async () => {
      await runtime.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const make = async (call: World['call']): Promise<Arns> => {
  const text = async (service: string, operation: string, input: Json, ...path: readonly string[]): Promise<string> => {
    let value: unknown = await call(service, operation, input)
    for (const name of path) value = (value as Json)[name]
    return String(value)
  }
  const Service = ['lambda', 'codebuild', 'codepipeline', 'cloudformation', 'codedeploy', 'events', 'apigateway'].map(
    name => `${name}.amazonaws.com`,
  )
  const Action = ['sts:AssumeRole', 'sts:TagSession']
  const trust = { Effect: 'Allow', Principal: { Service, AWS: 'arn:aws:iam::000000000000:root' }, Action }
  const all = document({ Effect: 'Allow', Action: '*', Resource: '*' })
  const role = await text(
    'iam',
    'CreateRole',
    { RoleName: 'thing', AssumeRolePolicyDocument: document(trust) },
    'Role',
    'Arn',
  )
  await call('iam', 'PutRolePolicy', { RoleName: 'thing', PolicyName: 'all', PolicyDocument: all })
  await call('iam', 'CreateUser', { UserName: 'thing' })
  const policy = await text('iam', 'CreatePolicy', { PolicyName: 'thing', PolicyDocument: all }, 'Policy', 'Arn')
  const key = await text('kms', 'CreateKey', {}, 'KeyMetadata', 'Arn')
  await call('s3', 'CreateBucket', { Bucket: 'thing' })
  await call('s3', 'PutObject', { Bucket: 'thing', Key: 'old', Body: Buffer.from('x') })
  await call('kms', 'CreateAlias', { AliasName: 'alias/thing', TargetKeyId: key })
  await call('logs', 'CreateLogGroup', { logGroupName: 'thing' })
  await call('logs', 'CreateLogStream', { logGroupName: 'thing', logStreamName: 'stream' })
  const topic = await text('sns', 'CreateTopic', { Name: 'thing' }, 'TopicArn')
  const subscription = await text(
    'sns',
    'Subscribe',
    { TopicArn: topic, Protocol: 'email', Endpoint: 'a@b.example' },
    'SubscriptionArn',
  )
  const rule = await text('events', 'PutRule', { Name: 'thing', EventPattern: '{"source":["nobody"]}' }, 'RuleArn')
  await call('codecommit', 'CreateRepository', { repositoryName: 'thing' })
  await call('codebuild', 'CreateProject', {
    name: 'thing',
    source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\nphases: { build: { commands: [exit 1] } }' },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', image: 'aws/codebuild/standard:7.0', computeType: 'BUILD_GENERAL1_SMALL' },
    serviceRole: role,
  })
  const build = await text('codebuild', 'StartBuild', { projectName: 'thing' }, 'build', 'arn')
  const reportGroup = await text(
    'codebuild',
    'CreateReportGroup',
    { name: 'thing', type: 'TEST', exportConfig: { exportConfigType: 'NO_EXPORT' } },
    'reportGroup',
    'arn',
  )
  await call('codedeploy', 'CreateApplication', { applicationName: 'thing', computePlatform: 'Lambda' })
  const stages = [stage('Source', source()), stage('Rest', approval())]
  await call('codepipeline', 'CreatePipeline', { pipeline: pipeline({ name: 'thing', roleArn: role, stages }) })
  const stack = await text('cloudformation', 'CreateStack', { StackName: 'thing', TemplateBody: TEMPLATE }, 'StackId')
  const Code = { ZipFile: await zipOf({ 'index.js': 'exports.handler = async () => 1' }) }
  const settings = { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: role, Code }
  const functionArn = await text('lambda', 'CreateFunction', { FunctionName: 'thing', ...settings }, 'FunctionArn')
  await call('lambda', 'PublishVersion', { FunctionName: 'thing' })
  await call('lambda', 'CreateAlias', { FunctionName: 'thing', Name: 'live', FunctionVersion: '1' })
  const statement = { StatementId: 'statement', Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' }
  await call('lambda', 'AddPermission', { FunctionName: 'thing', ...statement })
  await call('lambda', 'PutFunctionEventInvokeConfig', { FunctionName: 'thing', MaximumRetryAttempts: 0 })
  const httpApi = await text('apigateway', 'CreateApi', { Name: 'thing', ProtocolType: 'HTTP' }, 'apiId')
  const restApi = await text('apigateway', 'CreateRestApi', { name: 'thing' }, 'id')
  const changeSet = async () => {
    const named = {
      StackName: 'thing',
      ChangeSetName: 'thing',
      TemplateBody: TEMPLATE,
      Tags: [{ Key: 'a', Value: 'b' }],
    }
    return await text('cloudformation', 'CreateChangeSet', named, 'Id')
  }
  for (;;) {
    const status = await call('cloudformation', 'DescribeStacks', { StackName: stack })
    if (JSON.stringify(status).includes('CREATE_COMPLETE')) break
    await new Promise(resolve => setImmediate(resolve))
  }
  return {
    role,
    policy,
    key,
    logGroup: regional('logs', 'log-group:thing'),
    topic,
    subscription,
    rule,
    bus: regional('events', 'event-bus/default'),
    repository: regional('codecommit', 'thing'),
    project: regional('codebuild', 'project/thing'),
    build,
    reportGroup,
    pipeline: regional('codepipeline', 'thing'),
    stack,
    changeSet: await changeSet(),
    function: functionArn,
    httpApi: `arn:aws:apigateway:us-east-1::/apis/${httpApi}`,
    restApi: `arn:aws:apigateway:us-east-1::/restapis/${restApi}`,
  }
}
