// An event of type Api or HttpApi: the permission for API Gateway to invoke the function, and the integration in the API's definition.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html

import type { ValueMap } from '../../template.ts'
import type { EventTarget } from '../events.ts'
import { sub } from '../intrinsics.ts'
import { eventProblem, notCarriedOut } from '../problem.ts'
import { Dict, fromTemplate, Unicode } from '../python27.ts'
import type { Made } from '../resource.ts'
import type { ApiEvent } from './api.ts'
import {
  addLambdaIntegration,
  branches,
  edited,
  hasIntegration,
  INTEGRATION,
  integratedOperations,
  isDefinition,
  pathsOf,
  permissionPath,
  setTimeoutOf,
  textOf,
} from './definition.ts'

const REST_PROPERTIES = ['Path', 'Method', 'RestApiId', 'Stage', 'TimeoutInMillis', 'ResponseTransferMode']
const HTTP_PROPERTIES = ['Path', 'Method', 'ApiId', 'Stage', 'TimeoutInMillis', 'PayloadFormatVersion', 'RouteSettings']
const REFUSED = ['Auth', 'RequestModel', 'RequestParameters', 'ResponseTransferMode']

/** Adds the integration to the API's definition. */
export const integrate = (event: ApiEvent, target: EventTarget): Made | undefined => {
  const { api, eventId, properties } = event
  for (const name of Object.keys(properties)) {
    if (REFUSED.includes(name)) throw notCarriedOut(target.functionId, `Property '${name}' of event '${eventId}'`)
    if (!(api.kind === 'rest' ? REST_PROPERTIES : HTTP_PROPERTIES).includes(name))
      throw eventProblem(
        target.functionId,
        eventId,
        `property ${name} not defined for resource of type ${api.kind === 'rest' ? 'Api' : 'HttpApi'}`,
      )
  }
  return api.kind === 'rest' ? restEvent(event, target) : httpEvent(event, target)
}

const restEvent = (event: ApiEvent, target: EventTarget): Made => {
  const { api, eventId, path, properties, apiId } = event
  const method = event.method.toLowerCase()
  const stage = api.declaration.Properties?.StageName
  const made = target.permission({
    id: eventId,
    principal: 'apigateway.amazonaws.com',
    suffix: typeof stage === 'string' ? stage : 'Stage',
    sourceArn: executeApiArn('aws', apiId, `${verbOf(method)}${permissionPath(path)}`),
  })
  if (!api.managed || !api.definition) return made
  if (hasIntegration(api.definition, path, method))
    throw eventProblem(target.functionId, eventId, `API method "${method}" defined multiple times for path "${path}".`)
  const given = { path: new Unicode(path), method: new Unicode(method) }
  api.definition = edited(api.definition, definition => {
    addLambdaIntegration(definition, {
      ...given,
      uri: invocationUri('aws', target),
      condition: target.condition === undefined ? undefined : new Unicode(target.condition),
      settings: [],
    })
    if (properties.TimeoutInMillis)
      setTimeoutOf(definition, given.path, given.method, fromTemplate(properties.TimeoutInMillis))
  })
  return made
}

const httpEvent = (event: ApiEvent, target: EventTarget): Made | undefined => {
  const { api, eventId, path, properties } = event
  const method = event.method.toLowerCase()
  const permission = httpPermission(event, target)
  if (!isDefinition(api.definition, 'http')) return permission
  const exists = hasIntegration(api.definition, path, method)
  if (api.managed && exists)
    throw eventProblem(target.functionId, eventId, `API method '${method}' defined multiple times for path '${path}'.`)
  const isDefaultRoute = path === '$default' && method === 'x-amazon-apigateway-any-method'
  api.definition = edited(api.definition, definition => {
    if (!exists)
      addLambdaIntegration(definition, {
        path,
        method,
        uri: invocationUri('${AWS::Partition}', target),
        condition: target.condition,
        settings: [['payloadFormatVersion', '2.0']],
        isDefaultRoute,
      })
    if (properties.TimeoutInMillis) setTimeoutOf(definition, path, method, fromTemplate(properties.TimeoutInMillis))
    addPathParameters(definition, path, method)
    const version = properties.PayloadFormatVersion
    if (version)
      for (const integration of integrations(definition, path, method))
        integration.set('payloadFormatVersion', fromTemplate(version))
  })
  return permission
}

