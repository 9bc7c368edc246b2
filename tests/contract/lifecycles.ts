// What of each service is made and deleted again, by signing name; and what AWS keeps of it.

import { isRecord } from '../../local/core/input/members.ts'
import { LOGS_POLICY } from './sample-documents.ts'
import { ROLE, TAGGED, type TaggedResource } from './taggable.ts'

type Input = Readonly<Record<string, unknown>>
export type Call = (operation: string, input?: Input) => Promise<Input>

export interface Life {
  readonly call: Call
  /** Until nothing is under way. */
  idle(): Promise<void>
  /** Lets days pass. */
  days(count: number): Promise<void>
  /** Makes what tests/contract/taggable.ts says. */
  make(operation: string): Promise<Input>
}

const text = (value: unknown, ...path: readonly string[]): string =>
  String(path.reduce<unknown>((inside, name) => (isRecord(inside) ? inside[name] : undefined), value))

/** The input with which a taggable resource is made. */
export const inputOf = async (resource: TaggedResource, call: Call): Promise<Input> => ({
  ...resource.input,
  ...(await resource.prepare?.(call)),
})

const ANY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
})

const entity = async ({ call, make }: Life, kind: 'Role' | 'User'): Promise<void> => {
  await make(`Create${kind}`)
  const boundary = text(
    await call('CreatePolicy', { PolicyName: `of${kind}`, PolicyDocument: ANY_POLICY }),
    'Policy',
    'Arn',
  )
  const on = (operation: string, more: Input = {}) => call(operation, { [`${kind}Name`]: 'tagged', ...more })
  await on(`Put${kind}Policy`, { PolicyName: 'inline', PolicyDocument: ANY_POLICY })
  await on(`Attach${kind}Policy`, { PolicyArn: boundary })
  await on(`Put${kind}PermissionsBoundary`, { PermissionsBoundary: boundary })
  await on(`Delete${kind}Policy`, { PolicyName: 'inline' })
  await on(`Detach${kind}Policy`, { PolicyArn: boundary })
  await on(`Delete${kind}PermissionsBoundary`)
  await on(`Delete${kind}`)
  await call('DeletePolicy', { PolicyArn: boundary })
}

