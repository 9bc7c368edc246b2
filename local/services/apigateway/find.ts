// Finds APIs, deployments and stages, or refuses in AWS's words.

import type { Place } from '../../core/arn.ts'
import { notFound } from './errors.ts'
import type { ApiGatewayState, Deployment, HttpApi, HttpStage, Resource, RestApi, Stage } from './state.ts'

export const findRestApi = (state: ApiGatewayState, place: Place, id: string): RestApi => {
  const found = state.restApis.get(id)
  if (!found) throw notFound(`Invalid API identifier specified ${place.account}:${id}`)
  return found
}

export const findResource = ({ resources }: RestApi, id: string): Resource => {
  const found = resources.find(resource => resource.id === id)
  if (!found) throw notFound('Invalid Resource identifier specified')
  return found
}

export const findDeployment = (api: RestApi, id: string): Deployment => {
  const found = api.deployments.get(id)
  if (!found) throw notFound('Invalid Deployment identifier specified')
  return found
}

export const findStage = (api: RestApi, name: string): Stage => {
  const found = api.stages.get(name)
  if (!found) throw notFound('Invalid stage identifier specified')
  return found
}

export const findHttpApi = (state: ApiGatewayState, id: string): HttpApi => {
  const found = state.httpApis.get(id)
  if (!found) throw notFound(`Invalid API identifier specified ${id}`)
  return found
}

export const findHttpStage = (api: HttpApi, name: string): HttpStage => {
  const found = api.stages.get(name)
  if (!found) throw notFound('Invalid stage identifier specified')
  return found
}
