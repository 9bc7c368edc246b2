// Names that would be paths: zip entries that climb, keys and buckets with odd characters. None of them is ever a path on this machine.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { type LocalCloud, startLocalCloud } from '../../local/local-cloud.ts'
import { hostileZip } from '../support/hostile-zip.ts'
import { send, signed } from './raw.ts'

const folder = mkdtempSync(join(tmpdir(), 'attacks-files-'))
const bugs: unknown[] = []
let cloud: LocalCloud
let s3: S3Client

beforeAll(async () => {
  cloud = await startLocalCloud({ stateFolder: join(folder, 'state'), port: 0, onBug: message => bugs.push(message) })
  s3 = new S3Client({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: cloud.credentials,
    forcePathStyle: true,
  })
  await call('s3', 'CreateBucket', { Bucket: 'plans' })
  await call('iam', 'CreateRole', {
    RoleName: 'function',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }),
  })
})
afterAll(async () => {
  s3.destroy()
  await cloud.stop()
  // Nothing was ever written beside the state folder.
  expect(readdirSync(folder)).toEqual(['state'])
  rmSync(folder, { recursive: true, force: true })
  expect(bugs).toEqual([])
})

const call = async <Output>(service: string, operation: string, input: Readonly<Record<string, unknown>>) =>
  (await cloud.runtime.call(cloud.administrator, service, operation, input)) as Output

const allFiles = () => readdirSync(join(folder, 'state'), { recursive: true }).map(String)

/** A function's code with one more entry. */
const zipWith = (name: string, content = 'exports.handler = 1', mode = 0o100644): Promise<Uint8Array> =>
  hostileZip(name, content, mode, { 'index.js': 'exports.handler = async () => 1' })

const LINK = 0o120777

test.each([
  ['climbs', '../../../../evil.js', undefined, undefined, '../../../../evil.js'],
  ['climbs from within', 'a/../../evil.js', undefined, undefined, 'a/../../evil.js'],
  ['is absolute', '/tmp/evil.js', undefined, undefined, '/tmp/evil.js'],
  ['climbs as on Windows', '..\\evil.js', undefined, undefined, '../evil.js'],
  ['is a link to the outside', 'link', '../../../secret', LINK, "the symbolic link 'link' of the zip points to"],
  ['is a link to an absolute path', 'link', '/etc/passwd', LINK, "the symbolic link 'link' of the zip points to"],
])('a function whose zip has an entry that %s is refused', async (_, name, content, mode, words) => {
  const before = allFiles()
  const create = call('lambda', 'CreateFunction', {
    FunctionName: 'mine',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::000000000000:role/function',
    Code: { ZipFile: await zipWith(name, content, mode) },
  })
  await expect(create).rejects.toMatchObject({ code: 'InvalidParameterValueException' })
  await expect(create).rejects.toThrow(words)
  await expect(call('lambda', 'GetFunction', { FunctionName: 'mine' })).rejects.toThrow('Function not found')
  expect(allFiles().filter(path => !before.includes(path) && /evil|link|passwd/.test(path))).toEqual([])
})

const keys = [
  '../../../etc/passwd',
  '..',
  '.',
  '/',
  '/absolute',
  'a//b/../c/',
  'a\\..\\b',
  '%2e%2e%2f%2e%2e%2fsecret',
  'new\nline',
  'tab\tand\u0001control',
  '?versions',
  '#fragment',
  'quote"\'<&>',
  '  spaces  ',
  '+plus+',
  'ünïcödé/✓/😀',
  'secret',
  '.git/hooks/post-receive',
  '$(touch evil);`touch evil`|&',
  'k'.repeat(1024),
]

test.each(keys)('an object called %j is an object of that name and nothing else', async Key => {
  await s3.send(new PutObjectCommand({ Bucket: 'plans', Key, Body: Key }))
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'plans', Key }))
  expect(await Body?.transformToString()).toBe(Key)
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'plans', Prefix: Key, EncodingType: 'url' }))
  expect(Contents?.map(object => decodeURIComponent(String(object.Key).replace(/\+/g, ' ')))).toContain(Key)
})

test('objects are files by the hash of their content', () => {
  const blobs = readdirSync(join(folder, 'state', 's3', 'blobs'), { recursive: true, withFileTypes: true })
  expect(blobs.filter(entry => entry.isFile()).length).toBeGreaterThan(0)
  expect(blobs.filter(entry => entry.isFile() && !/^[0-9a-f]{62}$/.test(entry.name))).toEqual([])
})

test('a key that is too long is refused', async () => {
  const put = s3.send(new PutObjectCommand({ Bucket: 'plans', Key: 'k'.repeat(1025), Body: 'x' }))
  await expect(put).rejects.toMatchObject({ name: 'KeyTooLongError' })
})

test.each([
  '..',
  '.',
  '../plans',
  'Plans',
  'a..b',
  'a_b',
  'ab',
  '-ab',
  '127.0.0.1',
  'xn--plans',
  'plans\n',
  'p'.repeat(64),
])('a bucket called %j is refused', async Bucket => {
  const create = call('s3', 'CreateBucket', { Bucket })
  await expect(create).rejects.toMatchObject({ code: 'InvalidBucketName' })
})

test.each([
  '/../secret',
  '/plans/../../secret',
  '/plans/%2e%2e/%2e%2e/secret',
  '/plans/..%2f..%2fsecret',
  '/%2e%2e/events.jsonl',
])('the path %s is no file of the state folder', async url => {
  const dateTime = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '')
  const signer = { ...cloud.credentials, region: 'us-east-1', service: 's3', dateTime }
  const { status, text } = await send(cloud.endpoint, signed(cloud.endpoint, { url }, signer))
  expect([400, 404]).toContain(status)
  expect(text).toMatch(/<Code>(NoSuchKey|NoSuchBucket|InvalidBucketName|InvalidURI)<\/Code>/)
})
