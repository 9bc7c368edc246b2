// What a REST API hands to its function, and what it answers: over real HTTP.

import { request } from 'node:http'
import {
  type Call,
  type Handler,
  proxy,
  restApi,
  type TestApis,
  testApis,
} from '../../../tests/support/apigateway/apis.ts'
import { ServiceError } from '../../core/errors.ts'

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

interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A request whose path and headers leave exactly as given. */
const send = (
  url: string,
  options: { method?: string; headers?: Record<string, string | string[]>; body?: string | Buffer } = {},
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const { host, port } = parts(url)
    const outgoing = request(
      {
        host,
        port,
        path: url.slice(url.indexOf('/', 8)),
        method: options.method ?? 'GET',
        headers: options.headers ?? {},
      },
      response => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('latin1'),
          }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(options.body)
  })

const parts = (url: string) => {
  const { hostname, port } = new URL(url)
  return { host: hostname, port }
}

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

describe('answers', () => {
  let id: string
  beforeAll(async () => {
    id = await restApi(cloud, EVERYTHING, { 'x-amazon-apigateway-binary-media-types': ['image/png'] })
  })
  const get = (headers: Record<string, string> = {}) => send(`${cloud.url}/${id}/prod/x`, { headers })

  test('status, headers and body are the function’s; the content type is JSON unless said', async () => {
    answer = () => ({
      statusCode: 201,
      headers: { 'X-One': 'a', Date: 'then' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: '{}',
    })
    const { status, headers, body } = await get()
    expect({ status, body }).toEqual({ status: 201, body: '{}' })
    expect(headers).toMatchObject({
      'x-one': 'a',
      'set-cookie': ['a=1', 'b=2'],
      'content-type': 'application/json',
      'x-amzn-remapped-date': 'then',
      'x-amzn-requestid': expect.any(String),
    })
  })

  test.each([
    ['no JSON object', '"text"'],
    ['no JSON at all', 'oops'],
    ['a body that is not text', { statusCode: 200, body: { a: 1 } }],
    ['no status', { body: 'x' }],
    ['a member that does not belong', { statusCode: 200, body: '', extra: 1 }],
    ['a header that is not text', { statusCode: 200, headers: { a: { b: 1 } } }],
    ['a failed function', undefined],
  ])('%s is 502', async (_, result) => {
    answer = () => result
    const { status, body } = await get()
    expect({ status, body: JSON.parse(body) }).toEqual({ status: 502, body: { message: 'Internal server error' } })
  })

  test('a missing permission is 500', async () => {
    answer = () => new ServiceError('AccessDeniedException', 'no', 403)
    expect((await get()).status).toBe(500)
  })

  test('base64 is decoded for who accepts the type', async () => {
    answer = () => ({ statusCode: 200, headers: { 'Content-Type': 'image/png' }, body: 'YWJj', isBase64Encoded: true })
    expect((await get({ Accept: 'image/png' })).body).toBe('abc')
    expect((await get({ Accept: 'text/html' })).body).toBe('YWJj')
  })

  test('a function that takes longer than the integration may is 504', async () => {
    const slow = await restApi(cloud, { '/': { get: proxy(undefined, { timeoutInMillis: 50 }) } })
    let end: (value: unknown) => void = () => {}
    answer = () =>
      new Promise(resolve => {
        end = resolve
      })
    const { status, body } = await send(`${cloud.url}/${slow}/prod/`)
    end({ statusCode: 200 })
    expect({ status, body: JSON.parse(body) }).toEqual({ status: 504, body: { message: 'Endpoint request timed out' } })
  })

  test('a mock answers a preflight without the function', async () => {
    const mock = {
      type: 'mock',
      requestTemplates: { 'application/json': '{"statusCode":200}' },
      responses: {
        default: {
          statusCode: '200',
          responseTemplates: { 'application/json': '{}\n' },
          responseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" },
        },
      },
    }
    const cors = await restApi(cloud, { '/x': { options: { 'x-amazon-apigateway-integration': mock }, get: proxy() } })
    const { status, headers, body } = await send(`${cloud.url}/${cors}/prod/x`, { method: 'OPTIONS' })
    expect({ status, body, origin: headers['access-control-allow-origin'] }).toEqual({
      status: 200,
      body: '{}\n',
      origin: '*',
    })
    expect(cloud.calls).toEqual([])
  })
})

describe('throttling', () => {
  const update = (restApiId: string, path: string, value: string) =>
    cloud.call('UpdateStage', { restApiId, stageName: 'prod', patchOperations: [{ op: 'replace', path, value }] })

  test('a burst, then 429, then one more when the clock has moved', async () => {
    const id = await restApi(cloud, EVERYTHING)
    await update(id, '/*/*/throttling/rateLimit', '1')
    await update(id, '/*/*/throttling/burstLimit', '2')
    const statuses = async (times: number) => {
      const all: number[] = []
      for (let time = 0; time < times; time++) all.push((await send(`${cloud.url}/${id}/prod/x`)).status)
      return all
    }
    expect(await statuses(3)).toEqual([200, 200, 429])
    cloud.clock.advance(1000)
    expect(await statuses(2)).toEqual([200, 429])
  })

  test('limits of one method do not hold for another', async () => {
    const id = await restApi(cloud, { '/a/{b}': { get: proxy() }, '/c': { get: proxy() } })
    await update(id, '/~1a~1{b}/GET/throttling/rateLimit', '1')
    await update(id, '/~1a~1{b}/GET/throttling/burstLimit', '0')
    expect((await send(`${cloud.url}/${id}/prod/a/x`)).status).toBe(429)
    expect((await send(`${cloud.url}/${id}/prod/c`)).status).toBe(200)
  })
})
