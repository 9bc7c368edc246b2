import { openTestDoor, type TestDoor, testKey, wireService } from '../../../tests/support/wire/door.ts'
import { signHeaders } from '../../../tests/support/wire/request.ts'
import { isLoopbackHost } from '../door/host.ts'
import { decodeCbor, encodeCbor } from './cbor.ts'
import { virtualHost } from './virtual-host.ts'
import { escapeXml, parseXml } from './xml.ts'

describe('XML', () => {
  test('entities, CDATA, comments, attributes and empty elements are read', () => {
    const root = parseXml(
      '<?xml version="1.0"?>\n<a xmlns="urn:x"><!-- no --><b>&lt;&#13;&#x1F389;&amp;amp;</b><c t=\'1\'/><d><![CDATA[<x>]]></d></a>\n',
    )
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ['b', '<\r🎉&amp;'],
      ['c', ''],
      ['d', '<x>'],
    ])
  })
  test.each([
    ['two roots', '<a/><b/>'],
    ['an open end', '<a><b></b>'],
    ['crossed elements', '<a><b></a></b>'],
    ['nothing', ''],
    ['text only', 'hello'],
    ['a DTD', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an unknown entity', '<a>&x;</a>'],
    ['a bare less-than', '<a>1 < 2</a>'],
    ['endless nesting', '<a>'.repeat(100) + '</a>'.repeat(100)],
  ])('refused: %s', (_name, text) => {
    expect(() => parseXml(text)).toThrow(expect.objectContaining({ code: 'MalformedXML' }))
  })
  test('what is escaped is read back', () => {
    const text = 'a<b>&"c"\r\n\t\u0001ä🎉'
    expect(parseXml(`<a>${escapeXml(text)}</a>`).text).toBe(text)
  })
})

describe('CBOR', () => {
  test.each([
    0,
    23,
    24,
    255,
    65_536,
    4_294_967_296,
    -1,
    -500,
    1.5,
    'ä',
    '',
    true,
    false,
    [1, [2, []]],
    { a: { b: [null] } },
    new Date(1_700_000_000_123),
  ])('%j goes and comes back', value => {
    const back = decodeCbor(encodeCbor(value))
    expect(back).toEqual(JSON.stringify(value) === '{"a":{"b":[null]}}' ? { a: { b: [undefined] } } : value)
  })
  test('indefinite lengths, half floats and byte strings are read', () => {
    expect(decodeCbor(Buffer.from('9f0102ff', 'hex'))).toEqual([1, 2])
    expect(decodeCbor(Buffer.from('bf6161f93c00ff', 'hex'))).toEqual({ a: 1 })
    expect(decodeCbor(Buffer.from('7f61616162ff', 'hex'))).toBe('ab')
    expect(decodeCbor(Buffer.from('43010203', 'hex'))).toEqual(Buffer.from([1, 2, 3]))
  })
  test.each(['', '61', '9f01', 'ff', '0000', 'a1', `${'81'.repeat(100)}00`])('refused: %j', hex => {
    expect(() => decodeCbor(Buffer.from(hex, 'hex'))).toThrow()
  })
})

describe('hosts', () => {
  test.each([
    ['127.0.0.1:4566', true],
    ['localhost', true],
    ['[::1]:80', true],
    ['b.s3.localhost:1', true],
    ['LOCALHOST', true],
    ['evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example:80', false],
    ['0.0.0.0', false],
    [undefined, false],
    ['', false],
  ])('%s is served: %s', (host, served) => expect(isLoopbackHost(host)).toBe(served))
  test.each([
    ['bucket.localhost:4566', 'bucket'],
    ['my.bucket.s3.localhost', 'my.bucket'],
    ['b.s3.us-east-1.localhost:1', 'b'],
    ['s3.localhost', undefined],
    ['localhost:80', undefined],
    ['127.0.0.1', undefined],
  ])('%s carries the bucket %s', (host, bucket) => expect(virtualHost(host, 's3')).toBe(bucket))
})

