// What the state of the real services speaks of is on the disk at every fact, and what is gone at the start is named.

import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestRuntime, testRuntime } from '../tests/support/test-runtime.ts'
import { zipOf } from './host/zip.ts'
import { services } from './services.ts'

const parent = mkdtempSync(join(tmpdir(), 'local-cloud-damage-'))
const stateFolder = join(parent, 'state')
/** The state when an asynchronous invocation was under way, as a kill leaves it. */
const killed = join(parent, 'killed')
const lost: string[] = []

const filesOf = ({ runtime }: TestRuntime): readonly string[] =>
  services.flatMap(({ signingName, files }) =>
    (files?.(runtime.state(signingName)) ?? []).map(file => join(stateFolder, signingName, file)),
  )

/** A machine that stops at any fact has the files of before it and of after it. */
const watchFiles = (cloud: TestRuntime): void => {
  let known = filesOf(cloud)
  cloud.runtime.subscribe(({ detail }) => {
    const now = filesOf(cloud)
    for (const file of new Set([...known, ...now]))
      if (!existsSync(file)) lost.push(`${file} at ${JSON.stringify(detail).slice(0, 60)}`)
    known = now
  })
}

const template = (RetentionInDays: number) =>
  JSON.stringify({ Resources: { Group: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays } } } })

beforeAll(async () => {
  const cloud = testRuntime(services, { stateFolder })
  watchFiles(cloud)
  const { call } = cloud
  await call('CreateKey', {}, 'kms')
  await call('CreateBucket', { Bucket: 'bucket' }, 's3')
  for (const Body of ['one', 'two', 'one']) await call('PutObject', { Bucket: 'bucket', Key: 'key', Body }, 's3')
  await call('PutObject', { Bucket: 'bucket', Key: 'gone', Body: 'gone' }, 's3')
  await call('DeleteObject', { Bucket: 'bucket', Key: 'gone' }, 's3')
  for (const repositoryName of ['Kept', 'Gone']) await call('CreateRepository', { repositoryName }, 'codecommit')
  await call('DeleteRepository', { repositoryName: 'Gone' }, 'codecommit')
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
  for (const StackName of ['kept', 'gone'])
    await call('CreateStack', { StackName, TemplateBody: template(1) }, 'cloudformation')
  await cloud.runtime.idle()
  await call('UpdateStack', { StackName: 'kept', TemplateBody: template(3) }, 'cloudformation')
  await call('DeleteStack', { StackName: 'gone' }, 'cloudformation')
  await cloud.runtime.idle()
  const stop = cloud.runtime.subscribe(event => {
    stop()
    expect(event.kept).toMatchObject({ name: 'InvocationQueued' })
    cpSync(stateFolder, killed, { recursive: true })
  })
  await call('Invoke', { FunctionName: 'kept', InvocationType: 'Event' }, 'lambda')
  await cloud.runtime.idle()
  expect(cloud.bugs).toEqual([])
  await cloud.runtime.stop()
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

test('at every fact the files of before it and of after it are there', () => expect(lost).toEqual([]))

test.each([
  ['what was stopped in order', stateFolder],
  ['what was killed with an invocation under way', killed],
])('a whole folder is taken up: %s', async (_, folder) => {
  const copy = join(parent, 'copy')
  cpSync(folder, copy, { recursive: true })
  const cloud = testRuntime(services, { stateFolder: copy })
  await cloud.runtime.idle()
  expect(cloud.bugs).toEqual([])
  await cloud.close()
})

test.each([
  ['kms', 'kms/key-material is'],
  ['s3', 's3/blobs/'],
  ['s3/blobs', 's3/blobs/'],
  ['codecommit', 'codecommit/Kept.git/HEAD, codecommit/Kept.git/objects, codecommit/Kept.git/refs are'],
  ['codecommit/Kept.git/refs', 'codecommit/Kept.git/refs is'],
  ['cloudformation', 'cloudformation/documents/'],
  ['lambda', 'lambda/code/'],
  ['lambda/code', 'lambda/code/'],
  ['lambda/environments', 'lambda/environments/'],
  ['lambda/queue', 'lambda/queue/'],
  ['lambda/queue.key', 'lambda/queue.key is'],
])('without %s nothing starts and nothing is made', (part, said) => {
  const aside = join(parent, 'aside')
  renameSync(join(killed, part), aside)
  const left = readdirSync(killed, { recursive: true, encoding: 'utf8' })
  expect(() => testRuntime(services, { stateFolder: killed })).toThrow(`${killed} is damaged: ${said}`)
  expect(readdirSync(killed, { recursive: true, encoding: 'utf8' })).toEqual(left)
  renameSync(aside, join(killed, part))
})
