// Values that a service accepts for members of its inputs, where a plain text or number is refused: by member, or by operation and member.

type Values = Readonly<Record<string, unknown>>

const IDENTITY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }],
})
const TRUST_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
const KEY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'kms:*', Resource: '*' },
  ],
})
const ID = '11111111-2222-4333-8444-555555555555'
const ROLE = 'arn:aws:iam::000000000000:role/sample'
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:sample'
const RULE = 'arn:aws:events:us-east-1:000000000000:rule/sample'

const PIPELINE = {
  name: 'sample',
  roleArn: ROLE,
  artifactStore: { type: 'S3', location: 'bucket' },
  stages: [
    {
      name: 'Source',
      actions: [
        { name: 'a', actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' } },
      ],
    },
    {
      name: 'Approve',
      actions: [{ name: 'b', actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } }],
    },
  ],
}

export const VALUES: Readonly<Record<string, Values>> = {
  apigateway: {
    'CreateApi.ProtocolType': 'HTTP',
    mode: 'overwrite',
    position: '1',
    limit: 10,
    MaxResults: '10',
    patchOperations: [{ op: 'replace', path: '/description', value: 'text' }],
    parameters: { endpointConfigurationTypes: 'REGIONAL' },
    'UpdateAccount.patchOperations': [{ op: 'replace', path: '/cloudwatchRoleArn', value: ROLE }],
    body: new TextEncoder().encode('{"openapi":"3.0.1","info":{"title":"t","version":"1"},"paths":{}}'),
    NextToken: '1',
    types: ['REGIONAL'],
  },
  cloudformation: {
    StackName: 'sample',
    OnStackFailure: 'DELETE',
    OnFailure: 'DELETE',
    ChangeSetType: 'CREATE',
    Capabilities: ['CAPABILITY_IAM'],
    Parameters: [{ ParameterKey: 'p', ParameterValue: 'v' }],
    TemplateBody: '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}',
    TemplateURL: 'https://s3.amazonaws.com/bucket/key',
    TemplateStage: 'Processed',
    StackStatusFilter: ['CREATE_COMPLETE'],
    RoleARN: ROLE,
  },
  codebuild: {
    source: { type: 'CODEPIPELINE' },
    artifacts: { type: 'CODEPIPELINE' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/amazonlinux2-x86_64-standard:5.0',
      computeType: 'BUILD_GENERAL1_SMALL',
    },
    tags: [{ key: 'a', value: 'b' }],
    cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] },
    cacheOverride: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] },
    logsConfig: { cloudWatchLogs: { status: 'ENABLED' }, s3Logs: { status: 'DISABLED' } },
    logsConfigOverride: { cloudWatchLogs: { status: 'ENABLED' }, s3Logs: { status: 'DISABLED' } },
    secondarySources: [{ type: 'S3', location: 'b/k', sourceIdentifier: 'second' }],
    secondarySourcesOverride: [{ type: 'S3', location: 'b/k', sourceIdentifier: 'second' }],
    secondaryArtifacts: [{ type: 'S3', location: 'b', artifactIdentifier: 'second' }],
    secondaryArtifactsOverride: [{ type: 'S3', location: 'b', artifactIdentifier: 'second' }],
    artifactsOverride: { type: 'S3', location: 'b' },
    'CreateReportGroup.type': 'TEST',
    serviceRole: ROLE,
  },
  codecommit: {
    repositoryName: 'sample',
    resourceArn: 'arn:aws:codecommit:us-east-1:000000000000:sample',
    putFiles: [{ filePath: 'a', fileContent: new TextEncoder().encode('a'), fileMode: 'EXECUTABLE' }],
    commitId: 'a'.repeat(40),
  },
  codedeploy: {
    computePlatform: 'Lambda',
    serviceRoleArn: ROLE,
    deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0.0' } },
  },
  codepipeline: {
    pipeline: PIPELINE,
    transitionType: 'Inbound',
    jobId: ID,
    pipelineExecutionId: ID,
    targetPipelineExecutionId: ID,
    'PutApprovalResult.token': ID,
    filter: { latestInPipelineExecution: { pipelineExecutionId: ID, startTimeRange: 'Latest' } },
    runOrder: 2,
    timeoutInMinutes: 6,
    retryConfiguration: { retryMode: 'ALL_ACTIONS' },
    encryptionKey: { id: ROLE, type: 'KMS' },
    roleArn: ROLE,
    onFailure: { result: 'RETRY' },
    artifactStores: { 'us-east-1': { type: 'S3', location: 'bucket' } },
    failureDetails: { type: 'JobFailed', message: 'it failed' },
    revisionType: 'COMMIT_ID',
    'ListPipelineExecutions.filter': { succeededInStage: { stageName: 'Source' } },
    'PutApprovalResult.result': { summary: 'ok', status: 'Approved' },
    resourceArn: 'arn:aws:codepipeline:us-east-1:000000000000:sample',
    retryMode: 'FAILED_ACTIONS',
  },
  events: {
    EventPattern: '{"source":["x"]}',
    ScheduleExpression: 'rate(1 day)',
    ResourceARN: RULE,
    Targets: [{ Id: 'a', Arn: FUNCTION }],
    State: 'DISABLED',
    TargetArn: FUNCTION,
  },
  iam: {
    PolicyDocument: IDENTITY_POLICY,
    AssumeRolePolicyDocument: TRUST_POLICY,
    'UpdateAssumeRolePolicy.PolicyDocument': TRUST_POLICY,
    Status: 'Active',
    PathPrefix: '/sample/',
    Path: '/sample/',
    PermissionsBoundary: 'arn:aws:iam::000000000000:policy/sample',
    PolicyArn: 'arn:aws:iam::000000000000:policy/sample',
    VersionId: 'v1',
    Scope: 'Local',
    MaxSessionDuration: 3700,
  },
  ssm: {
    Name: '/sample',
    Path: '/sample',
    Type: 'String',
    Tier: 'Advanced',
    ResourceType: 'Parameter',
    ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['String'] }],
    DataType: 'aws:ec2:image',
    KeyId: 'alias/sample',
    AllowedPattern: '.*',
  },
  kms: {
    KeyId: ID,
    AliasName: 'alias/sample',
    TargetKeyId: ID,
    Policy: KEY_POLICY,
    PendingWindowInDays: 8,
    CiphertextBlob: new Uint8Array(64),
    KeySpec: 'RSA_2048',
    'GenerateDataKey.KeySpec': 'AES_128',
    'GenerateDataKeyWithoutPlaintext.KeySpec': 'AES_128',
    PolicyName: 'other',
    EncryptionAlgorithm: 'RSAES_OAEP_SHA_1',
    RotationPeriodInDays: 90,
  },
  lambda: {
    Role: ROLE,
    FunctionVersion: '1',
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
    Resource: FUNCTION,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: new TextEncoder().encode('zip') },
    SourceArn: 'arn:aws:s3:::bucket',
    SourceAccount: '000000000000',
    LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO' },
    Timeout: 5,
    MemorySize: 256,
    InvocationType: 'Event',
  },
  logs: { retentionInDays: 7, kmsKeyId: `arn:aws:kms:us-east-1:000000000000:key/${ID}` },
  s3: {
    Bucket: 'bucket',
    CopySource: 'bucket/other',
    VersioningConfiguration: { Status: 'Enabled' },
    MFADelete: 'Enabled',
    ChecksumMode: 'ENABLED',
    TargetObjectKeyFormat: { PartitionedPrefix: { PartitionDateSource: 'EventTime' } },
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    NotificationConfiguration: { EventBridgeConfiguration: {} },
    LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Filter: { Prefix: 'x' }, Expiration: { Days: '1' } }] },
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"a"' }] },
    'PutBucketLogging.BucketLoggingStatus': { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'p' } },
    'PutBucketPolicy.Policy': KEY_POLICY,
    StorageClass: 'STANDARD_IA',
    ServerSideEncryption: 'AES256',
    Tagging: 'a=b',
    'DeleteObjects.Delete': { Objects: [{ Key: 'key' }] },
    'PutBucketTagging.Tagging': { TagSet: [{ Key: 'a', Value: 'b' }] },
    'PutObjectTagging.Tagging': { TagSet: [{ Key: 'a', Value: 'b' }] },
    ContentMD5: Buffer.alloc(16).toString('base64'),
    Body: 'body',
    ChecksumAlgorithm: 'SHA256',
    MetadataDirective: 'REPLACE',
    TaggingDirective: 'REPLACE',
  },
  sns: {
    'CreateTopic.Attributes': { DisplayName: 'sample' },
    AttributeName: 'DisplayName',
    'Subscribe.Protocol': 'lambda',
    Endpoint: FUNCTION,
  },
  sts: { RoleArn: ROLE, RoleSessionName: 'session', DurationSeconds: 901, Policy: IDENTITY_POLICY },
}