const integrations = (definition: Dict, path: string, method: string): readonly Dict[] =>
  integratedOperations(definition, path, method)
    .map(operation => operation.get(INTEGRATION))
    .filter(integration => integration instanceof Dict)

const addPathParameters = (definition: Dict, path: string, method: string): void => {
  const names = [...path.matchAll(/\{(.*?)\}/g)].map(([, name = '']) => name)
  if (names.length === 0) return
  for (const operation of integratedOperations(definition, path, method)) {
    const found = operation.get('parameters')
    const parameters = Array.isArray(found) ? found : []
    for (const name of names) {
      const known = parameters.find(
        parameter => parameter instanceof Dict && textOf(parameter.get('name') ?? '') === name,
      )
      if (known instanceof Dict) known.set('in', 'path').set('required', true)
      else
        parameters.push(
          new Dict([
            ['name', name],
            ['in', 'path'],
            ['required', true],
          ]),
        )
    }
    operation.set('parameters', parameters)
  }
}

/** None when the function answers every route of the API already, through a $default route with a permission of its own. */
const httpPermission = ({ api, eventId, path, method, apiId }: ApiEvent, target: EventTarget): Made | undefined => {
  const lower = method.toLowerCase()
  const isDefault = path === '$default'
  if (!isDefault && api.definition && answersDefaultRoute(api.definition, target.functionId)) return undefined
  const resource = `${verbOf(lower)}${isDefault ? '' : httpPermissionPath(path)}`
  return target.permission({
    id: eventId,
    principal: 'apigateway.amazonaws.com',
    sourceArn: executeApiArn('${AWS::Partition}', apiId, resource),
  })
}

const httpPermissionPath = (path: string): string =>
  path.replace(/^(.+)\/$/, '$1').replace(/\{([a-zA-Z0-9._-]+|proxy\+)\}/g, '*')

const answersDefaultRoute = (definition: Dict, functionId: string): boolean => {
  const operations = branches(pathsOf(definition).get('$default')).flatMap(item =>
    item instanceof Dict ? branches(item.get('x-amazon-apigateway-any-method')) : [],
  )
  const uris = operations.flatMap(operation => {
    const integration = operation instanceof Dict ? operation.get(INTEGRATION) : undefined
    const uri = integration instanceof Dict ? integration.get('uri') : undefined
    return uri instanceof Dict ? branches(uri) : []
  })
  if (uris.length === 0) return false
  return uris.every(uri => {
    const arn = uri instanceof Dict ? textOf(uri.get('Fn::Sub') ?? '') : ''
    return /([A-Za-z0-9]+)\.Arn/.exec(arn)?.[1] === functionId
  })
}

const verbOf = (method: string): string =>
  method === 'any' || method === 'x-amazon-apigateway-any-method' ? '*' : method.toUpperCase()

const executeApiArn = (partition: string, apiId: ApiEvent['apiId'], resource: string): ValueMap =>
  sub(`arn:${partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${resource}`, {
    __ApiId__: apiId,
    __Stage__: '*',
  })

const invocationUri = (partition: string, { functionId, aliasId }: EventTarget): Dict => {
  const arn = aliasId ?? `${functionId}.Arn`
  const text = `arn:${partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${arn}}/invocations`
  // The function's logical ID came with the template, that of its alias did not.
  return new Dict([['Fn::Sub', aliasId === undefined ? new Unicode(text) : text]])
}
