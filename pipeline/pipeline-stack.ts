// The pipeline of one service: Source, Build, DeployTests, Beta, Gamma, Prod.
import type { Construct } from 'constructs'
import { apiGatewayLogs } from './api-gateway-logs.ts'
import { approvalTopic } from './approval-topic.ts'
import { type ArtifactStore, artifactStore } from './artifact-store.ts'
import { BootstraplessSynthesizer, CfnOutput, CfnPipeline, Stack } from './cdk.ts'
import type { PipelineConfig } from './config.ts'
import { type Deployment, deploymentOf, deployments, pipelineStackName, releaseStages } from './names.ts'
import { boundaryIds, permissionsBoundary } from './roles/boundary.ts'
import { deploymentRole } from './roles/deployment-role.ts'
import { peoplesPolicies } from './roles/people.ts'
import { pipelineRole } from './roles/pipeline-role.ts'
import { buildProject, buildStage } from './stages/build.ts'
import { deployTestsStage } from './stages/deploy-tests.ts'
import { releaseStage } from './stages/release.ts'
import { repository, sourceStage, startOnPush } from './stages/source.ts'
import type { Stage } from './stages/stage.ts'
import { startTestsFunction } from './start-tests/function.ts'

export class PipelineStack extends Stack {
  constructor(scope: Construct, config: PipelineConfig) {
    super(scope, pipelineStackName(config.serviceName), {
      description: `The pipeline of ${config.serviceName}: from a push to ${config.branchName} to Prod`,
      // No bootstrap and no assets: the template is all that an account needs.
      synthesizer: new BootstraplessSynthesizer(),
    })
    const { serviceName } = config
    const store = artifactStore(this, config)
    const repo = repository(this, config)
    const topicArn = approvalTopic(this, config, store)
    const startTests = startTestsFunction(this, config)
    const boundaries = forEachDeployment(deployment => permissionsBoundary(this, serviceName, deployment))
    const deploymentRoles = forEachDeployment(deployment =>
      deploymentRole(this, {
        serviceName,
        deployment,
        boundaryArn: boundaries[deployment],
        accessLogs: config.accessLogs,
        store,
      }),
    )
    const projectName = buildProject(this, config, store)
    const roleArn = pipelineRole(this, {
      serviceName,
      store,
      deploymentRoleArns: Object.values(deploymentRoles),
      approvalTopicArn: topicArn,
    })

    const pipeline = codePipeline(this, serviceName, store, roleArn, [
      sourceStage(config, repo.attrName),
      buildStage(projectName),
      deployTestsStage({
        serviceName,
        deploymentRoleArn: deploymentRoles.tests,
        boundaryArn: boundaries.tests,
        reportFunctionArn: startTests.arn,
      }),
      ...releaseStages.map(stage =>
        releaseStage({
          serviceName,
          stage,
          deploymentRoleArn: deploymentRoles[deploymentOf[stage]],
          boundaryArn: boundaries[deploymentOf[stage]],
          approvalTopicArn: topicArn,
          startTestsName: startTests.name,
          accessLogs: config.accessLogs,
        }),
      ),
    ])
    // A stage that asks for access logs is refused until the account can write them.
    if (config.accessLogs) pipeline.addResourceDependency(apiGatewayLogs(this))
    startOnPush(this, config, repo.attrArn)

    const people = peoplesPolicies(this, serviceName)
    outputs(this, {
      PipelineName: pipeline.ref,
      RepositoryCloneUrl: repo.attrCloneUrlHttp,
      ArtifactBucketName: store.bucketName,
      ApprovalTopicArn: topicArn,
      DevelopersPolicyArn: people.developers,
      ReleaseManagersPolicyArn: people.releaseManagers,
      ...Object.fromEntries(deployments.map(deployment => [`${boundaryIds[deployment]}Arn`, boundaries[deployment]])),
    })
  }
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

const forEachDeployment = (make: (deployment: Deployment) => string): Record<Deployment, string> => ({
  tests: make('tests'),
  beta: make('beta'),
  gamma: make('gamma'),
  prod: make('prod'),
})
