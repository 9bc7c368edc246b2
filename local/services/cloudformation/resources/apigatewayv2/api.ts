// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html

import { bodyOf } from '../apigateway/requests.ts'
import { camelCase, optionalText, removedKeys, same, structure, tagMap } from '../properties.ts'
import {
  carriedOut,
  createOnly,
  type Hands,
  notCarriedOut,
  type Properties,
  type ResourceType,
  refused,
  withoutEffect,
} from '../resource-type.ts'

export const httpApi: ResourceType = {
  type: 'AWS::ApiGatewayV2::Api',
  properties: {
    Body: carriedOut('json'),
    BodyS3Location: carriedOut({ Bucket: 'string', Etag: 'string', Key: 'string', Version: 'string' }),
    CorsConfiguration: carriedOut({
      AllowCredentials: 'boolean',
      AllowHeaders: ['string'],
      AllowMethods: ['string'],
      AllowOrigins: ['string'],
      ExposeHeaders: ['string'],
      MaxAge: 'integer',
    }),
    Description: carriedOut('string'),
    FailOnWarnings: withoutEffect('boolean', 'a definition with anything that is not carried out is refused as it is'),
    IpAddressType: carriedOut('only ipv4'),
    Name: carriedOut('string'),
    ProtocolType: createOnly('only HTTP'),
    RouteKey: carriedOut('string'),
    RouteSelectionExpression: carriedOut('only $request.method $request.path, ${request.method} ${request.path}'),
    Tags: carriedOut({ '*': 'string' }),
    Target: carriedOut('string'),
    Version: carriedOut('string'),
    ...notCarriedOut('BasePath', 'DisableSchemaValidation'),
    ...refused('ApiKeySelectionExpression', 'CredentialsArn', 'DisableExecuteApiEndpoint'),
  },
  required: [],
  attributes: ['ApiEndpoint', 'ApiId'],
  existing: 'gets a new id',
  create: async (properties, hands) => {
    const body = await bodyOf(properties, hands)
    const made = await hands.make<Api>(
      'apigateway',
      body === undefined ? 'CreateApi' : 'ImportApi',
      body === undefined
        ? { ...settings(properties), ...(properties.Tags !== undefined && { tags: tagMap(properties.Tags) }) }
        : imported(body, properties),
      ({ apiId, apiEndpoint }) => ({ physicalId: apiId, attributes: { ApiId: apiId, ApiEndpoint: apiEndpoint } }),
    )
    if (body !== undefined) await adjust(made.physicalId, properties, {}, hands)
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    const body = await bodyOf(properties, hands)
    const changed = !same(properties.Body, previous.Body) || !same(properties.BodyS3Location, previous.BodyS3Location)
    if (body !== undefined && changed)
      await hands.call('apigateway', 'ReimportApi', { apiId: physicalId, ...imported(body, properties) })
    await adjust(physicalId, properties, previous, hands)
    return { physicalId }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('apigateway', 'DeleteApi', { apiId: physicalId })
  },
}

interface Api {
  readonly apiId: string
  readonly apiEndpoint: string
}

const imported = (body: Uint8Array, properties: Properties) => ({
  body: Buffer.from(body).toString('utf8'),
  ...(properties.FailOnWarnings !== undefined && { failOnWarnings: properties.FailOnWarnings }),
})

const settings = ({ Body, BodyS3Location, FailOnWarnings, Tags, ...rest }: Properties): Properties =>
  structure(camelCase(rest))

/** Settings that stand beside the body, and tags. */
const adjust = async (apiId: string, next: Properties, previous: Properties, hands: Hands): Promise<void> => {
  const { protocolType: _, ...wanted } = settings(next)
  const former = settings(previous)
  const changes = Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !same(value, former[name])))
  const gone = optionalText(previous, 'Description') !== undefined && next.Description === undefined
  if (Object.keys(changes).length > 0 || gone)
    await hands.call('apigateway', 'UpdateApi', { apiId, ...(gone && { description: '' }), ...changes })
  const resourceArn = `arn:aws:apigateway:${hands.region}::/apis/${apiId}`
  const removed = removedKeys(previous.Tags, next.Tags)
  if (removed.length > 0) await hands.call('apigateway', 'v2.UntagResource', { resourceArn, tagKeys: removed })
  if (!same(next.Tags, previous.Tags) && next.Tags !== undefined)
    await hands.call('apigateway', 'v2.TagResource', { resourceArn, tags: tagMap(next.Tags) })
}
