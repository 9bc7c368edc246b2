// CreateDeployment, GetDeployment(s), UpdateDeployment, DeleteDeployment: what a stage serves is a snapshot of the API's definition.

import { operation } from '../../../core/service.ts'
import { access, apiArn } from '../access.ts'
import { deploymentId as newDeploymentId } from '../definition/resources.ts'
import { badRequest, notCarriedOut } from '../errors.ts'
import { findDeployment, findRestApi } from '../find.ts'
import type { ApiGatewayState, Deployment, Stage } from '../state.ts'
import { changed } from '../trail.ts'
import { readPatch } from './patch.ts'

export const CreateDeployment = operation<ApiGatewayState>()({
  input: members => {
    for (const name of ['canarySettings', 'cacheClusterSize']) if (members.has(name)) throw notCarriedOut(name)
    return {
      restApiId: members.string('restApiId'),
      description: members.optionalString('description'),
      stageName: members.optionalString('stageName', { pattern: /^[a-zA-Z0-9_-]+$/ }),
      stageDescription: members.optionalString('stageDescription'),
      variables: members.map('variables'),
      tracingEnabled: members.boolean('tracingEnabled'),
    }
  },
  access: ({ restApiId }, scope) => [access('POST', scope, `/restapis/${restApiId}/deployments`)],
  decide: (state, { restApiId, description, stageName, stageDescription, variables, tracingEnabled }, scope) => {
    const { definition, resources, stages, built = [] } = findRestApi(state, scope, restApiId)
    if (built.some(({ integration, served }) => !integration && !served))
      throw badRequest('No integration defined for method')
    if (definition.methods.length === 0) throw badRequest("The REST API doesn't contain any methods")
    const now = Math.floor(scope.now.getTime() / 1000)
    const id = newDeploymentId(scope.newId())
    const deployment: Deployment = {
      id,
      ...(description ? { description } : {}),
      createdDate: now,
      definition,
      resources,
    }
    const facts = [changed('CreateDeployment', arnOf(scope, restApiId, id), { restApiId, deployment })]
    if (stageName === undefined) return { output: describe(deployment), facts }
    const before = stages.get(stageName) ?? {
      stageName,
      tracingEnabled,
      methodSettings: {},
      tags: {},
      createdDate: now,
      variables: {},
    }
    const stage: Stage = {
      ...before,
      ...(stageDescription ? { description: stageDescription } : {}),
      variables: { ...before.variables, ...variables },
      deploymentId: id,
      lastUpdatedDate: now,
    }
    const arn = apiArn(scope, `/restapis/${restApiId}/stages/${stageName}`)
    const staged = changed('CreateStage', arn, { restApiId, stage })
    return { output: describe(deployment), facts: [...facts, staged] }
  },
})

export const GetDeployment = operation<ApiGatewayState>()({
  input: members => ({ restApiId: members.string('restApiId'), deploymentId: members.string('deploymentId') }),
  access: ({ restApiId, deploymentId }, scope) => [
    access('GET', scope, `/restapis/${restApiId}/deployments/${deploymentId}`),
  ],
  decide: (state, { restApiId, deploymentId }, scope) => ({
    output: describe(findDeployment(findRestApi(state, scope, restApiId), deploymentId)),
  }),
})

export const GetDeployments = operation<ApiGatewayState>()({
  input: members => ({ restApiId: members.string('restApiId') }),
  access: ({ restApiId }, scope) => [access('GET', scope, `/restapis/${restApiId}/deployments`)],
  decide: (state, { restApiId }, scope) => ({
    output: { items: [...findRestApi(state, scope, restApiId).deployments.values()].map(describe) },
  }),
})

export const UpdateDeployment = operation<ApiGatewayState>()({
  input: members => ({
    restApiId: members.string('restApiId'),
    deploymentId: members.string('deploymentId'),
    patch: readPatch(members),
  }),
  access: ({ restApiId, deploymentId }, scope) => [
    access('PATCH', scope, `/restapis/${restApiId}/deployments/${deploymentId}`),
  ],
  decide: (state, { restApiId, deploymentId, patch }, scope) => {
    const wrong = patch.find(({ op, path }) => op !== 'replace' || path !== '/description')
    if (wrong) throw badRequest(`Invalid patch path ${wrong.path}: only /description can be replaced`)
    const found = findDeployment(findRestApi(state, scope, restApiId), deploymentId)
    const deployment: Deployment = { ...found, description: patch.at(-1)?.value ?? found.description ?? '' }
    const fact = changed('UpdateDeployment', arnOf(scope, restApiId, deploymentId), { restApiId, deployment })
    return { output: describe(deployment), facts: [fact] }
  },
})

export const DeleteDeployment = operation<ApiGatewayState>()({
  input: members => ({ restApiId: members.string('restApiId'), deploymentId: members.string('deploymentId') }),
  access: ({ restApiId, deploymentId }, scope) => [
    access('DELETE', scope, `/restapis/${restApiId}/deployments/${deploymentId}`),
  ],
  decide: (state, { restApiId, deploymentId }, scope) => {
    const api = findRestApi(state, scope, restApiId)
    findDeployment(api, deploymentId)
    if ([...api.stages.values()].some(stage => stage.deploymentId === deploymentId))
      throw badRequest('Active stages pointing to this deployment must be moved or deleted')
    const arn = arnOf(scope, restApiId, deploymentId)
    return { output: {}, facts: [changed('DeleteDeployment', arn, { restApiId, deploymentId })] }
  },
})

const arnOf = (place: { readonly region: string }, restApiId: string, id: string): string =>
  apiArn(place, `/restapis/${restApiId}/deployments/${id}`)

const describe = ({ id, description, createdDate }: Deployment) => ({
  id,
  ...(description ? { description } : {}),
  createdDate: new Date(createdDate * 1000),
})
