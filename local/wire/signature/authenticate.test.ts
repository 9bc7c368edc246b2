import type { Readable } from 'node:stream'
import { openTestDoor, type TestDoor, testKey, testSession, wireService } from '../../../tests/support/wire/door.ts'
import { presign, type Signer, signHeaders } from '../../../tests/support/wire/request.ts'
import { ServiceError } from '../../core/errors.ts'

const kms = wireService({ signingName: 'kms', protocol: 'json-1.1', target: 'TrentService' })
const sts = wireService({ signingName: 'sts', protocol: 'query', version: '2011-06-15', namespace: '', isGlobal: true })
const lambda = wireService({
  signingName: 'lambda',
  protocol: 'rest-json',
  routes: { ListFunctions: { method: 'GET', path: '/2015-03-31/functions' } },
})
const s3 = wireService({
  signingName: 's3',
  protocol: 'rest-xml',
  namespace: '',
  routes: {
    GetObject: { method: 'GET', path: '/{Bucket}/{Key+}', output: { payload: 'Body' } },
    PutObject: { method: 'PUT', path: '/{Bucket}/{Key+}', payload: 'Body' },
  },
})

const now = new Date('2026-01-01T12:00:00Z')
let door: TestDoor
beforeAll(async () => {
  const answer = async (_: unknown, __: unknown, operation: string, { Body }: Readonly<Record<string, unknown>>) => {
    if (operation !== 'PutObject') return { Body: 'content' }
    for await (const _chunk of Body as AsyncIterable<Buffer>);
    return {}
  }
  door = await openTestDoor([kms, sts, lambda, s3], answer, { now: () => now })
})
afterAll(() => door.close())

