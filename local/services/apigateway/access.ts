// IAM of API Gateway's control plane: the action is the HTTP method, the resource is the path.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-examples.html

import type { Access } from '../../core/policy.ts'
import type { Moment } from '../../core/service.ts'

export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** `access('POST', scope, '/restapis')`; the ARNs have no account. */
export const access = (verb: Verb, place: Pick<Moment, 'region'>, path: string): Access => ({
  action: `apigateway:${verb}`,
  resource: apiArn(place, path),
})

export const apiArn = (place: Pick<Moment, 'region'>, path: string): string =>
  `arn:aws:apigateway:${place.region}::${path}`

/** The path in an ARN of this Region; undefined in any other. */
export const pathIn = (place: Pick<Moment, 'region'>, arn: string): string | undefined => {
  const before = apiArn(place, '')
  return arn.startsWith(before) ? arn.slice(before.length) : undefined
}

/** Tagging is a permission of its own: PUT on the tags of the resource. */
export const tagging = (
  place: Pick<Moment, 'region'>,
  path: string,
  tags: Readonly<Record<string, string>>,
): readonly Access[] => {
  if (Object.keys(tags).length === 0) return []
  return [access('PUT', place, `/tags/${encodeURIComponent(apiArn(place, path))}`)]
}
