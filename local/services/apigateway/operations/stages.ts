// CreateStage, GetStage(s), UpdateStage, DeleteStage: named places where a deployment of a REST API answers.

import { operation } from '../../../core/service.ts'
import { access, apiArn, tagging } from '../access.ts'
import { badRequest, conflict, notCarriedOut } from '../errors.ts'
import { findDeployment, findRestApi, findStage } from '../find.ts'
import type { ApiGatewayState, Stage } from '../state.ts'
import { changed } from '../trail.ts'
import { readPatch } from './patch.ts'
import { patchStage } from './stage-patch.ts'

const NAME = { min: 1, max: 128, pattern: /^[a-zA-Z0-9_-]+$/ }
const UNSUPPORTED = ['canarySettings', 'cacheClusterSize', 'documentationVersion']

export const CreateStage = operation<ApiGatewayState>()({
  input: members => {
    const asked = UNSUPPORTED.filter(name => members.has(name))
    if (members.boolean('cacheClusterEnabled')) asked.push('cacheClusterEnabled')
    if (asked.length > 0) throw notCarriedOut(asked.join(', '))
    return {
      restApiId: members.string('restApiId'),
      stageName: members.string('stageName', NAME),
      deploymentId: members.string('deploymentId'),
      description: members.optionalString('description'),
      variables: members.map('variables'),
      // Differs from AWS: it is kept and shown, but no traces are sent.
      tracingEnabled: members.boolean('tracingEnabled'),
      tags: members.map('tags'),
    }
  },
  access: ({ restApiId, tags }, scope) => [
    access('POST', scope, `/restapis/${restApiId}/stages`),
    ...tagging(scope, `/restapis/${restApiId}/stages`, tags),
  ],
  decide: (state, { restApiId, description, ...given }, scope) => {
    const api = findRestApi(state, scope, restApiId)
    findDeployment(api, given.deploymentId)
    if (api.stages.has(given.stageName)) throw conflict('Stage already exists')
    const now = Math.floor(scope.now.getTime() / 1000)
    const stage: Stage = {
      ...given,
      ...(description ? { description } : {}),
      methodSettings: {},
      createdDate: now,
      lastUpdatedDate: now,
    }
    const arn = arnOf(scope, restApiId, given.stageName)
    return {
      output: describe(stage),
      facts: [changed('CreateStage', arn, { restApiId, stage })],
    }
  },
})

export const GetStage = operation<ApiGatewayState>()({
  input: members => ({ restApiId: members.string('restApiId'), stageName: members.string('stageName') }),
  access: ({ restApiId, stageName }, scope) => [access('GET', scope, `/restapis/${restApiId}/stages/${stageName}`)],
  decide: (state, { restApiId, stageName }, scope) => ({
    output: describe(findStage(findRestApi(state, scope, restApiId), stageName)),
  }),
})

export const GetStages = operation<ApiGatewayState>()({
  input: members => ({ restApiId: members.string('restApiId'), deploymentId: members.optionalString('deploymentId') }),
  access: ({ restApiId }, scope) => [access('GET', scope, `/restapis/${restApiId}/stages`)],
  decide: (state, { restApiId, deploymentId }, scope) => {
    const all = [...findRestApi(state, scope, restApiId).stages.values()]
    const asked = all.filter(stage => deploymentId === undefined || stage.deploymentId === deploymentId)
    return { output: { item: asked.map(describe) } }
  },
})

export const UpdateStage = operation<ApiGatewayState>()({
  input: members => ({
    restApiId: members.string('restApiId'),
    stageName: members.string('stageName'),
    patch: readPatch(members),
  }),
  access: ({ restApiId, stageName }, scope) => [access('PATCH', scope, `/restapis/${restApiId}/stages/${stageName}`)],
  decide: (state, { restApiId, stageName, patch }, scope) => {
    const api = findRestApi(state, scope, restApiId)
    const patched = patch.reduce(patchStage, findStage(api, stageName))
    const asksForLogs = patch.some(({ op, path }) => op !== 'remove' && path.startsWith('/accessLogSettings/'))
    findDeployment(api, patched.deploymentId)
    if (asksForLogs && state.cloudwatchRoleArn === undefined)
      throw badRequest('CloudWatch Logs role ARN must be set in account settings to enable logging')
    const stage: Stage = { ...patched, lastUpdatedDate: Math.floor(scope.now.getTime() / 1000) }
    const arn = arnOf(scope, restApiId, stageName)
    return {
      output: describe(stage),
      facts: [changed('UpdateStage', arn, { restApiId, stage })],
    }
  },
})

export const DeleteStage = operation<ApiGatewayState>()({
  input: members => ({ restApiId: members.string('restApiId'), stageName: members.string('stageName') }),
  access: ({ restApiId, stageName }, scope) => [access('DELETE', scope, `/restapis/${restApiId}/stages/${stageName}`)],
  decide: (state, { restApiId, stageName }, scope) => {
    findStage(findRestApi(state, scope, restApiId), stageName)
    const arn = arnOf(scope, restApiId, stageName)
    return { output: {}, facts: [changed('DeleteStage', arn, { restApiId, stageName })] }
  },
})

const arnOf = (place: { readonly region: string }, restApiId: string, stageName: string): string =>
  apiArn(place, `/restapis/${restApiId}/stages/${stageName}`)

const describe = (stage: Stage) => ({
  ...stage,
  cacheClusterEnabled: false,
  cacheClusterStatus: 'NOT_AVAILABLE',
  createdDate: new Date(stage.createdDate * 1000),
  lastUpdatedDate: new Date(stage.lastUpdatedDate * 1000),
})