/** Members without which an operation takes nothing, although AWS's model requires none of them. */
export const ALWAYS: Readonly<Record<string, Readonly<Record<string, Values>>>> = {
  apigateway: {
    UpdateAccount: { patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: ROLE }] },
  },
  cloudformation: {
    CreateStack: { TemplateBody: '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}' },
    UpdateStack: { TemplateBody: '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}' },
    CreateChangeSet: { TemplateBody: '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}' },
    DescribeStackResources: { StackName: 'sample' },
  },
  codecommit: {
    GetBranch: { repositoryName: 'sample', branchName: 'main' },
    CreateCommit: { putFiles: [{ filePath: 'a', fileContent: new TextEncoder().encode('a') }] },
  },
  codedeploy: {
    CreateApplication: { computePlatform: 'Lambda' },
    CreateDeployment: {
      deploymentGroupName: 'group',
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0.0' } },
    },
  },
  events: { PutRule: { EventPattern: '{"source":["x"]}' } },
  kms: { Decrypt: { CiphertextBlob: new Uint8Array(64) } },
  lambda: {
    CreateFunction: { Runtime: 'nodejs22.x', Handler: 'index.handler' },
    UpdateFunctionCode: { ZipFile: new TextEncoder().encode('zip') },
  },
  logs: {
    AssociateKmsKey: { logGroupName: 'group' },
    DisassociateKmsKey: { logGroupName: 'group' },
    DescribeLogStreams: { logGroupName: 'group' },
    GetLogEvents: { logGroupName: 'group' },
    FilterLogEvents: { logGroupName: 'group' },
  },
  s3: {
    PutBucketLifecycleConfiguration: {
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Filter: { Prefix: 'x' }, Expiration: { Days: '1' } }] },
    },
    CompleteMultipartUpload: { MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"a"' }] } },
  },
  sns: { Subscribe: { Endpoint: FUNCTION }, Publish: { TopicArn: 'arn:aws:sns:us-east-1:000000000000:sample' } },
}

