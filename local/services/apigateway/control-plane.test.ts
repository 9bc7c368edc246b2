// The control plane: definitions, deployments, stages and their patch operations, in AWS's words.

import { httpApi, proxy, restApi, type TestApis, testApis } from '../../../tests/support/apigateway/apis.ts'
import { standIn } from '../../../tests/support/stand-in.ts'
import { testRuntime } from '../../../tests/support/test-runtime.ts'
import { operation, type Service } from '../../core/service.ts'
import { apigateway } from './index.ts'

let cloud: TestApis
const written: unknown[] = []

beforeEach(async () => {
  written.length = 0
  cloud = await testApis(() => ({ statusCode: 200, body: 'four' }), [logsPort])
})
afterEach(async () => {
  await cloud.close()
  expect(cloud.bugs).toEqual([])
})

const noted = operation<null>()({
  input: members => members.value,
  access: () => 'open',
  decide: (_, input) => {
    written.push(input)
    return { output: {} }
  },
})
const logsPort: Service<null> = {
  ...standIn('logs'),
  source: 'aws.logs',
  resourceTags: () => undefined,
  initial: () => null,
  evolve: () => {},
  operations: { CreateLogStream: noted, PutLogEvents: noted },
}

const GET_ROOT = { '/': { get: proxy() } }
const importing = (document: Readonly<Record<string, unknown>>) =>
  cloud.call('ImportRestApi', { body: JSON.stringify({ openapi: '3.0.1', info: { title: 'a' }, ...document }) })

test('a type of endpoint that there is not is refused', async () => {
  const endpointConfiguration = { types: ['NOPE'] }
  await expect(cloud.call('CreateRestApi', { name: 'a', endpointConfiguration })).rejects.toMatchObject({
    code: 'BadRequestException',
    message: expect.stringContaining('enum value set: [PRIVATE, EDGE, REGIONAL]'),
  })
})

test('what is passed over is passed over as the wire writes it', async () => {
  await cloud.call('ImportRestApi', {
    failonwarnings: 'true',
    body: JSON.stringify({ openapi: '3.0.1', info: { title: 'a' }, paths: GET_ROOT }),
  })
})

test.each([
  ['no OpenAPI', { openapi: undefined }, 'it has neither openapi nor swagger'],
  [
    'a method without an integration',
    { paths: { '/a': { get: {} } } },
    'GET /a has no x-amazon-apigateway-integration',
  ],
  [
    'another integration',
    { paths: { '/a': { get: { 'x-amazon-apigateway-integration': { type: 'http_proxy', uri: 'http://x' } } } } },
    'GET /a integration type http_proxy (carried out: aws_proxy with a Lambda function, mock)',
  ],
  [
    'authorizers',
    { 'x-amazon-apigateway-authorizers': { a: {} }, paths: { '/a': { get: { ...proxy(), security: [{ a: [] }] } } } },
    'x-amazon-apigateway-authorizers; GET /a security',
  ],
  [
    'two variables in one place',
    { paths: { '/user/{id}': { get: proxy() }, '/user/{name}/fans': { get: proxy() } } },
    "Unable to create resource at path '/user/{name}/fans': A sibling ({id}) of this resource already has a variable path part",
  ],
  ['a path part with a space', { paths: { '/a b': { get: proxy() } } }, "'/a b'"],
  ['a path part beyond ASCII', { paths: { '/é': { get: proxy() } } }, "'/é'"],
  ['a greedy part that is not the last', { paths: { '/{a+}/b': { get: proxy() } } }, "'/{a+}/b'"],
  [
    'a mock that computes',
    {
      paths: {
        '/a': {
          get: {
            'x-amazon-apigateway-integration': {
              type: 'mock',
              responses: { default: { responseTemplates: { 'application/json': '$input' } } },
            },
          },
        },
      },
    },
    'response template that has expressions',
  ],
])('%s is refused by name', async (_, document, message) => {
  await expect(importing(document)).rejects.toMatchObject({
    code: 'BadRequestException',
    message: expect.stringContaining(message),
  })
})

