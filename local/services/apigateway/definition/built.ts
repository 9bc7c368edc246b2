// Methods that are made piece by piece: how they are found, what is served of them, and how they are shown.

import { notCarriedOut } from '../errors.ts'
import type { BuiltIntegration, BuiltMethod, Method, Resource, RestApi } from '../state.ts'
import { readIntegration } from './integration.ts'

type Content = Pick<RestApi, 'settings' | 'definition' | 'resources' | 'built'>

/** A method that a definition made is one, too. */
export const builtOf = (api: RestApi, path: string, httpMethod: string): BuiltMethod | undefined => {
  const is = (method: Pick<BuiltMethod, 'path' | 'httpMethod'>): boolean =>
    method.path === path && method.httpMethod === httpMethod
  const served = api.definition.methods.find(is)
  return api.built?.find(is) ?? (served && { path, httpMethod, responses: {}, served: served.integration })
}

export const withMethod = (
  { settings, definition, resources, built = [] }: RestApi,
  path: string,
  httpMethod: string,
  method: BuiltMethod | undefined,
): Content => {
  const isOther = (other: Pick<BuiltMethod, 'path' | 'httpMethod'>): boolean =>
    other.path !== path || other.httpMethod !== httpMethod
  const served = method && servedAs(method)
  return {
    settings,
    resources,
    definition: { ...definition, methods: [...definition.methods.filter(isOther), ...(served ? [served] : [])] },
    built: [...built.filter(isOther), ...(method ? [method] : [])],
  }
}

/** Undefined as long as it has no integration. @throws ServiceError BadRequestException for what is not carried out */
const servedAs = ({ path, httpMethod, operationName, integration, served }: BuiltMethod): Method | undefined => {
  const problems: string[] = []
  const found = integration ? readIntegration(integration, 'REST', '', problems) : served
  if (problems.length > 0) throw notCarriedOut(problems.join('; '))
  return found && { path, httpMethod, integration: found, ...(operationName !== undefined && { operationName }) }
}

export const describeIntegration = (integration: BuiltIntegration | undefined) => {
  const { responses = {}, ...shown } = integration ?? {}
  const byStatus = Object.entries(responses).map(([pattern, response]) => [
    response.statusCode,
    { ...response, ...(pattern !== 'default' && { selectionPattern: pattern }) },
  ])
  return { ...shown, ...(byStatus.length > 0 && { integrationResponses: Object.fromEntries(byStatus) }) }
}

export const describeMethod = (method: BuiltMethod | undefined) => {
  const { httpMethod, operationName, integration, responses = {} } = method ?? {}
  const shown = Object.entries(responses).map(([statusCode, response]) => [statusCode, { statusCode, ...response }])
  return {
    httpMethod,
    authorizationType: 'NONE',
    apiKeyRequired: false,
    ...(operationName !== undefined && { operationName }),
    ...(shown.length > 0 && { methodResponses: Object.fromEntries(shown) }),
    ...(integration && { methodIntegration: describeIntegration(integration) }),
  }
}

export const describeResource = ({ definition, built = [] }: RestApi, resource: Resource) => {
  const verbs = [...definition.methods, ...built]
    .filter(({ path }) => path === resource.path)
    .map(each => each.httpMethod)
  return {
    ...resource,
    ...(verbs.length > 0 && { resourceMethods: Object.fromEntries(verbs.map(verb => [verb, {}])) }),
  }
}
