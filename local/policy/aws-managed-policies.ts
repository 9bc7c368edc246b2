// The AWS managed policies that roles of this kind of pipeline attach, as AWS publishes them. Any other is refused by name.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html

import type { PolicyDocument, PolicyStatement } from '../core/policy.ts'

const policy = (...Statement: readonly Omit<PolicyStatement, 'Effect'>[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: Statement.map(statement => ({ Effect: 'Allow', ...statement })),
})

const READS: Readonly<Record<string, string>> = {
  apigateway: 'GET',
  cloudformation: 'Describe* Detect* Estimate* Get* List* ValidateTemplate',
  codebuild: 'BatchGet* DescribeCodeCoverages DescribeTestCases List*',
  codecommit: 'BatchGet* Describe* Get* GitPull List*',
  codedeploy: 'BatchGet* Get* List*',
  codepipeline: 'Get* List*',
  events: 'Describe* List* Test*',
  iam: 'Generate* Get* List* Simulate*',
  kms: 'Describe* Get* List*',
  lambda: 'Get* List*',
  logs: 'Describe* FilterLogEvents Get* List* StartLiveTail StartQuery StopLiveTail StopQuery TestMetricFilter',
  s3: 'Get* List*',
  sns: 'Check* Get* List*',
  ssm: 'Describe* Get* List*',
  sts: 'GetAccessKeyInfo GetCallerIdentity GetSessionToken',
}

export const AWS_MANAGED_POLICIES: ReadonlyMap<string, PolicyDocument> = new Map([
  ['arn:aws:iam::aws:policy/AdministratorAccess', policy({ Action: '*', Resource: '*' })],
  [
    'arn:aws:iam::aws:policy/AWSCloudFormationReadOnlyAccess',
    policy({
      Action: ['Describe*', 'Detect*', 'EstimateTemplateCost', 'Get*', 'List*', 'ValidateTemplate'].map(
        action => `cloudformation:${action}`,
      ),
      Resource: '*',
    }),
  ],
  // Differs from AWS: of the services that are not here, ReadOnlyAccess says nothing.
  [
    'arn:aws:iam::aws:policy/ReadOnlyAccess',
    policy({
      Action: Object.entries(READS).flatMap(([prefix, actions]) =>
        actions.split(' ').map(action => `${prefix}:${action}`),
      ),
      Resource: '*',
    }),
  ],
  [
    'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    policy({ Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }),
  ],
  [
    'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess',
    policy({
      Sid: 'AWSXRayDaemonWriteAccess',
      Action: [
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
        'xray:GetSamplingStatisticSummaries',
      ],
      Resource: '*',
    }),
  ],
  [
    'arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess',
    policy({
      Action: [
        'xray:PutTraceSegments',
        'xray:PutTelemetryRecords',
        'xray:GetSamplingRules',
        'xray:GetSamplingTargets',
        'xray:GetSamplingStatisticSummaries',
      ],
      Resource: '*',
    }),
  ],
  [
    'arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda',
    policy(
      {
        Action: [
          'cloudwatch:DescribeAlarms',
          'lambda:UpdateAlias',
          'lambda:GetAlias',
          'lambda:GetProvisionedConcurrencyConfig',
          'sns:Publish',
        ],
        Resource: '*',
      },
      { Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: 'arn:aws:s3:::*/CodeDeploy/*' },
      {
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: '*',
        Condition: { StringEquals: { 's3:ExistingObjectTag/UseWithCodeDeploy': 'true' } },
      },
      { Action: ['lambda:InvokeFunction'], Resource: 'arn:aws:lambda:*:*:function:CodeDeployHook_*' },
    ),
  ],
  [
    'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
    policy({
      Action: [
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:DescribeLogGroups',
        'logs:DescribeLogStreams',
        'logs:PutLogEvents',
        'logs:GetLogEvents',
        'logs:FilterLogEvents',
      ],
      Resource: '*',
    }),
  ],
])

/** Undefined for a policy that the local cloud knows, and for one that is not AWS's. */
export const unknownAwsPolicy = (arn: string): string | undefined =>
  AWS_MANAGED_POLICIES.has(arn) || !arn.startsWith('arn:aws:iam::aws:')
    ? undefined
    : `Policy ${arn} is not known to the local cloud; the AWS managed policies it knows are ${[...AWS_MANAGED_POLICIES.keys()].join(', ')}.`
