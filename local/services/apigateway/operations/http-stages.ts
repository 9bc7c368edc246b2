// Stages and deployments of HTTP APIs. A stage that deploys automatically serves what the API is now.
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages.html

import { type Members, present } from '../../../core/input/members.ts'
import { operation } from '../../../core/service.ts'
import { access, apiArn, tagging } from '../access.ts'
import { deploymentId as newDeploymentId } from '../definition/resources.ts'
import { badRequest, conflict, notCarriedOut, notFound } from '../errors.ts'
import { findHttpApi, findHttpStage } from '../find.ts'
import type {
  AccessLogSettings,
  ApiGatewayState,
  HttpApi,
  HttpDeployment,
  HttpRouteSettings,
  HttpStage,
} from '../state.ts'
import { changed } from '../trail.ts'
import { httpMembers, lowered } from './http-members.ts'

const readStage = (members: Members) => {
  const given = httpMembers(members)
  if (given.has('clientCertificateId')) throw notCarriedOut('clientCertificateId')
  const log = given.optionalStructure('accessLogSettings')
  const optional = {
    description: given.optionalString('description'),
    deploymentId: given.optionalString('deploymentId'),
    autoDeploy: given.optionalBoolean('autoDeploy'),
    stageVariables: given.has('stageVariables') ? given.map('stageVariables') : undefined,
    defaultRouteSettings: given.has('defaultRouteSettings')
      ? routeSettings(given.structure('defaultRouteSettings').value)
      : undefined,
    routeSettings: given.has('routeSettings') ? settingsByRoute(given.structure('routeSettings')) : undefined,
    accessLogSettings: log && readAccessLog(httpMembers(log)),
  }
  return {
    apiId: given.string('apiId'),
    stageName: given.string('stageName', { min: 1, max: 128, pattern: /^(\$default|[a-zA-Z0-9_-]+)$/ }),
    tags: given.map('tags'),
    changes: present(optional),
  }
}

/** Without a destination there are no logs. */
const readAccessLog = (given: Members): AccessLogSettings | undefined => {
  const destinationArn = given.optionalString('destinationArn')
  const format = given.optionalString('format') ?? ''
  return destinationArn === undefined ? undefined : { destinationArn, format }
}

const settingsByRoute = (members: Members): Readonly<Record<string, HttpRouteSettings>> =>
  Object.fromEntries(Object.keys(members.value).map(key => [key, routeSettings(members.structure(key).value)]))

const routeSettings = (value: Readonly<Record<string, unknown>>): HttpRouteSettings => lowered(value)

const DEFAULTS: HttpRouteSettings = { detailedMetricsEnabled: false }

export const CreateHttpStage = operation<ApiGatewayState>()({
  input: readStage,
  access: ({ apiId, tags }, scope) => [
    access('POST', scope, `/apis/${apiId}/stages`),
    ...tagging(scope, `/apis/${apiId}/stages`, tags),
  ],
  decide: (state, { apiId, stageName, tags, changes }, scope) => {
    const api = findHttpApi(state, apiId)
    if (api.stages.has(stageName)) throw conflict('Stage already exists')
    const now = scope.now.toISOString()
    const empty = { autoDeploy: false, stageVariables: {}, defaultRouteSettings: DEFAULTS, routeSettings: {} }
    const stage: HttpStage = { ...empty, ...changes, stageName, tags, createdDate: now, lastUpdatedDate: now }
    checkDeployment(api, stage)
    return {
      output: stage,
      facts: [changed('v2.CreateStage', arnOf(scope, apiId, stageName), { apiId, stage })],
    }
  },
})

export const UpdateHttpStage = operation<ApiGatewayState>()({
  input: readStage,
  access: ({ apiId, stageName }, scope) => [access('PATCH', scope, `/apis/${apiId}/stages/${stageName}`)],
  decide: (state, { apiId, stageName, changes }, scope) => {
    const api = findHttpApi(state, apiId)
    const stage: HttpStage = { ...findHttpStage(api, stageName), ...changes, lastUpdatedDate: scope.now.toISOString() }
    checkDeployment(api, stage)
    return {
      output: stage,
      facts: [changed('v2.UpdateStage', arnOf(scope, apiId, stageName), { apiId, stage })],
    }
  },
})

