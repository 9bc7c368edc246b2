// The IAM actions that CloudFormation's handlers exercise besides the calls that create, change and delete a resource: after a creation or an
// update the type's read handler looks at what is there, and tagging on creation is a permission of its own. Each line: the action, the resource,
// when it is exercised, and for which properties.
// Source: the `handlers` of the types' schemas in the CloudFormation registry, August 2026
// (https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html). Left out are declared actions for properties that
// the local cloud does not carry out, and those that the called services evaluate themselves (iam:PassRole, s3:GetObject, kms:Decrypt).
// Unverified: which of the declared read actions AWS's handlers tolerate being refused.

import { arnOf, globalArnOf, type Place } from '../../../core/arn.ts'
import { functionArn } from './lambda/names.ts'
import { structures, text } from './properties.ts'
import type { Permission, Properties, Provisioned } from './resource-type.ts'

type Phases = Permission['during']
type Arn = (resource: Provisioned, properties: Properties, place: Place) => string

const CREATE: Phases = ['create']
/** After a creation and an update. */
const READ: Phases = ['create', 'update']
const ALWAYS: Phases = ['create', 'update', 'delete']

const may = (action: string, arn: Arn, during: Phases, when?: Permission['when']): Permission => ({
  during,
  access: (resource, properties, place) => ({ action, resource: arn(resource, properties, place) }),
  ...(when && { when }),
})

/** What the type's read handler looks at. */
const reads = (prefix: string, names: string, arn: Arn): readonly Permission[] =>
  names.split(' ').map(name => may(`${prefix}:${name}`, arn, READ))

const tagged = (properties: Properties): boolean => properties.Tags !== undefined
const has =
  (name: string) =>
  (properties: Properties): boolean =>
    structures(properties[name]).length > 0

const role: Arn = ({ physicalId }, { Path = '/' }, place) =>
  globalArnOf(place, 'iam', `role${String(Path)}${physicalId}`)
const policyArn: Arn = ({ physicalId }) => physicalId
const lambdaFunction: Arn = ({ physicalId }, _, place) => functionArn(place, physicalId)
const ownFunction: Arn = (_, properties, place) => functionArn(place, text(properties, 'FunctionName'))
/** What logs:DescribeLogGroups is evaluated against, whatever it asks for. */
const logGroups: Arn = (_, __, place) => arnOf(place, 'logs', 'log-group::log-stream:')
/** For actions that know no resources. */
const everything: Arn = () => '*'
const logGroup: Arn = ({ physicalId }, _, place) => arnOf(place, 'logs', `log-group:${physicalId}`)
const bucket: Arn = ({ physicalId }, _, place) => globalArnOf(place, 's3', physicalId)
const key: Arn = ({ physicalId }, _, place) => arnOf(place, 'kms', `key/${physicalId}`)
const ssmParameter: Arn = ({ physicalId }, _, place) =>
  arnOf(place, 'ssm', `parameter${physicalId.startsWith('/') ? '' : '/'}${physicalId}`)
const topic: Arn = ({ physicalId }) => physicalId
const rule: Arn = ({ physicalId }, _, place) => arnOf(place, 'events', `rule/${physicalId}`)
const pipeline: Arn = ({ physicalId }, _, place) => arnOf(place, 'codepipeline', physicalId)
const httpApi: Arn = ({ physicalId }, _, { region }) => `arn:aws:apigateway:${region}::/apis/${physicalId}`
const restApi: Arn = ({ physicalId }, _, { region }) => `arn:aws:apigateway:${region}::/restapis/${physicalId}`
const apiGatewayAccount: Arn = (_, __, { region }) => `arn:aws:apigateway:${region}::/account`
const logsRole: Arn = (_, properties) => text(properties, 'CloudWatchRoleArn')
const inRestApi =
  (collection: string): Arn =>
  ({ physicalId }, properties, { region }) =>
    `arn:aws:apigateway:${region}::/restapis/${text(properties, 'RestApiId')}/${collection}/${physicalId}`
const apiMethod: Arn = (_, properties, { region }) =>
  `arn:aws:apigateway:${region}::/restapis/${text(properties, 'RestApiId')}/resources/${text(properties, 'ResourceId')}/methods/${text(properties, 'HttpMethod')}`
const application: Arn = ({ physicalId }, _, place) => arnOf(place, 'codedeploy', `application:${physicalId}`)
const deploymentGroup: Arn = ({ physicalId }, properties, place) =>
  arnOf(place, 'codedeploy', `deploymentgroup:${text(properties, 'ApplicationName')}/${physicalId}`)

