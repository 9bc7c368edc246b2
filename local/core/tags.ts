// Tags, as every service has them: in requests, on resources, and as policies see them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html

import { isRecord } from './input/members.ts'
import type { ConditionContext } from './policy.ts'

export type Tags = Readonly<Record<string, string>>

/**
 * Condition keys of the tags in a request. Read from the input itself, in every form that an API of AWS has for them, so that no operation can
 * forget them: `Tags` or `tags` as a list of key and value or as a map, `TagKeys` or `tagKeys`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requesttag
 */
export const requestTags = (input: Readonly<Record<string, unknown>>): ConditionContext => {
  const tags = pairsIn(input.Tags ?? input.tags)
  const keys = [...tags.map(([key]) => key), ...textsIn(input.TagKeys ?? input.tagKeys)]
  if (keys.length === 0) return {}
  return {
    'aws:TagKeys': keys,
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  }
}

/** What the list of `{ Key, Value }` says, whatever the service calls the two. */
export const tagsIn = (list: readonly unknown[]): Tags => Object.fromEntries(pairsIn(list))

const pairsIn = (given: unknown): readonly (readonly [string, string])[] => {
  const pairs = Array.isArray(given)
    ? given
        .filter(isRecord)
        .map(tag => [tag.Key ?? tag.key ?? tag.TagKey, tag.Value ?? tag.value ?? tag.TagValue ?? ''])
    : Object.entries(isRecord(given) ? given : {})
  return pairs.filter((pair): pair is [string, string] => pair.every(part => typeof part === 'string'))
}

const textsIn = (given: unknown): readonly string[] =>
  Array.isArray(given) ? given.filter(each => typeof each === 'string') : []
