// The policies that narrow a session: one document, up to ten managed ones, and how much room they and the tags take.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session

import { ServiceError } from '../../core/errors.ts'
import type { Members } from '../../core/input/members.ts'
import type { SessionPolicy } from '../../core/principal.ts'
import { readIdentityPolicy } from '../../policy/grammar/words.ts'
import type { SessionTags } from './session-tags.ts'

export type SessionPolicies = readonly SessionPolicy[]

const MOST_CHARACTERS = 2048
const MOST_ARNS = 10

export const readPolicies = (members: Members): SessionPolicies => {
  const text = members.optionalString('Policy', { min: 1, max: MOST_CHARACTERS })
  const arns = members.structures('PolicyArns').map(policy => policy.string('arn', { min: 20, max: 2048 }))
  if (arns.length > MOST_ARNS)
    throw members.wrong('PolicyArns', arns.length, `Member must have length less than or equal to ${MOST_ARNS}`)
  return [...(text === undefined ? [] : [readIdentityPolicy(text)]), ...arns]
}

/**
 * In percent of what a session may carry.
 * Unverified: AWS says only that it packs policies and tags and that they have a limit of their own. Here the longest document takes half of it,
 * a managed policy's ARN as much as its characters, and tags a percent for each 4.56 characters, as was seen of tags alone.
 * @throws ServiceError PackedPolicyTooLarge
 */
export const packedSize = (policies: SessionPolicies, { tags }: Pick<SessionTags, 'tags'>): number => {
  const ofPolicies = policies.reduce(
    (sum, policy) => sum + (typeof policy === 'string' ? policy.length : JSON.stringify(policy).length),
    0,
  )
  const ofTags = Object.entries(tags).reduce((sum, [key, value]) => sum + key.length + value.length, 0)
  const size = Math.ceil(ofPolicies / ((2 * MOST_CHARACTERS) / 100) + ofTags / 4.56)
  if (size > 100)
    throw new ServiceError(
      'PackedPolicyTooLarge',
      `Packed size of ${policies.length > 0 ? 'policies and ' : ''}session tags consumes ${size}% of allotted space.`,
    )
  return size
}
