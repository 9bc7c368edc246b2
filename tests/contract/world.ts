// A cloud in which the samples name something: one of each resource, under the names and ids that sample-values.ts has.

import { ServiceError } from '../../local/core/errors.ts'
import { isRecord } from '../../local/core/input/members.ts'
import type { TestRuntime } from '../support/test-runtime.ts'
import { services } from './held.ts'
import { modelOf } from './model.ts'
import { smallest } from './samples.ts'
import { formed, TAGGED } from './taggable.ts'

type Input = Readonly<Record<string, unknown>>

/** Ids that no sample can know, by member in lower case. */
type Ids = Record<string, unknown>

/** What gives an input the ids of what was made. */
export type Known = (signingName: string, input: Input) => Input

const MAKES = /^(v2\.)?(Add|Attach|Create|Enable|Import|Publish|Put|Subscribe)/

export const populate = async (cloud: TestRuntime): Promise<Known> => {
  const ids: Readonly<Record<string, Ids>> = Object.fromEntries(services.map(({ signingName }) => [signingName, {}]))
  const known: Known = (signingName, input) =>
    Object.fromEntries(
      Object.entries(input).map(([name, value]) => [name, ids[signingName]?.[name.toLowerCase()] ?? value]),
    )
  for (const Key of ['bucket', 'logs']) await cloud.call('CreateBucket', { Bucket: Key }, 's3')
  for (const Key of ['sample', 'key', 'other'])
    await cloud.call('PutObject', { Bucket: 'bucket', Key, Tagging: 'a=b', Body: new Uint8Array() }, 's3')
  await cloud.call('CreateLogGroup', { logGroupName: 'group' }, 'logs')
  for (const [signingName, resources] of Object.entries(TAGGED))
    for (const [operation, { input, prepare, form }] of Object.entries(resources)) {
      const call = (name: string, given: Input) => cloud.call(name, given, signingName)
      const prepared = (await prepare?.(call)) ?? {}
      const made = await call(operation, { ...named(input), ...prepared, ...formed(form, [['a', 'b']]) })
      Object.assign(ids[signingName] ?? {}, idsIn({ ...made, ...prepared }))
    }
  for (const service of services)
    for (const modelled of modelOf(service).filter(({ operation }) => MAKES.test(operation))) {
      const { signingName } = service
      const made = cloud.call(modelled.operation, known(signingName, smallest(modelled)), signingName)
      await made.catch(refusalsAside)
    }
  // Last, because a definition that is put takes its place.
  Object.assign(ids.apigateway ?? {}, await pathOf(cloud, ids.apigateway?.restapiid))
  await cloud.runtime.idle()
  return known
}

/** A resource of a REST API with a method, and nothing beneath it. */
const pathOf = async (cloud: TestRuntime, restApiId: unknown): Promise<Ids> => {
  const { rootResourceId } = await cloud.call('GetRestApi', { restApiId }, 'apigateway')
  const path = { restApiId, parentId: rootResourceId, pathPart: 'made' }
  const { id } = await cloud.call('CreateResource', path, 'apigateway')
  const method = { restApiId, resourceId: id, httpMethod: 'GET' }
  await cloud.call('PutMethod', { ...method, authorizationType: 'NONE' }, 'apigateway')
  await cloud.call('PutIntegration', { ...method, type: 'MOCK' }, 'apigateway')
  return { parentid: id, resourceid: id }
}

/** At every depth. */
const named = <Value>(input: Value): Value =>
  JSON.parse(JSON.stringify(input, bytesAsText), (_, value) => (value === 'tagged' ? 'sample' : textAsBytes(value)))

const BYTES = 'bytes in base64: '
const bytesAsText = (_: string, value: unknown): unknown => {
  // What JSON makes of a Buffer before it asks.
  if (isRecord(value) && value.type === 'Buffer' && Array.isArray(value.data))
    return BYTES + Buffer.from(value.data.map(Number)).toString('base64')
  return value
}
const textAsBytes = (value: unknown): unknown =>
  typeof value === 'string' && value.startsWith(BYTES) ? Buffer.from(value.slice(BYTES.length), 'base64') : value

const idsIn = (made: Input): Ids => {
  const { KeyId } = isRecord(made.KeyMetadata) ? made.KeyMetadata : {}
  return {
    ...(KeyId === undefined ? {} : { keyid: KeyId, targetkeyid: KeyId }),
    ...(made.restApiId === undefined ? {} : { restapiid: made.restApiId, deploymentid: made.deploymentId }),
    ...(made.apiId === undefined ? {} : { apiid: made.apiId }),
  }
}

const refusalsAside = (error: unknown): void => {
  if (!(error instanceof ServiceError)) throw error
}

/** Operations that refuse the samples even here, so that other tests alone see what they decide: what they need is under way, or in another state. */
const REFUSING: Readonly<Record<string, string>> = {
  iam: 'GetUser DeleteUser ListAccessKeys UpdateAccessKey DeleteAccessKey DeleteRole DeletePolicy DeletePolicyVersion',
  kms: 'CancelKeyDeletion CreateAlias',
  s3: 'DeleteBucket GetBucketPolicy GetBucketPolicyStatus AbortMultipartUpload ListParts',
  sns: 'GetSubscriptionAttributes',
  events: 'DeleteRule TestEventPattern',
  codebuild: 'StopBuild RetryBuild',
  codepipeline:
    'DisableStageTransition EnableStageTransition GetPipelineExecution PutApprovalResult PutJobFailureResult PutJobSuccessResult RetryStageExecution RollbackStage StopPipelineExecution UpdatePipeline',
  cloudformation: 'ListImports CancelUpdateStack ContinueUpdateRollback RollbackStack',
  codedeploy: 'CreateApplication CreateDeploymentGroup GetDeployment',
  lambda: 'CreateAlias AddPermission DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig',
  apigateway:
    'PutMethod DeleteDeployment CreateStage TagResource UntagResource GetTags v2.DeleteDeployment v2.CreateStage v2.TagResource v2.UntagResource v2.GetTags',
}
export const REFUSED_HERE: readonly string[] = Object.entries(REFUSING).flatMap(([signingName, names]) =>
  names.split(' ').map(name => `${signingName} ${name}`),
)
