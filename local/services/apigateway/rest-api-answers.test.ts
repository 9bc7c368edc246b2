// What a REST API answers, and how often.

import { type Handler, proxy, restApi, type TestApis, testApis } from '../../../tests/support/apigateway/apis.ts'
import { send } from '../../../tests/support/apigateway/send.ts'
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
