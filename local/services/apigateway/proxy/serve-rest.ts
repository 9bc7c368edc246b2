// One request to a REST API: stage, resource and method, throttling, the function, its answer.

import type { Desk } from '../../../core/service.ts'
import { settingKey } from '../operations/stage-patch.ts'
import type { ApiGatewayState, Deployment, MethodSetting, RestApi, Stage } from '../state.ts'
import { type Answer, gatewayAnswer, type Reply } from './answer.ts'
import type { Incoming } from './incoming.ts'
import { contextOf, type RequestContext } from './integration/context.ts'
import { invokeFunction } from './integration/invoke.ts'
import { restEvent } from './integration/rest-event.ts'
import { restResponse } from './integration/rest-response.ts'
import { type Match, routerOf } from './router.ts'
import type { Throttle } from './throttle.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
export const REST_BODY_LIMIT = 10 * 1024 * 1024

/** What is needed to serve a request. */
export interface Serving {
  readonly desk: Desk<ApiGatewayState>
  readonly throttle: Throttle
}

export const serveRest = async (
  gateway: Serving,
  api: RestApi,
  incoming: Incoming,
  body: Buffer | undefined | 'too long',
): Promise<Reply> => {
  const { desk } = gateway
  const [stageName = '', path] = splitStage(incoming.path)
  const stage = api.stages.get(stageName)
  const context = contextOf(desk.moment(), incoming.apiId, stageName)
  const deployment = stage && api.deployments.get(stage.deploymentId)
  if (!stage || !deployment) return { context, answer: gatewayAnswer(403, 'Forbidden', 'ForbiddenException') }
  const match = routerOf(deployment.definition).resource(incoming.method, segmentsOf(path))
  // Also when the path is known and the method is not.
  if (!match)
    return reply(
      context,
      stage,
      undefined,
      gatewayAnswer(403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'),
    )
  if (body === 'too long') return reply(context, stage, match, TOO_LONG)
  if (
    !gateway.throttle.allows(
      `${incoming.apiId}/${stageName}/${match.method.httpMethod}${match.method.path}`,
      limitOf(stage, match),
      desk.now().getTime(),
    )
  )
    return reply(context, stage, match, gatewayAnswer(429, 'Too Many Requests', 'TooManyRequestsException'))
  const { answer, failure, integrationLatency } = await integrate(desk, {
    incoming,
    context,
    match,
    stage,
    deployment,
    path,
    body,
  })
  return { ...reply(context, stage, match, answer), integrationLatency, ...(failure ? { failure } : {}) }
}

const TOO_LONG = gatewayAnswer(413, 'Request Too Long', 'RequestTooLargeException')

const reply = (context: RequestContext, stage: Stage, match: Match | undefined, answer: Answer): Reply => {
  const headers = {
    ...answer.headers,
    'x-amzn-RequestId': context.requestId,
    'x-amz-apigw-id': context.extendedRequestId,
    'X-Amzn-Trace-Id': context.traceId,
  }
  return {
    context,
    answer: { ...answer, headers },
    ...(match ? { resourcePath: match.method.path } : {}),
    ...(stage.accessLogSettings ? { accessLog: stage.accessLogSettings } : {}),
  }
}

interface Found {
  readonly incoming: Incoming
  readonly context: RequestContext
  readonly match: Match
  readonly stage: Stage
  readonly deployment: Deployment
  readonly path: string
  readonly body: Buffer | undefined
}

interface Integrated {
  readonly answer: Answer
  readonly failure?: string
  readonly integrationLatency: number
}

const integrate = async (desk: Desk<ApiGatewayState>, found: Found): Promise<Integrated> => {
  const { match, stage, deployment, context, incoming } = found
  const { integration } = match.method
  if (integration.type === 'MOCK') {
    const headers = { 'Content-Type': 'application/json', ...integration.headers }
    return { answer: { status: integration.status, headers, body: integration.body }, integrationLatency: 0 }
  }
  const { binaryMediaTypes } = deployment.definition
  const event = restEvent({
    ...found,
    resourceId: resourceIdOf(deployment, match.method.path),
    deploymentId: deployment.id,
    stageVariables: stage.variables,
    binaryMediaTypes,
  })
  const from = performance.now()
  const sourceArn = `arn:aws:execute-api:${desk.region}:${desk.account}:${context.apiId}/${context.stage}/${incoming.method}${match.method.path}`
  const invoked = await invokeFunction(desk, integration, stage.variables, sourceArn, event)
  const integrationLatency = Math.round(performance.now() - from)
  switch (invoked.kind) {
    case 'answered': {
      const answer = restResponse(invoked.payload, { binaryMediaTypes, accept: incoming.accept })
      return answer
        ? { answer, integrationLatency }
        : { ...serverError(502, 'Malformed Lambda proxy response'), integrationLatency }
    }
    case 'failed':
      return { ...serverError(502, 'Lambda execution failed with an unhandled error'), integrationLatency }
    case 'timed out':
      return {
        answer: gatewayAnswer(504, 'Endpoint request timed out', 'InternalServerErrorException'),
        failure: 'timed out',
        integrationLatency,
      }
    case 'too long':
      return { answer: TOO_LONG, failure: 'the event is more than Lambda takes', integrationLatency }
    case 'refused':
      // Unverified: what AWS answers when Lambda throttles the function.
      return { ...serverError(500, invoked.reason), integrationLatency }
  }
}

const serverError = (status: number, failure: string) => ({
  answer: gatewayAnswer(status, 'Internal server error', 'InternalServerErrorException'),
  failure,
})

const resourceIds = new WeakMap<Deployment, Map<string, string>>()

const resourceIdOf = (deployment: Deployment, path: string): string => {
  const known =
    resourceIds.get(deployment) ?? new Map(deployment.resources.map(resource => [resource.path, resource.id]))
  resourceIds.set(deployment, known)
  return known.get(path) ?? ''
}

/** The stage's own limits for the method, or for all methods; else none but the account's. */
const limitOf = ({ methodSettings }: Stage, { method }: Match) => {
  const own = methodSettings[settingKey(method.path, method.httpMethod)]
  const all = methodSettings['*/*']
  const setting = <K extends keyof MethodSetting>(name: K): MethodSetting[K] => own?.[name] ?? all?.[name]
  // Differs from AWS: the account's limits hold for each method here, on AWS for all APIs of the Region together.
  return { rate: setting('throttlingRateLimit') ?? 10_000, burst: setting('throttlingBurstLimit') ?? 5000 }
}

/** `/prod/time` is `/time` of `prod`; the root is `/`. */
export const splitStage = (path: string): readonly [stage: string, path: string] => {
  const slash = path.indexOf('/', 1)
  return slash < 0 ? [path.slice(1), '/'] : [path.slice(1, slash), path.slice(slash)]
}

/** Unverified: a slash at the end makes no difference for the resource that is found. */
export const segmentsOf = (path: string): readonly string[] => {
  const segments = path.split('/').slice(1)
  if (segments.at(-1) === '') segments.pop()
  return segments
}
