// CreateResource, GetResource and DeleteResource: the tree of a REST API that is made piece by piece.
// https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html

import type { Members } from '../../../core/input/members.ts'
import { operation } from '../../../core/service.ts'
import { access, apiArn } from '../access.ts'
import { describeResource } from '../definition/built.ts'
import { resourceId } from '../definition/resources.ts'
import { badRequest, conflict } from '../errors.ts'
import { findResource, findRestApi } from '../find.ts'
import type { ApiGatewayState, Resource, RestApi } from '../state.ts'
import { changed } from '../trail.ts'

const named = (members: Members) => ({
  restApiId: members.string('restApiId'),
  resourceId: members.string('resourceId'),
})

export const CreateResource = operation<ApiGatewayState>()({
  input: members => ({
    restApiId: members.string('restApiId'),
    parentId: members.string('parentId'),
    pathPart: members.string('pathPart'),
  }),
  access: ({ restApiId, parentId }, scope) => [access('POST', scope, `/restapis/${restApiId}/resources/${parentId}`)],
  decide: (state, { restApiId, parentId, pathPart }, scope) => {
    const api = findRestApi(state, scope, restApiId)
    const parent = findResource(api, parentId)
    checkPart(pathPart, parent, childrenOf(api, parentId))
    const path = `${parent.path === '/' ? '' : parent.path}/${pathPart}`
    const resource: Resource = { id: resourceId(scope.newId()), parentId, pathPart, path }
    const { settings, definition, built } = api
    const made = { settings, definition, resources: [...api.resources, resource], ...(built && { built }) }
    const arn = apiArn(scope, `/restapis/${restApiId}/resources/${resource.id}`)
    return { output: resource, facts: [changed('CreateResource', arn, { restApiId, api: made })] }
  },
})

const childrenOf = ({ resources }: RestApi, id: string): readonly Resource[] =>
  resources.filter(({ parentId }) => parentId === id)

/** @throws ServiceError BadRequestException, ConflictException */
const checkPart = (part: string, parent: Resource, siblings: readonly Resource[]): void => {
  if (!/^(\{[A-Za-z0-9._-]+\+?\}|[A-Za-z0-9._:-]+)$/.test(part))
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    )
  if (parent.path.endsWith('+}'))
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`)
  if (siblings.some(({ pathPart }) => pathPart === part))
    throw conflict(`Another resource with the same parent already has this name: ${part}`)
  const variable = siblings.find(({ pathPart }) => pathPart?.startsWith('{') === true)
  if (part.startsWith('{') && variable)
    throw badRequest(
      `A sibling (${variable.pathPart}) of this resource already has a variable path part -- only one is allowed`,
    )
}

export const GetResource = operation<ApiGatewayState>()({
  input: named,
  access: ({ restApiId, resourceId: id }, scope) => [access('GET', scope, `/restapis/${restApiId}/resources/${id}`)],
  decide: (state, { restApiId, resourceId: id }, scope) => {
    const api = findRestApi(state, scope, restApiId)
    return { output: describeResource(api, findResource(api, id)) }
  },
})

export const DeleteResource = operation<ApiGatewayState>()({
  input: named,
  access: ({ restApiId, resourceId: id }, scope) => [access('DELETE', scope, `/restapis/${restApiId}/resources/${id}`)],
  decide: (state, { restApiId, resourceId: id }, scope) => {
    const api = findRestApi(state, scope, restApiId)
    const gone = findResource(api, id)
    if (gone.parentId === undefined) throw badRequest('Root resource cannot be deleted')
    const isGone = (path: string): boolean => path === gone.path || path.startsWith(`${gone.path}/`)
    const made = {
      settings: api.settings,
      definition: { ...api.definition, methods: api.definition.methods.filter(({ path }) => !isGone(path)) },
      resources: api.resources.filter(({ path }) => !isGone(path)),
      ...(api.built && { built: api.built.filter(({ path }) => !isGone(path)) }),
    }
    const arn = apiArn(scope, `/restapis/${restApiId}/resources/${id}`)
    return { output: {}, facts: [changed('DeleteResource', arn, { restApiId, api: made })] }
  },
})
