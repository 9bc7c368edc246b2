// What a function's answer becomes at an HTTP API with payload format 2.0.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response

import { isRecord } from '../../../../core/input/members.ts'
import { type Answer, sendable } from '../answer.ts'
import { parse, statusOf } from './rest-response.ts'

/** Undefined when the answer is malformed: 500 for the caller. */
export const httpResponse = (payload: Uint8Array): Answer | undefined => {
  const result = parse(payload)
  if (result === undefined) return undefined
  if (!isRecord(result) || !('statusCode' in result)) return inferred(result)
  const status = statusOf(result.statusCode)
  const { body = '', cookies = [], headers: given = {} } = result
  if (status === undefined || !isRecord(given) || !Array.isArray(cookies)) return undefined
  const headers: Record<string, string | readonly string[]> = Object.create(null)
  for (const [name, value] of Object.entries(given))
    if (value !== null && !CONNECTION.has(name.toLowerCase())) headers[name.toLowerCase()] = String(value)
  if (cookies.length > 0) headers['set-cookie'] = cookies.map(String)
  headers['content-type'] ??= 'text/plain;charset=UTF-8'
  if (!sendable(headers)) return undefined
  const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers, body: result.isBase64Encoded === true ? Buffer.from(text, 'base64') : text }
}

/** These belong to the connection between API Gateway and its caller. Unverified: the complete list. */
const CONNECTION = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Valid JSON without a statusCode is the body itself. */
const inferred = (result: unknown): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: typeof result === 'string' ? result : JSON.stringify(result),
})
