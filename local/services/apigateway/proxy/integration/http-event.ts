// The event that a Lambda function gets from an HTTP API: payload format 2.0, and 1.0 as HTTP APIs have it.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

import type { Incoming } from '../incoming.ts'
import { isText } from '../media-type.ts'
import type { Match } from '../router.ts'
import type { RequestContext } from './context.ts'
import { queryOf, restEvent } from './rest-event.ts'

export interface HttpRequest {
  readonly incoming: Incoming
  readonly context: RequestContext
  readonly match: Match
  readonly routeKey: string
  readonly stageVariables: Readonly<Record<string, string>>
  /** Decoded, with the stage unless it is `$default`. */
  readonly path: string
  readonly body: Buffer | undefined
}

export const httpEvent = (request: HttpRequest) =>
  request.match.method.integration.type === 'AWS_PROXY' &&
  request.match.method.integration.payloadFormatVersion === '2.0'
    ? eventTwo(request)
    : eventOne(request)

const eventTwo = (request: HttpRequest) => {
  const { incoming, context, match, routeKey, stageVariables, path, body } = request
  const { headers, cookies } = headersOf(incoming, context)
  const query = queryOf(incoming.query)
  const text = isText(incoming.contentType)
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: incoming.query,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers,
    ...(query ? { queryStringParameters: joined(query) } : {}),
    requestContext: {
      accountId: context.accountId,
      apiId: context.apiId,
      domainName: context.domainName,
      domainPrefix: context.apiId,
      http: {
        method: incoming.method,
        path,
        protocol: incoming.protocol,
        sourceIp: incoming.sourceIp,
        userAgent: incoming.userAgent ?? '',
      },
      requestId: context.extendedRequestId,
      routeKey,
      stage: context.stage,
      time: context.time,
      timeEpoch: context.timeEpoch,
    },
    ...(match.parameters ? { pathParameters: match.parameters } : {}),
    ...(Object.keys(stageVariables).length > 0 ? { stageVariables } : {}),
    ...(body ? { body: body.toString(text ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body !== undefined && !text,
  }
}

/** Differs from AWS: identity and requestContext are those of a REST API. */
const eventOne = ({ incoming, context, match, stageVariables, path, body }: HttpRequest) => {
  const binary = !isText(incoming.contentType)
  const event = restEvent({
    incoming,
    context,
    match,
    resourceId: `${incoming.method} ${match.method.path}`,
    deploymentId: '',
    stageVariables,
    path,
    body,
    binaryMediaTypes: binary ? ['*/*'] : [],
  })
  return { version: '1.0', ...event, requestContext: { ...event.requestContext, path } }
}

/** Lower-case names; a header given several times is joined; cookies stand apart. */
const headersOf = ({ rawHeaders, sourceIp }: Incoming, { domainName, traceId }: RequestContext) => {
  const headers: Record<string, string> = {}
  const cookies: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    const value = rawHeaders[at + 1] ?? ''
    if (name === 'cookie') cookies.push(...value.split(/; ?/))
    else if (!NOT_PASSED.has(name)) headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`
  }
  headers.host = domainName
  headers['x-amzn-trace-id'] = traceId
  headers['x-forwarded-for'] =
    headers['x-forwarded-for'] === undefined ? sourceIp : `${headers['x-forwarded-for']}, ${sourceIp}`
  headers['x-forwarded-port'] = '443'
  headers['x-forwarded-proto'] = 'https'
  return { headers, cookies }
}

const NOT_PASSED = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const joined = (query: Readonly<Record<string, readonly string[]>>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).map(([name, values]) => [name, values.join(',')]))
