// Policy documents as they arrive (JSON text) and as IAM gives them back (JSON text, percent-encoded), and how large they may be.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html

import type { Place } from '../../core/arn.ts'
import { ServiceError } from '../../core/errors.ts'
import type { Members } from '../../core/input/members.ts'
import type { PolicyDocument } from '../../core/policy.ts'
import { namedIn } from '../../policy/grammar/read-principal.ts'
import { readIdentityPolicy, readTrustPolicy } from '../../policy/grammar/words.ts'
import { roleWith, userWith } from './operations/named.ts'
import type { Entity, IamState } from './state.ts'

const TEXT = { min: 1, max: 131_072, pattern: /^[\t\n\r -\u00ff]+$/ }

/** An inline policy. @throws ServiceError MalformedPolicyDocument */
export const readInline = (members: Members): PolicyDocument =>
  readIdentityPolicy(members.string('PolicyDocument', TEXT))

/** A version of a managed policy. @throws ServiceError MalformedPolicyDocument, LimitExceeded */
export const readManaged = (members: Members): PolicyDocument => {
  const document = readIdentityPolicy(members.string('PolicyDocument', TEXT), { newVersionOnly: true })
  if (sizeOf(document) > 6144) throw limitExceeded('Cannot exceed quota for PolicySize: 6144')
  return document
}

/** Who may assume a role. @throws ServiceError MalformedPolicyDocument, LimitExceeded */
export const readTrust = (members: Members, member: string): PolicyDocument => {
  const document = readTrustPolicy(members.string(member, TEXT))
  if (sizeOf(document) > 2048) throw limitExceeded('Cannot exceed quota for ACLSizePerRole: 2048')
  return document
}

const INLINE_QUOTA = { user: 2048, role: 10_240 }

/** The inline policies of one user or role share a quota. @throws ServiceError LimitExceeded */
export const checkInlineSize = (
  kind: 'user' | 'role',
  name: string,
  entity: Entity,
  put: string,
  document: PolicyDocument,
) => {
  const others = [...entity.inline].filter(([policy]) => policy !== put).map(([, other]) => sizeOf(other))
  const quota = INLINE_QUOTA[kind]
  if (others.reduce((sum, size) => sum + size, sizeOf(document)) > quota)
    throw limitExceeded(`Maximum policy size of ${quota} bytes exceeded for ${kind} ${name}`)
}

/** White space does not count. */
const sizeOf = (document: PolicyDocument): number => JSON.stringify(document).length

const limitExceeded = (message: string): ServiceError => new ServiceError('LimitExceeded', message, 409)

/**
 * The users and roles that a trust policy names have to be there.
 * Differs from AWS: one that is deleted and made anew is named again, since names are not turned into unique ids.
 * @throws ServiceError MalformedPolicyDocument
 */
export const checkTrusted = (state: IamState, { account }: Place, trust: PolicyDocument): void => {
  const unknown = namedIn(trust, account).find(arn => !userWith(state, arn) && !roleWith(state, arn))
  if (unknown !== undefined)
    throw new ServiceError('MalformedPolicyDocument', `Invalid principal in policy: "AWS":"${unknown}"`)
}

export const encodeDocument = (document: PolicyDocument): string => encodeURIComponent(JSON.stringify(document))