test('a definition may be YAML and OpenAPI 2', async () => {
  const body = `swagger: '2.0'\ninfo: {title: yaml}\npaths:\n  /a:\n    get:\n      x-amazon-apigateway-integration: {type: AWS_PROXY, httpMethod: POST, uri: 'arn:aws:lambda:us-east-1:000000000000:function:f'}\n`
  const api = await cloud.call('ImportRestApi', { body: new TextEncoder().encode(body) })
  expect(api).toMatchObject({ name: 'yaml', id: expect.stringMatching(/^[a-z0-9]{10}$/) })
  const { item: items } = await cloud.call('GetResources', { restApiId: api.id })
  expect(items).toMatchObject([{ path: '/' }, { path: '/a', pathPart: 'a', resourceMethods: { GET: {} } }])
})

test('a stage serves its deployment until it gets another', async () => {
  const restApiId = await restApi(cloud, GET_ROOT)
  const status = async (path: string) => (await fetch(`${cloud.url}/${restApiId}/prod${path}`)).status
  await cloud.call('PutRestApi', {
    restApiId,
    mode: 'overwrite',
    body: JSON.stringify({ openapi: '3.0.1', info: { title: 'b' }, paths: { '/new': { get: proxy() } } }),
  })
  expect([await status('/'), await status('/new')]).toEqual([200, 403])
  const { id: deploymentId } = await cloud.call('CreateDeployment', { restApiId })
  await cloud.call('UpdateStage', {
    restApiId,
    stageName: 'prod',
    patchOperations: [{ op: 'replace', path: '/deploymentId', value: deploymentId }],
  })
  expect([await status('/'), await status('/new')]).toEqual([403, 200])
})

test('permissions are HTTP methods on paths', async () => {
  await restApi(cloud, GET_ROOT, {}, { tags: { a: 'b' } })
  const id = String(cloud.asked[1]?.access.resource).split('/')[2]
  expect(cloud.asked.map(({ access }) => `${access.action} ${access.resource}`)).toEqual([
    'apigateway:POST arn:aws:apigateway:us-east-1::/restapis',
    `apigateway:POST arn:aws:apigateway:us-east-1::/restapis/${id}/deployments`,
    `apigateway:POST arn:aws:apigateway:us-east-1::/restapis/${id}/stages`,
    `apigateway:PUT arn:aws:apigateway:us-east-1::/tags/${encodeURIComponent(`arn:aws:apigateway:us-east-1::/restapis/${id}/stages`)}`,
  ])
})

describe('patch operations of a stage', () => {
  test('all settings of a method go at once', async () => {
    const restApiId = await restApi(cloud, GET_ROOT)
    const path = '/*/*/throttling/rateLimit'
    const patchOperations = [
      { op: 'replace', path, value: '7' },
      { op: 'remove', path: '/*/*' },
    ]
    await cloud.call('UpdateStage', { restApiId, stageName: 'prod', patchOperations })
    const { methodSettings } = await cloud.call('GetStage', { restApiId, stageName: 'prod' })
    expect(methodSettings).toEqual({})
  })

  test.each([
    [{ op: 'replace', path: '/description', value: 'x' }, { description: 'x' }],
    [{ op: 'replace', path: '/tracingEnabled', value: 'true' }, { tracingEnabled: true }],
    [{ op: 'replace', path: '/variables/color', value: 'red' }, { variables: { color: 'red' } }],
    [
      { op: 'replace', path: '/*/*/throttling/rateLimit', value: '7.5' },
      { methodSettings: { '*/*': { throttlingRateLimit: 7.5 } } },
    ],
    [
      { op: 'replace', path: '/~1*/*/metrics/enabled', value: 'true' },
      { methodSettings: { '*/*': { metricsEnabled: true } } },
    ],
    [
      { op: 'replace', path: '/~1a~1{b}/GET/throttling/burstLimit', value: '3' },
      { methodSettings: { '~1a~1{b}/GET': { throttlingBurstLimit: 3 } } },
    ],
  ])('%j', async (patch, expected) => {
    const restApiId = await restApi(cloud, GET_ROOT)
    await cloud.call('UpdateStage', { restApiId, stageName: 'prod', patchOperations: [patch] })
    expect(await cloud.call('GetStage', { restApiId, stageName: 'prod' })).toMatchObject(expected)
  })

  test.each([
    [{ op: 'replace', path: '/nonsense', value: 'x' }, 'Invalid patch path /nonsense for replace'],
    [{ op: 'replace', path: '/*/*/throttling/rateLimit', value: 'fast' }, "Invalid throttling limit 'fast'"],
    [{ op: 'replace', path: '/*/*/caching/enabled', value: 'true' }, 'caching: not carried out'],
    [{ op: 'replace', path: '/*/*/logging/loglevel', value: 'INFO' }, 'logging/loglevel INFO'],
    [
      {
        op: 'replace',
        path: '/accessLogSettings/destinationArn',
        value: 'arn:aws:logs:us-east-1:000000000000:log-group:g',
      },
      'CloudWatch Logs role ARN must be set in account settings to enable logging',
    ],
  ])('%j is refused', async (patch, message) => {
    const restApiId = await restApi(cloud, GET_ROOT)
    await expect(
      cloud.call('UpdateStage', { restApiId, stageName: 'prod', patchOperations: [patch] }),
    ).rejects.toMatchObject({ code: 'BadRequestException', message: expect.stringContaining(message) })
  })
})

