// What the image's package writes is what the real command writes.

import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { readZipEntry, zipEntryNames } from '../../host/zip.ts'
import { aws } from './aws.ts'

let folder: string
let server: Server
let stored: Map<string, Buffer>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-'))
  mkdirSync(join(folder, 'templates', 'dist', 'sub'), { recursive: true })
  for (const name of ['dist/index.js', 'dist/sub/.hidden', 'one.js', 'api.yaml', 'README.md'])
    writeFileSync(join(folder, 'templates', name), name)
  stored = new Map()
  server = createServer(async (request, response) => {
    const path = request.url ?? ''
    const body = await buffer(request)
    if (request.method === 'PUT') stored.set(path, body)
    response.statusCode = stored.has(path) ? 200 : 404
    response.end()
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

const environment = () => ({
  AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIA',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
})

const COMMAND = ['cloudformation', 'package', '--s3-bucket', 'bucket', '--template-file', 'templates/t.yaml']

interface Packaged {
  /** With the keys of what was uploaded in the order in which they stand there. */
  readonly template: string
  /** The files of each zip, or the text of what is none. */
  readonly objects: readonly unknown[]
}

const contentOf = async (body: Buffer): Promise<unknown> => {
  if (body.subarray(0, 2).toString() !== 'PK') return body.toString()
  const names = [...(await zipEntryNames(body))].sort()
  return await Promise.all(
    names.map(async name => [name, Buffer.from((await readZipEntry(body, name)) ?? '').toString()]),
  )
}

/** The MD5 of a zip depends on how it was packed, so keys are told apart by their place. */
const packaged = async (template: string): Promise<Packaged> => {
  const keys = [...new Set(template.match(/[0-9a-f]{32}/g) ?? [])]
  const objects = await Promise.all(keys.map(key => contentOf(stored.get(`/bucket/${key}`) ?? Buffer.from('missing'))))
  return { template: template.replace(/[0-9a-f]{32}/g, key => `KEY${keys.indexOf(key)}`), objects }
}

const ours = async (text: string, ...more: string[]): Promise<Packaged & { readonly complaints: string }> => {
  writeFileSync(join(folder, 'templates', 't.yaml'), text)
  let complaints = ''
  let output = ''
  await aws([...COMMAND, ...more], {
    cwd: folder,
    env: environment(),
    print: part => (output += part),
    complain: part => (complaints += part),
  })
  return { ...(await packaged(output)), complaints }
}

const SAMPLE = `# a comment
AWSTemplateFormatVersion: 2010-09-09
Transform: AWS::Serverless-2016-10-31
Metadata:
  Common: &common { DisplayName: shared }
  AWS::ServerlessRepo::Application: { ReadmeUrl: README.md }
Parameters:
  Account: { Type: String, Default: '012345678901' }
  Octal: { Type: String, Default: 0777, AllowedValues: [0777, 1.10, 1e3, 12:30, "yes", no, ~] }
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { <<: *common, Tags: [*common, *common] } }
  Function:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: dist
      Handler: !Sub 'x.\${Account}'
      Role: !GetAtt Role.Arn
      Description: a text that is longer than eighty characters, which the real command writes on more lines than one
      InlineCode: |
        exports.handler = async () => {
          return 'é'
        }
  File: { Type: AWS::Lambda::Function, Properties: { Code: templates/one.js } }
  Raw: { Type: AWS::Lambda::LayerVersion, Properties: { Content: 's3://elsewhere/a/b.zip?versionId=7' } }
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      BodyS3Location: api.yaml
      Body: !Transform { Parameters: { Location: api.yaml }, Name: AWS::Include }
  Made: { Type: AWS::Serverless::Function, Properties: { CodeUri: { Bucket: b, Key: k }, Events: {}, Layers: [] } }
Outputs: { Account: { Value: !Join ['', [!Ref Account, 'it''s', '# no', ' x']] } }
`

test('tags become functions, aliases and merges what they stand for, and scalars what Python makes of them', async () => {
  const { template, complaints } = await ours(SAMPLE)
  expect(complaints).not.toContain('nable to')
  for (const line of [
    'AWSTemplateFormatVersion: 2010-09-09',
    '      Default: 012345678901'.slice(2),
    '    Default: 511',
    "    - 511\n    - 1.1\n    - 1e3\n    - 750\n    - 'yes'\n    - false\n    - null",
    '      DisplayName: shared\n      Tags:\n      - DisplayName: shared\n      - DisplayName: shared',
    '        Fn::Sub: x.${Account}\n      Role:\n        Fn::GetAtt:\n        - Role\n        - Arn',
    '      Description: a text that is longer than eighty characters, which the real command\n        writes on more lines than one',
    '      InlineCode: "exports.handler = async () => {\\n  return \'\\xE9\'\\n}\\n"',
    "      Content:\n        S3Bucket: elsewhere\n        S3Key: a/b.zip\n        S3ObjectVersion: '7'",
    '      BodyS3Location:\n        Bucket: bucket\n        Key: KEY',
    '          Name: AWS::Include\n          Parameters:\n            Location: s3://bucket/KEY',
    '      Events: {}\n      Layers: []',
    "      - - Ref: Account\n        - it's\n        - '# no'\n        - ' x'",
  ])
    expect(template).toContain(line)
  expect(template).not.toMatch(/[&*]common|a comment|<</)
})

test.each<[string, string, string]>([
  [
    'aliases of aliases',
    `${Array.from({ length: 9 }, (_, n) => `a${n}: &a${n} [${n === 0 ? 'x' : `*a${n - 1},`.repeat(9)}]`).join('\n')}\nResources: {}`,
    'more than 250000 values once its aliases are expanded',
  ],
  [
    'merges of merges',
    `${Array.from({ length: 40 }, (_, n) => `a${n}: &a${n} {${n === 0 ? 'x: y' : `<<: [*a${n - 1}, *a${n - 1}]`}}`).join('\n')}\nResources: {}`,
    'more than 250000 values once its aliases are expanded',
  ],
  ['an alias within itself', 'Resources: &a {b: *a}', 'found unconstructable recursive node'],
  [
    'a file that is not there',
    'Resources: {F: {Type: AWS::Serverless::Function, Properties: {CodeUri: nowhere}}}',
    'Unable to upload artifact nowhere referenced by CodeUri parameter of F resource.\nParameter CodeUri of resource F refers to a file or folder that does not exist',
  ],
  [
    'a tag that Python does not have',
    'Resources: {F: !!python/x y}',
    "could not determine a constructor for the tag 'tag:yaml.org,2002:python/x'",
  ],
  ['what is no YAML', 'Resources: {', 'expected the content of a node'],
  ['a list', '[Resources]', 'should be an object with Resources'],
  [
    'a nested template',
    'Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml}}}',
    "packaging the nested template of TemplateURL is not part of the local build image's aws",
  ],
])('%s is refused', async (_, text, message) => {
  const { template, complaints } = await ours(text)
  expect(complaints).toContain(message)
  expect(template).toBe('')
})

const version = ((): string => {
  try {
    return execFileSync('aws', ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
  } catch {
    return ''
  }
})()
const isReal = version.startsWith('aws-cli/1.')
const withReal = isReal ? test : test.skip
const why = isReal ? '' : ' (skipped: version 1 of the AWS CLI is not on this machine)'

withReal(`the same template and the same files as the real command, as YAML and as JSON${why}`, async () => {
  const json =
    '{"Resources": {"1": {"Type": "T", "Properties": {"N": [1, 1.0, 1e3, "0888", "é"], "E": {}}}, "0": {"Type": "T"}}}'
  const runs: readonly [string, ...string[]][] = [[SAMPLE], [json, '--use-json']]
  for (const [text, ...more] of runs) {
    writeFileSync(join(folder, 'templates', 't.yaml'), text)
    const env = { ...environment(), PATH: process.env.PATH, HOME: folder }
    const { stdout } = await promisify(execFile)('aws', [...COMMAND, ...more], { cwd: folder, env })
    const real = await packaged(stdout.replace(/\r?Uploading to [^\n]*\n/g, ''))
    stored.clear()
    expect(await ours(text, ...more)).toMatchObject({ ...real, template: real.template.replace(/^\n+/, '\n') })
  }
})
