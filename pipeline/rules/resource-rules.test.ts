import { type Change, problemsWith } from './broken-template.ts'

test.each<[rule: string, changes: readonly Change[], message: string]>([
  [
    'an event target without a role',
    [['PushRule.Targets.0.RoleArn', undefined]],
    "target 'Pipeline' of rule 'PushRule' starts a pipeline and has no RoleArn",
  ],
  [
    'a compute type typo',
    [['BuildProject.Environment.ComputeType', 'BUILD_GENERAL_SMALL']],
    "project 'BuildProject' has the compute type 'BUILD_GENERAL_SMALL'",
  ],
  ['an environment type typo', [['BuildProject.Environment.Type', 'LINUX']], "has the environment type 'LINUX'"],
  [
    'a source the pipeline does not feed',
    [['BuildProject.Source.Type', 'CODECOMMIT']],
    "has the source type 'CODECOMMIT'",
  ],
  ['a privileged build', [['BuildProject.Environment.PrivilegedMode', true]], "project 'BuildProject' is privileged"],
  [
    'a pipeline role that another service may take',
    [['PipelineRole.AssumeRolePolicyDocument.Statement.0.Principal.Service', 'codebuild.amazonaws.com']],
    "runs as 'PipelineRole', which trusts 'codebuild.amazonaws.com'; it should trust 'codepipeline.amazonaws.com'",
  ],
  [
    'a deployment role that CloudFormation may not take',
    [['BetaDeploymentRole.AssumeRolePolicyDocument.Statement.0.Principal.Service', 'codepipeline.amazonaws.com']],
    "it should trust 'cloudformation.amazonaws.com'",
  ],
  [
    'a function role that Lambda may not take',
    [['StartTestsRole.AssumeRolePolicyDocument.Statement.0.Principal.Service', 'lambda.amazon.com']],
    "it should trust 'lambda.amazonaws.com'",
  ],
  [
    'a role for access logs that API Gateway may not take',
    [['ApiGatewayLogsRole.AssumeRolePolicyDocument.Statement.0.Principal.Service', 'logs.amazonaws.com']],
    "it should trust 'apigateway.amazonaws.com'",
  ],
  [
    'a role that is none',
    [['BuildProject.ServiceRole', { Ref: 'ArtifactBucket' }]],
    "takes 'ArtifactBucket' as its role, which is no AWS::IAM::Role",
  ],
  [
    'every action',
    [['BuildRole.Policies.0.PolicyDocument.Statement.0.Action', '*']],
    "statement 'WriteLogs' of 'BuildRole' allows '*'; list the actions",
  ],
  [
    'a service wholesale',
    [['BuildRole.Policies.0.PolicyDocument.Statement.1.Action', 's3:*']],
    "statement 'ReadSource' of 'BuildRole' allows 's3:*'",
  ],
  [
    'every resource',
    [['BuildRole.Policies.0.PolicyDocument.Statement.1.Resource', '*']],
    "statement 'ReadSource' of 'BuildRole' allows 's3:GetObject' on '*'; name the resources",
  ],
  [
    'named resources for an action that knows none',
    [['BuildRole.Policies.0.PolicyDocument.Statement.1.Action', 'logs:DescribeLogGroups']],
    "statement 'ReadSource' of 'BuildRole' allows 'logs:DescribeLogGroups' on named resources, which it does not know; write '*'",
  ],
  [
    'a statement without a Sid',
    [['BuildRole.Policies.0.PolicyDocument.Statement.0.Sid', undefined]],
    "a statement of 'BuildRole' has no Sid",
  ],
  [
    'a Sid twice',
    [['BuildRole.Policies.0.PolicyDocument.Statement.0.Sid', 'ReadSource']],
    "'BuildRole' has two statements with the Sid 'ReadSource'",
  ],
  [
    'NotAction',
    [['BuildRole.Policies.0.PolicyDocument.Statement.0.NotAction', 's3:*']],
    "statement 'WriteLogs' of 'BuildRole' uses NotAction",
  ],
  [
    'PassRole to any service',
    [['PipelineRole.Policies.0.PolicyDocument.Statement.7.Condition', undefined]],
    "statement 'PassDeploymentRoles' of 'PipelineRole' passes roles to any service",
  ],
  [
    'a policy over its quota',
    [['BetaBoundary.PolicyDocument.Statement.0.Resource', Array.from({ length: 80 }, () => 'x'.repeat(80))]],
    "the policies of 'BetaBoundary' have about",
  ],
  [
    'a handler that inline code does not have',
    [['StartTests.Handler', 'main.handler']],
    "function 'StartTests' has the handler 'main.handler'",
  ],
  [
    'code in a bucket',
    [['StartTests.Code', { S3Bucket: 'b', S3Key: 'k' }]],
    "function 'StartTests' has code outside the template",
  ],
  [
    'a reference to nothing',
    [['BuildProject.ServiceRole', { 'Fn::Sub': '${Nobody.Arn}' }]],
    "the template refers to 'Nobody', which is none of its resources",
  ],
  [
    'a token within a token',
    [['PushRule.Targets.0.Arn', { 'Fn::Sub': { 'Fn::Join': ['', []] } }]],
    'Fn::Sub takes a string or a list',
  ],
])('%s is a problem', (_, changes, message) => {
  expect(problemsWith(...changes)).toEqual(expect.arrayContaining([expect.stringContaining(message)]))
})
