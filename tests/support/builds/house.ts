// What the tests of builds share.

import { existsSync, readFileSync } from 'node:fs'
import { ServiceError } from '../../../local/core/errors.ts'
import { zipOf } from '../../../local/host/zip.ts'
import { buildLogPath, codebuildWith } from '../../../local/services/codebuild/index.ts'
import { logs } from '../../../local/services/logs/index.ts'
import { s3 } from '../../../local/services/s3/index.ts'
import { type TestRuntime, testRuntime } from '../test-runtime.ts'
import { testImage } from './image.ts'

export const openBuilds = (): void => {
  beforeEach(() => open())
  afterEach(async () => {
    expect(cloud.bugs).toEqual([])
    await cloud.close()
  })
}

export const project = {
  name: 'Build',
  source: { type: 'CODEPIPELINE' },
  artifacts: { type: 'CODEPIPELINE' },
  environment: {
    type: 'LINUX_CONTAINER',
    image: 'aws/codebuild/standard:8.0',
    computeType: 'BUILD_GENERAL1_SMALL',
    environmentVariables: [{ name: 'A', value: 'from project' }],
  },
  serviceRole: 'arn:aws:iam::000000000000:role/build',
  cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE'] },
}

export interface Build {
  readonly id: string
  readonly buildStatus: string
  readonly currentPhase: string
  readonly phases: readonly {
    phaseType: string
    phaseStatus?: string
    contexts?: readonly { statusCode: string; message: string }[]
  }[]
  readonly exportedEnvironmentVariables: readonly unknown[]
  readonly reportArns: readonly string[]
}

export let cloud: TestRuntime

export const restart = async (): Promise<void> => {
  cloud = await cloud.restart()
}
let refused: string | undefined

/** This action is refused from now on. */
export const refuse = (action: string): void => {
  refused = action
}

export const open = async (concurrency?: number): Promise<void> => {
  refused = undefined
  const codebuild = codebuildWith({ image: testImage, ...(concurrency ? { concurrency } : {}) })
  cloud = testRuntime([codebuild, logs, s3], {
    refuse: (_, { action }) =>
      action === refused ? new ServiceError('AccessDenied', `not allowed: ${action}`, 403) : undefined,
  })
  await cloud.call('CreateBucket', { Bucket: 'artifacts' }, 's3')
  await cloud.call('CreateProject', project)
}

export const start = async (buildspec: string | undefined, files = {}, more = {}): Promise<string> => {
  const Body = await zipOf({ ...(buildspec ? { 'buildspec.yml': buildspec } : {}), ...files })
  await cloud.call('PutObject', { Bucket: 'artifacts', Key: 'source', Body }, 's3')
  const { build } = await cloud.call('StartBuild', {
    projectName: 'Build',
    sourceTypeOverride: 'S3',
    sourceLocationOverride: 'artifacts/source',
    sourceVersion: 'abc123',
    artifactsOverride: { type: 'S3', location: 'artifacts', path: 'pipeline/out', name: 'x1', packaging: 'ZIP' },
    ...more,
  })
  return (build as Build).id
}

export const look = async (id: string): Promise<Build> => {
  const { builds } = await cloud.call('BatchGetBuilds', { ids: [id] })
  return (builds as Build[])[0] as Build
}

export const run = async (...args: Parameters<typeof start>): Promise<Build & { readonly log: string }> => {
  const id = await start(...args)
  await cloud.runtime.idle()
  return { ...(await look(id)), log: readFileSync(buildLogPath(cloud.stateFolder, id), 'utf8') }
}

/** `INSTALL SUCCEEDED, BUILD FAILED …` without what comes before INSTALL. */
export const phasesOf = (build: Build): string =>
  build.phases
    .slice(3)
    .map(phase => `${phase.phaseType} ${phase.phaseStatus ?? ''}`.trim())
    .join(', ')
export const failureOf = (build: Build) =>
  build.phases.flatMap(phase => phase.contexts ?? []).find(context => context.statusCode !== '')

export const spec = (phases: string, rest = ''): string => `version: 0.2\n${rest}\nphases:\n${phases}\n`

/** Resolves when the build's log has the text. */
export const logged = (id: string, text: string): Promise<void> =>
  new Promise(resolve => {
    const timer = setInterval(() => {
      const file = buildLogPath(cloud.stateFolder, id)
      if (!existsSync(file) || !readFileSync(file, 'utf8').includes(text)) return
      clearInterval(timer)
      resolve()
    }, 5)
  })

export const SLEEPS = spec('  build:\n    commands: [echo begun, sleep 300]\n  post_build:\n    commands: [echo never]')
