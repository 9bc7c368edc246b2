import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { firstEvent } from '../bundle/first-event.ts'
import { handler } from './lambda.ts'

const context = { awsRequestId: 'c0ffee00-0000-4000-8000-000000000000' } as Context
const lines: string[] = []

beforeEach(() => {
  lines.length = 0
  jest.spyOn(process.stdout, 'write').mockImplementation(line => lines.push(String(line)) > 0)
})
afterEach(() => jest.restoreAllMocks())

async function ask(different: object): Promise<APIGatewayProxyResult> {
  const event = { ...firstEvent, ...different } as unknown as APIGatewayProxyEvent
  return (await handler(event, context)) as APIGatewayProxyResult
}

test('declares two parameters: nodejs24.x refuses a third', () => {
  expect(handler.length).toBe(2)
})

test.each([
  ['as it is', '/time/Europe/Paris'],
  ['with an encoded slash', '/time/Europe%2FParis'],
  ['encoded twice', '/time/Europe%252FParis'],
])('answers a REST API event with the path %s', async (_how, path) => {
  const result = await ask({ path, pathParameters: { path: path.slice(1) } })
  expect(result).toMatchObject({ statusCode: 200, isBase64Encoded: false })
  expect(result.multiValueHeaders?.['content-type']).toEqual(['application/json; charset=utf-8'])
  expect(JSON.parse(result.body)).toMatchObject({ timeZone: 'Europe/Paris' })
})

test.each([
  ['HEAD', '/time', 200, ''],
  ['OPTIONS', '/time', 204, ''],
  ['DELETE', '/time', 405, 'MethodNotAllowed'],
  ['POST', '/time', 405, 'MethodNotAllowed'],
  ['GET', '/', 404, 'UnknownPath'],
  ['GET', '/time/%E0%A4%A', 400, 'MalformedPath'],
])('%s %s is a %i', async (httpMethod, path, statusCode, code) => {
  const result = await ask({ httpMethod, path, body: httpMethod === 'POST' ? '{"any":"body"}' : null })
  expect(result.statusCode).toBe(statusCode)
  expect(result.body).toContain(code)
  expect(result.body === '').toBe(code === '')
})

test('takes an event without multiValueHeaders', async () => {
  expect((await ask({ multiValueHeaders: null, headers: null })).statusCode).toBe(200)
})

test('logs one line of JSON per request, with the ids that Lambda and API Gateway gave it', async () => {
  await ask({ requestContext: { ...firstEvent.requestContext, requestId: 'api-request-1' } })
  await ask({ path: '/time/Nowhere' })
  expect(lines.map(line => JSON.parse(line))).toEqual([
    expect.objectContaining({
      level: 'INFO',
      requestId: context.awsRequestId,
      apiRequestId: 'api-request-1',
      path: '/time/Europe/Paris',
      status: 200,
    }),
    expect.objectContaining({ level: 'INFO', requestId: context.awsRequestId, path: '/time/Nowhere', status: 404 }),
  ])
  expect(lines.every(line => line.endsWith('}\n'))).toBe(true)
})

test('an event that is not a request is refused with the reason', async () => {
  const nothing = {} as APIGatewayProxyEvent
  expect(() => handler(nothing, context)).toThrow('Unable to determine event source')
})
