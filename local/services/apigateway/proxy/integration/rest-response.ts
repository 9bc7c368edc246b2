// What a function's answer becomes at a REST API (and at an HTTP API with payload format 1.0).
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format

import { isRecord } from '../../../../core/input/members.ts'
import { type Answer, sendable } from '../answer.ts'
import { matchesMediaType } from '../media-type.ts'

const MEMBERS = new Set(['isBase64Encoded', 'statusCode', 'headers', 'multiValueHeaders', 'body'])

export interface Negotiation {
  readonly binaryMediaTypes: readonly string[]
  readonly accept: string | undefined
}

/** Undefined when the answer is malformed: 502 for the caller. */
export const restResponse = (payload: Uint8Array, { binaryMediaTypes, accept }: Negotiation): Answer | undefined => {
  const result = parse(payload)
  if (!isRecord(result) || Object.keys(result).some(name => !MEMBERS.has(name))) return undefined
  const status = statusOf(result.statusCode)
  const headers = headersOf(result.headers, result.multiValueHeaders)
  const { body = '' } = result
  const text = body === null ? '' : body
  if (status === undefined || headers === undefined || typeof text !== 'string' || !sendable(headers)) return undefined
  // Unverified: a client that accepts no binary type gets the base64 text as it is.
  const decodes = result.isBase64Encoded === true && matchesMediaType(binaryMediaTypes, accept)
  return { status, headers, body: decodes ? Buffer.from(text, 'base64') : text }
}

export const parse = (payload: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString())
  } catch {
    return undefined
  }
}

/** Numbers, and text that is a number. 1xx would leave the caller waiting for the answer itself. */
export const statusOf = (value: unknown): number | undefined => {
  const status = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined
}

/** Sent under another name, because API Gateway sets these itself. */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'host',
  'server',
  'user-agent',
  'www-authenticate',
])
const DROPPED = new Set([
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Both maps in one: a header in both has the values of multiValueHeaders, and those of headers that differ. */
const headersOf = (single: unknown, multi: unknown): Answer['headers'] | undefined => {
  if (!isMap(single) || !isMap(multi)) return undefined
  const headers: Record<string, string | readonly string[]> = Object.create(null)
  const spelled = new Map<string, string>()
  // A header that is null is left out, API Gateway's own Content-Type too: https://github.com/aws/aws-sam-cli/issues/1218
  const suppressed = new Set<string>()
  const add = (name: string, values: readonly string[]): void => {
    const lower = name.toLowerCase()
    if (DROPPED.has(lower)) return
    const key = spelled.get(lower) ?? (REMAPPED.has(lower) ? `x-amzn-Remapped-${name}` : name)
    spelled.set(lower, key)
    const before = headers[key] === undefined ? [] : [headers[key]].flat()
    headers[key] = [...before, ...values.filter(value => !before.includes(value))]
  }
  for (const [name, values] of Object.entries(multi ?? {})) {
    if (values === null) {
      suppressed.add(name.toLowerCase())
      continue
    }
    if (!Array.isArray(values)) return undefined
    add(name, values.map(String))
  }
  for (const [name, value] of Object.entries(single ?? {})) {
    if (value === null) {
      suppressed.add(name.toLowerCase())
      continue
    }
    if (typeof value === 'object') return undefined
    add(name, [String(value)])
  }
  if (!spelled.has('content-type') && !suppressed.has('content-type')) headers['Content-Type'] = 'application/json'
  return headers
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> | undefined | null =>
  value === undefined || value === null || isRecord(value)
