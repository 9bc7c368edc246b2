// The condition keys of a request: those that AWS sets for every request, those of who asks, those of the resource and of the operation.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html

import type { Place } from '../../core/arn.ts'
import type { Access, ConditionContext } from '../../core/policy.ts'
import { type Principal, principalId } from '../../core/principal.ts'

export interface Asked {
  readonly principal: Principal
  /** Of the user, or of the role and the session; keys in lower case. */
  readonly principalTags: ReadonlyMap<string, string>
  readonly access: Access
  readonly resourceTags: Readonly<Record<string, string>>
  /** What the way of the request says: address, user agent, `kms:ViaService`. */
  readonly context: ConditionContext
  readonly now: Date
  readonly place: Place
}

/** Values by key in lower case. */
export const conditionKeys = (asked: Asked): ReadonlyMap<string, readonly string[]> => {
  const { principal, principalTags, access, resourceTags, context, now, place } = asked
  const values = new Map<string, readonly string[]>([
    ['aws:currenttime', [now.toISOString()]],
    ['aws:epochtime', [String(Math.floor(now.getTime() / 1000))]],
    // Differs from AWS: loopback is not encrypted; it never leaves the machine, so it counts as a secure transport.
    ['aws:securetransport', ['true']],
    ['aws:requestedregion', [place.region]],
    ['aws:resourceaccount', [place.account]],
    ['aws:viaawsservice', [String('by' in principal && principal.by === 'cloudformation.amazonaws.com')]],
  ])
  const set = (entries: Iterable<readonly [string, string | readonly string[]]>, prefix = ''): void => {
    for (const [key, value] of entries)
      values.set(`${prefix}${key}`.toLowerCase(), typeof value === 'string' ? [value] : value)
  }
  set(Object.entries(principalKeys(principal, place.account)))
  set(principalTags, 'aws:principaltag/')
  set(Object.entries(resourceTags), 'aws:resourcetag/')
  set(Object.entries(context))
  set(Object.entries(access.context ?? {}))
  return values
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable */
const principalKeys = (principal: Principal, account: string): Readonly<Record<string, string>> => {
  switch (principal.kind) {
    case 'user':
      return {
        'aws:principalarn': principal.arn,
        'aws:principalaccount': account,
        'aws:principaltype': 'User',
        'aws:userid': principalId(principal),
        'aws:username': principal.userName,
      }
    case 'session':
      return {
        'aws:principalarn': principal.roleArn,
        'aws:principalaccount': account,
        'aws:principaltype': 'AssumedRole',
        'aws:userid': principalId(principal),
        ...(principal.sourceIdentity === undefined ? {} : { 'aws:sourceidentity': principal.sourceIdentity }),
      }
    case 'service':
      return {
        'aws:principaltype': 'Service',
        'aws:principalservicename': principal.service,
        'aws:principalisawsservice': 'true',
        // The account is known even where no single resource stands behind the call.
        'aws:sourceaccount': account,
        ...(principal.sourceArn ? { 'aws:sourcearn': principal.sourceArn } : {}),
      }
    case 'anonymous':
      return { 'aws:principaltype': 'Anonymous', 'aws:userid': principalId(principal) }
  }
}
