// A fourth stage is one line of pipeline/config.ts, and a commit goes through it to Prod. With it the template is too large for a request: so this is
// also how such a template is deployed, by `npm start` and by `npm run deploy`, whole or taken up again.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bucketFirst } from '../local/cli/large-template.ts'
import { deployPipeline, describe as stackNamed } from '../local/cli/pipeline-stack.ts'
import { synthesize } from '../local/cli/synth.ts'
import { type LocalCloud, startLocalCloud } from '../local/local-cloud.ts'
import {
  addStaging,
  type Ended,
  personsEnvironment,
  runCli,
  runProgram,
  serviceWithPipeline,
} from './support/command-line.ts'
import type { Repository } from './support/repository.ts'

let parent: string
let service: Repository
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'stages-'))
  service = serviceWithPipeline(join(parent, 'service'))
  addStaging(service)
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

const PIPELINE = 'TimeService-pipeline'

test('one line more: npm start takes the commit through Staging to Prod', async () => {
  expect(service.git('diff', '--numstat', 'HEAD~1')).toBe('1\t0\tpipeline/config.ts')
  const start = () =>
    runCli(['start', '--approve', '--exit', '--port', '0'], service.folder, { ...personsEnvironment, NO_COLOR: '1' })
      .ended
  const { exitCode, output } = await start()
  const actions = [...output.matchAll(/✔ (\S+) Succeeded in/g)].map(([, action]) => action)
  expect(actions.slice(3)).toEqual(
    ['Beta', 'Gamma', 'Staging', 'Prod'].flatMap(stage => [
      ...(stage === 'Prod' ? ['Prod/Approve'] : []),
      `${stage}/Deploy`,
      `${stage}/Test`,
    ]),
  )
  for (const stage of ['beta', 'gamma', 'staging', 'prod'])
    expect(output).toMatch(new RegExp(`^ {2}\\w+ +http://127\\.0\\.0\\.1:\\d+/execute-api/\\w+/${stage}$`, 'm'))
  expect(exitCode).toBe(0)
  expect((await start()).output).toContain(`Pipeline stack ${PIPELINE} is unchanged`)
})

describe('in a cloud', () => {
  let cloud: LocalCloud
  beforeEach(async () => {
    cloud = await startLocalCloud({ stateFolder: mkdtempSync(join(parent, 'state-')), port: 0 })
  })
  afterEach(() => cloud.stop())

  const call = <Output>(signingName: string, operation: string, input: Readonly<Record<string, unknown>>) =>
    cloud.runtime.call(cloud.administrator, signingName, operation, input) as Promise<Output>
  const status = async () => (await stackNamed(cloud, PIPELINE))?.StackStatus
  const resources = async () => {
    const { StackResources } = await call<{ StackResources: readonly { readonly LogicalResourceId: string }[] }>(
      'cloudformation',
      'DescribeStackResources',
      { StackName: PIPELINE },
    )
    return StackResources.map(({ LogicalResourceId }) => LogicalResourceId).sort()
  }
  const ONLY_THE_BUCKET = ['ArtifactBucket', 'ArtifactBucketPolicy', 'ArtifactKey']

  interface Keys {
    readonly accessKeyId: string
    readonly secretAccessKey: string
  }

  const run = (
    program: 'deploy' | 'destroy',
    args: readonly string[],
    keys: Keys = cloud.credentials,
  ): Promise<Ended> =>
    runProgram(process.execPath, [`pipeline/${program}.ts`, '--yes', ...args], service.folder, {
      ...personsEnvironment,
      HOME: parent,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_REGION: cloud.runtime.place.region,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    }).ended

  /** Somebody who may do everything but upload. */
  const withoutUploads = async (): Promise<Keys> => {
    const UserName = 'ci'
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 's3:PutObject', Resource: '*' },
      ],
    })
    await call('iam', 'CreateUser', { UserName })
    await call('iam', 'PutUserPolicy', { UserName, PolicyName: 'no-uploads', PolicyDocument })
    const { AccessKey } = await call<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
      'iam',
      'CreateAccessKey',
      { UserName },
    )
    return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey }
  }

  test('npm run deploy makes the stack with its bucket, then the rest; stopped in between, it goes on, and npm run destroy takes away what there is', async () => {
    const ci = await withoutUploads()
    const stopped = await run('deploy', [], ci)
    expect(stopped.output).toContain('These credentials may not do this')
    expect(stopped.exitCode).toBe(1)
    expect(await status()).toBe('CREATE_COMPLETE')
    expect(await resources()).toEqual(ONLY_THE_BUCKET)

    const removed = await run('destroy', ['--data'])
    expect(removed).toEqual({ exitCode: 0, output: expect.stringContaining('TimeService is deleted.') })
    expect(await status()).toBeUndefined()

    expect((await run('deploy', [], ci)).exitCode).toBe(1)
    const done = await run('deploy', [])
    expect(done.output).toContain(`Updating ${PIPELINE}:`)
    expect(done).toEqual({ exitCode: 0, output: expect.stringContaining('Push it') })
    expect(await status()).toBe('UPDATE_COMPLETE')
    expect(await resources()).toContain('StagingDeploymentRole')

    expect((await run('deploy', [])).output).toContain(`${PIPELINE} is up to date: no changes.`)
    expect((await run('destroy', ['--data'])).exitCode).toBe(0)
    expect(await status()).toBeUndefined()
  })

  test('npm run deploy whose second step is refused leaves the bucket, and goes on once the cause is gone', async () => {
    await call('codecommit', 'CreateRepository', { repositoryName: 'TimeService' })
    const refused = await run('deploy', [])
    expect(refused.output).toContain(`${PIPELINE} was not deployed, it is UPDATE_ROLLBACK_COMPLETE.`)
    expect(refused.exitCode).toBe(1)
    expect(await resources()).toEqual(ONLY_THE_BUCKET)

    await call('codecommit', 'DeleteRepository', { repositoryName: 'TimeService' })
    expect((await run('deploy', [])).exitCode).toBe(0)
    expect(await status()).toBe('UPDATE_COMPLETE')
  })

  test('npm start goes on from a stack that has only its bucket', async () => {
    const template = await synthesize(service.folder, join(parent, 'cdk.out'))
    await call('cloudformation', 'CreateStack', { StackName: PIPELINE, TemplateBody: bucketFirst(template) })
    const { outputs, changed } = await deployPipeline(cloud, template)
    expect(changed).toBe(true)
    expect(outputs.get('PipelineName')).toBe('TimeService')
    expect(await deployPipeline(cloud, template)).toEqual({ outputs, changed: false })
  })
})
