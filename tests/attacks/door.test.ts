// Requests that nobody signed, or not so: refused with the reason, whatever they ask for. The clock stands still until a test moves it.

import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManualClock } from '../../local/core/clock.ts'
import { type LocalCloud, startLocalCloud } from '../../local/local-cloud.ts'
import type { IamState } from '../../local/services/iam/state.ts'
import { presign, type Signer, type Unsigned } from '../support/wire/request.ts'
import { type RawAnswer, send, signed } from './raw.ts'

const MINUTE = 60_000
const folder = mkdtempSync(join(tmpdir(), 'attacks-door-'))
const bugs: unknown[] = []
let clock: ManualClock
let cloud: LocalCloud

beforeEach(async () => {
  clock = new ManualClock()
  const stateFolder = mkdtempSync(join(folder, 'state-'))
  cloud = await startLocalCloud({ stateFolder, port: 0, clock, onBug: message => bugs.push(message) })
})
afterEach(async () => {
  await cloud.stop()
  expect(bugs).toEqual([])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const dateTime = () =>
  clock
    .now()
    .toISOString()
    .replace(/[-:]|\.\d{3}/g, '')
const signer = (service: string, more: Partial<Signer> = {}): Signer => ({
  ...cloud.credentials,
  region: 'us-east-1',
  service,
  dateTime: dateTime(),
  ...more,
})

const createUser = (UserName: string): Unsigned => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ Action: 'CreateUser', Version: '2010-05-08', UserName }).toString(),
})
const post = (request: Unsigned): Promise<RawAnswer> => send(cloud.endpoint, request)
const users = () => [...(cloud.runtime.state('iam') as IamState).users.keys()]

test('what is signed as it should be is done', async () => {
  const { status } = await post(signed(cloud.endpoint, createUser('rosa'), signer('iam')))
  expect(status).toBe(200)
  expect(users()).toContain('rosa')
})

const refused: Readonly<Record<string, readonly [request: () => Unsigned, code: string, words: string]>> = {
  unsigned: [() => createUser('mine'), 'MissingAuthenticationToken', 'Request is missing Authentication Token'],
  'signed with a key that was made up': [
    () => signed(cloud.endpoint, createUser('mine'), signer('iam', { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })),
    'InvalidClientTokenId',
    'The security token included in the request is invalid',
  ],
  'signed with a secret that was guessed': [
    () => signed(cloud.endpoint, createUser('mine'), signer('iam', { secretAccessKey: 'guessed' })),
    'SignatureDoesNotMatch',
    'does not match the signature you provided',
  ],
  'with another body than was signed': [
    () => ({ ...signed(cloud.endpoint, createUser('rosa'), signer('iam')), body: createUser('mine').body ?? '' }),
    'SignatureDoesNotMatch',
    'does not match the signature you provided',
  ],
  'at another path than was signed': [
    () => ({ ...signed(cloud.endpoint, createUser('mine'), signer('iam')), url: '/?Action=CreateUser' }),
    'SignatureDoesNotMatch',
    'does not match the signature you provided',
  ],
  'signed for another service': [
    () => {
      const request = signed(cloud.endpoint, createUser('mine'), signer('sts'))
      const authorization = request.headers?.authorization?.replace('/sts/', '/iam/') ?? ''
      return { ...request, headers: { ...request.headers, authorization } }
    },
    'SignatureDoesNotMatch',
    'does not match the signature you provided',
  ],
  'with a session token that was made up': [
    () => signed(cloud.endpoint, createUser('mine'), signer('iam', { sessionToken: 'bWFkZSB1cA==' })),
    'InvalidClientTokenId',
    'The security token included in the request is invalid',
  ],
  'signed 16 minutes ago': [
    () => {
      const request = signed(cloud.endpoint, createUser('mine'), signer('iam'))
      clock.advance(16 * MINUTE)
      return request
    },
    'SignatureDoesNotMatch',
    'Signature expired: 20260101T000000Z is now earlier than 20260101T000100Z',
  ],
  'signed for later': [
    () => signed(cloud.endpoint, createUser('mine'), signer('iam', { dateTime: '20260101T001600Z' })),
    'SignatureDoesNotMatch',
    'Signature not yet current',
  ],
}

test.each(Object.keys(refused))('a request %s is refused', async name => {
  const [request, code, words] = refused[name] ?? []
  const before = users()
  const { status, text } = await post(request?.() ?? {})
  expect(status).toBe(403)
  expect(text).toContain(`<Code>${code}</Code>`)
  expect(text).toContain(words)
  expect(users()).toEqual(before)
})

