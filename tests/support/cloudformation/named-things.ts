// For tests: each named thing of AWS as a call makes it, as a template wants it, and how it is looked at.

import { zipOf } from '../../../local/host/zip.ts'
import { LOGS_POLICY } from '../../contract/sample-documents.ts'

type Input = Readonly<Record<string, unknown>>
export type Call = readonly [service: string, operation: string, input: Input]

export interface Thing {
  readonly make: Call
  readonly properties: Input
  readonly look: Call
  /** What the refusal names, where the type's own name is not it. */
  readonly named?: string
}

const trust = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
})
const allows = (Action: string, Resource: string, more: Input = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource, ...more }],
})
const ROLE = 'arn:aws:iam::000000000000:role/r'

/** What the things stand on, and their ids. */
export const base = async (call: (call: Call) => Promise<Record<string, unknown>>) => {
  const AssumeRolePolicyDocument = JSON.stringify(trust('lambda.amazonaws.com'))
  await call(['iam', 'CreateRole', { RoleName: 'r', AssumeRolePolicyDocument }])
  await call(['s3', 'CreateBucket', { Bucket: 'of-others' }])
  const code = { ZipFile: await zipOf({ 'index.js': 'exports.handler = async () => 1' }) }
  await call(['lambda', 'CreateFunction', { ...FUNCTION, FunctionName: 'f', Code: code, Publish: true }])
  const { KeyMetadata } = await call(['kms', 'CreateKey', {}])
  const { id: api } = await call(['apigateway', 'ImportRestApi', { body: OPEN_API }])
  const { id: deployment } = await call(['apigateway', 'CreateDeployment', { restApiId: api }])
  const { item: items } = await call(['apigateway', 'GetResources', { restApiId: api }])
  const [{ id: root } = { id: '' }] = items as readonly { readonly id: string }[]
  const { apiId: httpApi } = await call(['apigateway', 'CreateApi', { name: 'h', protocolType: 'HTTP' }])
  await call(['codedeploy', 'CreateApplication', { applicationName: 'a', computePlatform: 'Lambda' }])
  return { code, key: (KeyMetadata as { readonly KeyId: string }).KeyId, api, root, deployment, httpApi }
}

const FUNCTION = { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: ROLE }
const OPEN_API = JSON.stringify({
  openapi: '3.0.1',
  info: { title: 'o', version: '1' },
  paths: { '/': { get: { 'x-amazon-apigateway-integration': { type: 'mock' } } } },
})

const action = (category: string, provider: string, rest: Input = {}) => ({
  name: provider,
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  ...rest,
})
const PIPELINE = {
  name: 'mine',
  roleArn: ROLE,
  artifactStore: { type: 'S3', location: 'of-others' },
  stages: [
    {
      name: 'Source',
      actions: [
        action('Source', 'CodeCommit', {
          configuration: { RepositoryName: 'r', BranchName: 'main' },
          outputArtifacts: [{ name: 'Source' }],
        }),
      ],
    },
    { name: 'Approve', actions: [action('Approval', 'Manual')] },
  ],
}

/** Members as CloudFormation names them. */
const upper = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(upper)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key[0]?.toUpperCase() + key.slice(1), upper(item)]),
  )
}

const PROJECT = {
  name: 'mine',
  source: { type: 'NO_SOURCE', buildspec: 'version: 0.2' },
  artifacts: { type: 'NO_ARTIFACTS' },
  environment: { type: 'LINUX_CONTAINER', image: 'aws/codebuild/standard:7.0', computeType: 'BUILD_GENERAL1_SMALL' },
  serviceRole: ROLE,
}
const { source, ...project } = PROJECT

