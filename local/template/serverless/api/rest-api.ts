// AWS::Serverless::Api: a REST API, a deployment whose logical ID changes with its definition, and a stage.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html

import { isMap, type Value, type ValueMap } from '../../template.ts'
import { isIntrinsic, ref, resolveParameters } from '../intrinsics.ts'
import { hashedLogicalId, hashOf } from '../logical-id.ts'
import { ResourceProblem } from '../problem.ts'
import { Dict, fromTemplate, type Item, printed, toTemplate, Unicode } from '../python27.ts'
import {
  allAttributes,
  type Context,
  checkProperties,
  dependsOn,
  type Made,
  made,
  mapProperty,
  passedOn,
  propagated,
  type ServerlessResource,
  s3Location,
  tagList,
} from '../resource.ts'
import type { Api } from './api.ts'
import { disableExecuteApiEndpoint, edited, needDefinition, textOf } from './definition.ts'
import { addCors } from './rest-cors.ts'
import { addGatewayResponses, addModels } from './rest-extras.ts'
import { postprocessed } from './rest-openapi.ts'

const PROPERTIES =
  `Name StageName Tags PropagateTags DefinitionBody DefinitionUri CacheClusterEnabled CacheClusterSize Variables
  EndpointConfiguration MethodSettings BinaryMediaTypes MinimumCompressionSize Cors GatewayResponses AccessLogSetting CanarySetting
  TracingEnabled OpenApiVersion Models FailOnWarnings Description Mode DisableExecuteApiEndpoint ApiKeySourceType Policy SecurityPolicy
  EndpointAccessMode`.split(/\s+/)

/** Differs from AWS: custom domains, authorizers and merged definitions are refused; AlwaysDeploy depends on the time of day. */
const REFUSED = ['Auth', 'Domain', 'MergeDefinitions', 'AlwaysDeploy']

export const transformRestApi = (
  resource: ServerlessResource,
  api: Api,
  context: Context,
  functionNames: string | undefined,
): readonly Made[] => {
  checkProperties(resource, PROPERTIES, REFUSED)
  const { logicalId, declaration, properties } = resource
  if (properties.StageName === undefined) throw new ResourceProblem(logicalId, "Missing required property 'StageName'.")
  if (properties.DefinitionUri && api.definition)
    throw new ResourceProblem(logicalId, "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.")
  const { OpenApiVersion: version } = properties
  if (version && !isIntrinsic(version) && !/^[2-3](\.\d)(\.\d)?$/.test(String(version)))
    throw new ResourceProblem(logicalId, "The OpenApiVersion value must be of the format '3.0.0'.")

  const binary =
    properties.BinaryMediaTypes === undefined
      ? undefined
      : resolveParameters(properties.BinaryMediaTypes, context.parameters)
  const definition = api.definition && wholeDefinition(resource, api.definition, binary)
  const location = properties.DefinitionUri
    ? s3Location(logicalId, 'DefinitionUri', properties.DefinitionUri)
    : undefined
  const hashed = definition ?? (location && bodyLocation(location))
  const deployment = deploymentOf(resource, hashed, functionNames)
  const given = mapProperty(resource, 'Tags')
  const tags = api.implicit ? given : inOrder(given)
  const restApi = made(
    logicalId,
    'AWS::ApiGateway::RestApi',
    { ...dependsOn(declaration), ...allAttributes(declaration) },
    {
      Body: definition && toTemplate(definition),
      BodyS3Location: location && toTemplate(bodyLocation(location)),
      BinaryMediaTypes: binary,
      ...endpointConfiguration(logicalId, properties.EndpointConfiguration),
      MinimumCompressionSize: properties.MinimumCompressionSize,
      ...Object.fromEntries(
        'Name Description Mode ApiKeySourceType Policy SecurityPolicy EndpointAccessMode FailOnWarnings'
          .split(' ')
          .map(name => [name, properties[name] || undefined]),
      ),
    },
  )
  const stage = stageOf(resource, deployment.logicalId, tags)
  return propagated([restApi, deployment, stage], tags, properties.PropagateTags)
}

/** The implicit API's tags come from functions, in their order; an API's own come in the order of its dictionary. */
const inOrder = (tags: ValueMap | undefined): ValueMap | undefined => {
  const ordered = tags && toTemplate(fromTemplate(tags))
  return isMap(ordered) ? ordered : undefined
}

