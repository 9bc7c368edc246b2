// What a caller gets when a function answers with what HTTP cannot carry, or is asked for more than Lambda takes.

import {
  type Handler,
  httpApi,
  proxy,
  restApi,
  type TestApis,
  testApis,
} from '../../../tests/support/apigateway/apis.ts'
import { ServiceError } from '../../core/errors.ts'

let cloud: TestApis
let answer: Handler
const urls = { REST: '', HTTP: '' }

beforeAll(async () => {
  cloud = await testApis(call => answer(call))
  urls.REST = `${cloud.url}/${await restApi(cloud, { '/': { get: proxy() } })}/prod/`
  urls.HTTP = `${cloud.url}/${await httpApi(cloud, { '/': { get: proxy(undefined, { payloadFormatVersion: '2.0' }) } })}/`
})
afterAll(async () => {
  await cloud.close()
  expect(cloud.bugs).toEqual([])
})

test.each<[string, Record<string, unknown>]>([
  ['a header’s name with a space', { headers: { 'x y': '1' } }],
  ['a header’s value in two lines', { headers: { 'x-a': '1\r\nx-b: 2' } }],
  ['a header’s value beyond Latin-1', { headers: { 'x-a': '€' } }],
  ['a status that announces another answer', { statusCode: 101 }],
])('%s makes the answer malformed', async (_, more) => {
  answer = () => ({ statusCode: 200, body: 'x', ...more })
  expect((await fetch(urls.REST)).status).toBe(502)
  expect((await fetch(urls.HTTP)).status).toBe(500)
})

test.each(['REST', 'HTTP'] as const)(
  'headers of the function’s own connection do not reach the caller of a %s API',
  async kind => {
    answer = () => ({
      statusCode: 200,
      headers: { 'Transfer-Encoding': 'chunked', 'Content-Length': '3', Connection: 'close', constructor: 'y' },
      body: 'hello',
    })
    const response = await fetch(urls[kind])
    expect(await response.text()).toBe('hello')
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'content-length': '5', constructor: 'y' })
    expect(response.headers.has('transfer-encoding')).toBe(false)
  },
)

test('an event that is more than Lambda takes is 413', async () => {
  answer = () => new ServiceError('RequestTooLargeException', 'Request must be smaller than 6291456 bytes', 413)
  const [rest, http] = [await fetch(urls.REST), await fetch(urls.HTTP)]
  expect([rest.status, await rest.json()]).toEqual([413, { message: 'Request Too Long' }])
  expect([http.status, await http.json()]).toEqual([413, { message: 'Request Entity Too Large' }])
})

test('a header that is null is left out, the Content-Type of API Gateway’s own too', async () => {
  answer = () => ({ statusCode: 204, headers: { 'Content-Type': null, 'x-kept': 'a', 'x-left-out': null } })
  const { status, headers } = await fetch(urls.REST)
  expect([status, headers.get('content-type'), headers.get('x-kept'), headers.get('x-left-out')]).toEqual([
    204,
    null,
    'a',
    null,
  ])
  const http = await fetch(urls.HTTP)
  expect([http.status, http.headers.get('x-kept'), http.headers.get('x-left-out')]).toEqual([204, 'a', null])
})

test.each(['REST', 'HTTP'] as const)('a %s API takes 10,240 bytes of request line and headers, no more', async kind => {
  answer = () => ({ statusCode: 200, body: 'x' })
  const withHeader = (length: number) => fetch(urls[kind], { headers: { 'x-long': 'x'.repeat(length) } })
  expect((await withHeader(9_000)).status).toBe(200)
  expect((await withHeader(10_240)).status).toBe(431)
})