const requests = {
  kms: {
    method: 'POST',
    url: '/',
    body: '{}',
    headers: { 'x-amz-target': 'TrentService.ListKeys', 'content-type': 'application/x-amz-json-1.1' },
  },
  sts: {
    method: 'POST',
    url: '/',
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  lambda: { method: 'GET', url: '/2015-03-31/functions', headers: {} },
  s3: { method: 'GET', url: '/bucket/key', headers: {} },
} as const

type Name = keyof typeof requests
interface Wrong {
  readonly signer?: Partial<Signer>
  readonly signed?: readonly string[]
  readonly sent?: (headers: Record<string, string>) => Record<string, string>
  readonly url?: string
  readonly body?: string
}

const send = async (service: Name, { signer, signed, sent = headers => headers, ...other }: Wrong = {}) => {
  const request: { method: string; url: string; body?: string; headers: Record<string, string> } = {
    ...requests[service],
  }
  const host = `127.0.0.1:${door.port}`
  const headers = signHeaders(
    { ...request, headers: { host, ...request.headers } },
    { ...testKey, region: 'eu-west-1', service, dateTime: '20260101T120000Z', ...signer },
    signed,
  )
  const { host: _, ...rest } = sent(headers)
  const body = other.body ?? request.body
  const response = await fetch(`${door.endpoint}${other.url ?? request.url}`, {
    method: request.method,
    headers: rest,
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  const code = response.headers.get('x-amzn-errortype') ?? /<Code>(.*?)<\/Code>/.exec(text)?.[1] ?? ''
  return { status: response.status, code, text }
}

test.each(Object.keys(requests) as Name[])(
  'a good signature for %s is accepted, and so is its replay',
  async service => {
    expect((await send(service)).status).toBe(200)
    expect((await send(service)).status).toBe(200)
    expect((await send(service, { signer: testSession })).status).toBe(200)
  },
)

const stale = { signer: { dateTime: '20260101T114459Z' } }
const early = { signer: { dateTime: '20260101T121501Z' } }
const foreign = { signer: { region: 'us-west-2' } }
const wrongSecret = { signer: { secretAccessKey: 'other' } }
const unknown = { signer: { accessKeyId: 'AKIAUNKNOWN' } }
const wrongToken = { signer: { ...testSession, sessionToken: 'forged' } }
const noToken = {
  signer: testSession,
  sent: ({ 'x-amz-security-token': _, ...headers }: Record<string, string>) => headers,
  signed: ['host', 'x-amz-date'],
}
const anonymous = { sent: ({ authorization: _, ...headers }: Record<string, string>) => headers }
const noHost = { signed: ['x-amz-date'] }
const sigv4a = {
  sent: (headers: Record<string, string>) => ({
    ...headers,
    authorization: String(headers.authorization).replace('HMAC-SHA256', 'ECDSA-P256-SHA256'),
  }),
}
const garbage = {
  sent: (headers: Record<string, string>) => ({ ...headers, authorization: 'AWS4-HMAC-SHA256 Credential=x' }),
}
const otherDay = { sent: (headers: Record<string, string>) => ({ ...headers, 'x-amz-date': '20260102T120000Z' }) }

const table: [string, Name, Wrong, number, string][] = [
  ['a stale one', 'kms', stale, 400, 'InvalidSignatureException'],
  ['a stale one', 'sts', stale, 403, 'SignatureDoesNotMatch'],
  ['a stale one', 'lambda', stale, 403, 'InvalidSignatureException'],
  ['a stale one', 's3', stale, 403, 'RequestTimeTooSkewed'],
  ['one from the future', 's3', early, 403, 'RequestTimeTooSkewed'],
  ['one from the future', 'sts', early, 403, 'SignatureDoesNotMatch'],
  ['another Region', 'kms', foreign, 400, 'InvalidSignatureException'],
  ['another Region', 's3', foreign, 400, 'AuthorizationHeaderMalformed'],
  ['a wrong secret', 'kms', wrongSecret, 400, 'InvalidSignatureException'],
  ['a wrong secret', 'sts', wrongSecret, 403, 'SignatureDoesNotMatch'],
  ['a wrong secret', 's3', wrongSecret, 403, 'SignatureDoesNotMatch'],
  ['an unknown key', 'kms', unknown, 400, 'UnrecognizedClientException'],
  ['an unknown key', 'sts', unknown, 403, 'InvalidClientTokenId'],
  ['an unknown key', 'lambda', unknown, 403, 'UnrecognizedClientException'],
  ['an unknown key', 's3', unknown, 403, 'InvalidAccessKeyId'],
  ['a forged session token', 's3', wrongToken, 400, 'InvalidToken'],
  ['a forged session token', 'sts', wrongToken, 403, 'InvalidClientTokenId'],
  ['a session without its token', 'sts', noToken, 403, 'InvalidClientTokenId'],
  ['no signature', 'kms', anonymous, 400, 'MissingAuthenticationTokenException'],
  ['no signature', 'sts', anonymous, 403, 'MissingAuthenticationToken'],
  ['an unsigned host', 'kms', noHost, 400, 'IncompleteSignatureException'],
  ['an unsigned target', 'kms', { signed: ['host', 'x-amz-date'] }, 400, 'InvalidSignatureException'],
  [
    'an unsigned x-amz- header',
    's3',
    { sent: headers => ({ ...headers, 'x-amz-acl': 'public-read' }) },
    403,
    'AccessDenied',
  ],
  ['SigV4A', 's3', sigv4a, 400, 'AuthorizationHeaderMalformed'],
  ['half an Authorization header', 's3', garbage, 400, 'AuthorizationHeaderMalformed'],
  ['half an Authorization header', 'sts', garbage, 400, 'IncompleteSignature'],
  ['the date of another day', 'kms', otherDay, 400, 'IncompleteSignatureException'],
  ['a tampered body', 'kms', { body: '{"Limit":1}' }, 400, 'InvalidSignatureException'],
  ['a tampered body', 'sts', { body: 'Action=GetSessionToken' }, 403, 'SignatureDoesNotMatch'],
  ['a tampered path', 's3', { url: '/bucket/other' }, 403, 'SignatureDoesNotMatch'],
  ['a tampered query', 's3', { url: '/bucket/key?versionId=1' }, 403, 'SignatureDoesNotMatch'],
  ['a tampered query', 'lambda', { url: '/2015-03-31/functions?MaxItems=1' }, 403, 'InvalidSignatureException'],
]
test.each(table)('refused: %s (%s)', async (_name, service, wrong, status, code) => {
  const before = door.calls.length
  expect(await send(service, wrong)).toMatchObject({ status, code })
  expect(door.calls).toHaveLength(before)
})

test('a refused Region says what to set, SigV4A what to use', async () => {
  expect((await send('kms', foreign)).text).toContain('set AWS_REGION=eu-west-1')
  expect((await send('s3', foreign)).text).toContain('<Region>eu-west-1</Region>')
  expect((await send('s3', sigv4a)).text).toContain('SigV4A')
})

test('an expired session is told so, in the words of each protocol', async () => {
  const expired = await openTestDoor([kms, s3], async () => ({}), {
    now: () => now,
    identify: () => ({ principal: { kind: 'anonymous' }, secretAccessKey: testKey.secretAccessKey, expires: now }),
  })
  const outer = door
  door = expired
  try {
    expect(await send('kms')).toMatchObject({ status: 400, code: 'ExpiredTokenException' })
    expect(await send('s3')).toMatchObject({ status: 400, code: 'ExpiredToken' })
  } finally {
    door = outer
    await expired.close()
  }
})

describe('a presigned URL', () => {
  const get = async (dateTime: string, expires: number, change = (url: string) => url) => {
    const signer = { ...testKey, region: 'eu-west-1', service: 's3', dateTime }
    const url = presign('/bucket/key', `127.0.0.1:${door.port}`, signer, expires)
    const response = await fetch(`${door.endpoint}${change(url)}`)
    const text = await response.text()
    return { status: response.status, code: /<Code>(.*?)<\/Code>/.exec(text)?.[1], text }
  }
  test.each([
    ['in time', '20260101T110000Z', 3600, 200, undefined],
    ['a second late', '20260101T105959Z', 3600, 403, 'AccessDenied'],
    ['for a week', '20251225T120000Z', 604_800, 200, undefined],
    ['for longer than a week', '20260101T120000Z', 604_801, 400, 'AuthorizationQueryParametersError'],
    ['from the future', '20260101T121600Z', 3600, 403, 'RequestTimeTooSkewed'],
  ])('%s', async (_name, dateTime, expires, status, code) => {
    expect(await get(dateTime, expires)).toMatchObject({ status, code })
  })
  test('says that it has expired', async () => {
    expect((await get('20260101T105959Z', 3600)).text).toContain('Request has expired')
  })
  test('prolonged by hand is refused', async () => {
    const prolonged = (url: string) => url.replace('X-Amz-Expires=60', 'X-Amz-Expires=86400')
    expect(await get('20260101T110000Z', 60, prolonged)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' })
  })
})

describe('the body of an upload', () => {
  const upload = async (body: string, headers: Record<string, string>, sent = body) => {
    const signed = signHeaders(
      { method: 'PUT', url: '/bucket/key', body, headers: { host: `127.0.0.1:${door.port}`, ...headers } },
      { ...testKey, region: 'eu-west-1', service: 's3', dateTime: '20260101T120000Z' },
    )
    const { host: _, ...rest } = signed
    const response = await fetch(`${door.endpoint}/bucket/key`, { method: 'PUT', headers: rest, body: sent })
    return { status: response.status, code: /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1] }
  }
  test('is compared with its declared hash', async () => {
    expect(await upload('body', {})).toMatchObject({ status: 200 })
    expect(await upload('body', {}, 'hacked')).toMatchObject({ status: 400, code: 'XAmzContentSHA256Mismatch' })
  })
  test('may be wrong where nobody reads it', async () => {
    const unread = await openTestDoor(
      [s3],
      // Refuses without reading, but only once the wrong hash is noticed.
      async (_, __, ___, { Body }) => {
        await new Promise<void>(resolve => (Body as Readable).on('close', resolve))
        throw new ServiceError('AccessDenied', 'no', 403)
      },
      { now: () => now },
    )
    const outer = door
    door = unread
    try {
      expect(await upload('body', {}, 'hacked')).toMatchObject({ status: 403, code: 'AccessDenied' })
    } finally {
      door = outer
      await unread.close()
    }
  })
  test('may be unsigned when the signature says so', async () => {
    expect(await upload('body', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, 'other')).toMatchObject({ status: 200 })
  })
  test('may not be declared in an unknown way', async () => {
    expect(await upload('body', { 'x-amz-content-sha256': 'WHATEVER' })).toMatchObject({
      status: 400,
      code: 'InvalidArgument',
    })
  })
})
