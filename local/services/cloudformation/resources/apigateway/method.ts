// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html

import type { Value } from '../../../../template/template.ts'
import { optionalText, pick, structure, structures, text } from '../properties.ts'
import {
  carriedOut,
  createOnly,
  type Hands,
  type Properties,
  type ResourceType,
  refused,
  withoutEffect,
} from '../resource-type.ts'

export const apiMethod: ResourceType = {
  type: 'AWS::ApiGateway::Method',
  properties: {
    AuthorizationType: carriedOut('only NONE'),
    HttpMethod: createOnly('string'),
    Integration: carriedOut({
      CacheKeyParameters: 'refused',
      CacheNamespace: 'not carried out',
      ConnectionId: 'refused',
      ConnectionType: 'only INTERNET',
      ContentHandling: 'refused',
      Credentials: 'refused',
      IntegrationHttpMethod: 'string',
      IntegrationResponses: [
        {
          ContentHandling: 'refused',
          ResponseParameters: { '*': 'string' },
          ResponseTemplates: { '*': 'string' },
          SelectionPattern: 'string',
          StatusCode: 'string',
        },
      ],
      IntegrationTarget: 'refused',
      PassthroughBehavior: 'string',
      RequestParameters: 'refused',
      RequestTemplates: { '*': 'string' },
      ResponseTransferMode: 'only BUFFERED',
      TimeoutInMillis: 'integer',
      Type: 'string',
      Uri: 'string',
    }),
    MethodResponses: carriedOut([
      { ResponseModels: { '*': 'string' }, ResponseParameters: { '*': 'boolean' }, StatusCode: 'string' },
    ]),
    OperationName: carriedOut('string'),
    RequestModels: withoutEffect({ '*': 'string' }, 'nothing is held to a model without a validator'),
    RequestParameters: withoutEffect({ '*': 'boolean' }, 'nothing asks for a parameter without a validator'),
    ResourceId: createOnly('string'),
    RestApiId: createOnly('string'),
    ...refused('ApiKeyRequired', 'AuthorizationScopes', 'AuthorizerId', 'RequestValidatorId'),
  },
  required: ['HttpMethod', 'ResourceId', 'RestApiId'],
  attributes: [],
  existing: 'refused as it is made',
  create: async (properties, hands) => {
    const made = { physicalId: ['RestApiId', 'ResourceId', 'HttpMethod'].map(name => text(properties, name)).join('|') }
    await hands.make('apigateway', 'PutMethod', methodOf(properties), () => made)
    await integrate(properties, hands)
    return made
  },
  // As AWS's handler does, whose update has the permission to delete: a method cannot be put twice.
  update: async ({ physicalId }, properties, _, hands) => {
    await hands.call('apigateway', 'DeleteMethod', named(properties))
    await hands.call('apigateway', 'PutMethod', methodOf(properties))
    await integrate(properties, hands)
    return { physicalId }
  },
  delete: async (_, properties, hands) => {
    await hands.unmake('apigateway', 'DeleteMethod', named(properties))
  },
}

const named = (properties: Properties) => ({
  restApiId: text(properties, 'RestApiId'),
  resourceId: text(properties, 'ResourceId'),
  httpMethod: text(properties, 'HttpMethod'),
})

const methodOf = (properties: Properties) => ({
  ...named(properties),
  authorizationType: optionalText(properties, 'AuthorizationType') ?? 'NONE',
  ...lower(pick(properties, ['OperationName', 'RequestModels', 'RequestParameters'])),
})

const integrate = async (properties: Properties, hands: Hands): Promise<void> => {
  const method = named(properties)
  for (const response of structures(properties.MethodResponses))
    await hands.call('apigateway', 'PutMethodResponse', { ...method, ...lower(response) })
  if (properties.Integration === undefined) return
  const { IntegrationResponses, ...integration } = structure(properties.Integration)
  await hands.call('apigateway', 'PutIntegration', { ...method, ...lower(integration) })
  for (const response of structures(IntegrationResponses))
    await hands.call('apigateway', 'PutIntegrationResponse', { ...method, ...lower(response) })
}

/** The members' own names alone: keys of maps stay as they are. */
const lower = (given: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  )
