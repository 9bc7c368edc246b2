// AWS::Serverless::HttpApi: an HTTP API and its stage.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html

import { isMap, type Value, type ValueMap } from '../../template.ts'
import { isIntrinsic, ref, resolveParameters } from '../intrinsics.ts'
import { hashedLogicalId } from '../logical-id.ts'
import { ResourceProblem } from '../problem.ts'
import { Dict, fromTemplate, type Item, toTemplate } from '../python27.ts'
import {
  allAttributes,
  type Context,
  checkProperties,
  dependsOn,
  type Made,
  made,
  mapProperty,
  passedOn,
  type ServerlessResource,
  s3Location,
} from '../resource.ts'
import type { Api, ApiEvent } from './api.ts'
import { disableExecuteApiEndpoint, edited, isDefinition, needDefinition, pathsOf, textOf } from './definition.ts'

const PROPERTIES =
  `Name StageName Tags PropagateTags DefinitionBody DefinitionUri StageVariables CorsConfiguration AccessLogSettings
  DefaultRouteSettings RouteSettings FailOnWarnings Description DisableExecuteApiEndpoint`.split(/\s+/)

/** Differs from AWS: custom domains and authorizers are refused. */
const REFUSED = ['Auth', 'Domain']

export const transformHttpApi = (
  resource: ServerlessResource,
  api: Api,
  context: Context,
  events: readonly ApiEvent[],
): readonly Made[] => {
  checkProperties(resource, PROPERTIES, REFUSED)
  const { logicalId, declaration, properties } = resource
  const { DefinitionUri, FailOnWarnings } = properties
  if (DefinitionUri && api.definition)
    throw new ResourceProblem(logicalId, "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.")
  if (!DefinitionUri && !api.definition)
    throw new ResourceProblem(
      logicalId,
      "'DefinitionUri' or 'DefinitionBody' are required properties of an 'AWS::Serverless::HttpApi'. Add a value for one of these properties or add a 'HttpApi' event to an 'AWS::Serverless::Function'.",
    )
  const tags = tagsOf(resource, context, api)
  const definition = api.definition && wholeDefinition(resource, api.definition, context, tags)
  const httpApi = made(
    logicalId,
    'AWS::ApiGatewayV2::Api',
    { ...dependsOn(declaration), ...allAttributes(declaration) },
    {
      Body: definition && toTemplate(definition),
      BodyS3Location: DefinitionUri ? s3Location(logicalId, 'DefinitionUri', DefinitionUri) : undefined,
      FailOnWarnings: FailOnWarnings || undefined,
    },
  )
  return [httpApi, stageOf(resource, tags, events)]
}

/** With the mark of the transform, when it writes into the definition. */
const tagsOf = (resource: ServerlessResource, { hashed, template }: Context, api: Api): Dict | undefined => {
  const given = mapProperty(resource, 'Tags')
  if (given && !api.definition)
    throw new ResourceProblem(
      resource.logicalId,
      "Tags works only with inline OpenApi specified in the 'DefinitionBody' property.",
    )
  const entries = Object.entries(given ?? {}).map(([key, value]): [string, Item] => [key, fromTemplate(value)])
  const shared = isMap(template.Globals?.HttpApi) && template.Globals.HttpApi.Tags !== undefined
  const tags = new Dict(entries, hashed && given !== undefined && !api.implicit && !shared)
  return isDefinition(api.definition, 'http') ? tags.set('httpapi:createdBy', 'SAM') : given && tags
}

const wholeDefinition = (
  resource: ServerlessResource,
  given: Dict,
  { parameters }: Context,
  tags: Dict | undefined,
): Dict => {
  const { logicalId, properties } = resource
  const { CorsConfiguration, DisableExecuteApiEndpoint, Name, Description, FailOnWarnings } = properties
  const cors = CorsConfiguration === undefined ? undefined : resolveParameters(CorsConfiguration, parameters)
  let definition = given
  if (cors) definition = addCors(logicalId, needDefinition(logicalId, 'Cors', definition, 'http'), cors)
  if (tags && isDefinition(definition, 'http')) definition = edited(definition, copy => addTags(copy, tags))
  if (DisableExecuteApiEndpoint !== undefined)
    definition = edited(definition, copy => disableExecuteApiEndpoint(copy, fromTemplate(DisableExecuteApiEndpoint)))
  if (Name) definition = edited(definition, copy => setTitle(logicalId, copy, Name))
  if (Description) definition = edited(definition, copy => setDescription(logicalId, copy, Description))
  if (FailOnWarnings) renameDefaultPath(definition)
  return definition
}

const CORS = ['AllowMethods', 'AllowHeaders', 'AllowOrigins', 'MaxAge', 'ExposeHeaders', 'AllowCredentials']

const addCors = (logicalId: string, definition: Dict, cors: Value): Dict => {
  const settings = corsSettings(logicalId, cors)
  return edited(definition, copy => {
    const found = copy.get('x-amazon-apigateway-cors')
    const configuration = found instanceof Dict ? found : Dict.plain({})
    for (const [name, value] of Object.entries(settings)) configuration.set(name, fromTemplate(value))
    copy.set('x-amazon-apigateway-cors', configuration)
  })
}

