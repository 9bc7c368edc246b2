// CreateRestApi, ImportRestApi, PutRestApi, GetRestApi(s), UpdateRestApi, DeleteRestApi, GetResources: REST APIs and their definitions.
// https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html

import type { Members } from '../../../core/input/members.ts'
import { WholeList } from '../../../core/pages.ts'
import { type Desk, operation, type Scope } from '../../../core/service.ts'
import { access, apiArn, tagging } from '../access.ts'
import { describeResource } from '../definition/built.ts'
import { type ReadApi, readOpenApi } from '../definition/openapi.ts'
import { apiId, resourcesOf } from '../definition/resources.ts'
import { badRequest, notCarriedOut } from '../errors.ts'
import { findRestApi } from '../find.ts'
import type { ApiGatewayState, Definition, RestApi, RestApiSettings } from '../state.ts'
import { changed } from '../trail.ts'
import { type PatchOperation, readPatch, unescapePart } from './patch.ts'

const NO_METHODS: Definition = { methods: [], binaryMediaTypes: [] }

/** Settings that change how an API is reached or answered, and that are not carried out. */
const UNSUPPORTED = [
  'cloneFrom',
  'minimumCompressionSize',
  'policy',
  'apiKeySource',
  'disableExecuteApiEndpoint',
  'securityPolicy',
  'endpointAccessMode',
]

const readSettings = (members: Members) => {
  const asked = UNSUPPORTED.filter(
    name => members.has(name) && members.raw(name) !== false && members.raw(name) !== 'HEADER',
  )
  if (asked.length > 0) throw notCarriedOut(asked.join(', '))
  const endpoint = members.optionalStructure('endpointConfiguration')
  endpoint?.only('ipAddressType', 'ipv4')
  const types = endpoint?.strings('types') ?? []
  if (endpoint?.has('types') && types.length === 0) throw badRequest('Endpoint configuration has no type')
  if (types.includes('PRIVATE')) throw notCarriedOut('endpointConfiguration PRIVATE')
  if (types.some(type => type !== 'EDGE' && type !== 'REGIONAL'))
    throw badRequest(
      `1 validation error detected: Value '[${types.join(', ')}]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]`,
    )
  return {
    name: members.optionalString('name'),
    description: members.optionalString('description', { min: 1 }),
    version: members.optionalString('version'),
    binaryMediaTypes: members.strings('binaryMediaTypes').map(unescapePart),
    endpointTypes: types,
    tags: members.map('tags'),
  }
}

export const CreateRestApi = operation<ApiGatewayState>()({
  input: members => ({ ...readSettings(members), name: members.string('name', { min: 1 }) }),
  access: ({ tags }, scope) => [access('POST', scope, '/restapis'), ...tagging(scope, '/restapis', tags)],
  decide: (_, { name, description, version, binaryMediaTypes, endpointTypes, tags }, scope) => {
    const settings = newSettings(
      { name, ...(description ? { description } : {}), ...(version ? { version } : {}), tags },
      endpointTypes,
      scope,
    )
    const made = restChange(settings, { ...NO_METHODS, binaryMediaTypes }, [], scope)
    return {
      output: describeApi({ ...made }),
      facts: [changed('CreateRestApi', arnOf(scope, settings.id), made)],
    }
  },
})

export const ImportRestApi = operation<ApiGatewayState>()({
  input: members => {
    refuseBasePath(members)
    return { body: members.raw('body'), endpointTypes: endpointTypes(members), tags: members.map('tags') }
  },
  access: ({ tags }, scope) => [access('POST', scope, '/restapis'), ...tagging(scope, '/restapis', tags)],
  perform: async (desk, { body, endpointTypes, tags }, { answer }) => {
    const read = await readOpenApi(body, 'REST')
    const moment = desk.moment()
    const { name, description, version } = read
    const settings = newSettings(
      { name, ...(description ? { description } : {}), ...(version ? { version } : {}), tags },
      endpointTypes,
      moment,
    )
    const made = restChange(settings, definitionOf(read), [], moment)
    return answer(describeApi(made), changed('ImportRestApi', arnOf(desk, settings.id), made))
  },
})

