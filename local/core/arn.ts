// Amazon Resource Names: arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html

export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  /** Everything behind the fifth colon; may hold further colons and slashes. */
  readonly resource: string
}

/** Undefined when the text is not an ARN. */
export const parseArn = (text: string): Arn | undefined => {
  const [prefix, partition, service, region, account, ...resource] = text.split(':')
  if (
    prefix !== 'arn' ||
    !partition ||
    !service ||
    region === undefined ||
    account === undefined ||
    resource.length === 0
  )
    return undefined
  return { partition, service, region, account, resource: resource.join(':') }
}

/** Where ARNs of the local account are made: `place.arn('codebuild', 'project/p')`. */
export interface Place {
  readonly account: string
  readonly region: string
}

export const arnOf = (place: Place, service: string, resource: string): string =>
  `arn:aws:${service}:${place.region}:${place.account}:${resource}`

/** IAM, S3 and other services without a Region in their ARNs. */
export const globalArnOf = (place: Place, service: string, resource: string): string =>
  `arn:aws:${service}::${service === 's3' ? '' : place.account}:${resource}`
