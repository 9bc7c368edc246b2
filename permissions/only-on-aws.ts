// What a run on this machine cannot show, each with its reason and source: the one list of exceptions. An entry that has lost its reason is reported.

import { boundaries, deploymentRoles } from '../tests/support/stages.ts'

/** A grant that only AWS itself exercises, or an attack that the first stage stops. */
export interface OnlyOnAws {
  /** Logical ids of the roles and boundaries in the pipeline's stack. */
  readonly holders: readonly string[]
  /** Its Sid, or the name of a policy of AWS's own. */
  readonly statement: string
  readonly actions: readonly string[]
  readonly reason: string
  readonly source: string
}

const PIPELINE_ROLE = 'https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html'

const BUILD_ROLE = 'https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html'
/** What the handlers of a resource type declare: `aws cloudformation describe-type --type RESOURCE --type-name AWS::Lambda::Function`. */
const HANDLERS = 'https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html'

export const ONLY_ON_AWS: readonly OnlyOnAws[] = [
  {
    holders: ['ApiGatewayLogsRole'],
    statement: 'AmazonAPIGatewayPushToCloudWatchLogs',
    actions: [
      'logs:CreateLogGroup',
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
      'logs:FilterLogEvents',
      'logs:GetLogEvents',
    ],
    reason:
      "AWS's own policy is attached whole, because API Gateway refuses an account's role that may not read and write logs; the local one only writes",
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  },
  {
    holders: ['PipelineRole'],
    statement: 'FindBucket',
    actions: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'],
    reason: 'CodePipeline looks at its artifact bucket; AWS documents the three actions as the least it needs',
    source: PIPELINE_ROLE,
  },
  {
    holders: ['PipelineRole'],
    statement: 'UseArtifacts',
    actions: ['s3:GetObjectVersion'],
    reason: 'CodePipeline reads artifacts by version; the local one reads the key, which nobody writes a second time',
    source: PIPELINE_ROLE,
  },
  {
    holders: ['PipelineRole'],
    statement: 'DeployStacks',
    actions: [
      'cloudformation:DescribeStackResource',
      'cloudformation:DescribeStackResources',
      'cloudformation:GetTemplate',
    ],
    reason: 'AWS documents these looks at the stack for CloudFormation actions; the local one takes it from its events',
    source: PIPELINE_ROLE,
  },
  {
    holders: ['PipelineRole'],
    statement: 'ValidateTemplates',
    actions: ['cloudformation:ValidateTemplate'],
    reason: 'AWS documents it for CloudFormation actions; the local one leaves it to the stack operation',
    source: PIPELINE_ROLE,
  },
  {
    holders: ['PipelineRole'],
    statement: 'ExpandSam',
    actions: ['cloudformation:CreateChangeSet'],
    reason:
      "whether CloudFormation asks the action's role for it besides the deployment role, a verification run will show",
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html',
  },
  {
    holders: ['PipelineRole', 'BuildRole'],
    statement: 'EncryptArtifacts',
    actions: [
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    reason: "AWS documents the five kinds of use for an artifact store's own key; locally S3 needs two of them",
    source: 'https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-kms.html',
  },
  {
    holders: ['PipelineRole'],
    statement: 'ReadSource',
    actions: ['codecommit:CancelUploadArchive'],
    reason: 'ends an upload of the source that takes too long; the local upload is one step',
    source: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html',
  },
  {
    holders: ['BuildRole'],
    statement: 'ReadSource',
    actions: ['s3:GetObjectVersion'],
    reason: 'CodeBuild reads the source artifact by version',
    source: BUILD_ROLE,
  },
  {
    holders: ['BuildRole'],
    statement: 'MakeLogGroup',
    actions: ['logs:CreateLogGroup'],
    reason:
      'AWS documents it; the group is there, and a verification run will show whether CodeBuild asks all the same',
    source: BUILD_ROLE,
  },
  {
    holders: ['BuildRole'],
    statement: 'FindBucket',
    actions: ['s3:GetBucketAcl', 's3:GetBucketLocation'],
    reason: 'AWS documents both for builds of a pipeline; the local one is told the bucket',
    source: BUILD_ROLE,
  },
  {
    holders: ['TestsDeploymentRole', ...deploymentRoles],
    statement: 'ReadPackages',
    actions: ['s3:GetObjectVersion'],
    reason: "AWS's handler of functions declares it; the packages are named without a version",
    source: HANDLERS,
  },
  {
    holders: ['TestsDeploymentRole', ...deploymentRoles],
    statement: 'DecryptPackages',
    actions: ['kms:DescribeKey'],
    reason: "AWS's handler of functions declares it; S3 needs none",
    source: HANDLERS,
  },
  {
    holders: ['TestsDeploymentRole', ...deploymentRoles],
    statement: 'Functions',
    actions: ['lambda:GetFunctionScalingConfig'],
    reason: "AWS's handler looks at it for every function; the local cloud has no capacity providers",
    source: HANDLERS,
  },
  {
    holders: ['TestsDeploymentRole', ...deploymentRoles],
    statement: 'FindLogGroups',
    actions: ['logs:DescribeResourcePolicies'],
    reason: "AWS's handler looks for the policy of every log group; that of the local cloud does without",
    source: HANDLERS,
  },
  {
    holders: ['TestsDeploymentRole', ...deploymentRoles],
    statement: 'LogGroups',
    actions: ['logs:DeleteDataProtectionPolicy'],
    reason: "AWS's handler declares it for the deletion of a log group, which takes the group's own policy along",
    source: HANDLERS,
  },
  {
    holders: deploymentRoles,
    statement: 'FirstApi',
    actions: ['iam:CreateServiceLinkedRole'],
    reason: "the first API of an account makes API Gateway's service-linked role, which the local cloud does not have",
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html',
  },
  {
    holders: ['TestsDeploymentRole', ...deploymentRoles],
    statement: 'WriteRoles',
    actions: ['iam:PutRolePermissionsBoundary'],
    reason:
      'puts the boundary on again when a template that drops it was refused, which no honest commit needs; tests/attacks/templates.test.ts does it',
    source:
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html',
  },
  {
    holders: boundaries,
    statement: 'Traces',
    actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    reason: 'Lambda sends the traces of the function with its role; the local cloud has no X-Ray',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html',
  },
]
