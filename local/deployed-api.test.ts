// A function behind a REST API in a whole local cloud: made with the AWS SDK over the wire, called over HTTP, allowed by its policy.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AddPermissionCommand, CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { zipOf } from './host/zip.ts'
import { type LocalCloud, startLocalCloud } from './local-cloud.ts'

let cloud: LocalCloud
let stateFolder: string
const bugs: string[] = []

beforeAll(async () => {
  stateFolder = mkdtempSync(join(tmpdir(), 'deployed-api-'))
  cloud = await startLocalCloud({ stateFolder, port: 0, onBug: message => bugs.push(message) })
})
afterAll(async () => {
  await cloud.stop()
  rmSync(stateFolder, { recursive: true })
  expect(bugs).toEqual([])
})

const as = (service: string, operation: string, input: Readonly<Record<string, unknown>>) =>
  cloud.runtime.call(cloud.administrator, service, operation, input) as Promise<Record<string, string>>

test('an API answers once the function’s policy allows it, with who called', async () => {
  const { account, region } = cloud.runtime.place
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }
  await as('iam', 'CreateRole', { RoleName: 'f', AssumeRolePolicyDocument: JSON.stringify(trust) })
  const lambda = new LambdaClient({ endpoint: cloud.endpoint, region, credentials: cloud.credentials })
  const code = `
    const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts')
    exports.handler = async ({ path }) => {
      const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}))
      return { statusCode: 200, body: JSON.stringify({ path, Arn }) }
    }`
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'f',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 20,
      Role: `arn:aws:iam::${account}:role/f`,
      Code: { ZipFile: await zipOf({ 'index.js': code }) },
    }),
  )
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'f', Payload: '{"path":"direct"}' }))
  expect(JSON.parse(JSON.parse(Payload?.transformToString() ?? '').body)).toEqual({
    path: 'direct',
    Arn: `arn:aws:sts::${account}:assumed-role/f/f`,
  })

  const uri = `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations`
  const method = { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } }
  const document = { openapi: '3.0.1', info: { title: 'a' }, paths: { '/{all+}': { get: method } } }
  const { id = '' } = await as('apigateway', 'ImportRestApi', { body: JSON.stringify(document) })
  const { id: deploymentId } = await as('apigateway', 'CreateDeployment', { restApiId: id })
  await as('apigateway', 'CreateStage', { restApiId: id, stageName: 'prod', deploymentId })
  const url = `${cloud.endpoint}/execute-api/${id}/prod/time/Europe%2FParis`
  expect((await fetch(url)).status).toBe(500)

  const SourceArn = `arn:aws:execute-api:${region}:${account}:${id}/*/GET/*`
  const grant = { StatementId: 'api', Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' }
  await lambda.send(new AddPermissionCommand({ FunctionName: 'f', SourceArn, ...grant }))
  const answer = await fetch(url)
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ path: '/time/Europe%2FParis' })
})
