// The most that the application and the tests may ever do, whatever policies their templates ask for: one permissions boundary per deployment.
// Whoever can push controls app-sam.yaml, so this is the real limit. A service that needs a table or a queue gets it here first.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
import type { Construct } from 'constructs'
import { arn } from '../arns.ts'
import { CfnManagedPolicy } from '../cdk.ts'
import {
  boundaryId,
  type Deployment,
  functionLogGroupName,
  stackName,
  startTestsName,
  testsDeployment,
} from '../names.ts'
import { allow, policyDocument, type Statement } from './policy.ts'

/** The boundary's ARN. It carries no description: a changed description would replace the policy under the roles that use it. */
export function permissionsBoundary(scope: Construct, serviceName: string, deployment: Deployment): string {
  const statements = [
    ownLogs(serviceName, deployment),
    ...(deployment === testsDeployment ? testsMay(serviceName) : applicationMay(serviceName, deployment)),
  ]
  return new CfnManagedPolicy(scope, boundaryId(deployment), { policyDocument: policyDocument(statements) }).ref
}

const ownLogs = (serviceName: string, deployment: Deployment) =>
  allow(
    'OwnLogs',
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    [arn('logs', `log-group:${functionLogGroupName(stackName(serviceName, deployment))}*`)],
  )

/** Edit here what the application may do beyond its logs; keep each resource under `<ServiceName>-<stage>-`, so that no stage reaches another. */
const applicationMay = (_serviceName: string, _deployment: Deployment): Statement[] => [
  // X-Ray's write actions know no resources.
  allow('Traces', ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], ['*']),
]

const testsMay = (serviceName: string): Statement[] => [
  // These two actions know no resources either; a job's id is the secret. https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html
  allow('ReportResult', ['codepipeline:PutJobFailureResult', 'codepipeline:PutJobSuccessResult'], ['*']),
  // Lambda hands the record of a crashed test run to start_tests with the role of the tests.
  allow('ReportCrash', ['lambda:InvokeFunction'], [arn('lambda', `function:${startTestsName(serviceName)}`)]),
]
