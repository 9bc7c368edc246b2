// CloudTrail's record of a call. It is what rules of EventBridge see of calls that AWS announces in no other way.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html

import { types } from 'node:util'
import type { Place } from './arn.ts'
import { API_CALL, KEPT, type ServiceEvent } from './event.ts'
import { isRecord } from './input/members.ts'
import { type Principal, principalId, principalName } from './principal.ts'

/** What a service has to say of CloudTrail's records of its calls. */
export interface CloudTrailRules {
  /** Operations that are data events: no trail has them unless somebody asks, so no rule sees them. */
  readonly dataEvents: readonly string[]
  /** Operations that change nothing although their names do not say so (`Get…`, `List…`, `Describe…`): no rule sees them. */
  readonly readOnly: readonly string[]
  /** Members, by their dotted path in CloudTrail's casing, that AWS keeps out of its records: secrets, code, documents. */
  readonly hidden: readonly string[]
  /** Members that are maps: their keys are the caller's, and stay as they are. Dotted paths in CloudTrail's casing. */
  readonly maps: readonly string[]
  /** Members of a call that CloudTrail has under another name: `Bucket: 'bucketName'`. */
  readonly renamed?: Readonly<Record<string, string>>
  /** All other members keep the case that the API gives them. */
  readonly keepsCase?: boolean
  /** Where CloudTrail's eventName is not the API's: `CreateFunction: 'CreateFunction20150331'`. */
  readonly eventNames?: Readonly<Record<string, string>>
}

export interface RecordedCall {
  readonly eventSource: string
  readonly operation: string
  readonly rules: CloudTrailRules
  readonly principal: Principal
  readonly requestId: string
  readonly userAgent: string | undefined
  readonly input: Readonly<Record<string, unknown>>
  readonly place: Place
}

export type Outcome = { readonly output: unknown } | { readonly errorCode: string; readonly errorMessage: string }

/** CloudTrail's record of a call; who stamps the event adds eventID and eventTime. */
export interface CloudTrailRecord {
  readonly eventVersion: string
  readonly userIdentity: Readonly<Record<string, unknown>>
  readonly eventSource: string
  readonly eventName: string
  readonly awsRegion: string
  readonly sourceIPAddress: string
  readonly userAgent: string
  readonly requestParameters: unknown
  readonly responseElements: unknown
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly requestID: string
  readonly readOnly: boolean
  readonly eventType: 'AwsApiCall'
  readonly managementEvent: boolean
  readonly recipientAccountId: string
  readonly eventCategory: 'Management' | 'Data'
}

const READS = /^(v2\.)?(BatchGet|Describe|Filter|Get|Head|List|Lookup|Test|Validate)/

export const isReadOnly = (rules: CloudTrailRules, operation: string): boolean =>
  READS.test(operation) || rules.readOnly.includes(operation)

/** Whether a call that was carried out is worth a record of its own. */
export const isRecorded = (rules: CloudTrailRules, operation: string): boolean =>
  !isReadOnly(rules, operation) && !rules.dataEvents.includes(operation)

export const cloudTrailRecord = (call: RecordedCall, outcome: Outcome): CloudTrailRecord => {
  const { rules, operation, place } = call
  const data = rules.dataEvents.includes(operation)
  const readOnly = isReadOnly(rules, operation)
  const failed = 'errorCode' in outcome
  const by = serviceOf(call.principal)
  return {
    eventVersion: '1.11',
    userIdentity: userIdentity(call),
    eventSource: call.eventSource,
    eventName: rules.eventNames?.[operation] ?? operation.replace(/^v2\./, ''),
    awsRegion: place.region,
    sourceIPAddress: by ?? '127.0.0.1',
    userAgent: by ?? call.userAgent ?? 'local-cloud',
    requestParameters: inCloudTrailCasing(call.input, rules),
    // Calls that only read have no response on record.
    responseElements: failed || readOnly ? null : inCloudTrailCasing(outcome.output, rules),
    ...(failed ? { errorCode: outcome.errorCode, errorMessage: outcome.errorMessage } : {}),
    requestID: call.requestId,
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: !data,
    recipientAccountId: place.account,
    eventCategory: data ? 'Data' : 'Management',
  }
}

