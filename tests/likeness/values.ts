// The values of scenarios: what is not written as it stands, and how an answer is compared.

import { isDeepStrictEqual } from 'node:util'
import type { CollectionTag, ScalarTag } from 'yaml'
import { isMap, isSeq } from 'yaml'
import { isRecord } from '../../local/core/input/members.ts'
import { zipOf } from '../../local/host/zip.ts'

/** A value that is made when the scenario is played. */
export class Made {
  readonly make: (fill: Fill) => unknown
  constructor(make: (fill: Fill) => unknown) {
    this.make = make
  }
}

/** What an answer is compared with, other than a value. */
export class Matched {
  readonly text: string
  readonly matches: (value: unknown, fill: Fill) => boolean
  constructor(text: string, matches: (value: unknown, fill: Fill) => boolean) {
    this.text = text
    this.matches = matches
  }
}

/** Puts what is known for `<name>` in a text. */
export type Fill = (text: string) => string

const scalar = (tag: string, resolve: (text: string) => unknown): ScalarTag => ({ tag, resolve })

const collection = (tag: string, kind: 'map' | 'seq', of: (value: unknown) => unknown): CollectionTag => ({
  tag,
  collection: kind,
  resolve: node => of(plain(node)),
})

const plain = (node: unknown): unknown => {
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [String(plain(key)), plain(value)]))
  if (isSeq(node)) return node.items.map(plain)
  return isRecord(node) && 'value' in node ? node.value : node
}

export const TAGS = [
  /** The text is a pattern. */
  scalar('!match', text => new Matched(`!match ${text}`, (value, fill) => new RegExp(fill(text)).test(String(value)))),
  scalar('!absent', () => new Matched('!absent', value => value === undefined)),
  scalar('!any', () => new Matched('!any', value => value !== undefined && value !== null)),
  /** The JSON text of what stands here. */
  collection('!json', 'map', value => new Made(fill => JSON.stringify(filled(value, fill)))),
  collection('!json', 'seq', value => new Made(fill => JSON.stringify(filled(value, fill)))),
  /** A JSON text of which this is a part. */
  collection(
    '!holds',
    'map',
    value =>
      new Matched(`!holds ${JSON.stringify(value)}`, (given, fill) => {
        const parsed: unknown = typeof given === 'string' ? JSON.parse(given) : given
        return difference(parsed, value, fill) === undefined
      }),
  ),
  /** In any order, and with others. */
  collection(
    '!including',
    'seq',
    value =>
      new Matched(
        `!including ${JSON.stringify(value)}`,
        (given, fill) =>
          Array.isArray(given) &&
          Array.isArray(value) &&
          value.every(item => given.some(each => difference(each, item, fill) === undefined)),
      ),
  ),
  scalar('!bytes', text => new Made(fill => new TextEncoder().encode(fill(text)))),
  scalar('!base64', text => new Made(fill => Buffer.from(fill(text), 'base64'))),
  scalar('!date', text => new Made(() => new Date(text))),
  /** `!repeat 300 x` */
  scalar('!repeat', text => {
    const [count = '', unit = 'x'] = text.split(' ')
    return new Made(() => unit.repeat(Number(count)))
  }),
  /** A zip of these files. */
  collection(
    '!zip',
    'map',
    value =>
      new Made(fill => {
        const files = filled(value, fill)
        return zipOf(
          Object.fromEntries(Object.entries(isRecord(files) ? files : {}).map(([name, text]) => [name, String(text)])),
        )
      }),
  ),
  /** `!many { times: 51, of: { Key: k<n> } }`: as many items, numbered. */
  collection('!many', 'map', value => {
    const { times = 0, of = '' } = isRecord(value) ? value : {}
    return new Made(fill =>
      Array.from({ length: Number(times) }, (_, index) =>
        filled(of, text => fill(text.replaceAll('<n>', String(index + 1)))),
      ),
    )
  }),
]

/** The value with all that has to be made, and all names replaced. */
export const filled = (value: unknown, fill: Fill): unknown => {
  if (value instanceof Made) return value.make(fill)
  if (typeof value === 'string') return fill(value)
  if (Array.isArray(value)) return value.map(item => filled(item, fill))
  if (isRecord(value) && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [fill(name), filled(item, fill)]))
  return value
}

/** What promises are in it is awaited. */
export const settled = async (value: unknown): Promise<unknown> => {
  const now = await value
  if (Array.isArray(now)) return Promise.all(now.map(settled))
  if (!isRecord(now) || Object.getPrototypeOf(now) !== Object.prototype) return now
  return Object.fromEntries(
    await Promise.all(Object.entries(now).map(async ([name, item]) => [name, await settled(item)] as const)),
  )
}

/** The first place at which the value is not as expected, as a sentence; objects may have more than is expected. */
export const difference = (value: unknown, expected: unknown, fill: Fill, path = ''): string | undefined => {
  if (expected instanceof Matched)
    return expected.matches(value, fill) ? undefined : `${path || 'it'} is ${shown(value)}, not ${expected.text}`
  if (Array.isArray(expected)) {
    if (!Array.isArray(value) || value.length !== expected.length)
      return `${path || 'it'} is ${shown(value)}, not a list of ${expected.length}`
    return first(expected.map((item, index) => difference(value[index], item, fill, `${path}[${index}]`)))
  }
  if (isRecord(expected) && Object.getPrototypeOf(expected) === Object.prototype) {
    if (!isRecord(value)) return `${path || 'it'} is ${shown(value)}, not an object`
    return first(
      Object.entries(expected).map(([name, item]) =>
        difference(value[fill(name)], item, fill, path ? `${path}.${name}` : name),
      ),
    )
  }
  const wanted = filled(expected, fill)
  return isDeepStrictEqual(plainOf(value), plainOf(wanted))
    ? undefined
    : `${path || 'it'} is ${shown(value)}, not ${shown(wanted)}`
}

const plainOf = (value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value

const first = (problems: readonly (string | undefined)[]): string | undefined =>
  problems.find(problem => problem !== undefined)

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'not there').slice(0, 600)
