// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html

import { isMap, type Value } from '../../../../template/template.ts'
import { camelCase, items, json, optionalText, removedKeys, same, structure, tagMap, texts } from '../properties.ts'
import {
  carriedOut,
  type Hands,
  notCarriedOut,
  type Properties,
  type ResourceType,
  TAG_LIST,
} from '../resource-type.ts'
import { bodyOf, escaped, type Patch, restApiArn } from './requests.ts'

export const restApi: ResourceType = {
  type: 'AWS::ApiGateway::RestApi',
  properties: {
    ApiKeySourceType: carriedOut('string'),
    BinaryMediaTypes: carriedOut(['string']),
    Body: carriedOut('json'),
    BodyS3Location: carriedOut({ Bucket: 'string', ETag: 'string', Key: 'string', Version: 'string' }),
    CloneFrom: carriedOut('string'),
    Description: carriedOut('string'),
    DisableExecuteApiEndpoint: carriedOut('boolean'),
    EndpointConfiguration: carriedOut({ IpAddressType: 'string', Types: ['string'], VpcEndpointIds: ['string'] }),
    FailOnWarnings: carriedOut('boolean'),
    MinimumCompressionSize: carriedOut('integer'),
    Mode: carriedOut('string'),
    Name: carriedOut('string'),
    Parameters: carriedOut('json'),
    Policy: carriedOut('json'),
    Tags: carriedOut(TAG_LIST),
    ...notCarriedOut('EndpointAccessMode', 'SecurityPolicy'),
  },
  required: [],
  attributes: ['RestApiId', 'RootResourceId'],
  existing: 'gets a new id',
  create: async (properties, hands) => {
    const input = {
      name: nameOf(properties),
      description: properties.Description,
      cloneFrom: properties.CloneFrom,
      apiKeySource: properties.ApiKeySourceType,
      minimumCompressionSize: properties.MinimumCompressionSize,
      disableExecuteApiEndpoint: properties.DisableExecuteApiEndpoint,
      ...(properties.BinaryMediaTypes !== undefined && { binaryMediaTypes: texts(properties.BinaryMediaTypes) }),
      ...(properties.EndpointConfiguration !== undefined && {
        endpointConfiguration: camelCase(properties.EndpointConfiguration),
      }),
      ...(properties.Policy !== undefined && { policy: json(properties.Policy) }),
      ...(properties.Tags !== undefined && { tags: tagMap(properties.Tags) }),
    }
    const made = await hands.make<RestApi>('apigateway', 'CreateRestApi', input, ({ id, rootResourceId }) => ({
      physicalId: id,
      attributes: { RestApiId: id, RootResourceId: rootResourceId },
    }))
    await putBody(made.physicalId, properties, hands)
    return made
  },
  replaces: (previous, next) => !same(previous.CloneFrom, next.CloneFrom),
  update: async ({ physicalId }, properties, previous, hands) => {
    const patchOperations = patches(properties, previous)
    if (patchOperations.length > 0)
      await hands.call('apigateway', 'UpdateRestApi', { restApiId: physicalId, patchOperations })
    if (!same(properties.Body, previous.Body) || !same(properties.BodyS3Location, previous.BodyS3Location))
      await putBody(physicalId, properties, hands)
    const resourceArn = restApiArn(hands, physicalId)
    const removed = removedKeys(previous.Tags, properties.Tags)
    if (removed.length > 0) await hands.call('apigateway', 'UntagResource', { resourceArn, tagKeys: removed })
    if (!same(properties.Tags, previous.Tags) && properties.Tags !== undefined)
      await hands.call('apigateway', 'TagResource', { resourceArn, tags: tagMap(properties.Tags) })
    return { physicalId }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('apigateway', 'DeleteRestApi', { restApiId: physicalId })
  },
}

interface RestApi {
  readonly id: string
  readonly rootResourceId: string
}

const nameOf = (properties: Properties): string => {
  const title = isMap(properties.Body) ? optionalText(structure(properties.Body.info), 'title') : undefined
  return optionalText(properties, 'Name') ?? title ?? ''
}

const putBody = async (restApiId: string, properties: Properties, hands: Hands): Promise<void> => {
  const body = await bodyOf(properties, hands)
  if (body === undefined) return
  await hands.call('apigateway', 'PutRestApi', {
    restApiId,
    mode: properties.Mode ?? 'overwrite',
    failOnWarnings: properties.FailOnWarnings ?? false,
    ...(properties.Parameters !== undefined && { parameters: properties.Parameters }),
    body,
  })
}

/** What UpdateRestApi changes, as its patch operations. */
const patches = (next: Properties, previous: Properties): readonly Patch[] => {
  const replaced = (
    path: string,
    before: Value | undefined,
    after: Value | undefined,
    absent: string,
  ): readonly Patch[] =>
    same(before, after) ? [] : [{ op: 'replace', path, value: after === undefined ? absent : String(after) }]
  const [type] = items(structure(next.EndpointConfiguration).Types)
  const [formerType] = items(structure(previous.EndpointConfiguration).Types)
  const types = texts(next.BinaryMediaTypes)
  const formerTypes = texts(previous.BinaryMediaTypes)
  const text = (value: Value | undefined): string | undefined => (value === undefined ? undefined : json(value))
  return [
    ...replaced('/name', nameOf(previous), nameOf(next), ''),
    ...replaced('/description', previous.Description, next.Description, ''),
    ...replaced('/policy', text(previous.Policy), text(next.Policy), ''),
    ...replaced('/apiKeySource', previous.ApiKeySourceType, next.ApiKeySourceType, 'HEADER'),
    ...replaced(
      '/disableExecuteApiEndpoint',
      previous.DisableExecuteApiEndpoint,
      next.DisableExecuteApiEndpoint,
      'false',
    ),
    ...replaced(`/endpointConfiguration/types/${String(formerType ?? 'EDGE')}`, formerType, type, 'EDGE'),
    ...types
      .filter(name => !formerTypes.includes(name))
      .map(name => ({ op: 'add' as const, path: `/binaryMediaTypes/${escaped(name)}` })),
    ...formerTypes
      .filter(name => !types.includes(name))
      .map(name => ({ op: 'remove' as const, path: `/binaryMediaTypes/${escaped(name)}` })),
  ]
}
