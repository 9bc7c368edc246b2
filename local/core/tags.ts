// Tags, as every service has them: in requests, on resources, and as policies see them; and what AWS allows of them, written once.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices

import { ServiceError } from './errors.ts'
import { isRecord } from './input/members.ts'
import type { ConditionContext } from './policy.ts'

export type Tags = Readonly<Record<string, string>>

/**
 * Condition keys of the tags in a request, read from the input itself, so that no operation can forget them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requesttag
 */
export const requestTags = (input: Readonly<Record<string, unknown>>): ConditionContext => {
  const tags = tagsGiven(input)
  const keys = [...tags, ...tagKeysGiven(input)].map(({ key }) => key)
  if (keys.length === 0) return {}
  return {
    'aws:TagKeys': keys,
    ...Object.fromEntries(tags.map(({ key, value = '' }) => [`aws:RequestTag/${key}`, value])),
  }
}

/** What the list of `{ Key, Value }` says, whatever the service calls the two. */
export const tagsIn = (list: readonly unknown[]): Tags =>
  Object.fromEntries(tagsGiven({ tags: list }).map(({ key, value = '' }) => [key, value]))

/** What can be wrong with tags. */
export type TagFault =
  | 'key length'
  | 'key characters'
  | 'value length'
  | 'value characters'
  | 'removed key' // whatever is wrong with it, but for the reserved prefix
  | 'reserved key'
  | 'duplicate key'
  | 'too many'
  | 'too many together' // with those that the resource has already

/** What it does not say is the limit that most services have, and the service's own code for a broken constraint. */
export interface TagRules {
  /** On one resource; 50 unless said. */
  readonly most?: number
  /** In characters; 128 unless said. */
  readonly longestKey?: number
  /** In characters; 0 and 256 unless said. */
  readonly shortestValue?: number
  readonly longestValue?: number
  /** Keys that differ in case only are one key. */
  readonly ignoresCase?: true
  /** What this service answers to a fault: code, words, and the HTTP status where it is not 400. */
  readonly refusals?: Partial<Readonly<Record<TagFault, readonly [code: string, words: string, status?: number]>>>
}

/** A tag, or a key alone, as a request has it; the paths are where AWS's messages see its parts. */
export interface GivenTag {
  readonly key: string
  readonly keyPath: string
  readonly value?: string
  readonly valuePath?: string
}

/** @throws ServiceError what AWS refuses of the tags in a request whatever the operation, in the words of the service */
export const checkTags = (
  tags: readonly GivenTag[],
  { validationError, tagRules = {} }: { readonly validationError: string; readonly tagRules?: TagRules },
): void => {
  const [first] = faultsOf(tags, tagRules)
  if (first) throw refusal(first, tagRules, validationError)
}

/** @throws ServiceError when the resource would have more tags than it can: those that AWS itself sets do not count */
export const checkTagCount = (
  old: Tags,
  added: readonly GivenTag[],
  { validationError, tagRules = {} }: { readonly validationError: string; readonly tagRules?: TagRules },
): void => {
  const folded = (key: string): string => (tagRules.ignoresCase ? key.toLowerCase() : key)
  const keys = [...Object.keys(old).filter(key => !isReserved(key)), ...added.map(({ key }) => key)]
  const [first] = countFault('too many together', new Set(keys.map(folded)).size, tagRules)
  if (first) throw refusal(first, tagRules, validationError)
}

/**
 * The tags in a request, in every form that an API of AWS has for them, so that no operation can forget them: `Tags` or `tags` as a list of key
 * and value or as a map, `TagKeys` or `tagKeys`.
 */
export const tagsGiven = (input: Readonly<Record<string, unknown>>): readonly GivenTag[] => {
  const tags = input.Tags ?? input.tags
  if (isRecord(tags))
    return Object.entries(tags).flatMap(([key, value]) =>
      typeof value === 'string' ? [{ key, value, keyPath: 'tags', valuePath: 'tags' }] : [],
    )
  return Array.isArray(tags) ? tags.flatMap((tag, index) => listed(tag, `tags.${index + 1}.member`)) : []
}