export const PutRestApi = operation<ApiGatewayState>()({
  input: members => {
    refuseBasePath(members)
    const mode = members.optionalString('mode', { values: ['overwrite', 'merge'] }) ?? 'merge'
    return { restApiId: members.string('restApiId'), body: members.raw('body'), mode, types: endpointTypes(members) }
  },
  access: ({ restApiId }, scope) => [access('PUT', scope, `/restapis/${restApiId}`)],
  perform: async (desk, { restApiId, body, mode, types }, { answer }) => {
    const read = await readOpenApi(body, 'REST')
    const api = findRestApi(desk.state, desk, restApiId)
    if (types.length > 0 && types.join() !== api.settings.endpointConfiguration.types.join())
      throw notCarriedOut(`endpointConfigurationTypes ${types.join()} of an API that has others`)
    const both = merged(api.definition, definitionOf(read))
    // Unverified: binary media types that the definition does not mention stay, also when it overwrites the rest.
    const definition = mode === 'overwrite' ? { ...both, methods: read.methods } : both
    const change = restChange(renamed(api.settings, read, mode), definition, api.resources, desk.moment())
    const made = { ...change, built: mode === 'overwrite' ? [] : (api.built ?? []).filter(isBesides(read.methods)) }
    return answer(describeApi(made), changed('PutRestApi', arnOf(desk, restApiId), { restApiId, api: made }))
  },
})

export const GetRestApi = operation<ApiGatewayState>()({
  input: members => ({ restApiId: members.string('restApiId') }),
  access: ({ restApiId }, scope) => [access('GET', scope, `/restapis/${restApiId}`)],
  decide: (state, { restApiId }, scope) => ({ output: describeApi(findRestApi(state, scope, restApiId)) }),
})

export const GetRestApis = operation<ApiGatewayState>()({
  input: () => ({}),
  access: (_, scope) => [access('GET', scope, '/restapis')],
  decide: state => ({
    output: { items: WholeList.of([...state.restApis.values()], describeApi, ({ settings }) => settings.id) },
  }),
})

export const UpdateRestApi = operation<ApiGatewayState>()({
  input: members => ({ restApiId: members.string('restApiId'), patch: readPatch(members) }),
  access: ({ restApiId }, scope) => [access('PATCH', scope, `/restapis/${restApiId}`)],
  decide: (state, { restApiId, patch }, scope) => {
    const api = findRestApi(state, scope, restApiId)
    const { settings, definition, resources } = api
    const made = patch.reduce(patched, { settings, definition, resources })
    return {
      output: describeApi(made),
      facts: [changed('UpdateRestApi', arnOf(scope, restApiId), { restApiId, api: made })],
    }
  },
})

export const DeleteRestApi = operation<ApiGatewayState>()({
  input: members => ({ restApiId: members.string('restApiId') }),
  access: ({ restApiId }, scope) => [access('DELETE', scope, `/restapis/${restApiId}`)],
  decide: (state, { restApiId }, scope) => {
    findRestApi(state, scope, restApiId)
    return { output: {}, facts: [changed('DeleteRestApi', arnOf(scope, restApiId), { restApiId })] }
  },
})

export const GetResources = operation<ApiGatewayState>()({
  input: members => ({ restApiId: members.string('restApiId') }),
  access: ({ restApiId }, scope) => [access('GET', scope, `/restapis/${restApiId}/resources`)],
  decide: (state, { restApiId }, scope) => {
    const api = findRestApi(state, scope, restApiId)
    return { output: { items: api.resources.map(resource => describeResource(api, resource)) } }
  },
})

type Change = Pick<RestApi, 'settings' | 'definition' | 'resources'>
type Moment = Pick<Scope | ReturnType<Desk<unknown>['moment']>, 'now' | 'newId'>

