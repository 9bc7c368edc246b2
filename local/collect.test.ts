// Of the real services' files: at a start exactly those are removed that nothing speaks of.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { testRuntime } from '../tests/support/test-runtime.ts'
import { zipOf } from './host/zip.ts'
import { services } from './services.ts'

const parent = mkdtempSync(join(tmpdir(), 'local-cloud-collect-'))
const stateFolder = join(parent, 'state')
afterAll(() => rmSync(parent, { recursive: true, force: true }))

const template = (RetentionInDays: number) =>
  JSON.stringify({ Resources: { Group: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays } } } })

beforeAll(async () => {
  const cloud = testRuntime(services, { stateFolder })
  const { call } = cloud
  await call('CreateBucket', { Bucket: 'bucket' }, 's3')
  await call('PutObject', { Bucket: 'bucket', Key: 'key', Body: 'kept' }, 's3')
  await call('CreateRepository', { repositoryName: 'Kept' }, 'codecommit')
  const trusts = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trusts] })
  await call('CreateRole', { RoleName: 'role', AssumeRolePolicyDocument }, 'iam')
  const ZipFile = await zipOf({ 'index.js': 'exports.handler = async () => {}' })
  const more = { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: 'arn:aws:iam::000000000000:role/role' }
  for (const FunctionName of ['kept', 'gone']) {
    const Environment = { Variables: { NAME: FunctionName } }
    await call('CreateFunction', { FunctionName, Code: { ZipFile }, Environment, ...more }, 'lambda')
  }
  await call('DeleteFunction', { FunctionName: 'gone' }, 'lambda')
  await call('CreateStack', { StackName: 'kept', TemplateBody: template(1) }, 'cloudformation')
  await cloud.runtime.idle()
  for (const Name of ['kept-topic', 'gone-topic']) {
    const { TopicArn } = await call('CreateTopic', { Name }, 'sns')
    await call('Publish', { TopicArn, Message: Name }, 'sns')
    if (Name === 'gone-topic') await call('DeleteTopic', { TopicArn }, 'sns')
  }
  await call('CreateLogGroup', { logGroupName: '/a/group' }, 'logs')
  await call('CreateLogStream', { logGroupName: '/a/group', logStreamName: 'stream' }, 'logs')
  expect(cloud.bugs).toEqual([])
  await cloud.runtime.stop()
})

/** Files only, without those of the log, which every start touches. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(name => !/^events|sandbox-root|^lambda\/(sdk|processes)|^codebuild\/processes/.test(name))
    .sort()

const started = async (folder: string): Promise<void> => {
  const cloud = testRuntime(services, { stateFolder: folder })
  await cloud.runtime.idle()
  expect(cloud.bugs).toEqual([])
  await cloud.runtime.stop()
}

const LEFT = [
  'lambda/code/new-abc/index.js',
  'lambda/code/0123/index.js',
  'lambda/environments/0123.json',
  'lambda/queue/a-request',
  'cloudformation/documents/0123',
  'cloudformation/documents/0123.77',
  'codebuild/builds/a-build/src/file',
  'codebuild/logs/a-build.log',
  'codebuild/reports/a-report.jsonl',
  'codecommit/Gone.git/HEAD',
  'codepipeline/artifacts/an.zip',
  'logs/groups/gone/stream.jsonl',
  's3/blobs/arriving/a-body',
  's3/blobs/aa/bb',
]

test('what a kill left half made is removed, and what the state speaks of stays', async () => {
  await started(stateFolder) // the first one removes what the calls above left
  const whole = filesIn(stateFolder)
  const copy = join(parent, 'copy')
  cpSync(stateFolder, copy, { recursive: true })
  for (const name of LEFT) {
    mkdirSync(dirname(join(copy, name)), { recursive: true })
    writeFileSync(join(copy, name), 'left')
  }
  await started(copy)
  expect(filesIn(copy)).toEqual(whole)
})

test('what was deleted is gone after a start, what was not is there', () => {
  expect(readdirSync(join(stateFolder, 'lambda/environments'))).toHaveLength(1)
  const letters = readdirSync(join(stateFolder, 'sns/outbox'))
  expect(letters).toEqual([expect.stringContaining('-kept-topic-')])
  expect(readdirSync(join(stateFolder, 'cloudformation/documents')).length).toBeGreaterThan(0)
  expect(existsSync(join(stateFolder, 'codecommit/Kept.git/HEAD'))).toBe(true)
  expect(readdirSync(join(stateFolder, 'logs/groups')).length).toBeGreaterThan(0)
})
