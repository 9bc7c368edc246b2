// What a REST API hands to its function, and what it answers: over real HTTP.

import {
  type Call,
  type Handler,
  proxy,
  restApi,
  type TestApis,
  testApis,
} from '../../../tests/support/apigateway/apis.ts'
import { send } from '../../../tests/support/apigateway/send.ts'

let cloud: TestApis
let answer: Handler = () => ({ statusCode: 200, body: 'ok' })

beforeAll(async () => {
  cloud = await testApis(call => answer(call))
})
afterAll(async () => {
  await cloud.close()
  expect(cloud.bugs).toEqual([])
})
beforeEach(() => {
  cloud.calls.length = 0
  answer = () => ({ statusCode: 200, body: 'ok' })
})

const ANY = 'x-amazon-apigateway-any-method'
const EVERYTHING = { '/': { [ANY]: proxy() }, '/{proxy+}': { [ANY]: proxy() } }

const onlyCall = (): Call => {
  const [call] = cloud.calls
  if (!call) throw new Error('the function was not called')
  return call
}

test('the event is the one of a proxy integration, golden', async () => {
  const id = await restApi(
    cloud,
    { '/time/{zone+}': { get: { operationId: 'getTime', ...proxy() } } },
    {},
    { variables: { color: 'green' } },
  )
  await send(`${cloud.url}/${id}/prod/time/Europe/Paris?a=1&a=2&b=x%20y&empty`, {
    headers: { 'X-Mixed-Case': ['one', 'two'], 'User-Agent': 'tester', Accept: '*/*', 'X-Forwarded-For': '10.0.0.1' },
  })
  const { event, functionName, sourceArn } = onlyCall()
  expect(functionName).toBe('arn:aws:lambda:us-east-1:000000000000:function:f')
  expect(sourceArn).toBe(`arn:aws:execute-api:us-east-1:000000000000:${id}/prod/GET/time/{zone+}`)
  const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/)
  const trace = expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)
  const host = `${id}.execute-api.us-east-1.amazonaws.com`
  expect(event).toEqual({
    resource: '/time/{zone+}',
    path: '/time/Europe/Paris',
    httpMethod: 'GET',
    headers: {
      'X-Mixed-Case': 'two',
      'User-Agent': 'tester',
      Accept: '*/*',
      Host: host,
      'X-Amzn-Trace-Id': trace,
      'X-Forwarded-For': '10.0.0.1, 127.0.0.1',
      'X-Forwarded-Port': '443',
      'X-Forwarded-Proto': 'https',
    },
    multiValueHeaders: {
      'X-Mixed-Case': ['one', 'two'],
      'User-Agent': ['tester'],
      Accept: ['*/*'],
      Host: [host],
      'X-Amzn-Trace-Id': [trace],
      'X-Forwarded-For': ['10.0.0.1, 127.0.0.1'],
      'X-Forwarded-Port': ['443'],
      'X-Forwarded-Proto': ['https'],
    },
    queryStringParameters: { a: '2', b: 'x y', empty: '' },
    multiValueQueryStringParameters: { a: ['1', '2'], b: ['x y'], empty: [''] },
    pathParameters: { zone: 'Europe/Paris' },
    stageVariables: { color: 'green' },
    requestContext: {
      resourceId: expect.stringMatching(/^[a-z0-9]{6}$/),
      resourcePath: '/time/{zone+}',
      operationName: 'getTime',
      httpMethod: 'GET',
      extendedRequestId: expect.stringMatching(/^[0-9a-f]{15}=$/),
      requestTime: '01/Jan/2026:00:00:00 +0000',
      path: '/prod/time/Europe/Paris',
      accountId: '000000000000',
      protocol: 'HTTP/1.1',
      stage: 'prod',
      domainPrefix: id,
      requestTimeEpoch: Date.parse('2026-01-01T00:00:00Z'),
      requestId: uuid,
      identity: {
        cognitoIdentityPoolId: null,
        accountId: null,
        cognitoIdentityId: null,
        caller: null,
        sourceIp: '127.0.0.1',
        principalOrgId: null,
        accessKey: null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: null,
        userAgent: 'tester',
        user: null,
      },
      domainName: host,
      deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
      apiId: id,
    },
    body: null,
    isBase64Encoded: false,
  })
})

