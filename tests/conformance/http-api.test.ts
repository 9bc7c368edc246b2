// Amazon API Gateway: an HTTP API made from a definition, its deployments, its stages and its tags.

import {
  ApiGatewayV2Client,
  CreateDeploymentCommand,
  CreateStageCommand,
  DeleteApiCommand,
  DeleteDeploymentCommand,
  DeleteStageCommand,
  GetApiCommand,
  GetApisCommand,
  GetDeploymentsCommand,
  GetStageCommand,
  GetTagsCommand,
  ImportApiCommand,
  ReimportApiCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateApiCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import { refusal, useAccount } from './account.ts'

const account = useAccount()
const apis = () => account.client(ApiGatewayV2Client)

const definition = (title: string, description = 'as imported'): string => {
  const method = {
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      payloadFormatVersion: '2.0',
      uri: account.arn('lambda', 'function:none'),
    },
  }
  return JSON.stringify({
    openapi: '3.0.1',
    info: { title, version: '1', description },
    paths: { '/a': { get: method } },
  })
}

const makeApi = async (what: string): Promise<string> => {
  const { ApiId = '' } = await apis().send(new ImportApiCommand({ Body: definition(account.name(what)) }))
  account.later(() => apis().send(new DeleteApiCommand({ ApiId })))
  return ApiId
}

test('an API is imported, listed, imported again and changed', async () => {
  const ApiId = await makeApi('imported')
  const api = async () => await apis().send(new GetApiCommand({ ApiId }))
  expect(await api()).toMatchObject({ Name: account.name('imported'), Description: 'as imported', Version: '1' })
  expect((await apis().send(new GetApisCommand({}))).Items?.map(item => item.ApiId)).toContain(ApiId)
  await apis().send(new ReimportApiCommand({ ApiId, Body: definition(account.name('imported'), 'again') }))
  expect(await api()).toMatchObject({ Description: 'again' })
  await apis().send(new UpdateApiCommand({ ApiId, Name: account.name('renamed') }))
  expect(await api()).toMatchObject({ Name: account.name('renamed'), Description: 'again' })
})

test('a stage serves a deployment, which is not deleted before', async () => {
  const ApiId = await makeApi('staged')
  const StageName = 'one'
  const { DeploymentId } = await apis().send(new CreateDeploymentCommand({ ApiId }))
  await apis().send(new CreateStageCommand({ ApiId, StageName, DeploymentId }))
  await apis().send(new UpdateStageCommand({ ApiId, StageName, StageVariables: { a: '1' } }))
  expect(await apis().send(new GetStageCommand({ ApiId, StageName }))).toMatchObject({
    DeploymentId,
    StageVariables: { a: '1' },
  })
  expect((await apis().send(new GetDeploymentsCommand({ ApiId }))).Items).toHaveLength(1)
  expect(await refusal(apis().send(new DeleteDeploymentCommand({ ApiId, DeploymentId })))).toMatchObject({
    status: 400,
  })
  await apis().send(new DeleteStageCommand({ ApiId, StageName }))
  await apis().send(new DeleteDeploymentCommand({ ApiId, DeploymentId }))
  expect(await refusal(apis().send(new GetStageCommand({ ApiId, StageName })))).toMatchObject({
    name: 'NotFoundException',
    status: 404,
  })
})

test('an API has tags, and refuses those that AWS reserves', async () => {
  const ResourceArn = `arn:aws:apigateway:${account.region}::/apis/${await makeApi('tagged')}`
  await apis().send(new TagResourceCommand({ ResourceArn, Tags: { a: '1', b: '2' } }))
  await apis().send(new UntagResourceCommand({ ResourceArn, TagKeys: ['a'] }))
  expect((await apis().send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({ b: '2' })
  expect(await refusal(apis().send(new TagResourceCommand({ ResourceArn, Tags: { 'aws:a': '1' } })))).toMatchObject({
    name: 'BadRequestException',
    status: 400,
  })
})
