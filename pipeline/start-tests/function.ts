// The function <ServiceName>_start_tests, its role and its log, with the code inside the template: no bucket is needed to deploy the pipeline.
import { join } from 'node:path'
import type { Construct } from 'constructs'
import { buildSync } from 'esbuild'
import { arn, iamArn, stackArn } from '../arns.ts'
import { CfnEventInvokeConfig, CfnFunction, CfnLogGroup } from '../cdk.ts'
import type { PipelineConfig } from '../config.ts'
import { deploymentsOf, functionLogGroupName, stackName, startTestsName, testsDeployment } from '../names.ts'
import { allow, type Statement, serviceRole } from '../roles/policy.ts'

export function startTestsFunction(scope: Construct, config: PipelineConfig): { name: string; arn: string } {
  const functionName = startTestsName(config.serviceName)
  const logGroup = new CfnLogGroup(scope, 'StartTestsLogs', {
    logGroupName: functionLogGroupName(functionName),
    retentionInDays: config.logRetentionDays,
  })
  const role = serviceRole(scope, 'StartTestsRole', {
    service: 'lambda.amazonaws.com',
    statements: startTestsMay(config),
  })
  const fn = new CfnFunction(scope, 'StartTests', {
    functionName,
    description: 'Starts the tests of a stage; fails the job when they cannot start or crash',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    code: { zipFile: bundle() },
    role: role.attrArn,
    memorySize: 256,
    timeout: 60,
    loggingConfig: { logGroup: logGroup.ref },
  })
  // A second attempt would start the tests a second time for the same job.
  new CfnEventInvokeConfig(scope, 'StartTestsOnce', {
    functionName: fn.ref,
    qualifier: '$LATEST',
    maximumRetryAttempts: 0,
  })
  return { name: fn.ref, arn: fn.attrArn }
}

/** CommonJS, because inline code is `index.js`; the SDK stays outside, because the runtime brings it. */
export function bundle(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'index.ts')],
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    external: ['@aws-sdk/*'],
  })
  return outputFiles.map(file => file.text.trim()).join('')
}

const startTestsMay = ({ serviceName, stages }: PipelineConfig): Statement[] => [
  allow(
    'ReadStacks',
    ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'],
    deploymentsOf(stages).map(deployment => stackArn(stackName(serviceName, deployment))),
  ),
  // Whom the roles of the stacks trust: trust.ts
  allow(
    'ReadRoles',
    ['iam:GetRole'],
    deploymentsOf(stages).map(deployment => iamArn(`role/${stackName(serviceName, deployment)}-*`)),
  ),
  allow(
    'InvokeTests',
    ['lambda:InvokeFunction'],
    [arn('lambda', `function:${stackName(serviceName, testsDeployment)}-*`)],
  ),
  // It may fail a job and never pass one. The action knows no resources; a job's id is the secret.
  allow('FailJob', ['codepipeline:PutJobFailureResult'], ['*']),
  allow(
    'WriteLogs',
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    [arn('logs', `log-group:${functionLogGroupName(startTestsName(serviceName))}:*`)],
  ),
]
