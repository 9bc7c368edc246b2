// Tags of a session, and which of them the sessions inherit that it opens. Keys differ by more than case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html

import { ServiceError } from '../../core/errors.ts'
import type { Members } from '../../core/input/members.ts'
import type { Principal } from '../../core/principal.ts'

export interface SessionTags {
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveTagKeys: readonly string[]
}

const MOST = 50

export const readTags = (members: Members): SessionTags => {
  const given = members.structures('Tags').map(tag => [tag.string('Key'), tag.string('Value')] as const)
  const transitiveTagKeys = members.strings('TransitiveTagKeys')
  if (transitiveTagKeys.length > MOST)
    throw members.wrong(
      'TransitiveTagKeys',
      transitiveTagKeys.length,
      `Member must have length less than or equal to ${MOST}`,
    )
  const keys = new Set(given.map(([key]) => key.toLowerCase()))
  if (transitiveTagKeys.some(key => !keys.has(key.toLowerCase())))
    throw invalid('The specified transitive tag key must be included in the requested tags.')
  return { tags: Object.fromEntries(given), transitiveTagKeys }
}

/** With what the calling session hands on. @throws ServiceError InvalidParameterValue when the request gives one of those again */
export const inherited = (given: SessionTags, principal: Principal): SessionTags => {
  const keys = (principal.kind === 'session' && principal.transitiveTagKeys) || []
  const old = principal.kind === 'session' ? (principal.tags ?? {}) : {}
  const handedOn = Object.entries(old).filter(([key]) => isAmong(keys, key))
  if (Object.keys(given.tags).some(key => isAmong(keys, key)))
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  return {
    tags: { ...Object.fromEntries(handedOn), ...given.tags },
    transitiveTagKeys: [...keys, ...given.transitiveTagKeys],
  }
}

const isAmong = (keys: readonly string[], key: string): boolean =>
  keys.some(other => other.toLowerCase() === key.toLowerCase())

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterValue', message)
