// Amazon Resource Names: arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html

/** The service in an ARN, of whatever account; undefined when the text is no ARN. */
export const serviceOf = (text: string): string | undefined => /^arn:[^:]+:([^:]+):[^:]*:[^:]*:./s.exec(text)?.[1]

/** Where ARNs of the local account are made: `place.arn('codebuild', 'project/p')`. */
export interface Place {
  readonly account: string
  readonly region: string
}

/**
 * What stands behind the account, in an ARN of this service in this account and Region; undefined in any other. An ARN names something only if
 * it equals that thing's ARN, as policies are evaluated on the ARN as it was given: whoever looks a thing up by a part of an ARN lets
 * callers name it in words that no policy speaks of.
 */
export const resourceIn = (place: Place, service: string, arn: string): string | undefined =>
  behind(arnOf(place, service, ''), arn)

const behind = (prefix: string, text: string): string | undefined =>
  text.startsWith(prefix) ? text.slice(prefix.length) : undefined

export const isArn = (text: string): boolean => text.startsWith('arn:')

export const arnOf = (place: Place, service: string, resource: string): string =>
  `arn:aws:${service}:${place.region}:${place.account}:${resource}`

/** IAM, S3 and other services without a Region in their ARNs. */
export const globalArnOf = (place: Place, service: string, resource: string): string =>
  `arn:aws:${service}::${service === 's3' ? '' : place.account}:${resource}`
