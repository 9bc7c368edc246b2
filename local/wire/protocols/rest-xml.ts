// AWS REST XML, as S3 speaks it: streamed bodies, XML documents, members in path, query and headers.
// https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html

import { Readable } from 'node:stream'
import { types } from 'node:util'
import { notEmulated } from '../../core/errors.ts'
import { isRecord } from '../../core/input/members.ts'
import type { Route, WireOf } from '../../core/wire.ts'
import { type Body, bufferStream } from '../signature/body.ts'
import { checkBody } from '../signature/body-digest.ts'
import type { WireRequest } from '../signature/request.ts'
import type { Answer } from './answer.ts'
import type { Codec, EncodeError } from './codec.ts'
import { xmlText } from './query.ts'
import { boundInput, boundOutput } from './rest.ts'
import { type Match, matchRoute } from './routes.ts'
import { virtualHost } from './virtual-host.ts'
import { declaration, element, parseXml, type XmlElement } from './xml.ts'

export const restXmlCodec = (service: WireOf<'rest-xml'>): Codec => ({
  async decode(request, body) {
    const bucket = virtualHost(request.headers.get('host'), service.signingName)
    const path = bucket === undefined ? request.rawPath : `/${bucket}${request.rawPath}`
    const match = matchRoute(service, request, path)
    if (!match) throw notEmulated(service.signingName, `${request.method} ${described(request, [])}`)
    refuseUnknownQuery(request, service, match)
    refuseUnknownHeaders(request, service, match)
    return {
      operation: match.operation,
      input: { ...(await content(match.route, body, request, service.bodyLimit)), ...boundInput(request, match) },
    }
  },
  encode: (operation, output, requestId) => {
    const route = service.routes[operation]
    if (!route) throw notEmulated(service.signingName, operation)
    const { headers, status, rest } = boundOutput(route, output)
    const ids = { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId }
    const body = status === 204 ? undefined : outputBody(route, rest, service.namespace)
    const type: Record<string, string> = typeof body === 'string' ? { 'content-type': 'application/xml' } : {}
    return { status, headers: { ...type, ...ids, ...headers }, ...(body === undefined ? {} : { body }) }
  },
})

export const encodeRestXmlError: EncodeError = (error, requestId, request) => {
  const { code, status } = error
  const inHeaders = Object.entries(error.members).filter(([name]) => isHeader(name))
  const inBody = Object.entries(error.members).filter(([name]) => !isHeader(name))
  const fields = {
    Code: code,
    Message: error.message,
    ...Object.fromEntries(inBody),
    Resource: request?.rawPath ?? '/',
    RequestId: requestId,
    HostId: requestId,
  }
  const headers = {
    'x-amz-request-id': requestId,
    'x-amz-id-2': requestId,
    ...Object.fromEntries(inHeaders.map(([name, value]) => [name, String(value)])),
  }
  if (status === 304) return { status, headers }
  return {
    status,
    headers: { 'content-type': 'application/xml', ...headers },
    body: declaration + element('Error', structure(fields, {}, '')),
  }
}

/** Members of an error that are headers: x-amz-delete-marker, allow, content-range. */
const isHeader = (name: string): boolean => /^[a-z]/.test(name)

/** A subresource that no route knows (`?website`) must not be answered by the operation beside it. */
const refuseUnknownQuery = (request: WireRequest, service: WireOf<'rest-xml'>, { route }: Match): void => {
  const needed = (route.path.split('?', 2)[1] ?? '').split('&').map(parameter => parameter.split('=', 1)[0])
  const known = new Set([...needed, ...Object.keys(route.query ?? {})])
  const unknown = request.query.map(([name]) => name).filter(name => !known.has(name) && !/^x-(amz-|id$)/i.test(name))
  if (unknown.length > 0) throw notEmulated(service.signingName, `${request.method} ${described(request, unknown)}`)
}

const ofTheProtocol =
  /^x-amz-(date|content-sha256|security-token|user-agent|decoded-content-length|trailer|sdk-checksum-algorithm|checksum-(crc32|crc32c|crc64nvme|sha1|sha256)|request-payer)$/

