// What comes to the door and is no request of AWS.

import { closeDoors, doorThat } from '../../../tests/support/wire/doors.ts'

afterEach(closeDoors)

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