/** The keys of tags that a request takes away. */
export const tagKeysGiven = (input: Readonly<Record<string, unknown>>): readonly GivenTag[] => {
  const keys = input.TagKeys ?? input.tagKeys
  return Array.isArray(keys)
    ? keys.flatMap((key, index) => (typeof key === 'string' ? [{ key, keyPath: `tagKeys.${index + 1}.member` }] : []))
    : []
}

const listed = (tag: unknown, path: string): readonly GivenTag[] => {
  if (!isRecord(tag)) return []
  const isLong = tag.TagKey !== undefined
  const key = tag.Key ?? tag.key ?? tag.TagKey
  const value = tag.Value ?? tag.value ?? tag.TagValue ?? ''
  if (typeof key !== 'string' || typeof value !== 'string') return []
  const [keyName, valueName] = isLong ? ['tagKey', 'tagValue'] : ['key', 'value']
  return [{ key, value, keyPath: `${path}.${keyName}`, valuePath: `${path}.${valueName}` }]
}

interface Found {
  readonly fault: TagFault
  readonly text: string
  readonly path: string
  readonly constraint: string
}

/** Unverified: that no service takes other characters; the reference of most says these. */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
const PATTERN = 'Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]'

/** In the order in which AWS looks: constraints of single members first. */
const faultsOf = (tags: readonly GivenTag[], rules: TagRules): readonly Found[] => {
  const whole = tags.filter(({ value }) => value !== undefined)
  const keys = whole.map(({ key }) => (rules.ignoresCase ? key.toLowerCase() : key))
  const twice = whole.filter((_, index) => keys.indexOf(keys[index] ?? '') < index)
  const reserved = tags.filter(({ key }) => isReserved(key))
  return [
    ...tags.flatMap(tag => [...faultsOfKey(tag, rules), ...faultsOfValue(tag, rules)]),
    ...reserved.map(tag => ofKey('reserved key', tag, 'Member must not begin with aws:')),
    ...twice.map(tag => ofKey('duplicate key', tag, 'Member must not be given twice')),
    ...countFault('too many', whole.length, rules),
  ]
}

const ofKey = (fault: TagFault, { key, keyPath }: GivenTag, constraint: string): Found => ({
  fault,
  text: key,
  path: keyPath,
  constraint,
})

const faultsOfKey = (tag: GivenTag, { longestKey = 128 }: TagRules): readonly Found[] => [
  ...lengths(tag.key, 1, longestKey).map(constraint =>
    ofKey(tag.value === undefined ? 'removed key' : 'key length', tag, constraint),
  ),
  ...(ALLOWED.test(tag.key)
    ? []
    : [ofKey(tag.value === undefined ? 'removed key' : 'key characters', tag, `${PATTERN}+`)]),
]

const faultsOfValue = ({ value, valuePath = '' }: GivenTag, rules: TagRules): readonly Found[] => {
  if (value === undefined) return []
  const { shortestValue = 0, longestValue = 256 } = rules
  const ofValue = (fault: TagFault, constraint: string): Found => ({ fault, text: value, path: valuePath, constraint })
  return [
    ...lengths(value, shortestValue, longestValue).map(constraint => ofValue('value length', constraint)),
    ...(ALLOWED.test(value) ? [] : [ofValue('value characters', `${PATTERN}*`)]),
  ]
}

const lengths = ({ length }: string, least: number, most: number): readonly string[] => {
  if (length < least) return [`Member must have length greater than or equal to ${least}`]
  return length > most ? [`Member must have length less than or equal to ${most}`] : []
}

const countFault = (fault: TagFault, count: number, { most = 50 }: TagRules): readonly Found[] =>
  count > most
    ? [
        {
          fault,
          text: String(count),
          path: 'tags',
          constraint: `Member must have length less than or equal to ${most}`,
        },
      ]
    : []

/** What the tagging of most services says. */
export const RESERVED_TAG_KEY = 'aws: prefixed tag key names are not allowed for external use.'

const isReserved = (key: string): boolean => key.toLowerCase().startsWith('aws:')

const refusal = ({ fault, text, path, constraint }: Found, { refusals = {} }: TagRules, code: string): ServiceError => {
  const own = refusals[fault]
  if (own) return new ServiceError(...own)
  const value = `'${text.slice(0, 200)}' at '${path}'`
  return new ServiceError(
    code,
    `1 validation error detected: Value ${value} failed to satisfy constraint: ${constraint}`,
  )
}