export const LIVES: Readonly<Record<string, (life: Life) => Promise<void>>> = {
  iam: async life => {
    const { call, make } = life
    await entity(life, 'Role')
    await entity(life, 'User')
    await make('CreateUser')
    const key = await call('CreateAccessKey', { UserName: 'tagged' })
    await call('DeleteAccessKey', { UserName: 'tagged', AccessKeyId: text(key, 'AccessKey', 'AccessKeyId') })
    await call('DeleteUser', { UserName: 'tagged' })
    const PolicyArn = text(await make('CreatePolicy'), 'Policy', 'Arn')
    await call('CreatePolicyVersion', { PolicyArn, PolicyDocument: ANY_POLICY, SetAsDefault: true })
    await call('DeletePolicyVersion', { PolicyArn, VersionId: 'v1' })
    await call('DeletePolicy', { PolicyArn })
  },
  sts: async ({ call }) => {
    await call('AssumeRole', { RoleArn: ROLE, RoleSessionName: 'session' })
  },
  kms: async ({ call, make, days }) => {
    const KeyId = text(await make('CreateKey'), 'KeyMetadata', 'KeyId')
    await call('CreateAlias', { AliasName: 'alias/deleted', TargetKeyId: KeyId })
    await call('DeleteAlias', { AliasName: 'alias/deleted' })
    await call('CreateAlias', { AliasName: 'alias/gone-with-its-key', TargetKeyId: KeyId })
    await call('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 })
    await days(8)
  },
  s3: async ({ call, idle }) => {
    const Bucket = 'bucket'
    const put = (Key: string, more: Input = {}) =>
      call('PutObject', { Bucket, Key, Body: new Uint8Array([1]), ...more })
    await call('CreateBucket', { Bucket })
    const on = (operation: string, more: Input = {}) => call(operation, { Bucket, ...more })
    await on('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } })
    const { VersionId } = await put('versioned', { Tagging: 'a=b' })
    await on('DeleteObjectTagging', { Key: 'versioned' })
    const marker = await on('DeleteObject', { Key: 'versioned' })
    const Objects = [VersionId, marker.VersionId].map(version => ({ Key: 'versioned', VersionId: version }))
    await on('DeleteObjects', { Delete: { Objects } })
    const Rules = [{ Status: 'Enabled', Filter: { Prefix: 'x' }, Expiration: { Days: '1' } }]
    await on('PutBucketLifecycleConfiguration', { LifecycleConfiguration: { Rules } })
    await on('DeleteBucketLifecycle')
    await on('PutBucketTagging', { Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } })
    for (const what of ['Encryption', 'Tagging', 'OwnershipControls', 'Policy']) await on(`DeleteBucket${what}`)
    await on('DeletePublicAccessBlock')
    const { UploadId } = await on('CreateMultipartUpload', { Key: 'parts' })
    await on('UploadPart', { Key: 'parts', UploadId, PartNumber: 1, Body: new Uint8Array([1]) })
    await on('AbortMultipartUpload', { Key: 'parts', UploadId })
    await on('DeleteBucket')
    await idle()
  },
  logs: async ({ call, make, idle }) => {
    const logGroupName = 'tagged'
    await make('CreateLogGroup')
    await call('PutRetentionPolicy', { logGroupName, retentionInDays: 7 })
    await call('DeleteRetentionPolicy', { logGroupName })
    for (const logStreamName of ['deleted', 'gone-with-its-group']) {
      await call('CreateLogStream', { logGroupName, logStreamName })
      const logEvents = [{ timestamp: Date.parse('2026-01-01'), message: 'said' }]
      await call('PutLogEvents', { logGroupName, logStreamName, logEvents })
    }
    await call('DeleteLogStream', { logGroupName, logStreamName: 'deleted' })
    await call('DeleteLogGroup', { logGroupName })
    const policyName = 'deleted'
    await call('PutResourcePolicy', { policyName, policyDocument: LOGS_POLICY })
    await call('DeleteResourcePolicy', { policyName })
    await idle()
  },
  sns: async ({ call, make, idle }) => {
    const { TopicArn } = await make('CreateTopic')
    const subscribe = (Endpoint: string) => call('Subscribe', { TopicArn, Protocol: 'email', Endpoint })
    const { SubscriptionArn } = await subscribe('a@example.com')
    await call('Publish', { TopicArn, Message: 'said' })
    await idle()
    await call('Unsubscribe', { SubscriptionArn })
    await subscribe('gone-with-its-topic@example.com')
    await call('DeleteTopic', { TopicArn })
    await idle()
  },
  ssm: async ({ call, make }) => {
    await make('PutParameter')
    await call('PutParameter', { Name: 'tagged', Value: 'other', Overwrite: true })
    const of = { ResourceType: 'Parameter', ResourceId: 'tagged' }
    await call('AddTagsToResource', { ...of, Tags: [{ Key: 'a', Value: 'b' }] })
    await call('RemoveTagsFromResource', { ...of, TagKeys: ['a'] })
    await call('DeleteParameter', { Name: 'tagged' })
    await make('PutParameter')
    await call('DeleteParameters', { Names: ['tagged'] })
  },
  events: async ({ call, make }) => {
    await make('PutRule')
    const Arn = 'arn:aws:lambda:us-east-1:000000000000:function:none'
    await call('PutTargets', { Rule: 'tagged', Targets: [{ Id: 'a', Arn }] })
    await call('RemoveTargets', { Rule: 'tagged', Ids: ['a'] })
    await call('DeleteRule', { Name: 'tagged' })
  },
  codecommit: async ({ call, make }) => {
    await make('CreateRepository')
    const commit = (branchName: string) => ({ repositoryName: 'tagged', branchName })
    const putFiles = [{ filePath: 'a', fileContent: new TextEncoder().encode('a') }]
    const { commitId } = await call('CreateCommit', { ...commit('main'), putFiles })
    await call('CreateBranch', { ...commit('other'), commitId })
    await call('DeleteBranch', commit('other'))
    await call('DeleteRepository', { repositoryName: 'tagged' })
  },
  codebuild: async ({ call, make, idle }) => {
    await make('CreateProject')
    const build = await call('StartBuild', {
      projectName: 'tagged',
      buildspecOverride: 'version: 0.2\nphases: { build: { commands: ["true"] } }',
    })
    await idle()
    await call('BatchDeleteBuilds', { ids: [text(build, 'build', 'id')] })
    await call('DeleteProject', { name: 'tagged' })
    await call('DeleteReportGroup', { arn: text(await make('CreateReportGroup'), 'reportGroup', 'arn') })
  },
  codepipeline: async ({ call, make, idle }) => {
    await make('CreatePipeline')
    await idle()
    await call('DeletePipeline', { name: 'tagged' })
    await idle()
  },
  cloudformation: async ({ call, idle }) => {
    const StackName = 'deleted'
    const TemplateBody =
      '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}},"Outputs":{"O":{"Value":"o","Export":{"Name":"o"}}}}'
    await call('CreateStack', { StackName, TemplateBody })
    await idle()
    const changed = TemplateBody.replace('"O"', '"P"')
    for (const ChangeSetName of ['deleted', 'gone-with-its-stack'])
      await call('CreateChangeSet', { StackName, ChangeSetName, TemplateBody: changed })
    await idle()
    await call('DeleteChangeSet', { StackName, ChangeSetName: 'deleted' })
    await call('DeleteStack', { StackName })
    await idle()
  },
  codedeploy: async ({ call }) => {
    const applicationName = 'app'
    const group = (deploymentGroupName: string) =>
      call('CreateDeploymentGroup', { applicationName, deploymentGroupName, serviceRoleArn: ROLE })
    await call('CreateApplication', { applicationName, computePlatform: 'Lambda' })
    await group('deleted')
    await call('DeleteDeploymentGroup', { applicationName, deploymentGroupName: 'deleted' })
    await group('gone-with-its-application')
    await call('DeleteApplication', { applicationName })
  },
  lambda: async ({ call, make, idle }) => {
    await make('CreateFunction')
    const on = (operation: string, more: Input = {}) => call(operation, { FunctionName: 'tagged', ...more })
    await on('UpdateFunctionConfiguration', { Environment: { Variables: { AB: 'c' } } })
    await idle()
    const { Version } = await on('PublishVersion')
    for (const Name of ['deleted', 'gone-with-its-function'])
      await on('CreateAlias', { Name, FunctionVersion: Version })
    await on('DeleteAlias', { Name: 'deleted' })
    const permission = { StatementId: 'a', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' }
    await on('AddPermission', permission)
    await on('RemovePermission', { StatementId: 'a' })
    await on('AddPermission', { ...permission, StatementId: 'gone-with-its-function' })
    for (const Qualifier of [undefined, Version])
      await on('PutFunctionEventInvokeConfig', { Qualifier, MaximumRetryAttempts: 0 })
    await on('DeleteFunctionEventInvokeConfig')
    await on('PutFunctionConcurrency', { ReservedConcurrentExecutions: 1 })
    await on('DeleteFunctionConcurrency')
    await on('Invoke', { InvocationType: 'Event', Payload: new TextEncoder().encode('{}') })
    await idle()
    await on('DeleteFunction')
    await idle()
  },
  apigateway: async ({ call, make }) => {
    const { id: restApiId, rootResourceId: parentId } = await make('CreateRestApi')
    const { id: resourceId } = await call('CreateResource', { restApiId, parentId, pathPart: 'path' })
    const method = { restApiId, resourceId, httpMethod: 'GET' }
    await call('PutMethod', { ...method, authorizationType: 'NONE' })
    await call('PutIntegration', { ...method, type: 'MOCK' })
    await call('DeleteIntegration', method)
    await call('DeleteMethod', method)
    await call('DeleteResource', { restApiId, resourceId })
    await call('DeleteRestApi', { restApiId })
    const { input } = TAGGED.apigateway?.CreateStage ?? {}
    const rest = { ...(await TAGGED.apigateway?.CreateStage?.prepare?.(call)) }
    await call('CreateStage', { ...input, ...rest })
    await call('DeleteStage', { restApiId: rest.restApiId, stageName: 'tagged' })
    await call('DeleteDeployment', rest)
    await call('CreateDeployment', { restApiId: rest.restApiId, stageName: 'gone-with-its-api' })
    await call('DeleteRestApi', { restApiId: rest.restApiId })
    const { apiId } = await make('CreateApi')
    const { deploymentId } = await call('v2.CreateDeployment', { apiId })
    await call('v2.CreateStage', { apiId, stageName: 'tagged', deploymentId })
    await call('v2.DeleteStage', { apiId, stageName: 'tagged' })
    await call('v2.DeleteDeployment', { apiId, deploymentId })
    await call('v2.CreateStage', { apiId, stageName: 'gone-with-its-api' })
    await call('DeleteApi', { apiId })
  },
}

/** Parts of the state that stay, with the reason. */
export const KEPT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cloudformation: { stacks: 'the last deleted stacks are described by their ids' },
}

/** Files that are of no resource, with the reason. */
export const OF_THE_SERVICE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  codebuild: { image: 'what every build finds' },
  lambda: {
    sdk: 'what every function finds',
    'sandbox-root': 'where every sandbox begins',
    'code/package.json': 'says of all code that it is CommonJS',
  },
}
