// TagResource, UntagResource, GetTags: tags of APIs and stages, of both kinds.

import type { Place } from '../../../core/arn.ts'
import { operation } from '../../../core/service.ts'
import { access, pathIn } from '../access.ts'
import { badRequest } from '../errors.ts'
import { findHttpApi, findHttpStage, findRestApi, findStage } from '../find.ts'
import type { ApiGatewayState } from '../state.ts'
import { changed, type Retagged } from '../trail.ts'
import { httpMembers } from './http-members.ts'

/** REST APIs and HTTP APIs have operations of their own, and each takes the resources of both. */
export const tagResource = (name: 'TagResource' | 'v2.TagResource') =>
  operation<ApiGatewayState>()({
    input: members => ({ arn: httpMembers(members).string('resourceArn'), tags: httpMembers(members).map('tags') }),
    access: ({ arn }, scope) => [access('PUT', scope, `/tags/${encodeURIComponent(arn)}`)],
    decide: (state, { arn, tags }, scope) => {
      const found = find(state, scope, arn)
      return { output: {}, facts: [changed(name, arn, { ...found, tags: { ...found.tags, ...tags } })] }
    },
  })

export const untagResource = (name: 'UntagResource' | 'v2.UntagResource') =>
  operation<ApiGatewayState>()({
    input: members => ({
      arn: httpMembers(members).string('resourceArn'),
      keys: httpMembers(members).strings('tagKeys'),
    }),
    access: ({ arn }, scope) => [access('DELETE', scope, `/tags/${encodeURIComponent(arn)}`)],
    decide: (state, { arn, keys }, scope) => {
      const found = find(state, scope, arn)
      const tags = Object.fromEntries(Object.entries(found.tags).filter(([key]) => !keys.includes(key)))
      return { output: {}, facts: [changed(name, arn, { ...found, tags })] }
    },
  })

export const GetTags = operation<ApiGatewayState>()({
  input: members => ({ arn: httpMembers(members).string('resourceArn') }),
  access: ({ arn }, scope) => [access('GET', scope, `/tags/${encodeURIComponent(arn)}`)],
  decide: (state, { arn }, scope) => ({ output: { tags: find(state, scope, arn).tags } }),
})

/** `arn:aws:apigateway:REGION::/restapis/ID`, `/apis/ID`, each with or without `/stages/NAME`; and its tags as they are. */
const find = (state: ApiGatewayState, place: Place, arn: string): Retagged => {
  const [, kind, id = '', stageName] =
    /^\/(restapis|apis)\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(pathIn(place, arn) ?? '') ?? []
  if (kind === undefined) throw badRequest(`Invalid ARN ${arn}: tags belong to APIs and stages`)
  if (kind === 'restapis') {
    const api = findRestApi(state, place, id)
    return stageName === undefined
      ? { id, tags: api.settings.tags }
      : { id, stageName, tags: findStage(api, stageName).tags }
  }
  const api = findHttpApi(state, id)
  return stageName === undefined
    ? { id, tags: api.settings.tags }
    : { id, stageName, tags: findHttpStage(api, stageName).tags }
}
