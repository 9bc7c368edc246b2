// CORS of an HTTP API: preflights are answered by API Gateway, and its headers stand on every answer to another origin.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html

import type { Cors } from '../state.ts'
import type { Answer } from './answer.ts'
import type { Incoming } from './incoming.ts'

export const preflight = (cors: Cors | undefined, incoming: Incoming): Answer | undefined => {
  if (!cors || incoming.method !== 'OPTIONS' || incoming.origin === undefined) return undefined
  return { status: 204, headers: preflightHeaders(cors, incoming.origin), body: '' }
}

/** Adds what a browser needs; headers of the function with the same names do not count. */
export const withCors = (cors: Cors | undefined, { origin }: Incoming, answer: Answer): Answer =>
  cors && origin !== undefined ? { ...answer, headers: { ...answer.headers, ...originHeaders(cors, origin) } } : answer

const preflightHeaders = (cors: Cors, origin: string): Record<string, string> => {
  const allowed = originHeaders(cors, origin)
  if (Object.keys(allowed).length === 0) return {}
  return {
    ...allowed,
    ...(cors.allowMethods ? { 'access-control-allow-methods': cors.allowMethods.join(',') } : {}),
    ...(cors.allowHeaders ? { 'access-control-allow-headers': cors.allowHeaders.join(',') } : {}),
    ...(cors.maxAge === undefined ? {} : { 'access-control-max-age': String(cors.maxAge) }),
  }
}

const originHeaders = (
  { allowOrigins = [], allowCredentials, exposeHeaders }: Cors,
  origin: string,
): Record<string, string> => {
  const any = allowOrigins.includes('*')
  if (!any && !allowOrigins.some(allowed => allows(allowed, origin))) return {}
  return {
    'access-control-allow-origin': any ? '*' : origin,
    ...(allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(exposeHeaders ? { 'access-control-expose-headers': exposeHeaders.join(',') } : {}),
  }
}

/** `https://*` stands for every origin of that scheme. */
const allows = (allowed: string, origin: string): boolean =>
  allowed.endsWith('://*') ? origin.startsWith(allowed.slice(0, -1)) : allowed === origin
