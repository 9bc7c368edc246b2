import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { zipEntryNames } from '../../host/zip.ts'
import { aws as run } from './aws.ts'

interface Stored {
  readonly body: Buffer
  readonly headers: IncomingMessage['headers']
}

let folder: string
let server: Server
let endpoint: string
let stored: Map<string, Stored>
let requests: string[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aws-'))
  stored = new Map()
  requests = []
  server = createServer(async (request, response) => {
    const path = request.url ?? ''
    requests.push(`${request.method} ${path}`)
    const body = await buffer(request)
    if (request.method === 'PUT' && path.startsWith('/refused/')) {
      response.statusCode = 403
      return response.end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>')
    }
    if (request.method === 'PUT') stored.set(path, { body, headers: request.headers })
    if (request.method === 'POST')
      return response.end(
        '<R><GetCallerIdentityResult><Arn>arn:aws:iam::000000000000:user/me</Arn><Account>000000000000</Account></GetCallerIdentityResult></R>',
      )
    response.statusCode = stored.has(path) ? 200 : 404
    response.end(request.method === 'GET' ? stored.get(path)?.body : undefined)
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  await new Promise(resolve => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

const aws = async (...argv: string[]) => {
  let output = ''
  let complaints = ''
  const exitCode = await run(argv, {
    cwd: folder,
    env: { AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'x' },
    print: text => (output += text),
    complain: text => (complaints += text),
  })
  return { exitCode, output, complaints }
}

const template = `Transform: AWS::Serverless-2016-10-31 # kept
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: dist
      Handler: !Sub 'x.\${Stage}'
      Role: !GetAtt R.Arn
  Plain:
    Type: AWS::Lambda::Function
    Properties:
      Code: one.js
  Elsewhere:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: s3://b/k}
  Inline:
    Type: AWS::Serverless::Function
    Properties: {InlineCode: x}
`

const prepare = (text = template): void => {
  mkdirSync(join(folder, 'dist', 'sub'), { recursive: true })
  for (const name of ['dist/index.js', 'dist/sub/.hidden', 'one.js']) {
    writeFileSync(join(folder, name), name)
    utimesSync(join(folder, name), 315_619_200, 315_619_200)
  }
  writeFileSync(join(folder, 't.yaml'), text)
}
const pack = (...more: string[]) =>
  aws(
    'cloudformation',
    'package',
    '--template-file',
    't.yaml',
    '--s3-bucket',
    'bucket',
    '--s3-prefix',
    'packages',
    ...more,
  )

test('package uploads folders and files under the MD5 of their zips and rewrites the template', async () => {
  prepare()
  const { exitCode, output } = await pack('--kms-key-id', 'key', '--output-template-file', 'out.yaml')
  expect(exitCode).toBe(0)
  expect(output).toContain('Successfully packaged artifacts and wrote output template to file out.yaml.')
  const [path = '', object] = [...stored][0] ?? []
  expect(path).toBe(
    `/bucket/packages/${createHash('md5')
      .update(object?.body ?? '')
      .digest('hex')}`,
  )
  expect(await zipEntryNames(object?.body ?? '')).toEqual(['index.js', 'sub/.hidden'])
  expect(object?.headers).toMatchObject({
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'key',
  })
  const written = readFileSync(join(folder, 'out.yaml'), 'utf8')
  expect(written).toContain(`CodeUri: s3:/${path}\n`)
  expect(written).toContain('Handler:\n        Fn::Sub: x.${Stage}\n')
  expect(written).toMatch(/Code:\n\s+S3Bucket: bucket\n\s+S3Key: packages\/[0-9a-f]{32}\n/)
  expect(written).toContain('CodeUri: s3://b/k')
  // The real command packs the template's folder for a function without CodeUri, inline or not.
  expect(written).toMatch(/InlineCode: x\n\s+CodeUri: s3:\/\/bucket\/packages\/[0-9a-f]{32}\n/)
  expect(stored.size).toBe(3)
})

test('the same source has the same key and is uploaded once', async () => {
  prepare()
  await pack()
  const first = [...requests]
  requests.length = 0
  const { complaints } = await pack()
  expect(first.filter(request => request.startsWith('PUT'))).toHaveLength(3)
  expect(requests.every(request => request.startsWith('HEAD'))).toBe(true)
  expect(complaints).toContain('skipping upload')
})

test('as JSON, tags become functions', async () => {
  prepare()
  const { output } = await pack('--use-json')
  const { F } = JSON.parse(output).Resources
  expect(F.Properties.Handler).toEqual({ 'Fn::Sub': 'x.${Stage}' })
  expect(F.Properties.Role).toEqual({ 'Fn::GetAtt': ['R', 'Arn'] })
})

const wrong: readonly [string, () => Promise<{ exitCode: number; complaints: string }>, number, string][] = [
  [
    'a folder that is not there',
    () => pack(),
    255,
    'Parameter CodeUri of resource F refers to a file or folder that does not exist',
  ],
  ['another command', () => aws('dynamodb', 'scan'), 252, "aws: 'dynamodb scan' is not part of the aws command"],
  ['another option', () => pack('--metadata', 'a=b'), 252, 'aws: the option --metadata is not part'],
  ['no bucket', () => aws('cloudformation', 'package', '--template-file', 't.yaml'), 252, 'required: --s3-bucket'],
  [
    'no template',
    () => aws('cloudformation', 'package', '--template-file', 'no', '--s3-bucket', 'b'),
    255,
    'Invalid template path',
  ],
  [
    'what AWS refuses',
    () => aws('s3', 'cp', 't.yaml', 's3://refused/x'),
    254,
    'An error occurred (AccessDenied) when calling the PutObject operation: no',
  ],
]
test.each(wrong)('%s is refused', async (_, attempt, exitCode, message) => {
  prepare()
  rmSync(join(folder, 'dist'), { recursive: true })
  const answer = await attempt()
  expect(answer.exitCode).toBe(exitCode)
  expect(answer.complaints).toContain(message)
})

test('s3 cp copies a file there and back', async () => {
  writeFileSync(join(folder, 'a b.txt'), 'hello')
  expect((await aws('s3', 'cp', 'a b.txt', 's3://bucket/dir/')).exitCode).toBe(0)
  expect([...stored.keys()]).toEqual(['/bucket/dir/a%20b.txt'])
  expect((await aws('s3', 'cp', 's3://bucket/dir/a b.txt', '-')).output).toBe('hello')
})

test('s3api put-object writes a file with what the options ask for', async () => {
  writeFileSync(join(folder, 'one'), 'hello')
  const put = ['s3api', 'put-object', '--bucket', 'bucket', '--key', 'a/b', '--body', 'one']
  const options = ['--if-none-match', '*', '--server-side-encryption', 'aws:kms', '--ssekms-key-id', 'k']
  expect(await aws(...put, ...options)).toMatchObject({ exitCode: 0 })
  const { body, headers } = stored.get('/bucket/a/b') ?? {}
  expect(body?.toString()).toBe('hello')
  expect(headers).toMatchObject({
    'if-none-match': '*',
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'k',
  })
  expect(await aws('s3api', 'put-object', '--bucket', 'refused', '--key', 'x', '--body', 'one')).toMatchObject({
    exitCode: 254,
    complaints: expect.stringContaining('An error occurred (AccessDenied) when calling the PutObject operation: no'),
  })
})

test('sts get-caller-identity says who asks', async () => {
  const { output } = await aws('sts', 'get-caller-identity', '--query', 'Account', '--output', 'text')
  expect(output).toBe('000000000000\n')
})
