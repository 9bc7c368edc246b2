// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html

import { isMap, type Value } from '../../../../template/template.ts'
import { camelCase, items, optionalText, removedKeys, same, structure, tagMap, texts } from '../properties.ts'
import {
  carriedOut,
  type Hands,
  notCarriedOut,
  type Properties,
  type Provisioned,
  type ResourceType,
  refused,
  TAG_LIST,
  withoutEffect,
} from '../resource-type.ts'
import { bodyOf, escaped, type Patch, restApiArn } from './requests.ts'

export const restApi: ResourceType = {
  type: 'AWS::ApiGateway::RestApi',
  properties: {
    ApiKeySourceType: carriedOut('only HEADER'),
    BinaryMediaTypes: carriedOut(['string']),
    Body: carriedOut('json'),
    BodyS3Location: carriedOut({ Bucket: 'string', ETag: 'string', Key: 'string', Version: 'string' }),
    Description: carriedOut('string'),
    EndpointConfiguration: carriedOut({
      IpAddressType: 'only ipv4',
      Types: ['only EDGE, REGIONAL'],
      VpcEndpointIds: 'refused',
    }),
    FailOnWarnings: withoutEffect('boolean', 'a definition with anything that is not carried out is refused as it is'),
    Mode: carriedOut('string'),
    Name: carriedOut('string'),
    Parameters: carriedOut('json'),
    Tags: carriedOut(TAG_LIST),
    ...notCarriedOut('EndpointAccessMode', 'SecurityPolicy'),
    ...refused('CloneFrom', 'DisableExecuteApiEndpoint', 'MinimumCompressionSize', 'Policy'),
  },
  required: [],
  attributes: ['RestApiId', 'RootResourceId'],
  existing: 'gets a new id',
  create: async (properties, hands) => {
    const input = {
      name: nameOf(properties),
      description: properties.Description,
      apiKeySource: properties.ApiKeySourceType,
      ...(properties.BinaryMediaTypes !== undefined && { binaryMediaTypes: texts(properties.BinaryMediaTypes) }),
      ...(properties.EndpointConfiguration !== undefined && {
        endpointConfiguration: camelCase(properties.EndpointConfiguration),
      }),
      ...(properties.Tags !== undefined && { tags: tagMap(properties.Tags) }),
    }
    if (input.name === undefined && properties.BodyS3Location !== undefined) return await imported(properties, hands)
    const made = await hands.make('apigateway', 'CreateRestApi', input, provisioned)
    await putBody(made.physicalId, properties, hands)
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    const patchOperations = patches(properties, previous)
    if (patchOperations.length > 0)
      await hands.call('apigateway', 'UpdateRestApi', { restApiId: physicalId, patchOperations })
    if (DEFINITION.some(name => !same(properties[name], previous[name]))) await putBody(physicalId, properties, hands)
    await tag(physicalId, properties, previous, hands)
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

const provisioned = ({ id, rootResourceId }: RestApi): Provisioned => ({
  physicalId: id,
  attributes: { RestApiId: id, RootResourceId: rootResourceId },
})

/** Undefined when only the definition that lies in S3 has it. */
const nameOf = (properties: Properties): string | undefined => {
  const title = isMap(properties.Body) ? optionalText(structure(properties.Body.info), 'title') : undefined
  return optionalText(properties, 'Name') ?? title
}

/** Without a name in the template, the definition's title is the name. */
const imported = async (properties: Properties, hands: Hands): Promise<Provisioned> => {
  const body = await bodyOf(properties, hands)
  const { Parameters: parameters, FailOnWarnings: failOnWarnings } = properties
  const made = await hands.make('apigateway', 'ImportRestApi', { body, parameters, failOnWarnings }, provisioned)
  const patchOperations = patches(properties, {})
  if (patchOperations.length > 0)
    await hands.call('apigateway', 'UpdateRestApi', { restApiId: made.physicalId, patchOperations })
  await tag(made.physicalId, properties, {}, hands)
  return made
}

const tag = async (restApiId: string, next: Properties, previous: Properties, hands: Hands): Promise<void> => {
  const resourceArn = restApiArn(hands, restApiId)
  const removed = removedKeys(previous.Tags, next.Tags)
  if (removed.length > 0) await hands.call('apigateway', 'UntagResource', { resourceArn, tagKeys: removed })
  if (!same(next.Tags, previous.Tags) && next.Tags !== undefined)
    await hands.call('apigateway', 'TagResource', { resourceArn, tags: tagMap(next.Tags) })
}

/** What the methods of the API come from. */
const DEFINITION = ['Body', 'BodyS3Location', 'Mode', 'Parameters']

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
  return [
    ...(nameOf(next) === undefined ? [] : replaced('/name', nameOf(previous), nameOf(next), '')),
    ...replaced('/description', previous.Description, next.Description, ''),
    ...replaced(`/endpointConfiguration/types/${String(formerType ?? 'EDGE')}`, formerType, type, 'EDGE'),
    ...types
      .filter(name => !formerTypes.includes(name))
      .map(name => ({ op: 'add' as const, path: `/binaryMediaTypes/${escaped(name)}` })),
    ...formerTypes
      .filter(name => !types.includes(name))
      .map(name => ({ op: 'remove' as const, path: `/binaryMediaTypes/${escaped(name)}` })),
  ]
}
