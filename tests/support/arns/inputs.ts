// What a call needs besides the ARN that it is about.

import { zipOf } from '../../../local/host/zip.ts'
import { approval, pipeline, source, stage } from '../codepipeline/declarations.ts'
import { inputNames, inputWith, type Member } from './model.ts'
import type { World } from './world.ts'

/** The input of a call whose member has the ARN. */
export const inputFor = async (
  world: World,
  member: Member,
  arn: string,
): Promise<Readonly<Record<string, unknown>>> => {
  const { service, operation, path } = member
  if (path.startsWith('pipeline.')) return { pipeline: declarationWith(world, path, arn) }
  const samples: Readonly<Record<string, unknown>> = {
    ...SAMPLES[service],
    ...SAMPLES[operation],
    ...(await worldlyFor(world, operation)),
  }
  const given = inputWith(member, arn, name => samples[name])
  const names = inputNames(member)
  const taken = Object.entries(samples).filter(([name]) => names.includes(name))
  return { ...Object.fromEntries(taken), ...given }
}

const declarationWith = (world: World, path: string, arn: string) =>
  path === 'pipeline.roleArn'
    ? { ...DECLARATION, roleArn: arn }
    : {
        ...DECLARATION,
        roleArn: world.arns.role,
        stages: [stage('Source', source({ roleArn: arn })), stage('Rest', approval())],
      }

/** What only the world can say. */
const worldlyFor = async (world: World, operation: string): Promise<Readonly<Record<string, unknown>>> => {
  const { role, key } = world.arns
  const ZipFile = await zipOf({ 'index.js': 'exports.handler = async () => 1' })
  if (operation === 'CreateFunction') return { Code: { ZipFile }, Role: role }
  if (operation === 'AssumeRole') return { RoleArn: role }
  if (operation.startsWith('GenerateDataKey')) return { NumberOfBytes: 8 }
  if (operation === 'PutKeyPolicy') return { Policy: (await world.call('kms', 'GetKeyPolicy', { KeyId: key })).Policy }
  if (operation === 'Decrypt') {
    const { CiphertextBlob } = await world.call('kms', 'Encrypt', { KeyId: key, Plaintext: Buffer.from('x') })
    return { CiphertextBlob }
  }
  return operation === 'UpdateFunctionCode' ? { ZipFile } : {}
}

const DOCUMENT = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
const TEMPLATE = JSON.stringify({ Resources: { T: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'x' } } } })
const { stages, artifactStore, ...declared } = pipeline()
const DECLARATION = {
  ...declared,
  name: 'thing',
  artifactStore,
  stages: [stage('Source', source()), stage('Rest', approval())],
}

/** What a call needs besides: by operation, by service, and for all. */
const SAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  iam: {
    AssumeRolePolicyDocument: TRUST,
    UserName: 'thing',
    RoleName: 'thing',
    PolicyDocument: DOCUMENT,
    VersionId: 'v1',
  },
  sts: { RoleSessionName: 'session' },
  kms: { Description: 'x', AliasName: 'alias/thing', Plaintext: Buffer.from('x'), Tags: [], TagKeys: [] },
  CreateAlias: { AliasName: 'alias/another', Name: 'another', FunctionVersion: '1' },
  ScheduleKeyDeletion: { PendingWindowInDays: 7 },
  s3: { Bucket: 'thing', Key: 'key', ServerSideEncryption: 'aws:kms', CopySource: 'thing/old', Body: Buffer.from('x') },
  logs: { logStreamName: 'stream', tags: {}, tagKeys: [] },
  sns: {
    AttributeName: 'DisplayName',
    AttributeValue: 'x',
    Protocol: 'email',
    Endpoint: 'c@d.example',
    Message: 'x',
    Tags: [],
  },
  events: {
    Name: 'thing',
    Rule: 'thing',
    Targets: [],
    Ids: ['x'],
    TargetArn: 'arn:aws:sns:us-east-1:000000000000:thing',
  },
  PutRule: { EventPattern: '{"source":["nobody"]}' },
  codecommit: { repositoryName: 'thing' },
  CreateProject: { name: 'another' },
  codebuild: {
    name: 'thing',
    projectName: 'thing',
    source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\nphases: { build: { commands: [exit 1] } }' },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', image: 'aws/codebuild/standard:7.0', computeType: 'BUILD_GENERAL1_SMALL' },
  },
  CreateChangeSet: { ChangeSetName: 'another' },
  CreateRole: { RoleName: 'another' },
  CreateUser: { UserName: 'another' },
  CreateStack: { StackName: 'another' },
  cloudformation: {
    StackName: 'thing',
    ChangeSetName: 'thing',
    TemplateBody: TEMPLATE,
    LogicalResourceId: 'T',
    EnableTerminationProtection: false,
  },
  CreateFunction: { FunctionName: 'another', Runtime: 'nodejs24.x', Handler: 'index.handler' },
  lambda: {
    FunctionName: 'thing',
    Name: 'live',
    StatementId: 'statement',
    Action: 'lambda:InvokeFunction',
    Principal: 'sns.amazonaws.com',
    ReservedConcurrentExecutions: 1,
    MaximumRetryAttempts: 1,
    Tags: {},
    TagKeys: [],
  },
  PutFunctionConcurrency: { ReservedConcurrentExecutions: 1 },
}
