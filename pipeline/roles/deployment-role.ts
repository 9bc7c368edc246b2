// The role CloudFormation takes on to deploy one stack: what that stack's resource types need, under that stack's names, and nothing of any other stage.
// The actions are those that CloudFormation's own resource handlers declare (`handlers.*.permissions` in the registry's schemas): all that look at
// what is there, and no writes for properties that the templates do not use; a template that starts to use one adds its action here. An HTTP API,
// for example, needs what RestApis has on /apis, and apigateway:TagResource.
import type { Construct } from 'constructs'
import { arn, awsPolicyArn, iamArn } from '../arns.ts'
import { Fn } from '../cdk.ts'
import {
  type Deployment,
  deploymentRoleId,
  functionLogGroupName,
  packagesPrefix,
  stackName,
  testsDeployment,
} from '../names.ts'
import type { ArtifactStore } from '../resources/artifact-store.ts'
import { allow, deny, expandSam, type Statement, serviceRole } from './policy.ts'

export interface DeploymentRoleProps {
  readonly serviceName: string
  readonly deployment: Deployment
  readonly boundaryArn: string
  /** Whether the API's access logs are on: their log group is part of the stack. */
  readonly accessLogs: boolean
  readonly store: ArtifactStore
}

/** The role's ARN. Only the pipeline's role may pass it, and roles are never passed across accounts, so its trust needs no condition. */
export function deploymentRole(scope: Construct, props: DeploymentRoleProps): string {
  const stack = stackName(props.serviceName, props.deployment)
  const statements = [
    ...readTemplate(props.store),
    ...functionRoles(stack, props),
    ...(props.deployment === testsDeployment ? testsStack(stack) : applicationStack(stack, props.accessLogs)),
  ]
  return serviceRole(scope, deploymentRoleId(props.deployment), {
    service: 'cloudformation.amazonaws.com',
    statements,
  }).attrArn
}

const readTemplate = (store: ArtifactStore): Statement[] => [
  expandSam(),
  // Lambda reads the code with the credentials of whoever creates the function.
  allow(
    'ReadPackages',
    ['s3:GetObject', 's3:GetObjectVersion'],
    [Fn.sub(`\${ArtifactBucket.Arn}/${packagesPrefix}/*`)],
  ),
  allow('DecryptPackages', ['kms:Decrypt', 'kms:DescribeKey'], [store.keyArn]),
]

/** The functions' roles: created only under the boundary, given only what is listed, passed only to Lambda, and never freed of the boundary. */
function functionRoles(stack: string, { boundaryArn, deployment }: DeploymentRoleProps): Statement[] {
  const roles = [iamArn(`role/${stack}-*`)]
  const underBoundary = { 'iam:PermissionsBoundary': boundaryArn }
  return [
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
    // Detaching any policy, and putting the boundary on again, is how CloudFormation takes back a template that was refused: without them a
    // commit that tries to attach AdministratorAccess or to drop the boundary would leave its stack in UPDATE_ROLLBACK_FAILED.
    allow(
      'WriteRoles',
      [
        'iam:CreateRole',
        'iam:DeleteRolePolicy',
        'iam:DetachRolePolicy',
        'iam:PutRolePermissionsBoundary',
        'iam:PutRolePolicy',
      ],
      roles,
      { StringEquals: underBoundary },
    ),
    allow('AttachPolicies', ['iam:AttachRolePolicy'], roles, {
      StringEquals: underBoundary,
      ArnEquals: {
        'iam:PolicyARN': attachable[deployment === testsDeployment ? 'tests' : 'application'].map(awsPolicyArn),
      },
    }),
    allow(
      'KeepRoles',
      [
        'iam:DeleteRole',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListRolePolicies',
        'iam:TagRole',
        'iam:UntagRole',
      ],
      roles,
    ),
    allow('PassRoles', ['iam:PassRole'], roles, { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } }),
  ]
}

// What SAM attaches to a function's role; `Tracing: Active` adds one of the two X-Ray policies, depending on the partition and the transform's version.
const attachable = {
  tests: ['service-role/AWSLambdaBasicExecutionRole'],
  application: ['service-role/AWSLambdaBasicExecutionRole', 'AWSXRayDaemonWriteAccess', 'AWSXrayWriteOnlyAccess'],
} as const

