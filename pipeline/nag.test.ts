// cdk-nag's AwsSolutions and Serverless packs, with every exception and its reason. A finding without a reason fails, and so does a reason without a finding.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag'
import { App } from './cdk.ts'
import { PipelineStack } from './pipeline-stack.ts'
import { sample } from './testing/sample.ts'

/** The finding's id and where it was found, e.g. `AwsSolutions-IAM5[Resource::*] at PipelineRole`. */
type Exception = readonly [finding: RegExp, reason: string]

const exceptions: readonly Exception[] = [
  [
    /^AwsSolutions-S1 at ArtifactBucket$/,
    'Server access logs need a second bucket with the same question; CloudTrail data events record who reads artifacts where that is wanted.',
  ],
  [
    /^AwsSolutions-IAM4\[Policy::arn:<AWS::Partition>:iam::aws:policy\/service-role\/AmazonAPIGatewayPushToCloudWatchLogs\] at ApiGatewayLogsRole$/,
    'API Gateway refuses a role without the rights that it wants; this is the policy that AWS documents, and the role serves every API of the account.',
  ],
  [
    /^AwsSolutions-IAM5\[.*:stack\/TimeService-\w+\/\*\] at (PipelineRole|StartTestsRole|DevelopersPolicy|ReleaseManagersPolicy)$/,
    "A stack's ARN ends in an id that is made when it is created; its name is complete.",
  ],
  [
    /^AwsSolutions-IAM5\[.*:(function:|role\/)TimeService-(\w+)-\*\] at (Tests|Beta|Gamma|Prod)(DeploymentRole|Boundary)$/,
    'CloudFormation ends the names of a stack in random letters; the prefix belongs to one stack.',
  ],
  [
    /^AwsSolutions-IAM5\[.*:role\/TimeService-\w+-\*\] at StartTestsRole$/,
    'The same: it reads whom the roles of one stack trust.',
  ],
  [
    /^AwsSolutions-IAM5\[.*:log-group:\/aws\/(lambda|apigateway)\/TimeService-\w+\*\] at (Tests|Beta|Gamma|Prod)(DeploymentRole|Boundary)$/,
    "The log groups of one stack's functions and API.",
  ],
  [
    /^AwsSolutions-IAM5\[.*:function:TimeService-tests-\*\] at StartTestsRole$/,
    'CloudFormation ends the name of the tests function in random letters.',
  ],
  [
    /^AwsSolutions-IAM5\[.*:log-group:\/aws\/(codebuild\/TimeService|lambda\/TimeService_start_tests):\*\] at \w+$/,
    'The streams of one log group.',
  ],
  [
    /^AwsSolutions-IAM5\[.*:apigateway:.*::\/(restapis|tags)\/\*\] at (Beta|Gamma|Prod)DeploymentRole$/,
    "The ids of REST APIs are random; the statement OtherStacksApis denies other stacks' APIs by their tag.",
  ],
  [
    /^AwsSolutions-IAM5\[Resource::<ArtifactBucket.Arn>\/packages\/\*\] at (BuildRole|(Tests|Beta|Gamma|Prod)DeploymentRole)$/,
    "A package's key is the hash of its content.",
  ],
  [
    /^AwsSolutions-IAM5\[Resource::<ArtifactBucket.Arn>\/TimeService\/(\*|Source\*|BuildOutp\*)\] at (BuildRole|PipelineRole)$/,
    'CodePipeline ends the keys of artifacts in random letters.',
  ],
  [
    /^AwsSolutions-IAM5\[.*:report-group\/TimeService-\*\] at BuildRole$/,
    "The buildspec names the report groups; CodeBuild puts the project's name in front.",
  ],
  [
    /^AwsSolutions-IAM5\[Resource::\*\] at (PipelineRole|StartTestsRole|(Tests|Beta|Gamma|Prod)(Boundary|DeploymentRole))$/,
    'lambda:ListFunctions, codepipeline:PutJob*Result, xray:Put*, logs:Describe*Policies and -LogGroups and ValidateTemplate know no resources.',
  ],
  [/^Serverless-LambdaStarPermissions at StartTestsRole$/, 'codepipeline:PutJobFailureResult knows no resources.'],
  [
    /^Serverless-(LambdaDLQ at StartTests|LambdaAsyncFailureDestination at StartTestsOnce)$/,
    'Its one duty is to answer a job: it catches and reports every failure, and CodePipeline fails the action when no answer comes.',
  ],
  [
    /^Serverless-LambdaTracing at StartTests$/,
    'It makes three calls per stage and logs their outcome; a trace would add grants and tell no more.',
  ],
  [
    /^Serverless-EventBusDLQ at PushRule$/,
    'EventBridge retries for a day; a start that is lost even then is repeated by the next push or by StartPipelineExecution.',
  ],
]

const outdir = mkdtempSync(join(tmpdir(), 'pipeline-nag-'))
afterAll(() => rmSync(outdir, { recursive: true, force: true }))
const app = new App({ outdir, autoSynth: false, analyticsReporting: false })
new PipelineStack(app, sample)

const found = [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap(findings)

function findings(pack: NagPack): string[] {
  return pack
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath?.split('/').pop()}`),
    )
}

test('cdk-nag looks at the pipeline', () => {
  expect(found.length).toBeGreaterThan(0)
})

test('no finding is unexplained', () => {
  expect(found.filter(finding => !exceptions.some(([pattern]) => pattern.test(finding)))).toEqual([])
})

test.each(exceptions)('%s is still found', pattern => {
  expect(found.some(finding => pattern.test(finding))).toBe(true)
})