export const thingsOver = ({
  code,
  key,
  api,
  root,
  deployment,
  httpApi,
}: Awaited<ReturnType<typeof base>>): Readonly<Record<string, Thing>> => ({
  'AWS::ApiGateway::Method': {
    make: [
      'apigateway',
      'PutMethod',
      { restApiId: api, resourceId: root, httpMethod: 'PUT', authorizationType: 'NONE' },
    ],
    properties: { RestApiId: api, ResourceId: root, HttpMethod: 'PUT', Integration: { Type: 'MOCK' } },
    look: ['apigateway', 'GetMethod', { restApiId: api, resourceId: root, httpMethod: 'PUT' }],
    named: 'Method already exists for this resource',
  },
  'AWS::ApiGateway::Resource': {
    make: ['apigateway', 'CreateResource', { restApiId: api, parentId: root, pathPart: 'mine' }],
    properties: { RestApiId: api, ParentId: root, PathPart: 'mine' },
    look: ['apigateway', 'GetResources', { restApiId: api }],
    named: 'Another resource with the same parent already has this name: mine',
  },
  'AWS::ApiGateway::Stage': {
    make: ['apigateway', 'CreateStage', { restApiId: api, stageName: 'mine', deploymentId: deployment }],
    properties: { RestApiId: api, StageName: 'mine', DeploymentId: deployment, Description: 'other' },
    look: ['apigateway', 'GetStage', { restApiId: api, stageName: 'mine' }],
    named: 'Stage already exists',
  },
  'AWS::ApiGatewayV2::Stage': {
    make: ['apigateway', 'v2.CreateStage', { apiId: httpApi, stageName: 'mine' }],
    properties: { ApiId: httpApi, StageName: 'mine', Description: 'other' },
    look: ['apigateway', 'v2.GetStage', { apiId: httpApi, stageName: 'mine' }],
    named: 'Stage already exists',
  },
  'AWS::CodeBuild::Project': {
    make: ['codebuild', 'CreateProject', PROJECT],
    properties: {
      ...(upper(project) as Input),
      Source: { Type: 'NO_SOURCE', BuildSpec: source.buildspec },
      Description: 'other',
    },
    look: ['codebuild', 'BatchGetProjects', { names: ['mine'] }],
  },
  'AWS::CodeCommit::Repository': {
    make: ['codecommit', 'CreateRepository', { repositoryName: 'mine' }],
    properties: { RepositoryName: 'mine', RepositoryDescription: 'other' },
    look: ['codecommit', 'GetRepository', { repositoryName: 'mine' }],
    named: 'mine',
  },
  'AWS::CodeDeploy::Application': {
    make: ['codedeploy', 'CreateApplication', { applicationName: 'mine', computePlatform: 'Lambda' }],
    properties: { ApplicationName: 'mine', ComputePlatform: 'Lambda' },
    look: ['codedeploy', 'GetApplication', { applicationName: 'mine' }],
  },
  'AWS::CodeDeploy::DeploymentGroup': {
    make: [
      'codedeploy',
      'CreateDeploymentGroup',
      { applicationName: 'a', deploymentGroupName: 'mine', serviceRoleArn: ROLE },
    ],
    properties: { ApplicationName: 'a', DeploymentGroupName: 'mine', ServiceRoleArn: ROLE },
    look: ['codedeploy', 'GetDeploymentGroup', { applicationName: 'a', deploymentGroupName: 'mine' }],
  },
  'AWS::CodePipeline::Pipeline': {
    make: ['codepipeline', 'CreatePipeline', { pipeline: PIPELINE }],
    properties: upper(PIPELINE) as Input,
    look: ['codepipeline', 'GetPipeline', { name: 'mine' }],
  },
  'AWS::Events::Rule': {
    make: ['events', 'PutRule', { Name: 'mine', ScheduleExpression: 'rate(1 day)' }],
    properties: { Name: 'mine', ScheduleExpression: 'rate(2 days)' },
    look: ['events', 'DescribeRule', { Name: 'mine' }],
  },
  'AWS::IAM::ManagedPolicy': {
    make: ['iam', 'CreatePolicy', { PolicyName: 'mine', PolicyDocument: JSON.stringify(allows('s3:GetObject', '*')) }],
    properties: { ManagedPolicyName: 'mine', PolicyDocument: allows('s3:*', '*') },
    look: ['iam', 'GetPolicy', { PolicyArn: 'arn:aws:iam::000000000000:policy/mine' }],
  },
  'AWS::IAM::Policy': {
    make: [
      'iam',
      'PutRolePolicy',
      { RoleName: 'r', PolicyName: 'mine', PolicyDocument: JSON.stringify(allows('s3:GetObject', '*')) },
    ],
    properties: { PolicyName: 'mine', Roles: ['r'], PolicyDocument: allows('s3:*', '*') },
    look: ['iam', 'GetRolePolicy', { RoleName: 'r', PolicyName: 'mine' }],
    named: 'mine',
  },
  'AWS::IAM::Role': {
    make: [
      'iam',
      'CreateRole',
      { RoleName: 'mine', AssumeRolePolicyDocument: JSON.stringify(trust('lambda.amazonaws.com')) },
    ],
    properties: { RoleName: 'mine', AssumeRolePolicyDocument: trust('codebuild.amazonaws.com') },
    look: ['iam', 'GetRole', { RoleName: 'mine' }],
  },
  'AWS::IAM::RolePolicy': {
    make: [
      'iam',
      'PutRolePolicy',
      { RoleName: 'r', PolicyName: 'too', PolicyDocument: JSON.stringify(allows('s3:GetObject', '*')) },
    ],
    properties: { RoleName: 'r', PolicyName: 'too', PolicyDocument: allows('s3:*', '*') },
    look: ['iam', 'GetRolePolicy', { RoleName: 'r', PolicyName: 'too' }],
    named: 'too|r',
  },
  'AWS::KMS::Alias': {
    make: ['kms', 'CreateAlias', { AliasName: 'alias/mine', TargetKeyId: key }],
    properties: { AliasName: 'alias/mine', TargetKeyId: key },
    look: ['kms', 'DescribeKey', { KeyId: 'alias/mine' }],
    named: 'alias/mine',
  },
  'AWS::Lambda::Alias': {
    make: ['lambda', 'CreateAlias', { FunctionName: 'f', Name: 'mine', FunctionVersion: '1' }],
    properties: { FunctionName: 'f', Name: 'mine', FunctionVersion: '$LATEST' },
    look: ['lambda', 'GetAlias', { FunctionName: 'f', Name: 'mine' }],
    named: 'function:f:mine',
  },
  'AWS::Lambda::EventInvokeConfig': {
    make: [
      'lambda',
      'PutFunctionEventInvokeConfig',
      { FunctionName: 'f', Qualifier: '$LATEST', MaximumRetryAttempts: 1 },
    ],
    properties: { FunctionName: 'f', Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
    look: ['lambda', 'GetFunctionEventInvokeConfig', { FunctionName: 'f', Qualifier: '$LATEST' }],
    named: 'f|$LATEST',
  },
  'AWS::Lambda::Function': {
    make: ['lambda', 'CreateFunction', { ...FUNCTION, FunctionName: 'mine', Code: code }],
    properties: { ...FUNCTION, FunctionName: 'mine', Code: { ZipFile: 'exports.handler = async () => 2' } },
    look: ['lambda', 'GetFunctionConfiguration', { FunctionName: 'mine' }],
  },
  'AWS::Lambda::Version': {
    make: ['lambda', 'PublishVersion', { FunctionName: 'f' }],
    properties: { FunctionName: 'f' },
    look: ['lambda', 'GetFunctionConfiguration', { FunctionName: 'f', Qualifier: '1' }],
    named: 'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
  },
  'AWS::Logs::LogGroup': {
    make: ['logs', 'CreateLogGroup', { logGroupName: '/mine' }],
    properties: { LogGroupName: '/mine', RetentionInDays: 1 },
    look: ['logs', 'DescribeLogGroups', { logGroupNamePrefix: '/mine' }],
  },
  'AWS::Logs::ResourcePolicy': {
    make: ['logs', 'PutResourcePolicy', { policyName: 'mine', policyDocument: LOGS_POLICY }],
    properties: { PolicyName: 'mine', PolicyDocument: LOGS_POLICY },
    look: ['logs', 'DescribeResourcePolicies', {}],
    named: 'mine',
  },
  'AWS::S3::Bucket': {
    make: ['s3', 'CreateBucket', { Bucket: 'mine' }],
    properties: { BucketName: 'mine', VersioningConfiguration: { Status: 'Enabled' } },
    look: ['s3', 'GetBucketVersioning', { Bucket: 'mine' }],
  },
  'AWS::S3::BucketPolicy': {
    make: [
      's3',
      'PutBucketPolicy',
      {
        Bucket: 'of-others',
        Policy: JSON.stringify(allows('s3:GetObject', 'arn:aws:s3:::of-others/*', { Principal: { AWS: ROLE } })),
      },
    ],
    properties: {
      Bucket: 'of-others',
      PolicyDocument: allows('s3:*', 'arn:aws:s3:::of-others/*', { Principal: { AWS: ROLE } }),
    },
    look: ['s3', 'GetBucketPolicy', { Bucket: 'of-others' }],
    named: 'The bucket policy already exists on bucket of-others.',
  },
  'AWS::SSM::Parameter': {
    make: ['ssm', 'PutParameter', { Name: '/mine', Value: 'one', Type: 'String' }],
    properties: { Name: '/mine', Value: 'other', Type: 'String' },
    look: ['ssm', 'GetParameter', { Name: '/mine' }],
  },
  'AWS::SNS::Topic': {
    make: ['sns', 'CreateTopic', { Name: 'mine' }],
    properties: { TopicName: 'mine' },
    look: ['sns', 'GetTopicAttributes', { TopicArn: 'arn:aws:sns:us-east-1:000000000000:mine' }],
  },
})
