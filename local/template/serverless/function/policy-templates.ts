// SAM policy templates: named statements with parameters, the ones that serverless services use most.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html

import { isMap, type Value, type ValueMap } from '../../template.ts'
import { notCarriedOut, ResourceProblem } from '../problem.ts'

const allow = (Action: Value, Resource: Value): ValueMap => ({ Action, Effect: 'Allow', Resource })

const actions = (service: string, names: string): readonly string[] =>
  names.split(' ').map(name => `${service}:${name}`)

/** The text with a variable for each parameter: `${tableName}` takes the parameter TableName. */
const sub = (text: string): ValueMap => {
  const names = [...text.matchAll(/\$\{([a-z]\w*)\}/gi)].flatMap(([, name]) =>
    name === undefined || name === 'AWS' ? [] : [name],
  )
  if (names.length === 0) return { 'Fn::Sub': text }
  return { 'Fn::Sub': [text, Object.fromEntries(names.map(name => [name, { Ref: parameterOf(name) }]))] }
}

const parameterOf = (variable: string): string =>
  variable === 'pipelinename' ? 'PipelineName' : variable.replace(/^./, first => first.toUpperCase())

const arn = (service: string, resource: string): ValueMap =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`)

const TEMPLATES: Readonly<Record<string, readonly ValueMap[]>> = {
  AWSSecretsManagerGetSecretValuePolicy: [allow(actions('secretsmanager', 'GetSecretValue'), sub('${secretArn}'))],
  CloudFormationDescribeStacksPolicy: [
    allow(actions('cloudformation', 'DescribeStacks'), arn('cloudformation', 'stack/*')),
  ],
  CloudWatchPutMetricPolicy: [allow(actions('cloudwatch', 'PutMetricData'), '*')],
  CodeCommitReadPolicy: [
    allow(
      actions(
        'codecommit',
        'GitPull GetBranch ListBranches BatchDescribeMergeConflicts DescribeMergeConflicts GetMergeCommit GetMergeOptions BatchGetPullRequests DescribePullRequestEvents GetCommentsForPullRequest GetCommitsFromMergeBase GetMergeConflicts GetPullRequest ListPullRequests GetBlob GetFile GetFolder GetComment GetCommentsForComparedCommit BatchGetCommits GetCommit GetCommitHistory GetDifferences GetObjectIdentifier GetReferences GetTree GetRepository ListTagsForResource GetRepositoryTriggers TestRepositoryTriggers GetBranch GetCommit GetUploadArchiveStatus',
      ),
      arn('codecommit', '${repositoryName}'),
    ),
  ],
  CodePipelineLambdaExecutionPolicy: [allow(actions('codepipeline', 'PutJobSuccessResult PutJobFailureResult'), '*')],
  CodePipelineReadOnlyPolicy: [
    allow(actions('codepipeline', 'ListPipelineExecutions'), arn('codepipeline', '${pipelinename}')),
  ],
  DynamoDBCrudPolicy: [
    allow(
      actions(
        'dynamodb',
        'GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ConditionCheckItem',
      ),
      [arn('dynamodb', 'table/${tableName}'), arn('dynamodb', 'table/${tableName}/index/*')],
    ),
  ],
  DynamoDBReadPolicy: [
    allow(actions('dynamodb', 'GetItem Scan Query BatchGetItem DescribeTable'), [
      arn('dynamodb', 'table/${tableName}'),
      arn('dynamodb', 'table/${tableName}/index/*'),
    ]),
  ],
  DynamoDBWritePolicy: [
    allow(actions('dynamodb', 'PutItem UpdateItem BatchWriteItem'), [
      arn('dynamodb', 'table/${tableName}'),
      arn('dynamodb', 'table/${tableName}/index/*'),
    ]),
  ],
  DynamoDBStreamReadPolicy: [
    allow(
      actions('dynamodb', 'DescribeStream GetRecords GetShardIterator'),
      arn('dynamodb', 'table/${tableName}/stream/${streamName}'),
    ),
    allow(actions('dynamodb', 'ListStreams'), arn('dynamodb', 'table/${tableName}/stream/*')),
  ],
  EventBridgePutEventsPolicy: [allow('events:PutEvents', arn('events', 'event-bus/${eventBusName}'))],
  FilterLogEventsPolicy: [
    allow(actions('logs', 'FilterLogEvents'), arn('logs', 'log-group:${logGroupName}:log-stream:*')),
  ],
  FirehoseWritePolicy: [
    allow(actions('firehose', 'PutRecord PutRecordBatch'), arn('firehose', 'deliverystream/${deliveryStreamName}')),
  ],
  KMSDecryptPolicy: [allow('kms:Decrypt', arn('kms', 'key/${keyId}'))],
  KMSEncryptPolicy: [allow('kms:Encrypt', arn('kms', 'key/${keyId}'))],
  KinesisStreamReadPolicy: [
    allow(actions('kinesis', 'ListStreams DescribeLimits'), arn('kinesis', 'stream/*')),
    allow(
      actions('kinesis', 'DescribeStream DescribeStreamSummary GetRecords GetShardIterator'),
      arn('kinesis', 'stream/${streamName}'),
    ),
  ],
  LambdaInvokePolicy: [allow(actions('lambda', 'InvokeFunction'), arn('lambda', 'function:${functionName}*'))],
  S3CrudPolicy: [
    allow(
      actions(
        's3',
        'GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject',
      ),
      [sub('arn:${AWS::Partition}:s3:::${bucketName}'), sub('arn:${AWS::Partition}:s3:::${bucketName}/*')],
    ),
  ],
  S3FullAccessPolicy: [
    allow(
      actions(
        's3',
        'GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging',
      ),
      [sub('arn:${AWS::Partition}:s3:::${bucketName}/*')],
    ),
    allow(actions('s3', 'ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration'), [
      sub('arn:${AWS::Partition}:s3:::${bucketName}'),
    ]),
  ],
  S3ReadPolicy: [
    allow(actions('s3', 'GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration'), [
      sub('arn:${AWS::Partition}:s3:::${bucketName}'),
      sub('arn:${AWS::Partition}:s3:::${bucketName}/*'),
    ]),
  ],
  S3WritePolicy: [
    allow(actions('s3', 'PutObject PutObjectAcl PutLifecycleConfiguration'), [
      sub('arn:${AWS::Partition}:s3:::${bucketName}'),
      sub('arn:${AWS::Partition}:s3:::${bucketName}/*'),
    ]),
  ],
  SESCrudPolicy: [
    allow(
      actions('ses', 'GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity'),
      arn('ses', 'identity/${identityName}'),
    ),
  ],
  SNSCrudPolicy: [
    allow(
      actions('sns', 'ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish'),
      arn('sns', '${topicName}*'),
    ),
  ],
  SNSPublishMessagePolicy: [allow(actions('sns', 'Publish'), arn('sns', '${topicName}'))],
  SQSPollerPolicy: [
    allow(
      actions(
        'sqs',
        'ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage',
      ),
      arn('sqs', '${queueName}'),
    ),
  ],
  SQSSendMessagePolicy: [allow(actions('sqs', 'SendMessage*'), arn('sqs', '${queueName}'))],
  SSMParameterReadPolicy: [
    allow(actions('ssm', 'DescribeParameters'), '*'),
    allow(actions('ssm', 'GetParameters GetParameter GetParametersByPath'), arn('ssm', 'parameter/${parameterName}')),
  ],
  SSMParameterWithSlashPrefixReadPolicy: [
    allow(actions('ssm', 'DescribeParameters'), '*'),
    allow(actions('ssm', 'GetParameters GetParameter GetParametersByPath'), arn('ssm', 'parameter${parameterName}')),
  ],
  StepFunctionsExecutionPolicy: [
    allow(actions('states', 'StartExecution'), arn('states', 'stateMachine:${stateMachineName}')),
  ],
  VPCAccessPolicy: [
    allow(
      actions('ec2', 'CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface'),
      '*',
    ),
  ],
}

/** Templates of SAM's that are not in the table: known, so that they are refused by their name. */
const looksLikeTemplate = /^[A-Z][A-Za-z0-9]+Policy(_v2)?$/

/** The policy document of `{ TemplateName: { Parameter: value } }`; undefined when the policy is none of SAM's templates. */
export const policyOfTemplate = (logicalId: string, policy: Value): ValueMap | undefined => {
  if (!isMap(policy) || Object.keys(policy).length !== 1) return undefined
  const [name = '', values = null] = Object.entries(policy)[0] ?? []
  const statements = TEMPLATES[name]
  if (!statements) {
    if (looksLikeTemplate.test(name)) throw notCarriedOut(logicalId, `The policy template '${name}'`)
    return undefined
  }
  if (!isMap(values))
    throw new ResourceProblem(logicalId, `Must specify valid parameter values for policy template '${name}'`)
  const missing = [...parametersOf(statements)].filter(parameter => values[parameter] === undefined)
  if (missing.length > 0)
    throw new ResourceProblem(
      logicalId,
      `Following required parameters of template '${name}' don't have values: [${missing.map(parameter => `'${parameter}'`).join(', ')}]`,
    )
  return { Statement: statements.map(statement => filledIn(statement, values)) }
}

const parametersOf = (value: Value): ReadonlySet<string> => {
  if (isMap(value) && typeof value.Ref === 'string') return new Set([value.Ref])
  const inner = typeof value === 'object' && value !== null ? Object.values(value) : []
  return new Set(inner.flatMap(item => [...parametersOf(item)]))
}

const filledIn = (value: Value, values: ValueMap): Value => {
  if (isMap(value) && typeof value.Ref === 'string') return values[value.Ref] ?? value
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledIn(item, values)]))
  return Array.isArray(value) ? value.map(item => filledIn(item, values)) : value
}
