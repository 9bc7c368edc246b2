// Serves deployed APIs at /execute-api/API_ID/..., which on AWS is https://API_ID.execute-api.REGION.amazonaws.com/...

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Desk } from '../../../core/service.ts'
import type { ApiGatewayState } from '../state.ts'
import { AccessLog, formatAccessLog } from './access-log.ts'
import { type Answer, gatewayAnswer, type Reply } from './answer.ts'
import { type Incoming, incomingOf, isHeadTooLong, readBody } from './incoming.ts'
import { contextOf } from './integration/context.ts'
import { serveHttp } from './serve-http.ts'
import { REST_BODY_LIMIT, type Serving, serveRest } from './serve-rest.ts'
import { Throttle } from './throttle.ts'

export interface Gateway extends Serving {
  /** By log group and stage. */
  readonly accessLogs: Map<string, AccessLog>
}

const gateways = new WeakMap<Desk<ApiGatewayState>, Gateway>()

export const gatewayOf = (desk: Desk<ApiGatewayState>): Gateway => {
  const known = gateways.get(desk)
  if (known) return known
  const made = { desk, throttle: new Throttle(), accessLogs: new Map() }
  gateways.set(desk, made)
  return made
}

/** Answers one request; a bug of ours is answered with 500 and reported. */
export const handle = (request: IncomingMessage, response: ServerResponse, desk: Desk<ApiGatewayState>): void => {
  desk.background(
    serve(gatewayOf(desk), request, response).catch(error => {
      if (!response.headersSent) send(response, gatewayAnswer(500, 'Internal server error'))
      throw error
    }),
  )
}

const serve = async (gateway: Gateway, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const from = performance.now()
  const incoming = incomingOf(request)
  const body = await readBody(request, REST_BODY_LIMIT)
  // Unverified: the status and its words; AWS documents the limit alone.
  const reply = isHeadTooLong(request)
    ? {
        context: contextOf(gateway.desk.moment(), incoming.apiId, ''),
        answer: gatewayAnswer(431, 'Request Header Fields Too Large'),
      }
    : await replyTo(gateway, incoming, body)
  send(response, reply.answer)
  if (reply.accessLog) log(gateway, incoming, reply, Math.round(performance.now() - from))
}

const replyTo = async (gateway: Gateway, incoming: Incoming, body: Buffer | undefined | 'too long'): Promise<Reply> => {
  const { restApis, httpApis } = gateway.desk.state
  const rest = restApis.get(incoming.apiId)
  if (rest) return serveRest(gateway, rest, incoming, body)
  const http = httpApis.get(incoming.apiId)
  if (http) return serveHttp(gateway, http, incoming, body)
  // Differs from AWS: there the name of an API that does not exist is not found in the first place.
  const context = contextOf(gateway.desk.moment(), incoming.apiId, '')
  return { context, answer: gatewayAnswer(403, 'Forbidden', 'ForbiddenException') }
}

const send = (response: ServerResponse, { status, headers, body }: Answer): void => {
  if (response.destroyed) return
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) response.setHeader(name, typeof value === 'string' ? value : [...value])
  }
  response.statusCode = status
  if (status !== 204 && status !== 304) response.setHeader('Content-Length', Buffer.byteLength(body))
  response.end(body)
}

const log = (gateway: Gateway, incoming: Incoming, reply: Reply, latency: number): void => {
  const { accessLog, answer, context, resourcePath, integrationLatency, failure } = reply
  if (!accessLog) return
  const key = `${incoming.apiId}/${context.stage}/${accessLog.destinationArn}`
  const known = gateway.accessLogs.get(key) ?? new AccessLog(gateway.desk, accessLog)
  gateway.accessLogs.set(key, known)
  known.add(
    formatAccessLog(accessLog.format, {
      incoming,
      context,
      latency,
      status: answer.status,
      responseLength: Buffer.byteLength(answer.body),
      ...(resourcePath ? { resourcePath } : {}),
      ...(integrationLatency === undefined ? {} : { integrationLatency }),
      ...(failure ? { errorMessage: failure } : {}),
    }),
  )
}
