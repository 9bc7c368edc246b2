// The role CodePipeline takes on for every action: it starts others and passes them their roles, and can itself build and deploy nothing.
import type { Construct } from 'constructs'
import { arn, stackArn } from '../arns.ts'
import { Fn } from '../cdk.ts'
import type { ReleaseStage } from '../config.ts'
import { deploymentsOf, stackName, startTestsName } from '../names.ts'
import { type ArtifactStore, useKey } from '../resources/artifact-store.ts'
import { isKept } from '../stages/kept.ts'
import { allow, expandSam, type Statement, serviceRole } from './policy.ts'

export interface PipelineRoleProps {
  readonly serviceName: string
  readonly stages: readonly ReleaseStage[]
  readonly store: ArtifactStore
  readonly deploymentRoleArns: readonly string[]
  readonly approvalTopicArn: string
}

export const pipelineRole = (scope: Construct, props: PipelineRoleProps): string =>
  serviceRole(scope, 'PipelineRole', { service: 'codepipeline.amazonaws.com', statements: pipelineMay(props) }).attrArn

// https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html, action by action
const pipelineMay = ({
  serviceName,
  stages,
  store,
  deploymentRoleArns,
  approvalTopicArn,
}: PipelineRoleProps): Statement[] => [
  allow('FindBucket', ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'], [store.bucketArn]),
  allow(
    'UseArtifacts',
    ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
    [Fn.sub(`\${ArtifactBucket.Arn}/${serviceName}/*`)],
  ),
  useKey('EncryptArtifacts', store),
  allow(
    'ReadSource',
    [
      'codecommit:CancelUploadArchive',
      'codecommit:GetBranch',
      'codecommit:GetCommit',
      'codecommit:GetUploadArchiveStatus',
      'codecommit:UploadArchive',
    ],
    [arn('codecommit', serviceName)],
  ),
  allow('RunBuild', ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'], [arn('codebuild', `project/${serviceName}`)]),
  allow(
    'DeployStacks',
    [
      'cloudformation:CreateStack',
      'cloudformation:DescribeStackEvents',
      'cloudformation:DescribeStackResource',
      'cloudformation:DescribeStackResources',
      'cloudformation:DescribeStacks',
      'cloudformation:GetTemplate',
      'cloudformation:UpdateStack',
    ],
    deploymentsOf(stages).map(deployment => stackArn(stackName(serviceName, deployment))),
  ),
  // A stack that failed is deleted and made again, but none that serves customers: stages/kept.ts
  allow(
    'ReplaceStacks',
    ['cloudformation:DeleteStack'],
    deploymentsOf(stages)
      .filter(deployment => !isKept(stages, deployment))
      .map(deployment => stackArn(stackName(serviceName, deployment))),
  ),
  allow('PassDeploymentRoles', ['iam:PassRole'], deploymentRoleArns, {
    StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
  }),
  allow('StartTests', ['lambda:InvokeFunction'], [arn('lambda', `function:${startTestsName(serviceName)}`)]),
  allow('AskForApproval', ['sns:Publish'], [approvalTopicArn]),
  expandSam(),
  // These two know no resources.
  allow('FindFunctions', ['lambda:ListFunctions'], ['*']),
  allow('ValidateTemplates', ['cloudformation:ValidateTemplate'], ['*']),
]
