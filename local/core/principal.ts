// Who makes a call. There is no call without a principal.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html

import type { PolicyDocument } from './policy.ts'

export interface UserPrincipal {
  readonly kind: 'user'
  readonly arn: string
  readonly userName: string
  /** `AIDA…`, which a user made again by the same name does not have. */
  readonly userId: string
  readonly accessKeyId?: string
}

/** A document that was given, or the ARN of a managed policy, which says what it says when it is asked. */
export type SessionPolicy = PolicyDocument | string

export interface RoleSession {
  readonly kind: 'session'
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
  readonly arn: string
  readonly roleArn: string
  /** `AROA…`, which a role made again by the same name does not have. */
  readonly roleId: string
  readonly sessionName: string
  readonly accessKeyId?: string
  /** The AWS service that assumed the role, for example `events.amazonaws.com`; absent when a person or a function did. */
  readonly by?: string
  /** The session may do what the role may and one of these allows. */
  readonly sessionPolicies?: readonly SessionPolicy[]
  /** Passed when the role was assumed, or inherited; each counts before the role's own tag of that key. */
  readonly tags?: Readonly<Record<string, string>>
  /** Keys of the tags that the sessions inherit which this one opens. */
  readonly transitiveTagKeys?: readonly string[]
  readonly sourceIdentity?: string
}

export type Principal =
  | UserPrincipal
  | RoleSession
  | {
      readonly kind: 'service'
      /** For example `events.amazonaws.com`; allowed only by resource policies. */
      readonly service: string
      readonly sourceArn?: string
    }
  | { readonly kind: 'anonymous' }

/** A session's ARN has the role's name without its path. */
export const roleSession = (
  session: Pick<RoleSession, 'roleArn' | 'roleId' | 'sessionName'> & Partial<RoleSession>,
): RoleSession => {
  const { roleArn, sessionName } = session
  const [, partition = '', account = '', name = ''] =
    /^arn:([^:]+):iam::([^:]*):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? []
  return { ...session, kind: 'session', arn: `arn:${partition}:sts::${account}:assumed-role/${name}/${sessionName}` }
}

/** The principal's ARN or name as it stands in messages and trail records. */
export const principalName = (principal: Principal): string => {
  switch (principal.kind) {
    case 'user':
    case 'session':
      return principal.arn
    case 'service':
      return principal.service
    case 'anonymous':
      return 'anonymous'
  }
}

/**
 * The unique id that GetCallerIdentity, CloudTrail and the condition key aws:userid give a principal; empty where there is none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 */
export const principalId = (principal: Principal): string => {
  switch (principal.kind) {
    case 'user':
      return principal.userId
    case 'session':
      return `${principal.roleId}:${principal.sessionName}`
    case 'service':
      return ''
    case 'anonymous':
      return 'anonymous'
  }
}