export const GetHttpStage = operation<ApiGatewayState>()({
  input: readStage,
  access: ({ apiId, stageName }, scope) => [access('GET', scope, `/apis/${apiId}/stages/${stageName}`)],
  decide: (state, { apiId, stageName }) => ({ output: findHttpStage(findHttpApi(state, apiId), stageName) }),
})

export const GetHttpStages = operation<ApiGatewayState>()({
  input: members => ({ apiId: httpMembers(members).string('apiId') }),
  access: ({ apiId }, scope) => [access('GET', scope, `/apis/${apiId}/stages`)],
  decide: (state, { apiId }) => ({ output: { items: [...findHttpApi(state, apiId).stages.values()] } }),
})

export const DeleteHttpStage = operation<ApiGatewayState>()({
  input: readStage,
  access: ({ apiId, stageName }, scope) => [access('DELETE', scope, `/apis/${apiId}/stages/${stageName}`)],
  decide: (state, { apiId, stageName }, scope) => {
    findHttpStage(findHttpApi(state, apiId), stageName)
    return {
      output: {},
      facts: [changed('v2.DeleteStage', arnOf(scope, apiId, stageName), { apiId, stageName })],
    }
  },
})

export const CreateHttpDeployment = operation<ApiGatewayState>()({
  input: members => {
    const given = httpMembers(members)
    return {
      apiId: given.string('apiId'),
      description: given.optionalString('description'),
      stageName: given.optionalString('stageName'),
    }
  },
  access: ({ apiId }, scope) => [access('POST', scope, `/apis/${apiId}/deployments`)],
  decide: (state, { apiId, description, stageName }, scope) => {
    const api = findHttpApi(state, apiId)
    const deploymentId = newDeploymentId(scope.newId())
    const now = scope.now.toISOString()
    const deployment: HttpDeployment = {
      deploymentId,
      ...(description ? { description } : {}),
      createdDate: now,
      definition: api.definition,
    }
    const arn = apiArn(scope, `/apis/${apiId}/deployments/${deploymentId}`)
    const facts = [changed('v2.CreateDeployment', arn, { apiId, deployment })]
    if (stageName === undefined) return { output: describe(deployment), facts }
    const stage: HttpStage = { ...findHttpStage(api, stageName), deploymentId, lastUpdatedDate: now }
    return {
      output: describe(deployment),
      facts: [...facts, changed('v2.UpdateStage', arnOf(scope, apiId, stageName), { apiId, stage })],
    }
  },
})

export const GetHttpDeployments = operation<ApiGatewayState>()({
  input: members => ({ apiId: httpMembers(members).string('apiId') }),
  access: ({ apiId }, scope) => [access('GET', scope, `/apis/${apiId}/deployments`)],
  decide: (state, { apiId }) => ({
    output: { items: [...findHttpApi(state, apiId).deployments.values()].map(describe) },
  }),
})

export const DeleteHttpDeployment = operation<ApiGatewayState>()({
  input: members => ({
    apiId: httpMembers(members).string('apiId'),
    deploymentId: httpMembers(members).string('deploymentId'),
  }),
  access: ({ apiId, deploymentId }, scope) => [access('DELETE', scope, `/apis/${apiId}/deployments/${deploymentId}`)],
  decide: (state, { apiId, deploymentId }, scope) => {
    const api = findHttpApi(state, apiId)
    if (!api.deployments.has(deploymentId)) throw notFound('Invalid Deployment identifier specified')
    if ([...api.stages.values()].some(stage => stage.deploymentId === deploymentId))
      throw badRequest('Active stages pointing to this deployment must be moved or deleted')
    const arn = apiArn(scope, `/apis/${apiId}/deployments/${deploymentId}`)
    return { output: {}, facts: [changed('v2.DeleteDeployment', arn, { apiId, deploymentId })] }
  },
})

const checkDeployment = (api: HttpApi, { deploymentId }: HttpStage): void => {
  if (deploymentId !== undefined && !api.deployments.has(deploymentId))
    throw notFound('Invalid Deployment identifier specified')
}

const describe = ({ definition: _, ...deployment }: HttpDeployment) => ({
  ...deployment,
  deploymentStatus: 'DEPLOYED',
  autoDeployed: false,
})

const arnOf = (place: { readonly region: string }, apiId: string, stageName: string): string =>
  apiArn(place, `/apis/${apiId}/stages/${stageName}`)
