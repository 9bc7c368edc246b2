// The AWS query protocol: a form with Action and `A.member.1.B` names in, XML out.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
import { types } from 'node:util'
import { ServiceError } from '../../core/errors.ts'
import { isRecord } from '../../core/input/members.ts'
import type { WireOf } from '../../core/wire.ts'
import { parseQuery } from '../signature/request.ts'
import type { Codec, EncodeError } from './codec.ts'
import { declaration, element, escapeXml } from './xml.ts'

export const queryCodec = (service: WireOf<'query'>): Codec => ({
  async decode(request, body) {
    const form = body.kind === 'bytes' ? parseQuery(Buffer.from(body.bytes).toString('utf8')) : []
    const fields = [...request.query.filter(([name]) => !name.startsWith('X-Amz-')), ...form]
    const { Action, Version, ...input } = nest(fields)
    if (typeof Action !== 'string' || Action === '')
      throw new ServiceError('MissingAction', 'The request is missing an action or a required parameter.')
    if (Version !== undefined && Version !== service.version)
      throw new ServiceError('InvalidAction', `Could not find operation ${Action} for version ${String(Version)}`)
    return { operation: Action, input }
  },
  encode: (operation, output, requestId) => {
    const result = element(`${operation}Result`, members(output ?? {}))
    const metadata = element('ResponseMetadata', element('RequestId', requestId))
    return {
      status: 200,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: element(`${operation}Response`, result + metadata, ` xmlns="${service.namespace}"`),
    }
  },
})

export const encodeQueryError: EncodeError = (error, requestId) => {
  const { code, status } = error
  const fault = element('Type', status < 500 ? 'Sender' : 'Receiver')
  const body = `${fault}${element('Code', code)}${element('Message', escapeXml(error.message))}${members(error.members)}`
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: declaration + element('ErrorResponse', element('Error', body) + element('RequestId', requestId)),
  }
}

/** The text of a value without structure. */
export const xmlText = (value: unknown): string => {
  if (types.isDate(value)) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return escapeXml(String(value))
}

type Tree = Map<string, Tree | string>

const deepest = 32

/** `Tags.member.1.Key=a` becomes `{ Tags: [{ Key: 'a' }] }`; `entry.N.key/value` becomes an object. */
const nest = (fields: readonly (readonly [string, string])[]): Record<string, unknown> => {
  const tree: Tree = new Map()
  for (const [name, value] of fields) {
    const parts = name.split('.')
    if (parts.length > deepest) throw new ServiceError('MalformedQueryString', `The name '${name}' has too many parts.`)
    let node = tree
    for (const part of parts.slice(0, -1)) {
      const next = node.get(part)
      const child: Tree = next instanceof Map ? next : new Map()
      node.set(part, child)
      node = child
    }
    node.set(parts.at(-1) ?? '', value)
  }
  return structure(tree)
}

const structure = (tree: Tree): Record<string, unknown> =>
  Object.fromEntries([...tree].map(([name, value]) => [name, treeValue(value)]))

const treeValue = (node: Tree | string): unknown => {
  if (typeof node === 'string') return node
  const member = only(node, 'member')
  if (member) return items(member)
  const entry = only(node, 'entry')
  if (entry) return mapOf(items(entry))
  return isNumbered(node) ? items(node) : structure(node)
}

const only = (node: Tree, name: string): Tree | undefined => {
  const child = node.size === 1 ? node.get(name) : undefined
  return child instanceof Map && isNumbered(child) ? child : undefined
}

const isNumbered = (node: Tree): boolean => [...node.keys()].every(key => /^[1-9]\d{0,4}$/.test(key))

const items = (node: Tree): unknown[] =>
  [...node].sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => treeValue(value))

/** Some maps name their parts Name and Value. */
const mapOf = (entries: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(
    entries.filter(isRecord).map(entry => [String(entry.key ?? entry.Name ?? ''), entry.value ?? entry.Value ?? '']),
  )

const members = (value: unknown): string => {
  if (value instanceof Map)
    return [...value]
      .map(([key, item]) => element('entry', element('key', escapeXml(String(key))) + element('value', members(item))))
      .join('')
  if (Array.isArray(value)) return value.map(item => element('member', members(item))).join('')
  if (isRecord(value) && !types.isDate(value) && !(value instanceof Uint8Array))
    return Object.entries(value)
      .filter(([, item]) => item !== undefined && item !== null)
      .map(([name, item]) => element(name, members(item)))
      .join('')
  return xmlText(value)
}