describe('paths', () => {
  let id: string
  beforeAll(async () => {
    id = await restApi(cloud, {
      '/': { get: proxy() },
      '/a': { get: proxy(), post: proxy() },
      '/a/{name}': { get: proxy() },
      '/a/b/{rest+}': { [ANY]: proxy() },
      '/{all+}': { [ANY]: proxy() },
    })
  })

  test.each([
    ['/', 'GET', '/', null],
    ['', 'GET', '/', null],
    ['/a', 'GET', '/a', null],
    ['/a/', 'GET', '/a', null],
    ['/a/x', 'GET', '/a/{name}', { name: 'x' }],
    ['/a/b', 'GET', '/a/{name}', { name: 'b' }],
    ['/a/b/c/d', 'PUT', '/a/b/{rest+}', { rest: 'c/d' }],
    ['/a/x/y', 'GET', '/{all+}', { all: 'a/x/y' }],
    ['/other', 'DELETE', '/{all+}', { all: 'other' }],
    ['/Europe%2FParis', 'GET', '/{all+}', { all: 'Europe%2FParis' }],
    ['/a%252Fb', 'GET', '/{all+}', { all: 'a%252Fb' }],
  ])('%s %s is %s', async (path, method, resource, pathParameters) => {
    await send(`${cloud.url}/${id}/prod${path}`, { method })
    expect(onlyCall().event).toMatchObject({ resource, pathParameters, path: path === '' ? '/' : path })
  })

  test.each([
    [
      'a method that the resource does not have',
      '/prod/a',
      'PATCH',
      'Missing Authentication Token',
      'MissingAuthenticationTokenException',
    ],
    ['a stage that is not there', '/beta/a', 'GET', 'Forbidden', 'ForbiddenException'],
  ])('%s is 403', async (_, path, method, message, type) => {
    const got = await send(`${cloud.url}/${id}${path}`, { method })
    expect({ status: got.status, body: JSON.parse(got.body), type: got.headers['x-amzn-errortype'] }).toEqual({
      status: 403,
      body: { message },
      type,
    })
    expect(cloud.calls).toEqual([])
  })

  test('an API that is not there is 403', async () => {
    expect((await send(`${cloud.url}/nowhere/prod/`)).status).toBe(403)
  })
})

describe('bodies', () => {
  test.each([
    ['text', [], 'application/json', '{"ä":1}', '{"ä":1}', false],
    ['text of a binary type that was not named', [], 'application/octet-stream', 'abc', 'abc', false],
    ['binary by its type', ['application/octet-stream'], 'application/octet-stream', 'abc', 'YWJj', true],
    ['binary by a wildcard', ['image/*'], 'image/png', 'abc', 'YWJj', true],
    ['binary always', ['*/*'], 'text/plain', 'abc', 'YWJj', true],
  ])('%s', async (_, types, contentType, sent, body, isBase64Encoded) => {
    const id = await restApi(cloud, EVERYTHING, { 'x-amazon-apigateway-binary-media-types': types })
    await send(`${cloud.url}/${id}/prod/x`, { method: 'POST', headers: { 'Content-Type': contentType }, body: sent })
    expect(onlyCall().event).toMatchObject({ body, isBase64Encoded })
  })

  test('more than 10 MB is refused', async () => {
    const id = await restApi(cloud, EVERYTHING)
    const got = await send(`${cloud.url}/${id}/prod/x`, {
      method: 'POST',
      body: Buffer.alloc(10 * 1024 * 1024 + 1),
    }).catch(() => undefined)
    expect(got === undefined || got.status === 413).toBe(true)
    expect(cloud.calls).toEqual([])
  })
})
