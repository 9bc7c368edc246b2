// The environment variables that CodeBuild gives every build.
// https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
import type { Credentials } from '../../../core/service.ts'
import type { Build } from '../state.ts'

export interface BuildPlace {
  readonly endpoint: string
  readonly region: string
  readonly source: string
  readonly secondary: (identifier: string) => string
  readonly temporary: string
}

/** From the weakest to the strongest: the image, the buildspec, the project and StartBuild, CodeBuild itself. */
export const buildEnvironment = (
  build: Build,
  place: BuildPlace,
  credentials: Credentials,
  image: Readonly<Record<string, string>>,
  buildspec: Readonly<Record<string, string>>,
  /** Of the buildspec and the project, as other services keep them. */
  secret: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  ...image,
  TMPDIR: place.temporary,
  ...buildspec,
  ...secret,
  ...Object.fromEntries(plain(build).map(({ name, value }) => [name, value])),
  ...awsVariables(place, credentials),
  ...codebuildVariables(build, place),
})

const plain = ({ environment }: Build) => environment.environmentVariables.filter(({ type }) => type === 'PLAINTEXT')

/** Differs from AWS: credentials stand in the environment; there they come from an endpoint of the container. */
const awsVariables = ({ endpoint, region }: BuildPlace, credentials: Credentials) => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: credentials.AccessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.SecretAccessKey,
  AWS_SESSION_TOKEN: credentials.SessionToken,
  AWS_EC2_METADATA_DISABLED: 'true',
})

const codebuildVariables = (build: Build, place: BuildPlace): Readonly<Record<string, string>> => {
  const variables: Record<string, string | undefined> = {
    CODEBUILD_BUILD_ARN: build.arn,
    CODEBUILD_BUILD_ID: build.id,
    CODEBUILD_BUILD_IMAGE: build.environment.image,
    CODEBUILD_BUILD_NUMBER: String(build.buildNumber),
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_BUILD_URL: `${place.endpoint}/codebuild/${build.projectName}/build/${build.id}`,
    CODEBUILD_CI: 'true',
    CODEBUILD_INITIATOR: build.initiator,
    CODEBUILD_KMS_KEY_ID: build.encryptionKey,
    CODEBUILD_LAST_EXIT: '0',
    CODEBUILD_LOG_PATH: build.logs.streamName,
    CODEBUILD_PROJECT_ARN: build.arn.replace(/:build\/.*$/, `:project/${build.projectName}`),
    CODEBUILD_RESOLVED_SOURCE_VERSION: build.resolvedSourceVersion,
    CODEBUILD_SOURCE_VERSION: sourceVersion(build),
    CODEBUILD_SRC_DIR: place.source,
    CODEBUILD_START_TIME: String(new Date(build.startTime).getTime()),
  }
  for (const { sourceIdentifier, location } of build.secondarySources) {
    if (!sourceIdentifier) continue
    variables[`CODEBUILD_SRC_DIR_${sourceIdentifier}`] = place.secondary(sourceIdentifier)
    variables[`CODEBUILD_SOURCE_VERSION_${sourceIdentifier}`] = location && `arn:aws:s3:::${location}`
  }
  return Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

/** Unverified: in a pipeline, the ARN of the source artifact. */
const sourceVersion = (build: Build): string | undefined =>
  build.resolvedSourceVersion !== undefined && build.source.location
    ? `arn:aws:s3:::${build.source.location}`
    : build.sourceVersion
