// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html

import type { Value } from '../../../../template/template.ts'
import { optionalText, removedKeys, same, structure, structures, tagMap, text } from '../properties.ts'
import {
  carriedOut,
  createOnly,
  kept,
  notCarriedOut,
  type Properties,
  type ResourceType,
  refused,
  TAG_LIST,
} from '../resource-type.ts'
import { escaped, type Patch, restApiArn } from './requests.ts'

export const stage: ResourceType = {
  type: 'AWS::ApiGateway::Stage',
  properties: {
    AccessLogSetting: carriedOut({ DestinationArn: 'string', Format: 'string' }),
    DeploymentId: carriedOut('string'),
    Description: carriedOut('string'),
    MethodSettings: carriedOut([
      {
        CacheDataEncrypted: 'not carried out',
        CacheTtlInSeconds: 'not carried out',
        CachingEnabled: 'refused',
        DataTraceEnabled: 'not carried out',
        HttpMethod: 'string',
        LoggingLevel: 'not carried out',
        MetricsEnabled: 'not carried out',
        ResourcePath: 'string',
        ThrottlingBurstLimit: 'integer',
        ThrottlingRateLimit: 'number',
      },
    ]),
    RestApiId: createOnly('string'),
    StageName: createOnly('string'),
    Tags: carriedOut(TAG_LIST),
    TracingEnabled: kept('boolean'),
    Variables: carriedOut({ '*': 'string' }),
    ...notCarriedOut('CacheClusterSize', 'ClientCertificateId', 'DocumentationVersion'),
    ...refused('CacheClusterEnabled', 'CanarySetting'),
  },
  required: ['RestApiId'],
  attributes: [],
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const stageName = text(properties, 'StageName')
    const input = {
      restApiId: properties.RestApiId,
      stageName,
      deploymentId: properties.DeploymentId,
      description: properties.Description,
      variables: properties.Variables,
      tracingEnabled: properties.TracingEnabled,
      ...(properties.Tags !== undefined && { tags: tagMap(properties.Tags) }),
    }
    const made = await hands.make('apigateway', 'CreateStage', input, () => ({ physicalId: stageName }))
    const patchOperations = [...accessLog(properties, {}), ...methodSettings(properties, {})]
    if (patchOperations.length > 0)
      await hands.call('apigateway', 'UpdateStage', { restApiId: properties.RestApiId, stageName, patchOperations })
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    const patchOperations = [
      ...replaced('/deploymentId', previous.DeploymentId, properties.DeploymentId, ''),
      ...replaced('/description', previous.Description, properties.Description, ''),
      ...replaced('/tracingEnabled', previous.TracingEnabled, properties.TracingEnabled, 'false'),
      ...variables(properties, previous),
      ...accessLog(properties, previous),
      ...methodSettings(properties, previous),
    ]
    if (patchOperations.length > 0)
      await hands.call('apigateway', 'UpdateStage', {
        restApiId: properties.RestApiId,
        stageName: physicalId,
        patchOperations,
      })
    const resourceArn = `${restApiArn(hands, text(properties, 'RestApiId'))}/stages/${physicalId}`
    const removed = removedKeys(previous.Tags, properties.Tags)
    if (removed.length > 0) await hands.call('apigateway', 'UntagResource', { resourceArn, tagKeys: removed })
    if (!same(properties.Tags, previous.Tags) && properties.Tags !== undefined)
      await hands.call('apigateway', 'TagResource', { resourceArn, tags: tagMap(properties.Tags) })
    return { physicalId }
  },
  delete: async ({ physicalId }, properties, hands) => {
    await hands.unmake('apigateway', 'DeleteStage', { restApiId: properties.RestApiId, stageName: physicalId })
  },
}

const replaced = (
  path: string,
  before: Value | undefined,
  after: Value | undefined,
  absent: string,
): readonly Patch[] =>
  same(before, after) ? [] : [{ op: 'replace', path, value: after === undefined ? absent : String(after) }]

const variables = (next: Properties, previous: Properties): readonly Patch[] => {
  const wanted = structure(next.Variables)
  const before = structure(previous.Variables)
  return [
    ...Object.keys(wanted).flatMap(name => replaced(`/variables/${escaped(name)}`, before[name], wanted[name], '')),
    ...Object.keys(before)
      .filter(name => wanted[name] === undefined)
      .map((name): Patch => ({ op: 'remove', path: `/variables/${escaped(name)}` })),
  ]
}

const accessLog = (next: Properties, previous: Properties): readonly Patch[] => {
  if (same(next.AccessLogSetting, previous.AccessLogSetting)) return []
  if (next.AccessLogSetting === undefined) return [{ op: 'remove', path: '/accessLogSettings' }]
  const wanted = structure(next.AccessLogSetting)
  const before = structure(previous.AccessLogSetting)
  return [
    ...replaced('/accessLogSettings/destinationArn', before.DestinationArn, wanted.DestinationArn, ''),
    ...replaced('/accessLogSettings/format', before.Format, wanted.Format, ''),
  ]
}

/** Where UpdateStage has each setting, behind the method. */
// https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch
const SETTINGS: Readonly<Record<string, string>> = {
  ThrottlingBurstLimit: 'throttling/burstLimit',
  ThrottlingRateLimit: 'throttling/rateLimit',
}

const methodSettings = (next: Properties, previous: Properties): readonly Patch[] => {
  const wanted = byMethod(next)
  const before = byMethod(previous)
  const gone = [...before.keys()].filter(method => !wanted.has(method))
  return [
    ...[...wanted].flatMap(([method, settings]) =>
      Object.entries(SETTINGS).flatMap(([name, path]): readonly Patch[] => {
        const value = settings[name]
        if (value === undefined || same(value, before.get(method)?.[name])) return []
        return [{ op: 'replace', path: `${method}/${path}`, value: String(value) }]
      }),
    ),
    ...gone.map((method): Patch => ({ op: 'remove', path: method })),
  ]
}

/** By `/RESOURCE/METHOD`, as patch paths name them: `/*` stands for all resources. */
const byMethod = (properties: Properties): ReadonlyMap<string, Properties> =>
  new Map(
    structures(properties.MethodSettings).map(setting => {
      const resource = optionalText(setting, 'ResourcePath') ?? '/*'
      const path = resource === '/*' || resource === '*' ? '*' : escaped(resource)
      return [`/${path}/${optionalText(setting, 'HttpMethod') ?? '*'}`, setting]
    }),
  )