export const PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  'AWS::ApiGateway::Account': [
    ...reads('apigateway', 'GET', apiGatewayAccount),
    may('iam:GetRole', logsRole, READ, properties => properties.CloudWatchRoleArn !== undefined),
  ],
  'AWS::ApiGateway::RestApi': reads('apigateway', 'GET', restApi),
  'AWS::ApiGateway::Deployment': [may('apigateway:GET', inRestApi('deployments'), ALWAYS)],
  'AWS::ApiGateway::Resource': reads('apigateway', 'GET', inRestApi('resources')),
  'AWS::ApiGateway::Method': reads('apigateway', 'GET', apiMethod),
  'AWS::ApiGateway::Stage': reads('apigateway', 'GET', inRestApi('stages')),
  'AWS::ApiGatewayV2::Api': reads('apigateway', 'GET', httpApi),
  'AWS::CodeDeploy::Application': [
    may('codedeploy:GetApplication', application, ALWAYS),
    ...reads('codedeploy', 'ListTagsForResource', application),
    may('codedeploy:TagResource', application, CREATE, tagged),
  ],
  'AWS::CodeDeploy::DeploymentGroup': [
    may('codedeploy:GetDeploymentGroup', deploymentGroup, ALWAYS),
    ...reads('codedeploy', 'ListDeployments ListTagsForResource', deploymentGroup),
  ],
  'AWS::CodePipeline::Pipeline': [
    may('codepipeline:GetPipeline', pipeline, ALWAYS),
    ...reads('codepipeline', 'GetPipelineState ListTagsForResource', pipeline),
    may('codepipeline:TagResource', pipeline, CREATE, tagged),
  ],
  'AWS::Events::Rule': [
    may('events:DescribeRule', rule, ALWAYS),
    may('events:ListTargetsByRule', rule, ALWAYS),
    ...reads('events', 'ListTagsForResource', rule),
    may('events:TagResource', rule, CREATE, tagged),
  ],
  'AWS::IAM::ManagedPolicy': [
    may('iam:GetPolicy', policyArn, ALWAYS),
    may('iam:ListEntitiesForPolicy', policyArn, ALWAYS),
    ...reads('iam', 'GetPolicyVersion', policyArn),
  ],
  'AWS::IAM::Role': [
    may('iam:GetRole', role, ALWAYS),
    may('iam:GetRolePolicy', role, READ, has('Policies')),
    may('iam:ListAttachedRolePolicies', role, ALWAYS),
    may('iam:ListRolePolicies', role, ALWAYS),
    may('iam:TagRole', role, CREATE, tagged),
  ],
  'AWS::KMS::Key': [
    may('kms:DescribeKey', key, ALWAYS),
    ...reads('kms', 'GetKeyPolicy GetKeyRotationStatus ListResourceTags', key),
    may('kms:TagResource', key, CREATE, tagged),
  ],
  'AWS::Lambda::Alias': [
    may('lambda:GetAlias', ownFunction, ALWAYS),
    ...reads('lambda', 'GetProvisionedConcurrencyConfig', ownFunction),
  ],
  'AWS::Lambda::EventInvokeConfig': reads('lambda', 'GetFunctionEventInvokeConfig', ownFunction),
  'AWS::Lambda::Function': [
    may('lambda:GetFunction', lambdaFunction, ALWAYS),
    ...reads(
      'lambda',
      'GetFunctionCodeSigningConfig GetFunctionRecursionConfig GetRuntimeManagementConfig',
      lambdaFunction,
    ),
  ],
  'AWS::Lambda::Permission': reads('lambda', 'GetPolicy', ownFunction),
  'AWS::Lambda::Version': [
    may('lambda:GetFunctionConfiguration', ownFunction, ALWAYS),
    may('lambda:ListVersionsByFunction', ownFunction, CREATE),
    ...reads('lambda', 'GetProvisionedConcurrencyConfig GetRuntimeManagementConfig', ownFunction),
  ],
  'AWS::Logs::LogGroup': [
    may('logs:DescribeLogGroups', logGroups, ALWAYS),
    ...reads('logs', 'DescribeIndexPolicies', everything),
    ...reads('logs', 'GetDataProtectionPolicy ListTagsForResource', logGroup),
    may('logs:TagResource', logGroup, CREATE, tagged),
  ],
  'AWS::Logs::ResourcePolicy': [may('logs:DescribeResourcePolicies', () => '*', ALWAYS)],
  'AWS::S3::Bucket': [
    may('s3:ListBucket', bucket, ALWAYS),
    ...reads('s3', 'GetBucketTagging GetBucketVersioning GetEncryptionConfiguration GetLifecycleConfiguration', bucket),
    ...reads(
      's3',
      'GetBucketLogging GetBucketNotification GetBucketOwnershipControls GetBucketPublicAccessBlock',
      bucket,
    ),
  ],
  'AWS::S3::BucketPolicy': [may('s3:GetBucketPolicy', bucket, ALWAYS)],
  'AWS::SSM::Parameter': reads('ssm', 'GetParameters', ssmParameter),
  'AWS::SNS::Topic': [
    may('sns:GetTopicAttributes', topic, ALWAYS),
    ...reads('sns', 'ListSubscriptionsByTopic ListTagsForResource', topic),
    may('sns:TagResource', topic, CREATE, tagged),
  ],
}
