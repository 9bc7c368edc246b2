// Source: the commit that was pushed. An event starts the pipeline; nothing polls.
import type { Construct } from 'constructs'
import { arn } from '../arns.ts'
import { CfnRepository, CfnRule } from '../cdk.ts'
import type { PipelineConfig } from '../config.ts'
import { firstStages, pushRuleName, sourceArtifact, sourceNamespace } from '../names.ts'
import { keepData } from '../resources/keep-data.ts'
import { allow, serviceRole } from '../roles/policy.ts'
import { actionType, type Stage } from './stage.ts'

export function sourceStage(config: PipelineConfig, repositoryName: string): Stage {
  return {
    name: firstStages.source,
    actions: [
      {
        name: 'Source',
        actionTypeId: actionType('Source', 'CodeCommit'),
        configuration: {
          RepositoryName: repositoryName,
          BranchName: config.branchName,
          PollForSourceChanges: 'false',
        },
        outputArtifacts: [{ name: sourceArtifact }],
        namespace: sourceNamespace,
      },
    ],
  }
}

/** The repository outlives the stack: its commits may exist nowhere else. */
export function repository(scope: Construct, config: PipelineConfig): InstanceType<typeof CfnRepository> {
  const repository = new CfnRepository(scope, 'Repository', {
    repositoryName: config.serviceName,
    repositoryDescription: `${config.serviceName}: a push to ${config.branchName} starts its pipeline`,
  })
  keepData(repository)
  return repository
}

/** Starts the pipeline when the branch moves. https://docs.aws.amazon.com/codepipeline/latest/userguide/triggering.html */
export function startOnPush(scope: Construct, config: PipelineConfig, repositoryArn: string): void {
  const ruleName = pushRuleName(config.serviceName)
  const pipelineArn = arn('codepipeline', '${Pipeline}')
  const role = serviceRole(scope, 'EventsRole', {
    service: 'events.amazonaws.com',
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
    condition: { ArnEquals: { 'aws:SourceArn': arn('events', `rule/${ruleName}`) } },
    statements: [allow('StartPipeline', ['codepipeline:StartPipelineExecution'], [pipelineArn])],
  })
  new CfnRule(scope, 'PushRule', {
    name: ruleName,
    description: `Starts the pipeline ${config.serviceName} when ${config.branchName} moves`,
    eventPattern: {
      source: ['aws.codecommit'],
      'detail-type': ['CodeCommit Repository State Change'],
      resources: [repositoryArn],
      detail: {
        event: ['referenceCreated', 'referenceUpdated'],
        referenceType: ['branch'],
        referenceName: [config.branchName],
      },
    },
    targets: [{ id: 'Pipeline', arn: pipelineArn, roleArn: role.attrArn }],
  })
}
