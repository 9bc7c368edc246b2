// The handler that the API bench measures, as a function behind a REST API of a local cloud of its own.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipOf } from '../../local/host/zip.ts'
import { startLocalCloud } from '../../local/local-cloud.ts'

const stateFolder = mkdtempSync(join(tmpdir(), 'bench-api-'))
const cloud = await startLocalCloud({ stateFolder, port: 0 })
const call = async (service: string, operation: string, input: Readonly<Record<string, unknown>>) =>
  (await cloud.runtime.call(cloud.administrator, service, operation, input)) as Record<string, string>

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}
await call('iam', 'CreateRole', { RoleName: 'bench', AssumeRolePolicyDocument: JSON.stringify(trust) })
const { account, region } = cloud.runtime.place
await call('lambda', 'CreateFunction', {
  FunctionName: 'bench',
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Role: `arn:aws:iam::${account}:role/bench`,
  Code: {
    ZipFile: await zipOf({
      'index.js': `exports.handler = async () => ({ statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: '{"hello":"world"}' })`,
    }),
  },
})
const functionArn = `arn:aws:lambda:${region}:${account}:function:bench`
const uri = `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`
const method = { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } }
const { id = '' } = await call('apigateway', 'ImportRestApi', {
  body: JSON.stringify({ openapi: '3.0.1', info: { title: 'bench' }, paths: { '/hello': { get: method } } }),
})
const { id: deploymentId } = await call('apigateway', 'CreateDeployment', { restApiId: id })
await call('apigateway', 'CreateStage', { restApiId: id, stageName: 'prod', deploymentId })
// Beyond the account's limit of AWS, 10,000 requests per second, which would be measured otherwise.
await call('apigateway', 'UpdateStage', {
  restApiId: id,
  stageName: 'prod',
  patchOperations: [
    { op: 'replace', path: '/*/*/throttling/rateLimit', value: '1000000' },
    { op: 'replace', path: '/*/*/throttling/burstLimit', value: '1000000' },
  ],
})
await call('lambda', 'AddPermission', {
  FunctionName: 'bench',
  StatementId: 'api',
  Action: 'lambda:InvokeFunction',
  Principal: 'apigateway.amazonaws.com',
  SourceArn: `arn:aws:execute-api:${region}:${account}:${id}/*/GET/hello`,
})
process.stdout.write(`${cloud.endpoint}/execute-api/${id}/prod/hello\n`)

process.once('SIGTERM', async () => {
  await cloud.stop()
  rmSync(stateFolder, { recursive: true, force: true })
  process.exit(0)
})
