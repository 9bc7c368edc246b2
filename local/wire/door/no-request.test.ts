// What comes to the door and is no request of AWS.

import { openTestDoor, type TestDoor, wireService } from '../../../tests/support/wire/door.ts'

const services = [
  wireService({ signingName: 'kms', protocol: 'json-1.1', target: 'TrentService' }),
  wireService({
    signingName: 'iam',
    protocol: 'query',
    isGlobal: true,
    version: '2010-05-08',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  }),
  wireService({
    signingName: 'sts',
    protocol: 'query',
    version: '2011-06-15',
    isGlobal: true,
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  }),
  wireService({
    signingName: 'sns',
    protocol: 'query',
    version: '2010-03-31',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  }),
  wireService({
    signingName: 'cloudformation',
    protocol: 'query',
    version: '2010-05-15',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  }),
  wireService({
    signingName: 'lambda',
    protocol: 'rest-json',
    routes: {
      ListFunctions: { method: 'GET', path: '/2015-03-31/functions/' },
      Invoke: {
        method: 'POST',
        path: '/2015-03-31/functions/{FunctionName}/invocations',
        headers: { 'X-Amz-Invocation-Type': 'InvocationType' },
        payload: 'Payload',
        output: { payload: 'Payload', status: 'StatusCode', headers: { 'X-Amz-Function-Error': 'FunctionError' } },
      },
      UntagResource: {
        method: 'DELETE',
        path: '/2017-03-31/tags/{Resource}',
        query: { tagKeys: 'TagKeys[]' },
        status: 204,
      },
    },
  }),
]

const open: TestDoor[] = []
const doorThat = async (
  answer: (operation: string, input: Readonly<Record<string, unknown>>) => unknown,
  options = {},
) => {
  const door = await openTestDoor(services, async (_, __, operation, input) => answer(operation, input), options)
  open.push(door)
  return door
}
afterEach(async () => {
  await Promise.all(open.splice(0).map(door => door.close()))
})

describe('what is no AWS request', () => {
  test('a visit to the endpoint is told what this is', async () => {
    const door = await doorThat(() => ({}))
    const response = await fetch(door.endpoint)
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('eu-west-1')])
  })

  test('another Host is refused before anything else', async () => {
    const door = await doorThat(() => ({}), {
      httpServices: [
        {
          prefix: '/git',
          handle: () => {
            throw new Error('reached')
          },
        },
      ],
    })
    const { request } = await import('node:http')
    const status = await new Promise(resolve =>
      request({ port: door.port, host: '127.0.0.1', path: '/git', headers: { host: 'evil.example' } }, response =>
        resolve(response.resume().statusCode),
      ).end(),
    )
    expect(status).toBe(403)
  })

  test('a prefix belongs to the service that asked for it, and to nothing that only begins alike', async () => {
    const door = await doorThat(() => ({}), {
      httpServices: [
        { prefix: '/v1/repos', handle: (_: unknown, response: { end(text: string): void }) => response.end('git') },
      ],
    })
    expect(await (await fetch(`${door.endpoint}/v1/repos/x.git?a`)).text()).toBe('git')
    expect((await fetch(`${door.endpoint}/v1/reposx`)).status).not.toBe(200)
  })

  test('an unknown service is refused by name', async () => {
    const door = await doorThat(() => ({}))
    const credential = 'Credential=AKIATESTTESTTESTTEST/20260101/eu-west-1/sagemaker/aws4_request'
    const response = await fetch(`${door.endpoint}/x`, {
      headers: {
        authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=00`,
        'x-amz-date': '20260101T000000Z',
      },
    })
    expect([response.status, await response.text()]).toEqual([501, expect.stringContaining("no service 'sagemaker'")])
  })
})