const newSettings = (
  about: Pick<RestApiSettings, 'name' | 'description' | 'version' | 'tags'>,
  endpointTypes: readonly string[],
  { now, newId }: Moment,
): RestApiSettings => ({
  ...about,
  id: apiId(newId()),
  rootResourceId: apiId(newId()),
  createdDate: Math.floor(now.getTime() / 1000),
  endpointConfiguration: { types: endpointTypes.length > 0 ? endpointTypes : ['EDGE'] },
})

const restChange = (
  settings: RestApiSettings,
  definition: Definition,
  before: RestApi['resources'],
  { newId }: Moment,
): Change => ({
  settings,
  definition,
  resources: resourcesOf(definition, before, settings.rootResourceId, newId),
})

/** Parameters of an import stand beside the members over HTTP, in a map in-process. */
const refuseBasePath = (members: Members): void => {
  if (members.has('basepath') || members.optionalStructure('parameters')?.has('basepath'))
    throw notCarriedOut('basepath')
}

const endpointTypes = (members: Members): readonly string[] => {
  const given =
    members.optionalStructure('parameters')?.optionalString('endpointConfigurationTypes') ??
    members.optionalString('endpointConfigurationTypes')
  return given === undefined ? [] : given.split(',')
}

const definitionOf = ({ methods, binaryMediaTypes }: ReadApi): Definition => ({ methods, binaryMediaTypes })

/** Not among those of the definition. */
const isBesides =
  (methods: Definition['methods']) =>
  ({ path, httpMethod }: { readonly path: string; readonly httpMethod: string }): boolean =>
    !methods.some(method => method.path === path && method.httpMethod === httpMethod)

/** Methods of the new definition take the place of those of the same path and verb. */
const merged = (before: Definition, after: Definition): Definition => {
  const keyOf = ({ path, httpMethod }: Definition['methods'][number]) => `${httpMethod} ${path}`
  const fresh = new Set(after.methods.map(keyOf))
  return {
    methods: [...before.methods.filter(method => !fresh.has(keyOf(method))), ...after.methods],
    binaryMediaTypes: after.binaryMediaTypes.length > 0 ? after.binaryMediaTypes : before.binaryMediaTypes,
  }
}

const renamed = (settings: RestApiSettings, read: ReadApi, mode: string): RestApiSettings =>
  mode === 'overwrite'
    ? { ...settings, name: read.name, ...(read.description ? { description: read.description } : {}) }
    : settings

const patched = (api: Change, { op, path, value }: PatchOperation): Change => {
  const [, first = '', second] = path.split('/')
  const { settings, definition } = api
  if (op === 'replace' && (path === '/name' || path === '/description'))
    return { ...api, settings: { ...settings, [first]: value ?? '' } }
  if (first === 'binaryMediaTypes' && second !== undefined && (op === 'add' || op === 'remove')) {
    const type = unescapePart(second)
    const others = definition.binaryMediaTypes.filter(each => each !== type)
    return { ...api, definition: { ...definition, binaryMediaTypes: op === 'add' ? [...others, type] : others } }
  }
  if (op === 'replace' && path.startsWith('/endpointConfiguration/types/') && value !== 'PRIVATE')
    return { ...api, settings: { ...settings, endpointConfiguration: { types: [value ?? 'EDGE'] } } }
  throw badRequest(
    `Invalid patch path ${path} for ${op}: the local cloud carries out replace of /name and /description, add and remove of /binaryMediaTypes/{type}`,
  )
}

const arnOf = (place: { readonly region: string }, id: string): string => apiArn(place, `/restapis/${id}`)

const describeApi = ({ settings, definition }: Pick<RestApi, 'settings' | 'definition'>) => ({
  ...settings,
  createdDate: new Date(settings.createdDate * 1000),
  apiKeySource: 'HEADER',
  disableExecuteApiEndpoint: false,
  ...(definition.binaryMediaTypes.length > 0 ? { binaryMediaTypes: definition.binaryMediaTypes } : {}),
})
