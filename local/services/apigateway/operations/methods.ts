// PutMethod, PutIntegration and their responses: methods of a REST API that are made piece by piece, and what is deleted of them.
// https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html

import type { Members } from '../../../core/input/members.ts'
import { type Operation, operation, type Scope } from '../../../core/service.ts'
import { access, apiArn, type Verb } from '../access.ts'
import { builtOf, describeIntegration, describeMethod, withMethod } from '../definition/built.ts'
import { conflict, notCarriedOut, notFound } from '../errors.ts'
import { findResource, findRestApi } from '../find.ts'
import type { ApiGatewayState, BuiltIntegration, BuiltMethod } from '../state.ts'
import { changed } from '../trail.ts'

interface Named {
  readonly restApiId: string
  readonly resourceId: string
  readonly httpMethod: string
}

const VERBS = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']

const named = (members: Members): Named => ({
  restApiId: members.string('restApiId'),
  resourceId: members.string('resourceId'),
  httpMethod: members.string('httpMethod', { values: VERBS }),
})

const pathOf = ({ restApiId, resourceId, httpMethod }: Named): string =>
  `/restapis/${restApiId}/resources/${resourceId}/methods/${httpMethod}`

type ChangeName =
  | 'PutMethod'
  | 'DeleteMethod'
  | 'PutIntegration'
  | 'DeleteIntegration'
  | 'PutMethodResponse'
  | 'PutIntegrationResponse'

/** An operation that changes one method, and answers with what `show` makes of it. */
const changeMethod = <Input>(
  name: ChangeName,
  verb: Verb,
  read: (members: Members) => Input,
  below: (input: Input) => string,
  alter: (
    found: BuiltMethod | undefined,
    input: Input,
    at: Pick<BuiltMethod, 'path' | 'httpMethod'>,
  ) => BuiltMethod | undefined,
  show: (method: BuiltMethod | undefined, input: Input) => unknown,
): Operation<ApiGatewayState> =>
  operation<ApiGatewayState>()({
    input: members => ({ at: named(members), given: read(members) }),
    access: ({ at, given }, scope: Scope) => [access(verb, scope, pathOf(at) + below(given))],
    decide: (state, { at, given }, scope) => {
      const api = findRestApi(state, scope, at.restApiId)
      const { path } = findResource(api, at.resourceId)
      const method = alter(builtOf(api, path, at.httpMethod), given, { path, httpMethod: at.httpMethod })
      const made = withMethod(api, path, at.httpMethod, method)
      const arn = apiArn(scope, pathOf(at) + below(given))
      return {
        output: show(method, given),
        facts: [changed(name, arn, { restApiId: at.restApiId, api: made })],
      }
    },
  })

const methodThere = (found: BuiltMethod | undefined): BuiltMethod => {
  if (!found) throw notFound('Invalid Method identifier specified')
  return found
}

const integrationThere = (found: BuiltMethod | undefined): BuiltMethod & { readonly integration: BuiltIntegration } => {
  const method = methodThere(found)
  const { integration } = method
  if (!integration) throw notFound('Invalid Integration identifier specified')
  return { ...method, integration }
}

export const PutMethod = changeMethod(
  'PutMethod',
  'PUT',
  members => {
    const authorizationType = members.string('authorizationType')
    if (authorizationType !== 'NONE') throw notCarriedOut(`authorizationType ${authorizationType}`)
    if (members.boolean('apiKeyRequired')) throw notCarriedOut('apiKeyRequired')
    for (const name of ['authorizerId', 'requestValidatorId', 'authorizationScopes'])
      if (members.has(name)) throw notCarriedOut(name)
    return {
      operationName: members.optionalString('operationName'),
      // Shown in documentation; without a validator nothing checks them.
      requestParameters: members.raw('requestParameters'),
      requestModels: members.map('requestModels'),
    }
  },
  () => '',
  (found, { operationName }, at) => {
    if (found) throw conflict('Method already exists for this resource')
    return { ...at, responses: {}, ...(operationName !== undefined && { operationName }) }
  },
  method => describeMethod(method),
)

export const GetMethod = operation<ApiGatewayState>()({
  input: named,
  access: (input, scope) => [access('GET', scope, pathOf(input))],
  decide: (state, { restApiId, resourceId, httpMethod }, scope) => {
    const api = findRestApi(state, scope, restApiId)
    const { path } = findResource(api, resourceId)
    return { output: describeMethod(methodThere(builtOf(api, path, httpMethod))) }
  },
})

