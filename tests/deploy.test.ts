// `npm run deploy` and `npm run destroy` as a person runs them, with the environment that `npm run -s env` prints.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalCloud, startLocalCloud } from '../local/local-cloud.ts'
import { type Ended, personsEnvironment, runProgram, serviceWithPipeline } from './support/command-line.ts'

let parent: string
let service: string
let cloud: LocalCloud
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'deploy-'))
  service = serviceWithPipeline(join(parent, 'service')).folder
  cloud = await startLocalCloud({ stateFolder: join(parent, 'state'), port: 0 })
})
afterAll(async () => {
  await cloud.stop()
  rmSync(parent, { recursive: true, force: true })
})

const run = (program: 'deploy' | 'destroy', args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> =>
  runProgram(process.execPath, [`pipeline/${program}.ts`, ...args], service, {
    ...personsEnvironment,
    HOME: parent,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...env,
  }).ended

const account = () => ({
  AWS_ENDPOINT_URL: cloud.endpoint,
  AWS_REGION: cloud.runtime.place.region,
  AWS_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: cloud.credentials.secretAccessKey,
})

const stackStatus = async (): Promise<string | undefined> => {
  const { Stacks } = (await cloud.runtime
    .call(cloud.administrator, 'cloudformation', 'DescribeStacks', { StackName: 'TimeService-pipeline' })
    .catch(() => ({ Stacks: [] }))) as { Stacks: readonly { StackStatus: string }[] }
  return Stacks[0]?.StackStatus
}

test('created, left alone while nothing changed, updated, destroyed', async () => {
  const created = await run('deploy', ['--yes'], account())
  expect(created.output).toContain('Creating TimeService-pipeline:')
  expect(created.output).toMatch(/RepositoryCloneUrl/)
  expect(created).toEqual({ exitCode: 0, output: expect.stringContaining('Push it') })
  expect(await stackStatus()).toBe('CREATE_COMPLETE')

  const unchanged = await run('deploy', ['--yes'], account())
  expect(unchanged.output).toContain('TimeService-pipeline is up to date: no changes.')
  expect(unchanged.exitCode).toBe(0)
  expect(await stackStatus()).toBe('CREATE_COMPLETE')

  const config = join(service, 'pipeline/config.ts')
  writeFileSync(config, readFileSync(config, 'utf8').replace('logRetentionDays: 90', 'logRetentionDays: 30'))
  const updated = await run('deploy', ['--yes'], account())
  expect(updated.output).toContain('Updating TimeService-pipeline:')
  expect(updated.exitCode).toBe(0)
  expect(await stackStatus()).toBe('UPDATE_COMPLETE')

  const destroyed = await run('destroy', ['--yes'], account())
  expect(destroyed.output).not.toMatch(/fail/i)
  expect(destroyed.exitCode).toBe(0)
  expect(await stackStatus()).toBeUndefined()

  // What it kept is still found, although its stack is gone.
  const data = await run('destroy', ['--yes', '--data'], account())
  expect(data.output).toContain('the CodeCommit repository TimeService with its commits')
  expect(data.exitCode).toBe(0)
  const nothing = await run('destroy', ['--yes', '--data'], account())
  expect(nothing.output).toBe('There is nothing of TimeService to delete here.\n')
})

test.each<[string, NodeJS.ProcessEnv, string]>([
  [
    'no credentials',
    { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    'No credentials were found. Log in (aws login, aws sso login) or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
  ['no Region', { AWS_REGION: undefined }, 'No region is set. Set AWS_REGION, or the region of your profile with'],
  ['a wrong key', { AWS_SECRET_ACCESS_KEY: 'wrong' }, 'AWS refuses the credentials ('],
  ['nobody at the endpoint', { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, 'AWS cannot be reached ('],
])('%s: one message, and nothing is made', async (_, env, message) => {
  const { exitCode, output } = await run('deploy', ['--yes'], { ...account(), ...env })
  expect(output).toContain(message)
  expect(output).not.toContain('    at ')
  expect(exitCode).toBe(1)
  expect(await stackStatus()).toBeUndefined()
})