/** Nor must a header that asks for more than is carried out (object lock, customer keys) be passed over. */
const refuseUnknownHeaders = (request: WireRequest, service: WireOf<'rest-xml'>, { operation, route }: Match): void => {
  const known = Object.keys(route.headers ?? {}).map(name => name.toLowerCase())
  const isKnown = (name: string) =>
    known.some(header => (header.endsWith('*') ? name.startsWith(header.slice(0, -1)) : name === header))
  const unknown = [...request.headers.keys()].find(
    name => name.startsWith('x-amz-') && !ofTheProtocol.test(name) && !isKnown(name),
  )
  if (unknown !== undefined) throw notEmulated(service.signingName, `${operation} with ${unknown}`)
}

const described = (request: WireRequest, unknown: readonly string[]): string => {
  const names = unknown.length > 0 ? unknown : request.query.map(([name]) => name)
  return `${request.rawPath.split('/').length > 2 ? 'object' : 'bucket'}${names.length > 0 ? `?${names.join('&')}` : ''}`
}

const content = async (
  route: Route,
  body: Body,
  request: WireRequest,
  limit: number,
): Promise<Record<string, unknown>> => {
  if (body.kind !== 'stream') return {}
  if (route.payload !== undefined) return { [route.payload]: body.stream }
  const bytes = await bufferStream(body.stream, limit)
  if (route.document === undefined || bytes.length === 0) return {}
  checkBody(request.headers, bytes)
  const document = value(parseXml(Buffer.from(bytes).toString('utf8')), route.lists ?? {}, '')
  return { [route.document]: document === '' ? {} : document }
}

type Lists = NonNullable<Route['lists']>

/** Elements become members; what `lists` names becomes an array. */
const value = (xml: XmlElement, lists: Lists, path: string): unknown => {
  if (xml.children.length === 0) return xml.text
  const members: Record<string, unknown> = {}
  for (const child of xml.children) {
    const [member, inner] = listOf(child, lists, path)
    if (member === undefined) members[child.name] = value(child, lists, join(path, child.name))
    else
      members[member] = [
        ...((members[member] as unknown[] | undefined) ?? []),
        ...inner.map(item => value(item, lists, join(path, member))),
      ]
  }
  return members
}

/** The list member that an element belongs to, and the items that it brings. */
const listOf = (child: XmlElement, lists: Lists, path: string): [string | undefined, readonly XmlElement[]] => {
  for (const [listPath, name] of Object.entries(lists)) {
    const at = listPath.lastIndexOf('.')
    if (listPath.slice(0, Math.max(at, 0)) !== path) continue
    const [wrapper, item] = name.split('>', 2)
    if (wrapper !== child.name) continue
    return [listPath.slice(at + 1), item === undefined ? [child] : child.children]
  }
  return [undefined, []]
}

const outputBody = (route: Route, rest: Record<string, unknown>, namespace: string): Answer['body'] => {
  const { payload, root } = route.output ?? {}
  const lists = route.lists ?? {}
  const attributes = ` xmlns="${namespace}"`
  if (payload === undefined)
    return root === undefined ? undefined : declaration + element(root, structure(rest, lists, ''), attributes)
  const given = rest[payload]
  if (given instanceof Readable || given instanceof Uint8Array) return given
  if (isRecord(given)) return declaration + element(root ?? payload, structure(given, lists, ''), attributes)
  const text = typeof given === 'string' ? given : ''
  return root === undefined ? text : declaration + element(root, xmlText(text), attributes)
}

const structure = (members: Readonly<Record<string, unknown>>, lists: Lists, path: string): string =>
  Object.entries(members)
    .filter(([, item]) => item !== undefined && item !== null)
    .map(([name, item]) => member(name, item, lists, join(path, name)))
    .join('')

const member = (name: string, item: unknown, lists: Lists, path: string): string => {
  if (!Array.isArray(item)) return element(name, contentOf(item, lists, path))
  const [outer = name, inner] = (lists[path] ?? name).split('>', 2)
  const items = item.map(entry => element(inner ?? outer, contentOf(entry, lists, path))).join('')
  return inner === undefined ? items : element(outer, items)
}

const contentOf = (item: unknown, lists: Lists, path: string): string =>
  isRecord(item) && !types.isDate(item) && !(item instanceof Uint8Array) ? structure(item, lists, path) : xmlText(item)

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
