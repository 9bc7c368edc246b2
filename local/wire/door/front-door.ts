// The HTTP front door: every request of an AWS client is authenticated, decoded, called and answered in its service's own protocol.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Place } from '../../core/arn.ts'
import { messageOf, ServiceError } from '../../core/errors.ts'
import type { ConditionContext } from '../../core/policy.ts'
import type { Principal } from '../../core/principal.ts'
import type { AnyService } from '../../core/service.ts'
import { type Answer, send } from '../protocols/answer.ts'
import { codecOf, errorEncoderOf } from '../protocols/codecs.ts'
import { authenticate, type Identify } from '../signature/authenticate.ts'
import { readRequest, type WireRequest } from '../signature/request.ts'
import { conditionContext } from './condition-context.ts'
import { isLoopbackHost } from './host.ts'
import { deliveriesBefore } from './lineage.ts'
import { serviceOf } from './service-of.ts'
import { welcome } from './welcome.ts'

export interface FrontDoorOptions {
  readonly services: readonly AnyService[]
  /** The Region that credential scopes must name. */
  readonly place: Place
  /** Who holds the access key; undefined when the local cloud did not issue it. */
  readonly identify: Identify
  /** Carries out one operation as the principal. `context` holds the condition keys that every request has. */
  readonly call: (
    principal: Principal,
    signingName: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
    context: ConditionContext,
    origin: { readonly requestId: string; readonly chainLength: number },
  ) => Promise<unknown>
  /** What is not an AWS API (git, deployed APIs, the console); the first whose prefix the path begins with answers. */
  readonly httpServices?: readonly HttpService[]
  readonly now: () => Date
  /** How far a client's clock may be off; AWS allows 15 minutes. */
  readonly maxSkewMs?: number
  readonly newId?: () => string
  /** Told of what is thrown and is not a ServiceError; the client hears InternalFailure only. */
  readonly onBug?: (error: unknown) => void
}

export interface HttpService {
  readonly prefix: string
  handle(request: IncomingMessage, response: ServerResponse): void
}

export type FrontDoor = (request: IncomingMessage, response: ServerResponse) => void

export const createFrontDoor = (options: FrontDoorOptions): FrontDoor => {
  const newId = options.newId ?? randomUUID
  return (message, response) => {
    // A client that goes away is no error of ours; without listeners its socket errors would end the process.
    message.on('error', () => {})
    response.on('error', () => {})
    const path = (message.url ?? '/').split('?', 1)[0] ?? '/'
    const other = options.httpServices?.find(service => beginsWith(path, service.prefix))
    if (!isLoopbackHost(message.headers.host)) refuseHost(response, message.headers.host)
    else if (other) other.handle(message, response)
    else void answer(message, newId(), options).then(result => send(message, response, result))
  }
}

/** Never rejects: what goes wrong is an answer too. */
const answer = async (message: IncomingMessage, requestId: string, options: FrontDoorOptions): Promise<Answer> => {
  let service: AnyService | undefined
  let request: WireRequest | undefined
  try {
    request = readRequest(message)
    if (isVisit(request)) return welcome(options.place)
    service = serviceOf(request, options.services)
    const { principal, body } = await authenticate(request, service, options)
    const codec = codecOf(service, request)
    const { operation, input } = await codec.decode(request, body)
    const context = conditionContext(request, options)
    const chainLength = deliveriesBefore(request.headers.get('x-amzn-trace-id') ?? undefined)
    const origin = { requestId, chainLength }
    const output = await options.call(principal, service.signingName, operation, input, context, origin)
    return await codec.encode(operation, output, requestId)
  } catch (error) {
    return errorEncoderOf(service, request)(asServiceError(error, options), requestId, request)
  }
}

const asServiceError = (error: unknown, { onBug }: FrontDoorOptions): ServiceError => {
  if (error instanceof ServiceError) return error
  if (onBug) onBug(error)
  else console.error(`front door: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`)
  return new ServiceError('InternalFailure', 'The request processing has failed because of an unknown error.', 500)
}

/** `/v1/repos` answers `/v1/repos` and `/v1/repos/x`, not `/v1/reposx`; a prefix that ends with a slash stands as it is. */
const beginsWith = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)

/** Somebody opened the endpoint in a browser or with curl. */
const isVisit = (request: WireRequest): boolean =>
  request.method === 'GET' &&
  request.rawPath === '/' &&
  request.query.length === 0 &&
  !request.headers.has('authorization')

const refuseHost = (response: ServerResponse, host: string | undefined): void => {
  response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  response.end(
    `Host '${host ?? ''}' is not served: the local cloud answers 127.0.0.1, localhost, [::1] and *.localhost only, so that no web site can reach it by DNS rebinding\n`,
  )
}
