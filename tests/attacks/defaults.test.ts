// What a careful team would set, asked of everything that the pipeline deployed into a fresh account, with the template's settings as they come.

import type { Flow } from '../support/flow.ts'
import { releasedFlow } from '../support/released.ts'
import { stages } from '../support/stages.ts'

let flow: Flow
let bucket: { readonly Bucket: string }

beforeAll(async () => {
  flow = await releasedFlow()
  bucket = { Bucket: flow.outputs.get('ArtifactBucketName') ?? '' }
  for (const stage of stages) await fetch(`${await flow.url(stage)}/version`)
  await flow.restart() // what waits to be logged is written when the cloud stops
})
afterAll(async () => {
  await flow.close()
  expect(flow.bugs).toEqual([])
})

const outcomeOf = async (stage: string) => {
  const [, apiId] = /\/execute-api\/(\w+)\//.exec(await flow.url(stage)) ?? []
  return {
    api: await flow.call<Readonly<Record<string, unknown>>>('apigateway', 'GetRestApi', { restApiId: apiId }),
    stage: await flow.call<Readonly<Record<string, unknown>>>('apigateway', 'GetStage', {
      restApiId: apiId,
      stageName: stage,
    }),
  }
}

describe.each(stages)('the API of %s', name => {
  test('throttles, traces and speaks only TLS', async () => {
    const { api, stage } = await outcomeOf(name)
    expect(stage.methodSettings).toMatchObject({
      '*/*': { throttlingRateLimit: 100, throttlingBurstLimit: 200 },
    })
    expect(stage.tracingEnabled).toBe(true)
    // API Gateway has no endpoint without TLS. https://docs.aws.amazon.com/apigateway/latest/developerguide/data-protection-encryption.html
    expect(api.endpointConfiguration).toMatchObject({ types: ['REGIONAL'] })
  })

  test('logs every access, into a log group that forgets after a while', async () => {
    const { stage } = await outcomeOf(name)
    const logGroupName = `/aws/apigateway/TimeService-${name}`
    expect(stage.accessLogSettings).toMatchObject({
      destinationArn: expect.stringContaining(`:log-group:${logGroupName}`),
    })
    const { events } = await flow.call<{ events: readonly { message: string }[] }>('logs', 'FilterLogEvents', {
      logGroupName,
    })
    const logged = events.map(({ message }) => JSON.parse(message) as unknown)
    expect(logged).toContainEqual(expect.objectContaining({ method: 'GET', path: `/${name}/version`, status: '200' }))
  })
})

test('every function of the application is traced', async () => {
  const { Functions } = await flow.call<{
    Functions: readonly { FunctionName: string; TracingConfig?: { Mode: string } }[]
  }>('lambda', 'ListFunctions', {})
  const traced = Functions.filter(({ FunctionName }) => stages.some(stage => FunctionName.includes(`-${stage}-`)))
  expect(traced.map(({ TracingConfig }) => TracingConfig?.Mode)).toEqual(['Active', 'Active', 'Active'])
})

test('every log group forgets after a while', async () => {
  const { logGroups } = await flow.call<{ logGroups: readonly { logGroupName: string; retentionInDays?: number }[] }>(
    'logs',
    'DescribeLogGroups',
    {},
  )
  expect(logGroups.map(({ logGroupName }) => logGroupName)).toEqual(
    expect.arrayContaining([
      '/aws/codebuild/TimeService',
      '/aws/lambda/TimeService-prod',
      '/aws/apigateway/TimeService-prod',
    ]),
  )
  expect(logGroups.filter(({ retentionInDays }) => retentionInDays === undefined)).toEqual([])
})

describe('the artifact bucket', () => {
  test('is encrypted with the key of the pipeline, and versioned', async () => {
    expect(await flow.call('s3', 'GetBucketEncryption', bucket)).toMatchObject({
      ServerSideEncryptionConfiguration: {
        Rules: [
          { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: expect.any(String) } },
        ],
      },
    })
    expect(await flow.call('s3', 'GetBucketVersioning', bucket)).toMatchObject({ Status: 'Enabled' })
  })

  test('is open to nobody, and to nothing without TLS', async () => {
    expect(await flow.call('s3', 'GetPublicAccessBlock', bucket)).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    })
    const { Policy } = await flow.call<{ Policy: string }>('s3', 'GetBucketPolicy', bucket)
    const { Statement } = JSON.parse(Policy) as { Statement: readonly Readonly<Record<string, unknown>>[] }
    expect(Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual([])
    expect(Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    )
  })

  test('keeps what a rollback needs: packages for good, artifacts for a while', async () => {
    const { Rules } = await flow.call<{
      Rules: readonly { Filter?: { Prefix?: string }; Prefix?: string; Expiration?: { Days?: number } }[]
    }>('s3', 'GetBucketLifecycleConfiguration', bucket)
    const expiring = Rules.filter(({ Expiration }) => Expiration?.Days !== undefined)
    expect(expiring.map(({ Filter, Prefix, Expiration }) => [Filter?.Prefix ?? Prefix, Expiration?.Days])).toEqual([
      ['TimeService/', 90],
      ['pipeline-template/', 1],
    ])
  })
})

test('no build is privileged', async () => {
  const { projects } = await flow.call<{ projects: readonly { environment: { privilegedMode?: boolean } }[] }>(
    'codebuild',
    'BatchGetProjects',
    { names: ['TimeService'] },
  )
  expect(projects.map(({ environment }) => environment.privilegedMode ?? false)).toEqual([false])
})
