// Every resource type that the local cloud carries out, with the permissions that its handler exercises.

import { account } from './apigateway/account.ts'
import { deployment } from './apigateway/deployment.ts'
import { apiMethod } from './apigateway/method.ts'
import { apiResource } from './apigateway/resource.ts'
import { restApi } from './apigateway/rest-api.ts'
import { stage } from './apigateway/stage.ts'
import { httpApi } from './apigatewayv2/api.ts'
import { httpStage } from './apigatewayv2/stage.ts'
import { cdkMetadata } from './cdk/metadata.ts'
import { project } from './codebuild/project.ts'
import { repository } from './codecommit/repository.ts'
import { application } from './codedeploy/application.ts'
import { deploymentGroup } from './codedeploy/deployment-group.ts'
import { pipeline } from './codepipeline/pipeline.ts'
import { imageRepository } from './ecr/repository.ts'
import { rule } from './events/rule.ts'
import { managedPolicy } from './iam/managed-policy.ts'
import { policy } from './iam/policy.ts'
import { role } from './iam/role.ts'
import { rolePolicy } from './iam/role-policy.ts'
import { keyAlias } from './kms/alias.ts'
import { key } from './kms/key.ts'
import { alias } from './lambda/alias.ts'
import { eventInvokeConfig } from './lambda/event-invoke-config.ts'
import { lambdaFunction } from './lambda/function.ts'
import { permission } from './lambda/permission.ts'
import { version } from './lambda/version.ts'
import { logGroup } from './logs/log-group.ts'
import { logsResourcePolicy } from './logs/resource-policy.ts'
import { PERMISSIONS } from './permissions.ts'
import { type ResourceType, type ResourceTypes, typesByName } from './resource-type.ts'
import { bucket } from './s3/bucket.ts'
import { bucketPolicy } from './s3/bucket-policy.ts'
import { subscription } from './sns/subscription.ts'
import { topic } from './sns/topic.ts'
import { topicPolicy } from './sns/topic-policy.ts'
import { parameter } from './ssm/parameter.ts'

const TYPES: readonly ResourceType[] = [
  account,
  deployment,
  restApi,
  apiResource,
  apiMethod,
  stage,
  httpApi,
  httpStage,
  cdkMetadata,
  project,
  repository,
  application,
  deploymentGroup,
  pipeline,
  rule,
  managedPolicy,
  policy,
  role,
  rolePolicy,
  keyAlias,
  key,
  alias,
  eventInvokeConfig,
  lambdaFunction,
  permission,
  version,
  logGroup,
  logsResourcePolicy,
  bucket,
  bucketPolicy,
  subscription,
  topic,
  topicPolicy,
  parameter,
  imageRepository,
]

export const resourceTypes: ResourceTypes = typesByName(
  TYPES.map(type => ({ ...type, permissions: PERMISSIONS[type.type] ?? [] })),
)
