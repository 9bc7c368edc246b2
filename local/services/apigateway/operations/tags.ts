// TagResource, UntagResource, GetTags: tags of APIs and stages, of both kinds.

import type { Place } from '../../../core/arn.ts'
import type { Fact } from '../../../core/event.ts'
import { operation } from '../../../core/service.ts'
import { access, pathIn } from '../access.ts'
import { badRequest } from '../errors.ts'
import { findHttpApi, findHttpStage, findRestApi, findStage } from '../find.ts'
import { httpMembers } from '../http-members.ts'
import type { ApiGatewayState } from '../state.ts'
import { changed } from '../trail.ts'

type Tags = Readonly<Record<string, string>>

interface Tagged {
  readonly tags: Tags
  change(tags: Tags): Fact
}

export const TagResource = operation<ApiGatewayState>()({
  input: members => ({ arn: httpMembers(members).string('resourceArn'), tags: httpMembers(members).map('tags') }),
  access: ({ arn }, scope) => [access('PUT', scope, `/tags/${encodeURIComponent(arn)}`)],
  decide: (state, { arn, tags }, scope) => {
    const found = find(state, scope, arn)
    return { output: {}, facts: [found.change({ ...found.tags, ...tags })] }
  },
})

export const UntagResource = operation<ApiGatewayState>()({
  input: members => ({
    arn: httpMembers(members).string('resourceArn'),
    keys: httpMembers(members).strings('tagKeys'),
  }),
  access: ({ arn }, scope) => [access('DELETE', scope, `/tags/${encodeURIComponent(arn)}`)],
  decide: (state, { arn, keys }, scope) => {
    const found = find(state, scope, arn)
    const left = Object.fromEntries(Object.entries(found.tags).filter(([key]) => !keys.includes(key)))
    return { output: {}, facts: [found.change(left)] }
  },
})

export const GetTags = operation<ApiGatewayState>()({
  input: members => ({ arn: httpMembers(members).string('resourceArn') }),
  access: ({ arn }, scope) => [access('GET', scope, `/tags/${encodeURIComponent(arn)}`)],
  decide: (state, { arn }, scope) => ({ output: { tags: find(state, scope, arn).tags } }),
})

/** `arn:aws:apigateway:REGION::/restapis/ID`, `/apis/ID`, each with or without `/stages/NAME`. */
const find = (state: ApiGatewayState, place: Place, arn: string): Tagged => {
  const [, kind, id = '', stageName] =
    /^\/(restapis|apis)\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(pathIn(place, arn) ?? '') ?? []
  if (kind === undefined) throw badRequest(`Invalid ARN ${arn}: tags belong to APIs and stages`)
  return kind === 'restapis' ? restTagged(state, place, arn, id, stageName) : httpTagged(state, arn, id, stageName)
}

const restTagged = (
  state: ApiGatewayState,
  place: Place,
  arn: string,
  restApiId: string,
  stageName: string | undefined,
): Tagged => {
  const api = findRestApi(state, place, restApiId)
  if (stageName !== undefined) {
    const stage = findStage(api, stageName)
    return {
      tags: stage.tags,
      change: tags => changed('UpdateStage', arn, { restApiId, stage: { ...stage, tags } }),
    }
  }
  const { settings, definition, resources } = api
  return {
    tags: settings.tags,
    change: tags =>
      changed('UpdateRestApi', arn, { restApiId, api: { settings: { ...settings, tags }, definition, resources } }),
  }
}

const httpTagged = (state: ApiGatewayState, arn: string, apiId: string, stageName: string | undefined): Tagged => {
  const api = findHttpApi(state, apiId)
  if (stageName !== undefined) {
    const stage = findHttpStage(api, stageName)
    return {
      tags: stage.tags,
      change: tags => changed('v2.UpdateStage', arn, { apiId, stage: { ...stage, tags } }),
    }
  }
  const { settings, definition } = api
  return {
    tags: settings.tags,
    change: tags => changed('UpdateApi', arn, { apiId, api: { settings: { ...settings, tags }, definition } }),
  }
}
