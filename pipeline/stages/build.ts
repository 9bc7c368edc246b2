// Build: buildspec.yml of the commit, run by CodeBuild. Whoever can push decides what runs here, so its role can do very little.
import type { Construct } from 'constructs'
import { arn } from '../arns.ts'
import { CfnLogGroup, CfnProject, Fn } from '../cdk.ts'
import type { PipelineConfig } from '../config.ts'
import {
  artifactKeys,
  buildArtifact,
  buildLogGroupName,
  firstStages,
  packagesPrefix,
  sourceArtifact,
} from '../names.ts'
import { type ArtifactStore, useKey } from '../resources/artifact-store.ts'
import { allow, type Statement, serviceRole } from '../roles/policy.ts'
import { actionType, type Stage } from './stage.ts'

export function buildStage(projectName: string): Stage {
  return {
    name: firstStages.build,
    actions: [
      {
        name: 'Build',
        actionTypeId: actionType('Build', 'CodeBuild'),
        configuration: { ProjectName: projectName },
        inputArtifacts: [{ name: sourceArtifact }],
        outputArtifacts: [{ name: buildArtifact }],
      },
    ],
  }
}

/** The project's name. */
export function buildProject(scope: Construct, config: PipelineConfig, store: ArtifactStore): string {
  const logGroupName = buildLogGroupName(config.serviceName)
  const logGroup = new CfnLogGroup(scope, 'BuildLogs', { logGroupName, retentionInDays: config.logRetentionDays })
  const role = serviceRole(scope, 'BuildRole', {
    service: 'codebuild.amazonaws.com',
    // https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html
    condition: { ArnEquals: { 'aws:SourceArn': arn('codebuild', `project/${config.serviceName}`) } },
    statements: buildMay(config.serviceName, store),
  })
  return new CfnProject(scope, 'BuildProject', {
    name: config.serviceName,
    serviceRole: role.attrArn,
    encryptionKey: store.keyArn,
    source: { type: 'CODEPIPELINE', buildSpec: 'buildspec.yml' },
    artifacts: { type: 'CODEPIPELINE' },
    environment: {
      type: 'LINUX_CONTAINER',
      computeType: 'BUILD_GENERAL1_SMALL',
      image: 'aws/codebuild/amazonlinux-x86_64-standard:6.0', // brings Node.js 24
      environmentVariables: [
        { name: 'ARTIFACT_BUCKET', value: store.bucketName },
        { name: 'ARTIFACT_KEY_ID', value: store.keyArn },
      ],
    },
    logsConfig: { cloudWatchLogs: { status: 'ENABLED', groupName: logGroup.ref } },
    timeoutInMinutes: 30,
  }).ref
}

// Reads the source, writes its own output and packages. It cannot list or delete anything, nor read or write what another stage made.
// The keys of artifacts are random and it cannot list them, so it cannot hit another execution's output.
// It can write packages/* because packaging is its work; the bucket's policy lets each key be written once.
const buildMay = (serviceName: string, store: ArtifactStore): Statement[] => [
  allow(
    'WriteLogs',
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    [arn('logs', `log-group:${buildLogGroupName(serviceName)}:*`)],
  ),
  allow(
    'ReadSource',
    ['s3:GetObject', 's3:GetObjectVersion'],
    [Fn.sub(`\${ArtifactBucket.Arn}/${artifactKeys(serviceName, sourceArtifact)}`)],
  ),
  allow(
    'WriteOutput',
    ['s3:PutObject'],
    [Fn.sub(`\${ArtifactBucket.Arn}/${artifactKeys(serviceName, buildArtifact)}`)],
  ),
  // packages.mts writes the key; `aws cloudformation package` asks whether it is there, which is s3:GetObject.
  allow('WritePackages', ['s3:GetObject', 's3:PutObject'], [Fn.sub(`\${ArtifactBucket.Arn}/${packagesPrefix}/*`)]),
  useKey('EncryptArtifacts', store),
  // What AWS documents as the least that a build needs, besides: https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
  allow(
    'MakeLogGroup',
    ['logs:CreateLogGroup'],
    ['', ':*'].map(rest => arn('logs', `log-group:${buildLogGroupName(serviceName)}${rest}`)),
  ),
  allow('FindBucket', ['s3:GetBucketAcl', 's3:GetBucketLocation'], [store.bucketArn]),
  // https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions-required.html
  allow(
    'WriteReports',
    ['codebuild:BatchPutTestCases', 'codebuild:CreateReport', 'codebuild:CreateReportGroup', 'codebuild:UpdateReport'],
    [arn('codebuild', `report-group/${serviceName}-*`)],
  ),
]