test('access logs are written as the account’s role, in the stage’s format', async () => {
  const cloudwatchRoleArn = 'arn:aws:iam::000000000000:role/api-logs'
  await cloud.call('UpdateAccount', {
    patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: cloudwatchRoleArn }],
  })
  expect(await cloud.call('GetAccount')).toMatchObject({ cloudwatchRoleArn })
  const restApiId = await restApi(cloud, GET_ROOT)
  const set = (member: string, value: string) => ({ op: 'replace', path: `/accessLogSettings/${member}`, value })
  const patchOperations = [
    set('destinationArn', 'arn:aws:logs:us-east-1:000000000000:log-group:g:*'),
    set('format', '$context.httpMethod $context.resourcePath $context.status $context.responseLength $context.unknown'),
  ]
  await cloud.call('UpdateStage', { restApiId, stageName: 'prod', patchOperations })
  await fetch(`${cloud.url}/${restApiId}/prod/`)
  await cloud.runtime.idle()
  expect(written).toMatchObject([
    { logGroupName: 'g' },
    { logGroupName: 'g', logEvents: [{ message: 'GET / 200 4 -' }] },
  ])
})

test.each([
  ['GetRestApi', { restApiId: 'none' }, 'NotFoundException', 'Invalid API identifier specified 000000000000:none'],
  ['GetApi', { ApiId: 'none' }, 'NotFoundException', 'Invalid API identifier specified none'],
  [
    'CreateApi',
    { Name: 'a', ProtocolType: 'WEBSOCKET' },
    'BadRequestException',
    'protocolType WEBSOCKET: not carried out',
  ],
  ['CreateRestApi', { name: 'a', policy: '{}' }, 'BadRequestException', 'policy: not carried out'],
])('%s of %j is refused', async (name, input, code, message) => {
  await expect(cloud.call(name, input)).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
})

test('a deployment that a stage serves cannot be deleted', async () => {
  const restApiId = await restApi(cloud, GET_ROOT)
  const { deploymentId } = await cloud.call('GetStage', { restApiId, stageName: 'prod' })
  await expect(cloud.call('DeleteDeployment', { restApiId, deploymentId })).rejects.toMatchObject({
    message: 'Active stages pointing to this deployment must be moved or deleted',
  })
  await cloud.call('DeleteStage', { restApiId, stageName: 'prod' })
  await cloud.call('DeleteDeployment', { restApiId, deploymentId })
})

test('tags of APIs and stages of both kinds', async () => {
  const rest = await restApi(cloud, GET_ROOT)
  const http = await httpApi(cloud, {})
  for (const path of [
    `/restapis/${rest}`,
    `/restapis/${rest}/stages/prod`,
    `/apis/${http}`,
    `/apis/${http}/stages/$default`,
  ]) {
    const resourceArn = `arn:aws:apigateway:us-east-1::${path}`
    await cloud.call('TagResource', { resourceArn, tags: { a: '1', b: '2' } })
    await cloud.call('UntagResource', { resourceArn, tagKeys: ['a'] })
    expect(await cloud.call('GetTags', { resourceArn })).toEqual({ tags: { b: '2' } })
  }
})

test('the log rebuilds everything', async () => {
  const first = testRuntime([apigateway])
  const rest = await restApi(first, GET_ROOT)
  await httpApi(first, { $default: { 'x-amazon-apigateway-any-method': proxy() } })
  await first.call('UpdateStage', {
    restApiId: rest,
    stageName: 'prod',
    patchOperations: [{ op: 'replace', path: '/description', value: 'x' }],
  })
  const before = first.runtime.state('apigateway')
  const second = await first.restart()
  expect(second.runtime.state('apigateway')).toEqual(before)
  await second.close()
})
