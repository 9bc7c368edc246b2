// One request to an HTTP API: stage, route, throttling, the function, its answer.

import type { Desk } from '../../../core/service.ts'
import type { ApiGatewayState, Definition, HttpApi, HttpStage, Method } from '../state.ts'
import { type Answer, gatewayAnswer, type Reply } from './answer.ts'
import { preflight, withCors } from './cors.ts'
import { decodePath } from './http-path.ts'
import type { Incoming } from './incoming.ts'
import { contextOf, type RequestContext } from './integration/context.ts'
import { httpEvent } from './integration/http-event.ts'
import { httpResponse } from './integration/http-response.ts'
import { invokeFunction } from './integration/invoke.ts'
import { restResponse } from './integration/rest-response.ts'
import { type Match, routerOf } from './router.ts'
import { type Serving, segmentsOf, splitStage } from './serve-rest.ts'

const DEFAULT = '$default'
const TOO_LONG = gatewayAnswer(413, 'Request Entity Too Large')

export const serveHttp = async (
  gateway: Serving,
  api: HttpApi,
  incoming: Incoming,
  body: Buffer | undefined | 'too long',
): Promise<Reply> => {
  const { desk } = gateway
  const [stage, path] = stageOf(api, incoming.path)
  const context = contextOf(desk.moment(), incoming.apiId, stage?.stageName ?? DEFAULT)
  const definition = stage && definitionOf(api, stage)
  const answerWith = (answer: Answer, route?: string): Reply =>
    reply(context, stage, definition, incoming, answer, route)
  if (!stage || !definition) return answerWith(gatewayAnswer(404, 'Not Found'))
  const decoded = decodePath(path)
  if (decoded === undefined) return answerWith(gatewayAnswer(400, 'Bad Request'))
  const early = preflight(definition.cors, incoming)
  if (early) return answerWith(early)
  const match = routerOf(definition).route(incoming.method, segmentsOf(decoded))
  if (!match) return answerWith(gatewayAnswer(404, 'Not Found'))
  const routeKey = routeKeyOf(match.method)
  if (body === 'too long') return answerWith(TOO_LONG, routeKey)
  if (
    !gateway.throttle.allows(
      `${incoming.apiId}/${stage.stageName}/${routeKey}`,
      limitOf(stage, routeKey),
      desk.now().getTime(),
    )
  )
    return answerWith(gatewayAnswer(429, 'Too Many Requests'), routeKey)
  const { answer, failure } = await integrate(desk, { incoming, context, match, routeKey, stage, path: decoded, body })
  return { ...answerWith(answer, routeKey), ...(failure ? { failure } : {}) }
}

interface Found {
  readonly incoming: Incoming
  readonly context: RequestContext
  readonly match: Match
  readonly routeKey: string
  readonly stage: HttpStage
  readonly path: string
  readonly body: Buffer | undefined
}

const integrate = async (
  desk: Desk<ApiGatewayState>,
  found: Found,
): Promise<{ readonly answer: Answer; readonly failure?: string }> => {
  const { match, stage, context, incoming, path } = found
  const { integration } = match.method
  if (integration.type === 'MOCK')
    return { answer: { status: integration.status, headers: integration.headers, body: integration.body } }
  const { stageVariables, stageName } = stage
  const event = httpEvent({ ...found, stageVariables, path: stageName === DEFAULT ? path : `/${stageName}${path}` })
  const sourceArn = `arn:aws:execute-api:${desk.region}:${desk.account}:${context.apiId}/${stageName}${sourcePath(match.method, incoming.method)}`
  const invoked = await invokeFunction(desk, integration, stageVariables, sourceArn, event)
  switch (invoked.kind) {
    case 'answered': {
      const answer =
        integration.payloadFormatVersion === '2.0'
          ? httpResponse(invoked.payload)
          : restResponse(invoked.payload, { binaryMediaTypes: ['*/*'], accept: undefined })
      return answer
        ? { answer }
        : serverError('The response from the Lambda function is not in a form that API Gateway can use')
    }
    case 'failed':
      return serverError('The Lambda function returned an error')
    case 'timed out':
      return { answer: gatewayAnswer(503, 'Service Unavailable'), failure: 'timed out' }
    case 'too long':
      return { answer: TOO_LONG, failure: 'the event is more than Lambda takes' }
    case 'refused':
      return serverError(invoked.reason)
  }
}

const serverError = (failure: string) => ({ answer: gatewayAnswer(500, 'Internal Server Error'), failure })

const reply = (
  context: RequestContext,
  stage: HttpStage | undefined,
  definition: Definition | undefined,
  incoming: Incoming,
  answer: Answer,
  resourcePath: string | undefined,
): Reply => {
  const full = withCors(definition?.cors, incoming, answer)
  return {
    context,
    answer: { ...full, headers: { ...full.headers, 'apigw-requestid': context.extendedRequestId } },
    ...(resourcePath ? { resourcePath } : {}),
    ...(stage?.accessLogSettings ? { accessLog: stage.accessLogSettings } : {}),
  }
}

/** The first part of the path, when a stage is named so; else `$default`, which has no part of the path. */
const stageOf = (api: HttpApi, path: string): readonly [stage: HttpStage | undefined, path: string] => {
  const [first, rest] = splitStage(path)
  const named = first === DEFAULT ? undefined : api.stages.get(first)
  return named ? [named, rest] : [api.stages.get(DEFAULT), path === '' ? '/' : path]
}

const definitionOf = (api: HttpApi, { autoDeploy, deploymentId }: HttpStage): Definition | undefined =>
  deploymentId !== undefined ? api.deployments.get(deploymentId)?.definition : autoDeploy ? api.definition : undefined

const isDefault = ({ path }: Method): boolean => /^\/?\$default$/.test(path)

const routeKeyOf = (method: Method): string => (isDefault(method) ? DEFAULT : `${method.httpMethod} ${method.path}`)

const sourcePath = (method: Method, httpMethod: string): string =>
  isDefault(method) ? `/${DEFAULT}` : `/${httpMethod}${method.path}`

const limitOf = ({ defaultRouteSettings, routeSettings }: HttpStage, routeKey: string) => {
  const own = routeSettings[routeKey]
  return {
    rate: own?.throttlingRateLimit ?? defaultRouteSettings.throttlingRateLimit ?? 10_000,
    burst: own?.throttlingBurstLimit ?? defaultRouteSettings.throttlingBurstLimit ?? 5000,
  }
}
