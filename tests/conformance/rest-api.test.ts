// Amazon API Gateway: a REST API made from a definition, its deployments, its stages, its tags, and the account's settings.

import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  DeleteDeploymentCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  GetAccountCommand,
  GetDeploymentCommand,
  GetDeploymentsCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetStageCommand,
  GetStagesCommand,
  GetTagsCommand,
  ImportRestApiCommand,
  PutRestApiCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAccountCommand,
  UpdateDeploymentCommand,
  UpdateRestApiCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway'
import { refusal, testLocally, useAccount } from './account.ts'

const account = useAccount()
const apigateway = () => account.client(APIGatewayClient)

const integration = (): object => ({
  type: 'aws_proxy',
  httpMethod: 'POST',
  uri: `arn:aws:apigateway:${account.region}:lambda:path/2015-03-31/functions/${account.arn('lambda', 'function:none')}/invocations`,
})
const definition = (title: string, ...paths: readonly string[]): Uint8Array => {
  const method = { get: { 'x-amazon-apigateway-integration': integration() } }
  const document = {
    openapi: '3.0.1',
    info: { title, version: '1' },
    paths: Object.fromEntries(paths.map(path => [path, method])),
  }
  return new TextEncoder().encode(JSON.stringify(document))
}

const makeApi = async (what: string): Promise<string> => {
  const body = definition(account.name(what), '/a')
  const { id: restApiId = '' } = await apigateway().send(new ImportRestApiCommand({ body }))
  account.later(() => apigateway().send(new DeleteRestApiCommand({ restApiId })))
  return restApiId
}

test('an API is made without a definition, listed, described anew, and gone once it is deleted', async () => {
  const { id: restApiId } = await apigateway().send(new CreateRestApiCommand({ name: account.name('bare') }))
  expect((await apigateway().send(new GetRestApisCommand({ limit: 500 }))).items?.map(({ id }) => id)).toContain(
    restApiId,
  )
  const patchOperations = [{ op: 'replace', path: '/description', value: 'other' } as const]
  await apigateway().send(new UpdateRestApiCommand({ restApiId, patchOperations }))
  expect(await apigateway().send(new GetRestApiCommand({ restApiId }))).toMatchObject({ description: 'other' })
  await apigateway().send(new DeleteRestApiCommand({ restApiId }))
  expect(await refusal(apigateway().send(new GetRestApiCommand({ restApiId })))).toMatchObject({
    name: 'NotFoundException',
    status: 404,
  })
})

test('the resources of an API are those of its definition', async () => {
  const restApiId = await makeApi('defined')
  const paths = async () =>
    (await apigateway().send(new GetResourcesCommand({ restApiId }))).items?.map(({ path }) => path).sort()
  expect(await paths()).toEqual(['/', '/a'])
  const body = definition(account.name('defined'), '/a', '/b')
  await apigateway().send(new PutRestApiCommand({ restApiId, mode: 'overwrite', body }))
  expect(await paths()).toEqual(['/', '/a', '/b'])
})

test('a stage serves a deployment, which is not deleted before', async () => {
  const restApiId = await makeApi('staged')
  const { id: deploymentId } = await apigateway().send(new CreateDeploymentCommand({ restApiId }))
  const patchOperations = [{ op: 'replace', path: '/description', value: 'other' } as const]
  await apigateway().send(new UpdateDeploymentCommand({ restApiId, deploymentId, patchOperations }))
  expect(await apigateway().send(new GetDeploymentCommand({ restApiId, deploymentId }))).toMatchObject({
    description: 'other',
  })
  expect((await apigateway().send(new GetDeploymentsCommand({ restApiId }))).items).toHaveLength(1)
  const stageName = 'one'
  await apigateway().send(new CreateStageCommand({ restApiId, stageName, deploymentId }))
  await apigateway().send(new UpdateStageCommand({ restApiId, stageName, patchOperations }))
  expect(await apigateway().send(new GetStageCommand({ restApiId, stageName }))).toMatchObject({
    deploymentId,
    description: 'other',
  })
  expect((await apigateway().send(new GetStagesCommand({ restApiId }))).item).toHaveLength(1)
  expect(await refusal(apigateway().send(new DeleteDeploymentCommand({ restApiId, deploymentId })))).toEqual({
    name: 'BadRequestException',
    message: 'Active stages pointing to this deployment must be moved or deleted',
    status: 400,
  })
  await apigateway().send(new DeleteStageCommand({ restApiId, stageName }))
  await apigateway().send(new DeleteDeploymentCommand({ restApiId, deploymentId }))
})

test('an API has tags, and refuses those that AWS reserves', async () => {
  const resourceArn = `arn:aws:apigateway:${account.region}::/restapis/${await makeApi('tagged')}`
  await apigateway().send(new TagResourceCommand({ resourceArn, tags: { a: '1', b: '2' } }))
  await apigateway().send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }))
  expect((await apigateway().send(new GetTagsCommand({ resourceArn }))).tags).toEqual({ b: '2' })
  const reserved = new TagResourceCommand({ resourceArn, tags: { 'AWS:a': '1' } })
  expect(await refusal(apigateway().send(reserved))).toEqual({
    name: 'BadRequestException',
    message: "Invalid tag key. Tag keys cannot start with 'aws:' (case insensitive)",
    status: 400,
  })
})

testLocally('the settings are those of every API of the account')('the account takes a role for logs', async () => {
  const value = `arn:aws:iam::${account.id}:role/${account.name('nothing')}`
  expect(
    await refusal(
      apigateway().send(
        new UpdateAccountCommand({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value }] }),
      ),
    ),
  ).toMatchObject({ name: 'BadRequestException' })
  expect((await apigateway().send(new GetAccountCommand({}))).cloudwatchRoleArn).toBeUndefined()
})
