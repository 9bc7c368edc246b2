// Builds of one project, run for real in a runtime of their own.
import { readFileSync } from 'node:fs'
import { ServiceError } from '../../../local/core/errors.ts'
import type { AnyService } from '../../../local/core/service.ts'
import { zipOf } from '../../../local/host/zip.ts'
import type { BuildImage } from '../../../local/image/image.ts'
import { buildLogPath, codebuildWith } from '../../../local/services/codebuild/index.ts'
import { logs } from '../../../local/services/logs/index.ts'
import { s3 } from '../../../local/services/s3/index.ts'
import { type TestRuntime, testRuntime } from '../test-runtime.ts'
import { testImage } from './image.ts'

export interface EndedBuild {
  readonly id: string
  readonly buildStatus: string
  readonly currentPhase: string
  readonly phases: readonly {
    readonly phaseType: string
    readonly phaseStatus?: string
    readonly contexts?: readonly { readonly statusCode: string; readonly message: string }[]
  }[]
  readonly exportedEnvironmentVariables: readonly unknown[]
  readonly reportArns: readonly string[]
  readonly log: string
  /** What the commands printed. */
  readonly output: string
  /** Why the first phase that failed did; empty when none did. */
  readonly reason: string
}

export interface Builds {
  readonly cloud: TestRuntime
  /** The action that nobody may take. */
  refused: string | undefined
  /** Runs the buildspec to its end, with these files beside it. */
  run(buildspec: unknown, files?: Readonly<Record<string, string>>, more?: object): Promise<EndedBuild>
}

export interface BuildsOptions {
  readonly buildImage?: string
  readonly image?: (folder: string) => Promise<BuildImage>
  readonly services?: readonly AnyService[]
}

export const openBuilds = async (options: BuildsOptions = {}): Promise<Builds> => {
  const { buildImage = 'aws/codebuild/amazonlinux-x86_64-standard:6.0', image = testImage } = options
  const cloud: TestRuntime = testRuntime([codebuildWith({ image }), logs, s3, ...(options.services ?? [])], {
    refuse: (_, { action }) =>
      action === builds.refused ? new ServiceError('AccessDenied', `not allowed: ${action}`, 403) : undefined,
  })
  const builds: Builds = {
    cloud,
    refused: undefined,
    run: async (buildspec, files = {}, more = {}) => {
      const text = typeof buildspec === 'string' ? buildspec : JSON.stringify(buildspec)
      const Body = await zipOf({ 'buildspec.yml': text, ...files })
      await cloud.call('PutObject', { Bucket: 'artifacts', Key: 'source', Body }, 's3')
      const started = await cloud.call('StartBuild', { projectName: 'Build', ...more })
      await cloud.runtime.idle()
      const { id } = started.build as { id: string }
      const { builds: ended } = await cloud.call('BatchGetBuilds', { ids: [id] })
      return withLog(
        (ended as EndedBuild[])[0] as EndedBuild,
        readFileSync(buildLogPath(cloud.stateFolder, id), 'utf8'),
      )
    },
  }
  await cloud.call('CreateBucket', { Bucket: 'artifacts' }, 's3')
  await cloud.call('CreateProject', {
    name: 'Build',
    source: { type: 'S3', location: 'artifacts/source' },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', image: buildImage, computeType: 'BUILD_GENERAL1_SMALL' },
    serviceRole: 'arn:aws:iam::000000000000:role/build',
  })
  return builds
}

const withLog = (build: EndedBuild, log: string): EndedBuild => ({
  ...build,
  log,
  output: log
    .split('\n')
    .filter(line => !line.startsWith('[Container] '))
    .join('\n'),
  reason: build.phases.flatMap(({ contexts = [] }) => contexts).find(({ message }) => message !== '')?.message ?? '',
})
