// The event that a Lambda function gets from a REST API, or from an HTTP API with payload format 1.0.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html

import type { Incoming } from '../incoming.ts'
import { matchesMediaType } from '../media-type.ts'
import type { Match } from '../router.ts'
import type { RequestContext } from './context.ts'

export interface RestRequest {
  readonly incoming: Incoming
  readonly context: RequestContext
  readonly match: Match
  readonly resourceId: string
  readonly deploymentId: string
  readonly stageVariables: Readonly<Record<string, string>>
  /** The path without the stage, percent-encoded as it came. */
  readonly path: string
  readonly body: Buffer | undefined
  readonly binaryMediaTypes: readonly string[]
}

type Multi = Record<string, string[]>

export const restEvent = (request: RestRequest) => {
  const { incoming, context, match, path, stageVariables } = request
  const multiValueHeaders = headersOf(incoming, context)
  const multiValueQuery = queryOf(incoming.query)
  const binary = matchesMediaType(request.binaryMediaTypes, incoming.contentType)
  return {
    resource: match.method.path,
    path,
    httpMethod: incoming.method,
    headers: lastOf(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: multiValueQuery && lastOf(multiValueQuery),
    multiValueQueryStringParameters: multiValueQuery,
    pathParameters: match.parameters ?? null,
    stageVariables: Object.keys(stageVariables).length > 0 ? stageVariables : null,
    requestContext: requestContextOf(request),
    body: request.body === undefined ? null : request.body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: request.body !== undefined && binary,
  }
}

const requestContextOf = ({ incoming, context, match, resourceId, deploymentId, path }: RestRequest) => ({
  resourceId,
  resourcePath: match.method.path,
  ...(match.method.operationName ? { operationName: match.method.operationName } : {}),
  httpMethod: incoming.method,
  extendedRequestId: context.extendedRequestId,
  requestTime: context.time,
  path: `/${context.stage}${path}`,
  accountId: context.accountId,
  protocol: incoming.protocol,
  stage: context.stage,
  domainPrefix: context.apiId,
  requestTimeEpoch: context.timeEpoch,
  requestId: context.requestId,
  identity: {
    cognitoIdentityPoolId: null,
    accountId: null,
    cognitoIdentityId: null,
    caller: null,
    sourceIp: incoming.sourceIp,
    principalOrgId: null,
    accessKey: null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: null,
    userAgent: incoming.userAgent ?? null,
    user: null,
  },
  domainName: context.domainName,
  deploymentId,
  apiId: context.apiId,
})

/** Headers that belong to the connection, and those that API Gateway sets itself. */
const NOT_PASSED = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
])

/** Names as they came. What the API's domain would add on AWS is added: it speaks HTTPS there. */
const headersOf = ({ rawHeaders, sourceIp }: Incoming, { domainName, traceId }: RequestContext): Multi => {
  const headers: Multi = {}
  const spelled = new Map<string, string[]>()
  let forwarded = sourceIp
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    const value = rawHeaders[at + 1] ?? ''
    const lower = name.toLowerCase()
    if (lower === 'x-forwarded-for') forwarded = `${value}, ${sourceIp}`
    if (NOT_PASSED.has(lower)) continue
    const known = spelled.get(lower)
    if (known) known.push(value)
    else {
      const values = [value]
      spelled.set(lower, values)
      headers[name] = values
    }
  }
  headers.Host = [domainName]
  headers['X-Amzn-Trace-Id'] = [traceId]
  headers['X-Forwarded-For'] = [forwarded]
  headers['X-Forwarded-Port'] = ['443']
  headers['X-Forwarded-Proto'] = ['https']
  return headers
}

/** Decoded; null when there is no query. */
export const queryOf = (query: string): Multi | null => {
  if (query === '') return null
  const all: Multi = {}
  for (const [name, value] of new URLSearchParams(query)) {
    const values = Object.hasOwn(all, name) ? all[name] : undefined
    if (values) values.push(value)
    else Object.defineProperty(all, name, { value: [value], enumerable: true, configurable: true, writable: true })
  }
  return all
}

const lastOf = (multi: Multi): Record<string, string> => {
  const single: Record<string, string> = {}
  for (const name in multi) single[name] = multi[name]?.at(-1) ?? ''
  return single
}