const wholeDefinition = (resource: ServerlessResource, given: Dict, binary: Value | undefined): Dict => {
  const { logicalId, properties } = resource
  const { Cors, GatewayResponses, Models, DisableExecuteApiEndpoint, OpenApiVersion } = properties
  let definition = given
  const version = OpenApiVersion === undefined ? undefined : fromTemplate(OpenApiVersion)
  if (Cors) definition = addCors(logicalId, needDefinition(logicalId, 'Cors', definition, 'rest'), Cors)
  if (isMap(GatewayResponses)) definition = addGatewayResponses(logicalId, definition, GatewayResponses)
  if (Array.isArray(binary) && binary.length > 0)
    definition = edited(needDefinition(logicalId, 'BinaryMediaTypes', definition, 'rest'), copy => {
      copy.set('x-amazon-apigateway-binary-media-types', fromTemplate(slashes(binary)))
    })
  if (isMap(Models)) definition = postprocessed(addModels(logicalId, definition, Models), version)
  if (DisableExecuteApiEndpoint !== undefined)
    definition = edited(needDefinition(logicalId, 'DisableExecuteApiEndpoint', definition, 'rest'), copy =>
      disableExecuteApiEndpoint(copy, fromTemplate(DisableExecuteApiEndpoint)),
    )
  return postprocessed(definition, version)
}

/** `application~1json` is how a media type stands in a JSON patch. */
const slashes = (value: Value): Value => {
  if (typeof value === 'string') return value.replaceAll('~1', '/')
  if (Array.isArray(value)) return value.map(slashes)
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.replaceAll('~1', '/'), slashes(item)]))
}

const bodyLocation = ({ Bucket = null, Key = null, Version }: ValueMap): Dict => {
  const entries: (readonly [string, Item])[] = [
    ['Bucket', fromTemplate(Bucket)],
    ['Key', fromTemplate(Key)],
  ]
  return new Dict(Version === undefined ? entries : [...entries, ['Version', fromTemplate(Version)]])
}

const endpointConfiguration = (logicalId: string, given: Value | undefined): ValueMap => {
  if (!given) return {}
  if (!isMap(given) || !given.Type)
    return { EndpointConfiguration: { Types: [given] }, Parameters: { endpointConfigurationTypes: given } }
  const { Type, VPCEndpointIds, VpcEndpointIds, IpAddressType } = given
  if (VPCEndpointIds && VpcEndpointIds)
    throw new ResourceProblem(
      logicalId,
      "'VPCEndpointIds' and 'VpcEndpointIds' cannot be used together in EndpointConfiguration.",
    )
  const endpoints = VPCEndpointIds ?? VpcEndpointIds
  return {
    Parameters: { endpointConfigurationTypes: Type },
    EndpointConfiguration: {
      Types: [Type],
      ...(endpoints !== undefined && { VpcEndpointIds: endpoints }),
      ...(IpAddressType !== undefined && { IpAddressType }),
    },
  }
}

const deploymentOf = (
  { logicalId, declaration, properties }: ServerlessResource,
  hashed: Dict | undefined,
  functionNames: string | undefined,
): Made => {
  const { OpenApiVersion: version } = properties
  const prefix = `${logicalId}Deployment`
  const data =
    hashed &&
    [printed(hashed), ...(version ? [versionText(version)] : []), ...(functionNames ? [functionNames] : [])].join('||')
  return made(
    data === undefined ? prefix : hashedLogicalId(prefix, data),
    'AWS::ApiGateway::Deployment',
    passedOn(declaration),
    {
      Description: data === undefined ? undefined : `RestApi deployment id: ${hashOf(data, 40)}`,
      RestApiId: ref(logicalId),
      StageName: version ? undefined : 'Stage',
    },
  )
}

const versionText = (version: Value): string => {
  const item = fromTemplate(version)
  return item instanceof Unicode ? textOf(item) : printed(item)
}

const stageOf = (
  { logicalId, declaration, properties }: ServerlessResource,
  deploymentId: string,
  tags: ValueMap | undefined,
): Made => {
  const { StageName } = properties
  const name = typeof StageName === 'string' ? StageName : ''
  const stageId = /^[\p{L}\p{N}]+$/u.test(name)
    ? `${logicalId}${name}Stage`
    : hashedLogicalId(`${logicalId}Stage`, name)
  return made(stageId, 'AWS::ApiGateway::Stage', passedOn(declaration), {
    AccessLogSetting: properties.AccessLogSetting,
    CacheClusterEnabled: properties.CacheClusterEnabled,
    CacheClusterSize: properties.CacheClusterSize,
    CanarySetting: properties.CanarySetting,
    DeploymentId: ref(deploymentId),
    RestApiId: ref(logicalId),
    StageName,
    Tags: tags && tagList(tags),
    TracingEnabled: properties.TracingEnabled,
    Variables: properties.Variables,
    MethodSettings: properties.MethodSettings,
  })
}
