// Values that services accept for properties of resource types, where a plain text or number is refused: by name, or by type and path.

import type { Properties } from '../../local/services/cloudformation/resources/resource-type.ts'
import type { Value } from '../../local/template/template.ts'

const ROLE = 'arn:aws:iam::000000000000:role/sample'
const POLICY = 'arn:aws:iam::000000000000:policy/sample'
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:sample'
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:sample'
const KEY = 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-4333-8444-555555555555'
const LOG_GROUP = 'arn:aws:logs:us-east-1:000000000000:log-group:sample'

const IDENTITY_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }],
}
const resourcePolicy = (Action: string, Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action, Resource }],
})
const OPENAPI = { openapi: '3.0.1', info: { title: 'sample', version: '1' }, paths: {} }
const action = (category: string, provider: string) => ({
  Name: provider,
  ActionTypeId: { Category: category, Owner: 'AWS', Provider: provider, Version: '1' },
})

export const PROPERTY_VALUES: Readonly<Record<string, Value>> = {
  'AWS::ApiGateway::RestApi EndpointConfiguration': { Types: ['REGIONAL'] },
  'AWS::ApiGateway::RestApi Mode': 'merge',
  'AWS::ApiGateway::RestApi Parameters': { endpointConfigurationTypes: 'REGIONAL' },
  'AWS::ApiGateway::Stage AccessLogSetting': { DestinationArn: LOG_GROUP, Format: '$context.requestId' },
  'AWS::ApiGateway::Stage MethodSettings': [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingBurstLimit: 1 }],
  'AWS::ApiGatewayV2::Api Tags': { a: 'b' },
  'AWS::ApiGatewayV2::Stage AccessLogSettings': { DestinationArn: LOG_GROUP, Format: '$context.requestId' },
  'AWS::ApiGatewayV2::Stage RouteSettings': { 'GET /': { ThrottlingBurstLimit: 1 } },
  'AWS::ApiGatewayV2::Stage Tags': { a: 'b' },
  'AWS::CodeBuild::Project Artifacts': { Type: 'CODEPIPELINE' },
  'AWS::CodeBuild::Project Environment': {
    Type: 'LINUX_CONTAINER',
    Image: 'aws/codebuild/amazonlinux2-x86_64-standard:5.0',
    ComputeType: 'BUILD_GENERAL1_SMALL',
  },
  'AWS::CodeBuild::Project Environment.EnvironmentVariables': [{ Name: 'A', Value: 'b' }],
  'AWS::CodeBuild::Project LogsConfig': { CloudWatchLogs: { Status: 'ENABLED' } },
  'AWS::CodeBuild::Project LogsConfig.S3Logs': { Status: 'DISABLED' },
  'AWS::CodeBuild::Project SecondaryArtifacts': [{ Type: 'S3', Location: 'b', ArtifactIdentifier: 'second' }],
  'AWS::CodeBuild::Project SecondarySources': [{ Type: 'S3', Location: 'b/k', SourceIdentifier: 'second' }],
  'AWS::CodeBuild::Project Source': { Type: 'CODEPIPELINE' },
  'AWS::CodeDeploy::DeploymentGroup DeploymentStyle': {
    DeploymentType: 'BLUE_GREEN',
    DeploymentOption: 'WITH_TRAFFIC_CONTROL',
  },
  'AWS::CodePipeline::Pipeline ArtifactStores': [
    { Region: 'us-east-1', ArtifactStore: { Type: 'S3', Location: 'bucket' } },
  ],
  'AWS::CodePipeline::Pipeline Stages': [
    { Name: 'Source', Actions: [action('Source', 'CodeCommit')] },
    { Name: 'Approve', Actions: [action('Approval', 'Manual')] },
  ],
  'AWS::CodePipeline::Pipeline ArtifactStore.EncryptionKey': { Id: KEY, Type: 'KMS' },
  'AWS::CodePipeline::Pipeline ArtifactStores[].ArtifactStore.EncryptionKey': { Id: KEY, Type: 'KMS' },
  'AWS::CodePipeline::Pipeline DisableInboundStageTransitions': [{ StageName: 'sample', Reason: 'sample' }],
  'AWS::CodePipeline::Pipeline ExecutionMode': 'QUEUED',
  'AWS::CodePipeline::Pipeline PipelineType': 'V2',
  'AWS::CodePipeline::Pipeline Stages[].Actions[].OutputArtifacts': [{ Name: 'sample' }],
  'AWS::CodePipeline::Pipeline Stages[].OnFailure': { Result: 'RETRY' },
  'AWS::CodePipeline::Pipeline Stages[].OnFailure.RetryConfiguration': { RetryMode: 'ALL_ACTIONS' },
  'AWS::CodePipeline::Pipeline Variables': [{ Name: 'sample' }],
  'AWS::CodePipeline::Pipeline ArtifactStore': { Type: 'S3', Location: 'bucket' },
  'AWS::Events::Rule EventPattern': { source: ['x'] },
  'AWS::Events::Rule ScheduleExpression': 'rate(1 day)',
  'AWS::Events::Rule Targets[].Input': '1',
  'AWS::Events::Rule Targets[].InputTransformer': { InputTemplate: '"a"' },
  'AWS::Events::Rule EventBusName': 'default',
  'AWS::Events::Rule State': 'DISABLED',
  'AWS::Events::Rule Targets': [{ Id: 'a', Arn: FUNCTION }],
  'AWS::IAM::Role MaxSessionDuration': 3700,
  'AWS::IAM::Role Policies': [{ PolicyName: 'sample', PolicyDocument: IDENTITY_POLICY }],
  'AWS::KMS::Key Enabled': false,
  'AWS::KMS::Alias AliasName': 'alias/sample',
  'AWS::KMS::Key KeyPolicy': resourcePolicy('kms:*', '*'),
  'AWS::KMS::Key PendingWindowInDays': 8,
  'AWS::KMS::Key RotationPeriodInDays': 90,
  'AWS::ApiGatewayV2::Api Target': FUNCTION,
  'AWS::Lambda::Alias RoutingConfig': { AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 0.5 }] },
  'AWS::Lambda::EventInvokeConfig MaximumEventAgeInSeconds': 60,
  'AWS::Lambda::Function Code': { ZipFile: 'exports.handler = () => {}' },
  'AWS::Lambda::Function Code.ZipFile': 'exports.handler = () => {}',
  'AWS::Lambda::Function LoggingConfig': { LogFormat: 'JSON' },
  'AWS::Lambda::Function LoggingConfig.ApplicationLogLevel': 'DEBUG',
  'AWS::Lambda::Function LoggingConfig.SystemLogLevel': 'DEBUG',
  'AWS::Lambda::Function EphemeralStorage': { Size: 1024 },
  'AWS::Lambda::Function Architectures': ['arm64'],
  'AWS::Lambda::Function MemorySize': 256,
  'AWS::Lambda::Function Runtime': 'nodejs22.x',
  'AWS::Lambda::Function TracingConfig': { Mode: 'Active' },
  'AWS::Lambda::Permission Action': 'lambda:InvokeFunction',
  'AWS::Lambda::Permission PrincipalOrgID': 'o-0123456789',
  'AWS::Lambda::Permission Principal': 's3.amazonaws.com',
  'AWS::Lambda::Permission SourceAccount': '000000000000',
  'AWS::Logs::LogGroup LogGroupClass': 'INFREQUENT_ACCESS',
  'AWS::S3::Bucket BucketEncryption': {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
  },
  'AWS::S3::Bucket LifecycleConfiguration': { Rules: [{ Status: 'Enabled', NoncurrentVersionExpirationInDays: 1 }] },
  'AWS::S3::Bucket LifecycleConfiguration.Rules[].ExpirationDate': '2030-01-01T00:00:00Z',
  'AWS::S3::Bucket LifecycleConfiguration.Rules[].ObjectSizeGreaterThan': '1',
  'AWS::S3::Bucket LifecycleConfiguration.Rules[].ObjectSizeLessThan': '2',
  'AWS::S3::Bucket LoggingConfiguration': { DestinationBucketName: 'logs' },
  'AWS::S3::Bucket NotificationConfiguration': { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  'AWS::S3::Bucket OwnershipControls': { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  'AWS::S3::Bucket VersioningConfiguration': { Status: 'Enabled' },
  'AWS::S3::BucketPolicy PolicyDocument': resourcePolicy('s3:GetObject', 'arn:aws:s3:::sample/*'),
  'AWS::SNS::Subscription Protocol': 'lambda',
  'AWS::SNS::Topic SignatureVersion': '2',
  'AWS::SNS::Topic Subscription': [{ Protocol: 'lambda', Endpoint: FUNCTION }],
  'AWS::SNS::TopicPolicy PolicyDocument': resourcePolicy('sns:Publish', TOPIC),
  'AWS::SNS::TopicPolicy Topics': [TOPIC],
  AssumeRolePolicyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  },
  Body: OPENAPI,
  BodyS3Location: { Bucket: 'bucket', Key: 'key' },
  Cache: { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE'] },
  'AWS::ApiGateway::RestApi BodyS3Location.Version': 'a'.repeat(32),
  'AWS::ApiGatewayV2::Api BodyS3Location.Version': 'a'.repeat(32),
  CloudWatchRoleArn: ROLE,
  EncryptionKey: KEY,
  Endpoint: FUNCTION,
  FunctionVersion: '1',
  KmsKeyId: KEY,
  KMSMasterKeyID: KEY,
  ManagedPolicyArns: [POLICY],
  Path: '/sample/',
  PermissionsBoundary: POLICY,
  NamespaceType: 'BUILD_ID',
  Packaging: 'ZIP',
  PolicyDocument: IDENTITY_POLICY,
  QueuedTimeoutInMinutes: 6,
  RetentionInDays: 7,
  Role: ROLE,
  RoleArn: ROLE,
  ServiceRole: ROLE,
  ServiceRoleArn: ROLE,
  SourceArn: TOPIC,
  Tags: [{ Key: 'a', Value: 'b' }],
  TimeoutInMinutes: 6,
  TopicArn: TOPIC,
}

/** What a type needs beside what its reference requires, or one of its properties, to mean something. */
export const BASES: Readonly<Record<string, Properties>> = {
  'AWS::ApiGateway::RestApi': { Name: 'sample' },
  'AWS::ApiGateway::RestApi Mode': { Name: 'sample', Body: OPENAPI },
  'AWS::ApiGateway::RestApi Parameters': { Name: 'sample', Body: OPENAPI },
  'AWS::ApiGateway::Stage': { StageName: 'sample', DeploymentId: 'sample' },
  'AWS::ApiGatewayV2::Api RouteKey': { Name: 'sample', ProtocolType: 'HTTP', Target: FUNCTION },
  'AWS::ApiGatewayV2::Api': { Name: 'sample', ProtocolType: 'HTTP' },
  'AWS::CodeDeploy::Application': { ComputePlatform: 'Lambda' },
  'AWS::CodePipeline::Pipeline': { ArtifactStore: { Type: 'S3', Location: 'bucket' } },
  'AWS::Events::Rule': { ScheduleExpression: 'rate(1 day)' },
  'AWS::IAM::RolePolicy': { PolicyDocument: IDENTITY_POLICY },
  'AWS::SNS::Subscription': { Endpoint: FUNCTION },
  'AWS::KMS::Alias': { AliasName: 'alias/sample' },
  'AWS::KMS::Key RotationPeriodInDays': { EnableKeyRotation: true },
  'AWS::Lambda::Function Code': {
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { S3Bucket: 'bucket', S3Key: 'key' },
  },
  'AWS::Lambda::Function': { Runtime: 'nodejs22.x', Handler: 'index.handler' },
}

/** What handlers read of the answers to their calls. */
export const ANSWERS: Readonly<Record<string, unknown>> = {
  CreateDeployment: { id: 'id' },
  Subscribe: { SubscriptionArn: `${TOPIC}:11111111-2222-4333-8444-555555555555` },
  ListVersionsByFunction: { Versions: [] },
  CreateApi: { apiId: 'id' },
  ImportApi: { apiId: 'id' },
  CreateRestApi: { id: 'id', rootResourceId: 'root' },
  CreateTopic: { TopicArn: TOPIC },
  CreateKey: { KeyMetadata: { KeyId: 'id', Arn: KEY } },
  CreatePipeline: { pipeline: { version: 1 } },
  CreatePolicy: { Policy: { Arn: POLICY, PolicyId: 'id', DefaultVersionId: 'v1' } },
  CreateRepository: { repositoryMetadata: { repositoryId: 'id', Arn: 'arn' } },
  CreateRole: { Role: { Arn: ROLE, RoleId: 'id' } },
  GetObject: { Body: [Buffer.from(JSON.stringify(OPENAPI))] },
  ListPolicyVersions: { Versions: [] },
  ListSubscriptionsByTopic: {
    Subscriptions: [
      { SubscriptionArn: `${TOPIC}:11111111-2222-4333-8444-555555555555`, Protocol: 'lambda', Endpoint: FUNCTION },
    ],
  },
  PublishVersion: { FunctionArn: `${FUNCTION}:1`, Version: '1' },
  UpdatePipeline: { pipeline: { version: 2 } },
}