const testsStack = (stack: string): Statement[] => [
  functions(stack, [
    'lambda:DeleteFunctionEventInvokeConfig',
    'lambda:GetFunctionEventInvokeConfig',
    'lambda:PutFunctionEventInvokeConfig',
    'lambda:UpdateFunctionEventInvokeConfig',
  ]),
  ...logGroups([`${functionLogGroupName(stack)}*`]),
]

/**
 * Edit here what the events of app-sam.yaml need: `events.amazonaws.com` for a schedule, `sns.amazonaws.com` for a topic. A service's name stands for
 * that service in any account unless the permission has a SourceArn, as SAM writes it.
 */
const eventSources = ['apigateway.amazonaws.com']

const applicationStack = (stack: string, accessLogs: boolean): Statement[] => [
  functions(stack, [
    'lambda:CreateAlias',
    'lambda:DeleteAlias',
    'lambda:GetAlias',
    'lambda:GetFunctionConfiguration',
    'lambda:GetPolicy',
    'lambda:GetProvisionedConcurrencyConfig',
    'lambda:ListVersionsByFunction',
    'lambda:PublishVersion',
    'lambda:RemovePermission',
    'lambda:UpdateAlias',
  ]),
  // Who pushes could else open the function to everybody: whoever else may invoke it is named here.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
  allow('LetEventsIn', ['lambda:AddPermission'], [arn('lambda', `function:${stack}-*`)], {
    StringEquals: { 'lambda:Principal': eventSources },
  }),
  ...logGroups([`${functionLogGroupName(stack)}*`, ...(accessLogs ? [`/aws/apigateway/${stack}*`] : [])]),
  ...restApis(stack),
]

const functions = (stack: string, more: readonly string[]) =>
  allow(
    'Functions',
    [
      'lambda:CreateFunction',
      'lambda:DeleteFunction',
      'lambda:GetFunction',
      'lambda:GetFunctionCodeSigningConfig',
      'lambda:GetFunctionRecursionConfig',
      'lambda:GetFunctionScalingConfig',
      'lambda:GetRuntimeManagementConfig',
      'lambda:TagResource',
      'lambda:UntagResource',
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
      ...more,
    ],
    [arn('lambda', `function:${stack}-*`)],
  )

const logGroups = (names: readonly string[]): Statement[] => [
  allow(
    'LogGroups',
    [
      'logs:CreateLogGroup',
      'logs:DeleteDataProtectionPolicy',
      'logs:DeleteLogGroup',
      'logs:DeleteRetentionPolicy',
      'logs:GetDataProtectionPolicy',
      'logs:ListTagsForResource',
      'logs:PutRetentionPolicy',
      'logs:TagResource',
      'logs:UntagResource',
    ],
    names.map(name => arn('logs', `log-group:${name}`)),
  ),
  // These three know no resources.
  allow(
    'FindLogGroups',
    ['logs:DescribeIndexPolicies', 'logs:DescribeLogGroups', 'logs:DescribeResourcePolicies'],
    ['*'],
  ),
]

/** The ids of REST APIs are random, so a name cannot tell the stages apart; the tag that CloudFormation puts on each API does, and nobody can forge an aws: tag. */
function restApis(stack: string): Statement[] {
  const api = (resource: string) => Fn.sub(`arn:\${AWS::Partition}:apigateway:\${AWS::Region}::/${resource}`)
  const owner = 'aws:ResourceTag/aws:cloudformation:stack-name'
  return [
    allow(
      'RestApis',
      ['apigateway:DELETE', 'apigateway:GET', 'apigateway:PATCH', 'apigateway:POST', 'apigateway:PUT'],
      [api('restapis'), api('restapis/*'), api('tags/*')],
    ),
    // In an account without an API yet, the first one makes the role that API Gateway sends its traces with.
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html
    allow(
      'FirstApi',
      ['iam:CreateServiceLinkedRole'],
      [iamArn('role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway')],
    ),
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-iam-policy.html: what belongs to an API inherits its tags
    // Unverified: that the tag is there from the API's first moment on. So its absence denies nothing, and the stack's own API can be made.
    deny(
      'OtherStacksApis',
      ['apigateway:DELETE', 'apigateway:PATCH', 'apigateway:POST', 'apigateway:PUT'],
      [api('restapis/*')],
      { StringNotEquals: { [owner]: stack }, Null: { [owner]: 'false' } },
    ),
  ]
}