describe('requests that are not well-formed', () => {
  const services = [
    wireService({ signingName: 'kms', protocol: 'json-1.1', target: 'TrentService' }),
    wireService({ signingName: 'sts', protocol: 'query', version: '2011-06-15', namespace: '' }),
    wireService({
      signingName: 's3',
      protocol: 'rest-xml',
      namespace: '',
      routes: {
        ListObjects: { method: 'GET', path: '/{Bucket}', query: { prefix: 'Prefix' } },
        DeleteObjects: { method: 'POST', path: '/{Bucket}?delete', document: 'Delete', lists: { Objects: 'Object' } },
      },
    }),
  ]
  let door: TestDoor
  beforeAll(async () => {
    door = await openTestDoor(services, async () => ({ ok: true }), { now: () => new Date('2026-01-01T00:00:00Z') })
  })
  afterAll(() => door.close())

  const send = async (
    service: string,
    method: string,
    url: string,
    body = '',
    headers: Record<string, string> = {},
  ) => {
    const signer = { ...testKey, region: 'eu-west-1', service, dateTime: '20260101T000000Z' }
    const { host: _, ...signed } = signHeaders(
      { method, url, body, headers: { host: `127.0.0.1:${door.port}`, ...headers } },
      signer,
    )
    const response = await fetch(`${door.endpoint}${url}`, {
      method,
      headers: signed,
      ...(body === '' ? {} : { body }),
    })
    const text = await response.text()
    return {
      status: response.status,
      code: response.headers.get('x-amzn-errortype') ?? /<Code>(.*?)<\/Code>/.exec(text)?.[1],
      text,
      headers: response.headers,
    }
  }
  const target = { 'x-amz-target': 'TrentService.ListKeys' }

  test.each([
    ['broken JSON', 'kms', 'POST', '/', '{', target, 400, 'SerializationException'],
    ['JSON that is no object', 'kms', 'POST', '/', '[]', target, 400, 'SerializationException'],
    [
      'the target of another service',
      'kms',
      'POST',
      '/',
      '{}',
      { 'x-amz-target': 'Other.ListKeys' },
      400,
      'UnknownOperationException',
    ],
    ['no target', 'kms', 'POST', '/', '{}', {}, 400, 'UnknownOperationException'],
    ['a body that is too large', 'kms', 'POST', '/', 'x'.repeat(3_000_000), target, 413, 'RequestEntityTooLarge'],
    ['no action', 'sts', 'POST', '/', 'Version=2011-06-15', {}, 400, 'MissingAction'],
    ['another version', 'sts', 'POST', '/', 'Action=A&Version=2000-01-01', {}, 400, 'InvalidAction'],
    ['a percent sign that encodes nothing', 'sts', 'POST', '/', 'Action=%ZZ', {}, 400, 'InvalidURI'],
    ['broken XML', 's3', 'POST', '/b?delete=', '<Delete>', {}, 400, 'MalformedXML'],
    ['a subresource that nobody knows', 's3', 'GET', '/b?cors=', '', {}, 501, 'NotImplemented'],
    [
      'a header that nobody knows',
      's3',
      'GET',
      '/b',
      '',
      { 'x-amz-object-lock-mode': 'COMPLIANCE' },
      501,
      'NotImplemented',
    ],
  ] as const)('%s', async (_name, service, method, url, body, headers, status, code) => {
    expect(await send(service, method, url, body, { ...headers })).toMatchObject({ status, code })
  })

  test('every answer carries a request id', async () => {
    expect((await send('kms', 'POST', '/', '{}', target)).headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    expect((await send('s3', 'GET', '/b')).headers.get('x-amz-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('a connection is used again after a refusal', async () => {
    for (let round = 0; round < 3; round++) {
      expect((await send('kms', 'POST', '/', '{', target)).status).toBe(400)
      expect((await send('kms', 'POST', '/', '{}', target)).status).toBe(200)
    }
  })

  test('documents become structures with lists', async () => {
    await send('s3', 'POST', '/b?delete=', '<Delete><Quiet>true</Quiet><Object><Key> a&amp;b </Key></Object></Delete>')
    expect(door.calls.at(-1)?.input).toEqual({ Bucket: 'b', Delete: { Quiet: 'true', Objects: [{ Key: ' a&b ' }] } })
  })

  test('Smithy RPC v2 CBOR is spoken to who speaks it', async () => {
    const headers = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' }
    const body = Buffer.from(encodeCbor({ Limit: 5 })).toString('latin1')
    expect(await send('kms', 'POST', '/service/TrentService/operation/ListKeys', body, headers)).toMatchObject({
      status: 200,
    })
    expect(door.calls.at(-1)).toEqual({ signingName: 'kms', operation: 'ListKeys', input: { Limit: 5 } })
  })

  test('a client that goes away in the middle of its body takes nothing with it', async () => {
    const { connect } = await import('node:net')
    await new Promise<void>(resolve => {
      const socket = connect(door.port, '127.0.0.1', () => {
        socket.write(
          'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIATESTTESTTESTTEST/20260101/eu-west-1/kms/aws4_request, SignedHeaders=host, Signature=0\r\nX-Amz-Date: 20260101T000000Z\r\n\r\n{',
          () => socket.destroy(),
        )
      })
      socket.on('close', () => resolve())
    })
    expect((await send('kms', 'POST', '/', '{}', target)).status).toBe(200)
  })
})