/** The event as rules and their targets get it; undefined for what AWS announces to nobody. */
export const publicForm = (event: ServiceEvent): ServiceEvent | undefined => {
  const { kept: _, ...shown } = event
  if (!event.source.startsWith('aws.')) return shown
  if (event.internal || event['detail-type'] === KEPT) return undefined
  if (event['detail-type'] !== API_CALL) return shown
  return reachesRules(event) ? { ...shown, resources: [] } : undefined
}

/** Management events that change something, and none that a delivery of EventBridge made. */
const reachesRules = ({ detail }: ServiceEvent): boolean =>
  isRecord(detail) &&
  detail.managementEvent === true &&
  detail.readOnly === false &&
  !(isRecord(detail.userIdentity) && detail.userIdentity.invokedBy === 'events.amazonaws.com')

/** The AWS service that makes the call, or on whose behalf a role's session makes it. */
const serviceOf = (principal: Principal): string | undefined => {
  if (principal.kind === 'service') return principal.service
  return principal.kind === 'session' ? principal.by : undefined
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
const userIdentity = ({ principal, place }: RecordedCall): Readonly<Record<string, unknown>> => {
  const { account: accountId } = place
  switch (principal.kind) {
    case 'user':
      return {
        type: 'IAMUser',
        principalId: principalId(principal),
        arn: principal.arn,
        accountId,
        ...(principal.accessKeyId === undefined ? {} : { accessKeyId: principal.accessKeyId }),
        userName: principal.userName,
      }
    case 'session':
      return {
        type: 'AssumedRole',
        principalId: principalId(principal),
        arn: principal.arn,
        accountId,
        ...(principal.accessKeyId === undefined ? {} : { accessKeyId: principal.accessKeyId }),
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            principalId: principal.roleId,
            arn: principal.roleArn,
            accountId,
            userName: principal.roleArn.split('/').at(-1),
          },
        },
        ...(principal.by === undefined ? {} : { invokedBy: principal.by }),
      }
    case 'service':
      return { type: 'AWSService', invokedBy: principal.service }
    case 'anonymous':
      return { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL', arn: principalName(principal) }
  }
}

/** At most what CloudTrail keeps of one field. */
const MOST_BYTES = 100_000

/** Lower camel case, without what AWS hides and without bytes; null where nothing is left. */
const inCloudTrailCasing = (value: unknown, { hidden, maps, renamed = {}, keepsCase }: CloudTrailRules): unknown => {
  const cased = (item: unknown, path: string, isMap: boolean): unknown => {
    if (types.isDate(item)) return item.toISOString()
    if (Array.isArray(item)) return item.map(each => cased(each, path, false))
    if (!isPlain(item)) return typeof item === 'object' || typeof item === 'function' ? undefined : item
    return Object.fromEntries(
      Object.entries(item).flatMap(([key, member]) => {
        const name = isMap || keepsCase ? key : lowered(key)
        const at = path === '' ? name : `${path}.${name}`
        if (member === undefined || hidden.includes(at)) return []
        const shown = cased(member, at, maps.includes(at))
        return shown === undefined ? [] : [[path === '' ? (renamed[name] ?? name) : name, shown]]
      }),
    )
  }
  const whole = cased(value, '', false)
  if (!isRecord(whole) || Object.keys(whole).length === 0) return null
  return Buffer.byteLength(JSON.stringify(whole)) > MOST_BYTES ? { omitted: true, reason: 'too large' } : whole
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)

/** `RoleName` is roleName, `SSEKMSKeyId` is sSEKMSKeyId, as CloudTrail writes them. */
const lowered = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`