export const DeleteMethod = changeMethod(
  'DeleteMethod',
  'DELETE',
  () => ({}),
  () => '',
  found => {
    methodThere(found)
    return undefined
  },
  () => ({}),
)

export const PutIntegration = changeMethod(
  'PutIntegration',
  'PUT',
  members => {
    for (const name of ['connectionId', 'tlsConfig', 'cacheKeyParameters', 'integrationTarget', 'contentHandling'])
      if (members.has(name)) throw notCarriedOut(name)
    if (Object.keys(members.map('requestParameters')).length > 0) throw notCarriedOut('requestParameters')
    members.only('connectionType', 'INTERNET')
    return {
      type: members.string('type', { values: ['HTTP', 'AWS', 'MOCK', 'HTTP_PROXY', 'AWS_PROXY'] }),
      uri: members.optionalString('uri'),
      // The verb that the integration is called with: Lambda takes POST only, and a mock none.
      httpMethod: members.optionalString('integrationHttpMethod'),
      credentials: members.optionalString('credentials'),
      responseTransferMode: members.optionalString('responseTransferMode'),
      timeoutInMillis: members.optionalNumber('timeoutInMillis'),
      passthroughBehavior: members.optionalString('passthroughBehavior') ?? 'WHEN_NO_MATCH',
      requestTemplates: members.map('requestTemplates'),
    }
  },
  () => '/integration',
  (found, { type, uri, httpMethod, credentials, responseTransferMode, timeoutInMillis, ...more }) => {
    const { served: _, ...method } = methodThere(found)
    const integration: BuiltIntegration = {
      type,
      ...more,
      responses: {},
      ...(uri !== undefined && { uri }),
      ...(httpMethod !== undefined && { httpMethod }),
      ...(credentials !== undefined && { credentials }),
      ...(responseTransferMode !== undefined && { responseTransferMode }),
      ...(timeoutInMillis !== undefined && { timeoutInMillis }),
    }
    return { ...method, integration }
  },
  method => describeIntegration(method?.integration),
)

export const GetIntegration = operation<ApiGatewayState>()({
  input: named,
  access: (input, scope) => [access('GET', scope, `${pathOf(input)}/integration`)],
  decide: (state, { restApiId, resourceId, httpMethod }, scope) => {
    const api = findRestApi(state, scope, restApiId)
    const { path } = findResource(api, resourceId)
    return { output: describeIntegration(integrationThere(builtOf(api, path, httpMethod)).integration) }
  },
})

export const DeleteIntegration = changeMethod(
  'DeleteIntegration',
  'DELETE',
  () => ({}),
  () => '/integration',
  found => {
    const { integration: _, ...method } = integrationThere(found)
    return method
  },
  () => ({}),
)

const STATUS = { pattern: /^[1-5]\d\d$/ }

export const PutMethodResponse = changeMethod(
  'PutMethodResponse',
  'PUT',
  members => ({
    statusCode: members.string('statusCode', STATUS),
    responseParameters: booleans(members.raw('responseParameters')),
    responseModels: members.map('responseModels'),
  }),
  ({ statusCode }) => `/responses/${statusCode}`,
  (found, { statusCode, ...response }) => {
    const method = methodThere(found)
    if (method.responses[statusCode]) throw conflict('Response already exists for this resource')
    return { ...method, responses: { ...method.responses, [statusCode]: response } }
  },
  (_, input) => input,
)

const booleans = (given: unknown): Readonly<Record<string, boolean>> =>
  Object.fromEntries(Object.entries(Object(given)).map(([name, value]) => [name, String(value) === 'true']))

export const PutIntegrationResponse = changeMethod(
  'PutIntegrationResponse',
  'PUT',
  members => {
    if (members.has('contentHandling')) throw notCarriedOut('contentHandling')
    return {
      statusCode: members.string('statusCode', STATUS),
      selectionPattern: members.optionalString('selectionPattern'),
      responseParameters: members.map('responseParameters'),
      responseTemplates: members.map('responseTemplates'),
    }
  },
  ({ statusCode }) => `/integration/responses/${statusCode}`,
  (found, { selectionPattern, ...response }) => {
    const { integration, ...method } = integrationThere(found)
    const key = selectionPattern || 'default'
    return { ...method, integration: { ...integration, responses: { ...integration.responses, [key]: response } } }
  },
  (_, input) => input,
)
