// Two policies ready to be attached to people: developers push and watch, release managers watch and decide at the gates.
// Only release managers see the keys of artifacts: a build can write every key of a build output that it knows, and whoever pushes says what
// the build does. Who could read a waiting release's key could put something else there, which then goes on unseen.
import type { Construct } from 'constructs'
import { arn, stackArn } from '../arns.ts'
import { CfnManagedPolicy } from '../cdk.ts'
import type { PipelineConfig, ReleaseStage } from '../config.ts'
import { approveActionName, buildLogGroupName, deploymentsOf, gatedStages, stackName } from '../names.ts'
import { allow, policyDocument, type Statement } from './policy.ts'

export function peoplesPolicies(
  scope: Construct,
  { serviceName, stages }: PipelineConfig,
): { developers: string; releaseManagers: string } {
  const policy = (id: string, own: readonly Statement[]) =>
    new CfnManagedPolicy(scope, id, { policyDocument: policyDocument([...own, ...watch(serviceName, stages)]) }).ref
  return {
    developers: policy('DevelopersPolicy', [push(serviceName)]),
    releaseManagers: policy('ReleaseManagersPolicy', [decide(serviceName, stages), ...examine(serviceName)]),
  }
}

const push = (serviceName: string) =>
  allow(
    'Push',
    [
      'codecommit:GetBranch',
      'codecommit:GetCommit',
      'codecommit:GetRepository',
      'codecommit:GitPull',
      'codecommit:GitPush',
      'codecommit:ListBranches',
    ],
    [arn('codecommit', serviceName)],
  )

// https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-iam-permissions.html
const decide = (serviceName: string, stages: readonly ReleaseStage[]) =>
  allow(
    'Decide',
    ['codepipeline:PutApprovalResult'],
    gatedStages(stages).map(({ name }) => arn('codepipeline', `${serviceName}/${name}/${approveActionName}`)),
  )

/** Both answer with the keys of artifacts. */
const examine = (serviceName: string): Statement[] => [
  allow('ExamineActions', ['codepipeline:ListActionExecutions'], [arn('codepipeline', serviceName)]),
  allow('ExamineBuilds', ['codebuild:BatchGetBuilds'], [arn('codebuild', `project/${serviceName}`)]),
]

const watch = (serviceName: string, stages: readonly ReleaseStage[]): Statement[] => [
  allow(
    'WatchPipeline',
    [
      'codepipeline:GetPipeline',
      'codepipeline:GetPipelineExecution',
      'codepipeline:GetPipelineState',
      'codepipeline:ListPipelineExecutions',
    ],
    [arn('codepipeline', serviceName)],
  ),
  allow(
    'ReadBuildLogs',
    ['logs:FilterLogEvents', 'logs:GetLogEvents'],
    [arn('logs', `log-group:${buildLogGroupName(serviceName)}:*`)],
  ),
  allow(
    'WatchStacks',
    ['cloudformation:DescribeStackEvents', 'cloudformation:DescribeStacks'],
    deploymentsOf(stages).map(deployment => stackArn(stackName(serviceName, deployment))),
  ),
]