const GROUP = { logGroupIdentifier: 'sample' }
const CODE = { FunctionName: 'sample', Runtime: 'nodejs22.x', Handler: 'index.handler', Role: ROLE }
const IN_S3 = { S3Bucket: 'bucket', S3Key: 'key', S3ObjectVersion: 'version' }

/** Whole inputs for members that take the place of others, and mean nothing beside them. */
export const INSTEAD: Readonly<Record<string, Readonly<Record<string, Values>>>> = {
  codepipeline: {
    'ListActionExecutions.filter.pipelineExecutionId': { pipelineName: 'sample', filter: { pipelineExecutionId: ID } },
  },
  lambda: {
    'CreateFunction.Code.S3Bucket': { ...CODE, Code: IN_S3 },
    'CreateFunction.Code.S3Key': { ...CODE, Code: IN_S3 },
    'CreateFunction.Code.S3ObjectVersion': { ...CODE, Code: IN_S3 },
    'UpdateFunctionCode.S3Bucket': { FunctionName: 'sample', ...IN_S3 },
    'UpdateFunctionCode.S3Key': { FunctionName: 'sample', ...IN_S3 },
    'UpdateFunctionCode.S3ObjectVersion': { FunctionName: 'sample', ...IN_S3 },
  },
  logs: {
    'DescribeLogStreams.logGroupIdentifier': GROUP,
    'FilterLogEvents.logGroupIdentifier': GROUP,
    'GetLogEvents.logGroupIdentifier': { ...GROUP, logStreamName: 'sample' },
  },
  sns: { 'Publish.TargetArn': { TargetArn: 'arn:aws:sns:us-east-1:000000000000:other', Message: 'sample' } },
}
