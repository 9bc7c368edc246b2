// What an HTTP API hands to its function, and what it answers: over real HTTP.

import { request } from 'node:http'
import { type Handler, httpApi, proxy, type TestApis, testApis } from '../../../tests/support/apigateway/apis.ts'
import { ServiceError } from '../../core/errors.ts'
import { decodePath } from './proxy/http-path.ts'

let cloud: TestApis
let answer: Handler = () => ({ statusCode: 200 })

beforeAll(async () => {
  cloud = await testApis(call => answer(call))
})
afterAll(async () => {
  await cloud.close()
  expect(cloud.bugs).toEqual([])
})
beforeEach(() => {
  cloud.calls.length = 0
  answer = () => ({ statusCode: 200 })
})

const two = (more: Readonly<Record<string, unknown>> = {}) => proxy(undefined, { payloadFormatVersion: '2.0', ...more })
const ANY = 'x-amazon-apigateway-any-method'

interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** The path leaves exactly as given. */
const send = (
  path: string,
  options: { method?: string; headers?: Record<string, string | string[]>; body?: string } = {},
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const { hostname, port, pathname } = new URL(cloud.url)
    const { method = 'GET', headers = {}, body } = options
    const outgoing = request({ host: hostname, port, path: `${pathname}/${path}`, method, headers }, response => {
      let text = ''
      response.on('data', chunk => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })

test('the event has payload format 2.0, golden', async () => {
  const id = await httpApi(
    cloud,
    { '/h/{name}': { post: two() } },
    {},
    { StageName: 'dev', StageVariables: { color: 'red' } },
  )
  await send(`${id}/dev/h/x?a=1&a=2&b=%20`, {
    method: 'POST',
    headers: {
      'X-Many': ['one', 'two'],
      Cookie: 'c=1; d=2',
      'User-Agent': 'tester',
      'Content-Type': 'application/json',
      'Content-Length': '2',
    },
    body: '{}',
  })
  const host = `${id}.execute-api.us-east-1.amazonaws.com`
  expect(cloud.calls[0]?.sourceArn).toBe(`arn:aws:execute-api:us-east-1:000000000000:${id}/dev/POST/h/{name}`)
  expect(cloud.calls[0]?.event).toEqual({
    version: '2.0',
    routeKey: 'POST /h/{name}',
    rawPath: '/dev/h/x',
    rawQueryString: 'a=1&a=2&b=%20',
    cookies: ['c=1', 'd=2'],
    headers: {
      'x-many': 'one,two',
      'user-agent': 'tester',
      'content-type': 'application/json',
      'content-length': '2',
      host,
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    queryStringParameters: { a: '1,2', b: ' ' },
    requestContext: {
      accountId: '000000000000',
      apiId: id,
      domainName: host,
      domainPrefix: id,
      http: { method: 'POST', path: '/dev/h/x', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'tester' },
      requestId: expect.any(String),
      routeKey: 'POST /h/{name}',
      stage: 'dev',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: Date.parse('2026-01-01T00:00:00Z'),
    },
    pathParameters: { name: 'x' },
    stageVariables: { color: 'red' },
    body: '{}',
    isBase64Encoded: false,
  })
})

test('what is absent is left out', async () => {
  const id = await httpApi(cloud, { '/': { get: two() } })
  await send(`${id}/`)
  expect(Object.keys(cloud.calls[0]?.event ?? {})).toEqual([
    'version',
    'routeKey',
    'rawPath',
    'rawQueryString',
    'headers',
    'requestContext',
    'isBase64Encoded',
  ])
})

test('payload format 1.0 is the event of a REST API with a version', async () => {
  const id = await httpApi(cloud, { '/h': { get: proxy(undefined, { payloadFormatVersion: '1.0' }) } })
  await send(`${id}/h?a=1`)
  expect(cloud.calls[0]?.event).toMatchObject({
    version: '1.0',
    resource: '/h',
    path: '/h',
    httpMethod: 'GET',
    multiValueQueryStringParameters: { a: ['1'] },
  })
})

describe('routes', () => {
  let id: string
  beforeAll(async () => {
    id = await httpApi(cloud, {
      '/a': { get: two() },
      '/a/{id}': { get: two(), [ANY]: two() },
      '/a/{all+}': { put: two() },
      $default: { [ANY]: { ...two(), isDefaultRoute: true } },
    })
  })
  test.each([
    ['GET', '/a', 'GET /a'],
    ['GET', '/a/x', 'GET /a/{id}'],
    ['PATCH', '/a/x', 'ANY /a/{id}'],
    ['PUT', '/a/x/y', 'PUT /a/{all+}'],
    ['GET', '/a/x/y', '$default'],
    ['POST', '/a', '$default'],
    ['GET', '', '$default'],
  ])('%s %s goes to %s', async (method, path, routeKey) => {
    await send(`${id}${path}`, { method })
    expect(cloud.calls[0]?.event).toMatchObject({ routeKey })
  })

  test('without a fitting route it is 404', async () => {
    const other = await httpApi(cloud, { '/a': { get: two() } })
    expect(await send(`${other}/b`)).toMatchObject({ status: 404, body: '{"message":"Not Found"}' })
  })

  test.each([
    ['a%2Fb', 'a/b'],
    ['a%252Fb', 'a/b'],
    ['a%25zz', undefined],
    ['a%3Fb', 'a'],
    ['a%20b', 'a b'],
  ])('the path %s is read as %s', (path, expected) => {
    expect(decodePath(path)).toBe(expected)
  })

  test('a path that cannot be read is 400', async () => {
    expect((await send(`${id}/a%25zz`)).status).toBe(400)
  })
})

describe('answers', () => {
  let id: string
  beforeAll(async () => {
    id = await httpApi(cloud, { $default: { [ANY]: two() } })
  })
  test.each([
    [
      'a full answer',
      { statusCode: 201, headers: { 'X-A': '1' }, cookies: ['a=1', 'b=2'], body: 'x' },
      { status: 201, body: 'x', headers: { 'x-a': '1', 'set-cookie': ['a=1', 'b=2'] } },
    ],
    [
      'an object without a status is the body',
      { hello: 1 },
      { status: 200, body: '{"hello":1}', headers: { 'content-type': 'application/json' } },
    ],
    ['text is the body', '"text"', { status: 200, body: 'text' }],
    ['base64', { statusCode: 200, body: 'YWJj', isBase64Encoded: true }, { status: 200, body: 'abc' }],
    ['a wrong status is 500', { statusCode: 'x' }, { status: 500, body: '{"message":"Internal Server Error"}' }],
    ['a failed function is 500', undefined, { status: 500, body: '{"message":"Internal Server Error"}' }],
    ['a missing permission is 500', new ServiceError('AccessDeniedException', 'no', 403), { status: 500 }],
  ])('%s', async (_, result, expected) => {
    answer = () => result
    expect(await send(`${id}/x`)).toMatchObject(expected)
  })
})

describe('CORS', () => {
  const cors = {
    'x-amazon-apigateway-cors': {
      allowOrigins: ['https://a.example'],
      allowMethods: ['GET'],
      allowHeaders: ['x-one'],
      maxAge: 10,
    },
  }

  test('a preflight of an allowed origin is answered without the function', async () => {
    const id = await httpApi(cloud, { '/x': { get: two() } }, cors)
    const got = await send(`${id}/x`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' },
    })
    expect(got.status).toBe(204)
    expect(got.headers).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'x-one',
      'access-control-max-age': '10',
    })
    expect(cloud.calls).toEqual([])
  })

  test('answers to another origin carry no permission', async () => {
    const id = await httpApi(cloud, { '/x': { get: two() } }, cors)
    expect(
      (await send(`${id}/x`, { headers: { Origin: 'https://a.example' } })).headers['access-control-allow-origin'],
    ).toBe('https://a.example')
    expect(
      (await send(`${id}/x`, { headers: { Origin: 'https://b.example' } })).headers['access-control-allow-origin'],
    ).toBeUndefined()
  })
})

test('an API made for one function answers at once', async () => {
  const { ApiId, apiId = ApiId } = await cloud.call('CreateApi', {
    Name: 'quick',
    ProtocolType: 'HTTP',
    Target: 'arn:aws:lambda:us-east-1:000000000000:function:f',
  })
  answer = () => ({ quick: true })
  expect(await send(`${apiId}/anything`)).toMatchObject({ status: 200, body: '{"quick":true}' })

  await cloud.call('UpdateApi', { ApiId: apiId, RouteKey: 'GET /some' })
  expect(await send(`${apiId}/some`)).toMatchObject({ status: 200, body: '{"quick":true}' })
  expect(await send(`${apiId}/anything`)).toMatchObject({ status: 404 })
})