const corsSettings = (logicalId: string, cors: Value): ValueMap => {
  if (typeof cors === 'boolean') return { allowOrigins: ['*'] }
  if (isIntrinsic(cors)) return renamed(cors)
  if (!isMap(cors)) throw new ResourceProblem(logicalId, "Invalid value for 'Cors' property.")
  const unknown = Object.keys(cors).find(name => !CORS.includes(name))
  if (unknown !== undefined) throw new ResourceProblem(logicalId, `Invalid key '${unknown}' for 'Cors' property.`)
  if (cors.AllowCredentials === true && JSON.stringify(cors.AllowOrigins) === '["*"]')
    throw new ResourceProblem(
      logicalId,
      "Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is \"'*'\" or not set.",
    )
  const { AllowOrigins: origins } = cors
  if (origins !== undefined && isIntrinsic(origins)) return renamed(origins)
  return Object.fromEntries(
    Object.entries(cors).flatMap(([name, value]): [string, Value][] => {
      const left = name === 'AllowCredentials' ? value !== true : name !== 'MaxAge' && !value
      return left || (Array.isArray(value) && value.length === 0) ? [] : [[lowerFirst(name), value]]
    }),
  )
}

const lowerFirst = (name: string): string => name.replace(/^./, first => first.toLowerCase())

/** Names of settings inside an intrinsic function, wherever they stand. */
const renamed = (value: Value): ValueMap =>
  JSON.parse(CORS.reduce((json, name) => json.replaceAll(name, lowerFirst(name)), JSON.stringify(value)))

const addTags = (definition: Dict, added: Dict): void => {
  const found = definition.get('tags')
  const tags = Array.isArray(found) ? found : []
  for (const [name, value] of added.entries()) {
    const known = tags.find(tag => tag instanceof Dict && textOf(tag.get('name') ?? '') === textOf(name))
    if (known instanceof Dict) known.set('x-amazon-apigateway-tag-value', value)
    else
      tags.push(
        new Dict([
          ['name', name],
          ['x-amazon-apigateway-tag-value', value],
        ]),
      )
  }
  definition.set('tags', tags)
}

const infoOf = (definition: Dict): Dict => {
  const found = definition.get('info')
  const info = found instanceof Dict ? found : new Dict()
  definition.set('info', info)
  return info
}

const setTitle = (logicalId: string, definition: Dict, name: Value): void => {
  const info = infoOf(definition)
  const title = info.get('title')
  if (!(title instanceof Dict && textOf(title.get('Ref') ?? '') === 'AWS::StackName'))
    throw new ResourceProblem(
      logicalId,
      "Unable to set Name because it is already defined within inline OpenAPI specified in the 'DefinitionBody' property.",
    )
  info.set('title', fromTemplate(name))
}

const setDescription = (logicalId: string, definition: Dict, description: Value): void => {
  const info = infoOf(definition)
  if (info.get('description'))
    throw new ResourceProblem(
      logicalId,
      "Unable to set Description because it is already defined within inline OpenAPI specified in the 'DefinitionBody' property.",
    )
  info.set('description', fromTemplate(description))
}

const renameDefaultPath = (definition: Dict): void => {
  const paths = pathsOf(definition)
  const item = paths.get('$default')
  if (item === undefined) return
  paths.delete('$default')
  paths.set('/$default', item)
}

const stageOf = (
  { logicalId, declaration, properties }: ServerlessResource,
  tags: Dict | undefined,
  events: readonly ApiEvent[],
): Made => {
  const StageName = properties.StageName || '$default'
  const name = typeof StageName === 'string' ? StageName : ''
  return made(stageId(logicalId, name), 'AWS::ApiGatewayV2::Stage', passedOn(declaration), {
    AccessLogSettings: properties.AccessLogSettings,
    DefaultRouteSettings: properties.DefaultRouteSettings,
    RouteSettings: routeSettings(properties.RouteSettings, events),
    ApiId: ref(logicalId),
    StageName,
    Tags: tags && toTemplate(tags),
    StageVariables: properties.StageVariables,
    AutoDeploy: true,
  })
}

const stageId = (logicalId: string, name: string): string => {
  if (/^[\p{L}\p{N}]+$/u.test(name)) return `${logicalId}${name}Stage`
  return name === '$default' ? `${logicalId}ApiGatewayDefaultStage` : hashedLogicalId(`${logicalId}Stage`, name)
}

/** Those of the API, and over them those of the events on it. */
const routeSettings = (own: Value | undefined, events: readonly ApiEvent[]): Value | undefined => {
  const settings: Record<string, Value> = isMap(own) ? { ...own } : {}
  for (const { path, method, properties } of events) {
    if (!isMap(properties.RouteSettings)) continue
    const route = method === 'x-amazon-apigateway-any-method' ? path : `${method.toUpperCase()} ${path}`
    const before = settings[route]
    settings[route] = { ...(isMap(before) ? before : {}), ...properties.RouteSettings }
  }
  return Object.keys(settings).length > 0 || own !== undefined ? settings : undefined
}
