// The tags that policies see: what belongs to an API inherits the API's, and CloudFormation's own tags say which stack an API is of.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-iam-policy.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html

import type { Place } from '../../core/arn.ts'
import type { Fact, ServiceEvent } from '../../core/event.ts'
import { Members } from '../../core/input/members.ts'
import { pathIn } from './access.ts'
import type { ApiGatewayState } from './state.ts'
import { changed, type Tags } from './trail.ts'

const API_TYPES = new Set(['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'])

/** The tags of the API that an ARN is about; undefined when there is none. */
export const resourceTags = (state: ApiGatewayState, arn: string, place: Place): Tags | undefined => {
  const path = pathIn(place, arn)
  const ofTags = path === undefined ? undefined : /^\/(?:v2\/)?tags\/(.+)$/.exec(path)?.[1]
  const of = ofTags === undefined ? path : pathIn(place, decodeURIComponent(ofTags))
  const [, id = '', stage = ''] = /^\/(?:restapis|apis)\/([^/]+)(?:\/stages\/([^/]+))?/.exec(of ?? '') ?? []
  const api = state.restApis.get(id) ?? state.httpApis.get(id)
  return api && { ...api.settings.tags, ...api.stackTags, ...api.stages.get(stage)?.tags }
}

/** CloudFormation tags what it creates; nobody else can set a tag that begins with `aws:`. */
export const tagsOfStack = (state: ApiGatewayState, event: ServiceEvent): readonly Fact[] => {
  if (event['detail-type'] !== 'CloudFormation Resource Status Change') return []
  const detail = new Members(event.detail)
  const id = detail.string('physical-resource-id')
  const api = state.restApis.get(id) ?? state.httpApis.get(id)
  if (!API_TYPES.has(detail.string('resource-type')) || !api || api.stackTags) return []
  const stackId = detail.string('stack-id')
  const tags: Tags = {
    'aws:cloudformation:stack-id': stackId,
    'aws:cloudformation:stack-name': stackId.split('/')[1] ?? '',
    'aws:cloudformation:logical-id': detail.string('logical-resource-id'),
  }
  return [changed('TagByStack', stackId, { apiId: id, stackTags: tags })]
}
