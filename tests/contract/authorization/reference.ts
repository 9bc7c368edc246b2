// What AWS's Service Authorization Reference says of an action: on which resources it can be granted, and which condition keys it knows.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The resource types, parted by spaces, with a question mark where policies need none; then the action's condition keys. */
export type ActionLine = readonly string[]

export interface ServiceReference {
  /** The form of the ARN, then the condition keys of what is of the type. */
  readonly resources: Readonly<Record<string, readonly string[]>>
  readonly actions: Readonly<Record<string, ActionLine>>
}

export interface Action {
  /** Forms of ARNs; none: the action is granted on `*` only. */
  readonly arns: readonly string[]
  /** Whether a call may be on no resource in particular. */
  readonly mayBeOnAll: boolean
  readonly keys: readonly string[]
}

const REFERENCE = JSON.parse(readFileSync(join(import.meta.dirname, 'reference.json'), 'utf8')) as {
  readonly services: Readonly<Record<string, ServiceReference>>
}

/** The actions that the pattern stands for, with `*` and `?` as policies have them; none when AWS knows no such action. */
export const actionsLike = (pattern: string): readonly string[] => {
  const [service = '', name = ''] = pattern.split(':', 2)
  const wanted = like(name.toLowerCase())
  return Object.keys(REFERENCE.services[service]?.actions ?? {})
    .filter(each => wanted.test(each.toLowerCase()))
    .map(each => `${service}:${each}`)
}

/** Undefined when AWS knows no such action. */
export const actionOf = (name: string): Action | undefined => {
  const [service = '', action = ''] = name.split(':', 2)
  const { resources = {}, actions = {} } = REFERENCE.services[service] ?? {}
  const line = actions[action]
  if (!line) return undefined
  const [types = '', ...own] = line
  // Its reference has two pages, for REST APIs and for the others, whose actions are the same; the data has the actions of the one.
  const isApiGateway = service === 'apigateway'
  const named = types === '' ? [] : types.split(' ')
  const found = named.map(type => resources[type.replace('?', '')] ?? [])
  return {
    arns: isApiGateway
      ? Object.values(resources).flatMap(([arn = '']) => arn.split(', '))
      : found.flatMap(([arn = '']) => arn.split(', ')),
    mayBeOnAll: named.every(type => type.endsWith('?')),
    keys: [...own, ...found.flatMap(([, ...ofType]) => ofType)],
  }
}

/** Keys that every request has or can have, whatever the action. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const isGlobal = (key: string): boolean =>
  /^aws:/i.test(key) && !/^aws:(RequestTag\/|TagKeys$|ResourceTag\/)/i.test(key)

export const knowsKey = ({ keys }: Action, key: string): boolean =>
  isGlobal(key) ||
  keys.some(known => like(known.replace(/\$\{\w+\}|<\w+>/g, '*').toLowerCase()).test(key.toLowerCase()))

const like = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map(part => part.split('?').map(escaped).join('.'))
      .join('.*')}$`,
  )

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Whether some ARN has the form and is one that the other pattern means. */
export const overlap = (form: string, other: string): boolean => meet(patternOf(form), other.replace(/\*+/g, '*'))

/** In a pattern: anything without a slash or a colon, as Regions and the names of buckets are. Other names may have some. */
const NAME = '\u0000'

/** Literal characters, names and stars. */
const patternOf = (form: string): string =>
  form
    .replace(/\$\{(Partition|Region|Account|BucketName)\}/g, NAME)
    .replace(/\$\{\w+\}/g, '*')
    .replace(/\*+/g, '*')

const meet = (form: string, other: string): boolean => {
  // In each row: which beginnings of `other` the beginning of the form has matched so far.
  let row = [true, other.startsWith('*'), ...Array.from(other.slice(1), () => false)]
  for (const part of form) {
    const next = [part === '*' || part === NAME ? row[0] === true : false]
    for (const [index, against] of Array.from(other).entries()) next.push(matches(part, against, row, next, index))
    row = next
  }
  return row.at(-1) === true
}

/** Whether the form up to the part matches the other pattern up to and with the character. */
const matches = (
  part: string,
  against: string,
  before: readonly boolean[],
  now: readonly boolean[],
  index: number,
): boolean => {
  const isAny = part === '*' || (part === NAME && !'/:'.includes(against))
  if (before[index + 1] && (part === '*' || part === NAME || against === '*')) return true // the part, or more for the star
  if (now[index] && (against === '*' || isAny)) return true
  return before[index] === true && (isAny || against === '*' || part === against)
}
