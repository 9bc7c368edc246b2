// The pipeline of one service: Source, Build, DeployTests, and the stages of config.ts.
import type { Construct } from 'constructs'
import { BootstraplessSynthesizer, CfnOutput, CfnPipeline, Stack } from './cdk.ts'
import type { PipelineConfig } from './config.ts'
import { boundaryId, type Deployment, pipelineStackName, testsDeployment } from './names.ts'
import { apiGatewayLogs } from './resources/api-gateway-logs.ts'
import { approvalTopic } from './resources/approval-topic.ts'
import { type ArtifactStore, artifactStore } from './resources/artifact-store.ts'
import { permissionsBoundary } from './roles/boundary.ts'
import { deploymentRole } from './roles/deployment-role.ts'
import { peoplesPolicies } from './roles/people.ts'
import { pipelineRole } from './roles/pipeline-role.ts'
import { buildProject, buildStage } from './stages/build.ts'
import { deployTestsStage } from './stages/deploy-tests.ts'
import { isKept } from './stages/kept.ts'
import { releaseStage } from './stages/release.ts'
import { repository, sourceStage, startOnPush } from './stages/source.ts'
import type { Stage } from './stages/stage.ts'
import { startTestsFunction } from './start-tests/function.ts'

export class PipelineStack extends Stack {
  constructor(scope: Construct, config: PipelineConfig) {
    super(scope, pipelineStackName(config.serviceName), {
      description: `The pipeline of ${config.serviceName}: from a push to ${config.branchName} to ${config.stages.at(-1)?.name}`,
      // No bootstrap and no assets: the template is all that an account needs.
      synthesizer: new BootstraplessSynthesizer(),
    })
    const { serviceName, stages } = config
    const store = artifactStore(this, config)
    const repo = repository(this, config)
    const topicArn = approvalTopic(this, config, store)
    const startTests = startTestsFunction(this, config)
    const deployed = (deployment: Deployment): Deployed => {
      const boundaryArn = permissionsBoundary(this, serviceName, deployment)
      const { accessLogs } = config
      const roleArn = deploymentRole(this, { serviceName, deployment, boundaryArn, accessLogs, store })
      return { deployment, boundaryArn, roleArn }
    }
    const tests = deployed(testsDeployment)
    const releases = stages.map(stage => ({ stage, ...deployed(stage) }))
    const projectName = buildProject(this, config, store)
    const roleArn = pipelineRole(this, {
      serviceName,
      stages,
      store,
      deploymentRoleArns: [tests, ...releases].map(one => one.roleArn),
      approvalTopicArn: topicArn,
    })

    const pipeline = codePipeline(this, serviceName, store, roleArn, [
      sourceStage(config, repo.attrName),
      buildStage(projectName),
      deployTestsStage({
        serviceName,
        deploymentRoleArn: tests.roleArn,
        boundaryArn: tests.boundaryArn,
        reportFunctionArn: startTests.arn,
      }),
      ...releases.map(({ stage, ...release }, index) =>
        releaseStage({
          serviceName,
          stage,
          previous: stages[index - 1],
          kept: isKept(stages, stage),
          deploymentRoleArn: release.roleArn,
          boundaryArn: release.boundaryArn,
          approvalTopicArn: topicArn,
          startTestsName: startTests.name,
          accessLogs: config.accessLogs,
        }),
      ),
    ])
    // A stage that asks for access logs is refused until the account can write them.
    if (config.accessLogs) pipeline.addResourceDependency(apiGatewayLogs(this))
    startOnPush(this, config, repo.attrArn)

    const people = peoplesPolicies(this, config)
    outputs(this, {
      PipelineName: pipeline.ref,
      RepositoryCloneUrl: repo.attrCloneUrlHttp,
      ArtifactBucketName: store.bucketName,
      ApprovalTopicArn: topicArn,
      DevelopersPolicyArn: people.developers,
      ReleaseManagersPolicyArn: people.releaseManagers,
      ...Object.fromEntries([tests, ...releases].map(one => [`${boundaryId(one.deployment)}Arn`, one.boundaryArn])),
    })
  }
}

interface Deployed {
  readonly deployment: Deployment
  readonly boundaryArn: string
  readonly roleArn: string
}

const codePipeline = (scope: Construct, name: string, store: ArtifactStore, roleArn: string, stages: Stage[]) =>
  new CfnPipeline(scope, 'Pipeline', {
    name,
    roleArn,
    pipelineType: 'V2',
    // A stage takes one commit at a time; of those that wait in front of it, the newest wins.
    executionMode: 'SUPERSEDED',
    artifactStore: {
      type: 'S3',
      location: store.bucketName,
      encryptionKey: { type: 'KMS', id: store.keyArn },
    },
    stages,
  })

const outputs = (scope: Construct, values: Readonly<Record<string, string>>) => {
  for (const [id, value] of Object.entries(values)) new CfnOutput(scope, id, { value })
}
