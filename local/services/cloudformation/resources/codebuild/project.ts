// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-project.html

import { arnOf } from '../../../../core/arn.ts'
import type { Value } from '../../../../template/template.ts'
import { camelCase, structure, structures, tagList, text } from '../properties.ts'
import {
  carriedOut,
  createOnly,
  notCarriedOut,
  type Properties,
  type ResourceType,
  refused,
  TAG_LIST,
} from '../resource-type.ts'

const ARTIFACTS = {
  ArtifactIdentifier: 'string',
  EncryptionDisabled: 'boolean',
  Location: 'string',
  Name: 'string',
  NamespaceType: 'string',
  OverrideArtifactName: 'refused',
  Packaging: 'string',
  Path: 'string',
  Type: 'string',
} as const

const SOURCE = {
  Auth: 'refused',
  BuildSpec: 'string',
  BuildStatusConfig: 'refused',
  GitCloneDepth: 'refused',
  GitSubmodulesConfig: 'refused',
  InsecureSsl: 'refused',
  Location: 'string',
  ReportBuildStatus: 'refused',
  SourceIdentifier: 'string',
  Type: 'only CODEPIPELINE, S3, NO_SOURCE',
} as const

export const project: ResourceType = {
  type: 'AWS::CodeBuild::Project',
  properties: {
    Artifacts: carriedOut(ARTIFACTS),
    Cache: carriedOut({
      CacheNamespace: 'refused',
      Location: 'refused',
      Modes: ['only LOCAL_CUSTOM_CACHE'],
      Type: 'only LOCAL, NO_CACHE',
    }),
    ConcurrentBuildLimit: carriedOut('integer'),
    Description: carriedOut('string'),
    EncryptionKey: carriedOut('string'),
    Environment: carriedOut({
      Certificate: 'refused',
      ComputeType: 'string',
      DockerServer: 'refused',
      EnvironmentVariables: [{ Name: 'string', Type: 'only PLAINTEXT', Value: 'string' }],
      Fleet: 'refused',
      Image: 'string',
      ImagePullCredentialsType: 'string',
      PrivilegedMode: 'refused',
      RegistryCredential: 'refused',
      Type: 'only LINUX_CONTAINER, ARM_CONTAINER',
    }),
    LogsConfig: carriedOut({
      CloudWatchLogs: { GroupName: 'string', Status: 'string', StreamName: 'string' },
      S3Logs: { EncryptionDisabled: 'refused', Location: 'refused', Status: 'only DISABLED' },
    }),
    Name: createOnly('string'),
    QueuedTimeoutInMinutes: carriedOut('integer'),
    SecondaryArtifacts: carriedOut([ARTIFACTS]),
    SecondarySources: carriedOut([SOURCE]),
    ServiceRole: carriedOut('string'),
    Source: carriedOut(SOURCE),
    SourceVersion: carriedOut('string'),
    Tags: carriedOut(TAG_LIST),
    TimeoutInMinutes: carriedOut('integer'),
    ...notCarriedOut(
      'AutoRetryLimit',
      'BuildBatchConfig',
      'FileSystemLocations',
      'ResourceAccessRole',
      'Triggers',
      'Visibility',
      'VpcConfig',
    ),
    ...refused('BadgeEnabled', 'SecondarySourceVersions'),
  },
  required: ['Artifacts', 'ServiceRole', 'Environment', 'Source'],
  attributes: ['Arn', 'Id'],
  name: { property: 'Name', max: 150 },
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const name = text(properties, 'Name')
    const made = { physicalId: name, attributes: { Arn: arnOf(hands, 'codebuild', `project/${name}`), Id: name } }
    return await hands.make('codebuild', 'CreateProject', inputOf(properties), () => made)
  },
  update: async ({ physicalId }, properties, _, hands) => {
    await hands.call('codebuild', 'UpdateProject', inputOf(properties))
    return { physicalId }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('codebuild', 'DeleteProject', { name: physicalId })
  },
}

const inputOf = ({ Source, SecondarySources, Tags, ...properties }: Properties): Readonly<Record<string, Value>> => ({
  ...structure(camelCase(properties)),
  source: sourceOf(structure(Source)),
  secondarySources: structures(SecondarySources).map(sourceOf),
  tags: tagList(Tags, 'key', 'value'),
})

/** The one name that differs by more than its first letter. */
const sourceOf = ({ BuildSpec, ...source }: Properties): Value => ({
  ...structure(camelCase(source)),
  ...(BuildSpec !== undefined && { buildspec: BuildSpec }),
})