describe('a request that somebody recorded', () => {
  test('is refused when it is sent again after its 15 minutes', async () => {
    const recorded = signed(cloud.endpoint, { ...createUser('rosa') }, signer('iam'))
    expect((await post(recorded)).status).toBe(200)
    await cloud.runtime.call(cloud.administrator, 'iam', 'DeleteUser', { UserName: 'rosa' })
    clock.advance(15 * MINUTE + 1000)
    const { status, text } = await post(recorded)
    expect([status, text]).toEqual([403, expect.stringContaining('Signature expired: 20260101T000000Z')])
    expect(users()).not.toContain('rosa')
  })

  test('does nothing a second time within them, where AWS takes it again', async () => {
    const recorded = signed(cloud.endpoint, createUser('rosa'), signer('iam'))
    expect((await post(recorded)).status).toBe(200)
    const before = users()
    expect(await post(recorded)).toMatchObject({ status: 409, text: expect.stringContaining('EntityAlreadyExists') })
    expect(users()).toEqual(before)
  })

  test('is refused by another local cloud', async () => {
    const recorded = signed(cloud.endpoint, createUser('mine'), signer('iam'))
    const other = await startLocalCloud({ stateFolder: mkdtempSync(join(folder, 'other-')), port: 0, clock })
    try {
      const headers = { ...recorded.headers, host: new URL(other.endpoint).host }
      expect((await send(other.endpoint, { ...recorded, headers })).text).toContain('SignatureDoesNotMatch')
    } finally {
      await other.stop()
    }
  })
})

describe('a presigned request', () => {
  const put = async (Key: string) => {
    await cloud.runtime.call(cloud.administrator, 's3', 'PutObject', { Bucket: 'plans', Key, Body: Key })
  }
  const presigned = (path: string) => presign(path, new URL(cloud.endpoint).host, signer('s3'), 60)
  beforeEach(async () => {
    await cloud.runtime.call(cloud.administrator, 's3', 'CreateBucket', { Bucket: 'plans' })
    await put('a.txt')
    await put('b.txt')
  })

  test('is answered in its time and refused after it', async () => {
    const url = presigned('/plans/a.txt')
    expect(await post({ url })).toEqual({ status: 200, text: 'a.txt' })
    clock.advance(61_000)
    const { status, text } = await post({ url })
    expect(status).toBe(403)
    expect(text).toContain('<Code>AccessDenied</Code>')
    expect(text).toContain('<Message>Request has expired</Message><X-Amz-Expires>60</X-Amz-Expires>')
  })

  test.each([
    ['asks for something else', (url: string): Unsigned => ({ url: url.replace('a.txt', 'b.txt') })],
    ['gives itself more time', (url: string): Unsigned => ({ url: url.replace('Expires=60', 'Expires=604800') })],
    ['deletes', (url: string): Unsigned => ({ url, method: 'DELETE' })],
    ['writes', (url: string): Unsigned => ({ url, method: 'PUT', body: 'mine' })],
  ])('that %s is refused', async (_, tampered) => {
    const { status, text } = await post(tampered(presigned('/plans/a.txt')))
    expect(status).toBe(403)
    expect(text).toContain('<Code>SignatureDoesNotMatch</Code>')
    expect(await post({ url: presigned('/plans/a.txt') })).toEqual({ status: 200, text: 'a.txt' })
  })

  test('without a signature, an object is not shown', async () => {
    const { status, text } = await post({ url: '/plans/a.txt' })
    expect(status).toBe(403)
    expect(text).toContain('<Code>AccessDenied</Code><Message>Access Denied</Message><Resource>/plans/a.txt</Resource>')
  })
})

describe('the port', () => {
  test.each(['evil.example', 'evil.example:4566', '127.0.0.1.evil.example', 'localhost.evil.example'])(
    'does not answer a web site that points its name %s here',
    async host => {
      for (const url of ['/', '/v1/repos/TimeService/info/refs?service=git-upload-pack', '/execute-api/x/prod/time']) {
        const { status, text } = await post({ url, headers: { host } })
        expect([status, text]).toEqual([403, expect.stringContaining(`Host '${host}' is not served`)])
      }
      const request = createUser('mine')
      const tricked = signed(cloud.endpoint, { ...request, headers: { ...request.headers, host } }, signer('iam'))
      expect((await post(tricked)).status).toBe(403)
      expect(users()).not.toContain('mine')
    },
  )

  test('is open on loopback only', async () => {
    expect(new URL(cloud.endpoint).hostname).toBe('127.0.0.1')
    const elsewhere = Object.values(networkInterfaces())
      .flatMap(found => found ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
    const { port } = new URL(cloud.endpoint)
    for (const { address } of elsewhere) expect(await knock(address, Number(port))).not.toBe('open')
    expect(await knock('127.0.0.1', Number(port))).toBe('open')
  })
})

const knock = (host: string, port: number): Promise<string> =>
  new Promise(resolve => {
    const socket = connect({ host, port })
    const answer = (what: string) => {
      socket.destroy()
      resolve(what)
    }
    socket.once('connect', () => answer('open'))
    socket.once('error', error => answer(error.message))
  })
