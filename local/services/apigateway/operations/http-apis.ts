// CreateApi, ImportApi, ReimportApi, GetApi(s), UpdateApi, DeleteApi: HTTP APIs, defined by OpenAPI or made quickly for one function.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html

import { present } from '../../../core/input/members.ts'
import { operation } from '../../../core/service.ts'
import { access, apiArn, tagging } from '../access.ts'
import { readIntegration } from '../definition/integration.ts'
import { readCors, readOpenApi } from '../definition/openapi.ts'
import { apiId as newApiId } from '../definition/resources.ts'
import { badRequest, notCarriedOut } from '../errors.ts'
import { findHttpApi } from '../find.ts'
import type { ApiGatewayState, Definition, HttpApi, HttpApiSettings, HttpStage } from '../state.ts'
import { changed } from '../trail.ts'
import { httpMembers } from './http-members.ts'

const UNSUPPORTED = ['apiKeySelectionExpression', 'credentialsArn', 'disableSchemaValidation', 'basepath']

export const CreateApi = operation<ApiGatewayState>()({
  input: members => {
    const given = httpMembers(members)
    given.only('ipAddressType', 'ipv4')
    given.only('routeSelectionExpression', '$request.method $request.path', '${request.method} ${request.path}')
    const asked = UNSUPPORTED.filter(name => given.has(name))
    if (given.boolean('disableExecuteApiEndpoint')) asked.push('disableExecuteApiEndpoint')
    if (given.string('protocolType', { values: ['HTTP', 'WEBSOCKET'] }) === 'WEBSOCKET')
      asked.push('protocolType WEBSOCKET')
    if (asked.length > 0) throw notCarriedOut(asked.join(', '))
    const cors = given.optionalStructure('corsConfiguration')
    return {
      name: given.string('name', { min: 1, max: 128 }),
      about: present({ description: given.optionalString('description'), version: given.optionalString('version') }),
      target: given.optionalString('target'),
      routeKey: given.optionalString('routeKey') ?? '$default',
      ...(cors ? { cors: readCors(cors.value) } : {}),
      tags: given.map('tags'),
    }
  },
  access: ({ tags }, scope) => [access('POST', scope, '/apis'), ...tagging(scope, '/apis', tags)],
  decide: (_, { name, about, target, routeKey, cors, tags }, scope) => {
    const methods = target === undefined ? [] : [quickRoute(routeKey, target)]
    const definition: Definition = { methods, binaryMediaTypes: [], ...(cors ? { cors } : {}) }
    const settings: HttpApiSettings = {
      ...about,
      apiId: newApiId(scope.newId()),
      name,
      createdDate: scope.now.toISOString(),
      tags,
    }
    const made = { settings, definition }
    const facts = [changed('CreateApi', arnOf(scope, settings.apiId), made)]
    if (target === undefined) return { output: describe(made, scope), facts }
    const stage = defaultStage(settings.createdDate)
    return {
      output: describe(made, scope),
      facts: [...facts, changed('v2.CreateStage', arnOf(scope, settings.apiId), { apiId: settings.apiId, stage })],
    }
  },
})

export const ImportApi = operation<ApiGatewayState>()({
  input: members => ({ body: httpMembers(members).raw('body') }),
  access: (_, scope) => [access('PUT', scope, '/apis')],
  perform: async (desk, { body }, { answer }) => {
    const { name, description, version, tags, ...definition } = await readOpenApi(body, 'HTTP')
    const about = present({ description, version })
    const settings = { ...about, apiId: newApiId(desk.newId()), name, createdDate: desk.now().toISOString(), tags }
    const made = { settings, definition }
    return answer(describe(made, desk), changed('ImportApi', arnOf(desk, settings.apiId), made))
  },
})

export const ReimportApi = operation<ApiGatewayState>()({
  input: members => {
    const given = httpMembers(members)
    return { apiId: given.string('apiId'), body: given.raw('body') }
  },
  access: ({ apiId }, scope) => [access('PUT', scope, `/apis/${apiId}`)],
  perform: async (desk, { apiId, body }, { answer }) => {
    const { name, description, version, tags, ...definition } = await readOpenApi(body, 'HTTP')
    const { settings: before } = findHttpApi(desk.state, apiId)
    const settings = { ...before, ...present({ description, version }), name, tags: { ...before.tags, ...tags } }
    const api = { settings, definition }
    return answer(describe(api, desk), changed('ReimportApi', arnOf(desk, apiId), { apiId, api }))
  },
})

export const GetApi = operation<ApiGatewayState>()({
  input: members => ({ apiId: httpMembers(members).string('apiId') }),
  access: ({ apiId }, scope) => [access('GET', scope, `/apis/${apiId}`)],
  decide: (state, { apiId }, scope) => ({ output: describe(findHttpApi(state, apiId), scope) }),
})

export const GetApis = operation<ApiGatewayState>()({
  input: () => ({}),
  access: (_, scope) => [access('GET', scope, '/apis')],
  decide: (state, _, scope) => ({ output: { items: [...state.httpApis.values()].map(api => describe(api, scope)) } }),
})

export const UpdateApi = operation<ApiGatewayState>()({
  input: members => {
    const given = httpMembers(members)
    given.only('ipAddressType', 'ipv4')
    given.only('routeSelectionExpression', '$request.method $request.path', '${request.method} ${request.path}')
    const asked = UNSUPPORTED.filter(name => given.has(name))
    if (asked.length > 0) throw notCarriedOut(asked.join(', '))
    const cors = given.optionalStructure('corsConfiguration')
    return {
      apiId: given.string('apiId'),
      about: present({
        name: given.optionalString('name'),
        description: given.optionalString('description'),
        version: given.optionalString('version'),
      }),
      quick: present({ target: given.optionalString('target'), routeKey: given.optionalString('routeKey') }),
      ...(cors ? { cors: readCors(cors.value) } : {}),
    }
  },
  access: ({ apiId }, scope) => [access('PATCH', scope, `/apis/${apiId}`)],
  decide: (state, { apiId, about, quick, cors }, scope) => {
    const api = findHttpApi(state, apiId)
    const methods = quickRoutes(api.definition.methods, quick)
    const made = {
      settings: { ...api.settings, ...about },
      definition: { ...api.definition, methods, ...(cors ? { cors } : {}) },
    }
    return {
      output: describe(made, scope),
      facts: [changed('UpdateApi', arnOf(scope, apiId), { apiId, api: made })],
    }
  },
})

export const DeleteApi = operation<ApiGatewayState>()({
  input: members => ({ apiId: httpMembers(members).string('apiId') }),
  access: ({ apiId }, scope) => [access('DELETE', scope, `/apis/${apiId}`)],
  decide: (state, { apiId }, scope) => {
    findHttpApi(state, apiId)
    return { output: {}, facts: [changed('DeleteApi', arnOf(scope, apiId), { apiId })] }
  },
})

/** `Target` makes an API whole: one route to one function. */
const quickRoute = (routeKey: string, target: string): Definition['methods'][number] => {
  const problems: string[] = []
  const integration = readIntegration(
    { type: 'AWS_PROXY', uri: target, payloadFormatVersion: '2.0' },
    'HTTP',
    'target: ',
    problems,
  )
  if (!integration) throw badRequest(problems.join('; '))
  const [httpMethod = 'ANY', path] = routeKey.split(' ')
  return path === undefined ? { path: '$default', httpMethod: 'ANY', integration } : { path, httpMethod, integration }
}

/** The one route and its function may be others later. */
// Unverified: AWS's words for an API that has other routes than the one that quick create made.
const quickRoutes = (
  methods: Definition['methods'],
  { target, routeKey }: { readonly target?: string; readonly routeKey?: string },
): Definition['methods'] => {
  if (target === undefined && routeKey === undefined) return methods
  const [only, ...others] = methods
  if (!only || others.length > 0 || only.integration.type !== 'AWS_PROXY')
    throw badRequest('Target and RouteKey are for an API that was made with quick create')
  const key = only.path === '$default' ? '$default' : `${only.httpMethod} ${only.path}`
  return [quickRoute(routeKey ?? key, target ?? only.integration.functionArn)]
}

const defaultStage = (now: string): HttpStage => ({
  stageName: '$default',
  autoDeploy: true,
  stageVariables: {},
  defaultRouteSettings: {},
  routeSettings: {},
  tags: {},
  createdDate: now,
  lastUpdatedDate: now,
})

const arnOf = (place: { readonly region: string }, apiId: string): string => apiArn(place, `/apis/${apiId}`)

const describe = (
  { settings, definition }: Pick<HttpApi, 'settings' | 'definition'>,
  { region }: { readonly region: string },
) => ({
  ...settings,
  protocolType: 'HTTP',
  apiEndpoint: `https://${settings.apiId}.execute-api.${region}.amazonaws.com`,
  apiKeySelectionExpression: '$request.header.x-api-key',
  routeSelectionExpression: '$request.method $request.path',
  disableExecuteApiEndpoint: false,
  ...(definition.cors ? { corsConfiguration: definition.cors } : {}),
})
