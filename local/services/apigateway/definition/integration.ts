// Reads what answers a method: a Lambda function by proxy, or a mock that answers always the same (CORS preflights).
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html

import { isRecord } from '../../../core/input/members.ts'
import type { Integration } from '../state.ts'

export type ApiKind = 'REST' | 'HTTP'

type Json = Readonly<Record<string, unknown>>

// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const REST_TIMEOUT = 29_000
const HTTP_TIMEOUT = 30_000

/** Undefined, and a problem more, when it is none that is carried out. */
export const readIntegration = (
  given: unknown,
  kind: ApiKind,
  where: string,
  problems: string[],
): Integration | undefined => {
  if (!isRecord(given)) {
    problems.push(`${where}has no x-amazon-apigateway-integration`)
    return undefined
  }
  const type = String(given.type ?? '').toUpperCase()
  if (type === 'AWS_PROXY') return readProxy(given, kind, where, problems)
  if (type === 'MOCK' && kind === 'REST') return readMock(given, where, problems)
  problems.push(
    `${where}integration type ${given.type ?? '(none)'} (carried out: aws_proxy with a Lambda function${kind === 'REST' ? ', mock' : ''})`,
  )
  return undefined
}

/** `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION_ARN/invocations`, or the function's ARN itself (HTTP APIs). */
const LAMBDA_URI = /^arn:[^:]+:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/
const FUNCTION_ARN = /^arn:[^:]+:lambda:[^:]+:\d{12}:function:.+$/

const readProxy = (given: Json, kind: ApiKind, where: string, problems: string[]): Integration | undefined => {
  const uri = String(given.uri ?? '')
  const functionArn = LAMBDA_URI.exec(uri)?.[1] ?? (FUNCTION_ARN.test(uri) ? uri : undefined)
  if (functionArn === undefined) problems.push(`${where}aws_proxy to '${uri}' (carried out: Lambda functions)`)
  if (given.credentials !== undefined)
    problems.push(`${where}integration credentials (a Lambda permission is used instead)`)
  if (given.responseTransferMode !== undefined && given.responseTransferMode !== 'BUFFERED')
    problems.push(`${where}responseTransferMode ${given.responseTransferMode}`)
  const most = kind === 'REST' ? REST_TIMEOUT : HTTP_TIMEOUT
  const timeoutInMillis = Number(given.timeoutInMillis ?? most)
  const payloadFormatVersion = kind === 'HTTP' && given.payloadFormatVersion === '2.0' ? '2.0' : '1.0'
  if (functionArn === undefined) return undefined
  return {
    type: 'AWS_PROXY',
    functionArn,
    payloadFormatVersion,
    timeoutInMillis: Math.min(Math.max(timeoutInMillis, 50), most),
  }
}

/** The response that a mock gives: the one for 200, else the default. Mapping templates other than plain text are refused. */
const readMock = (given: Json, where: string, problems: string[]): Integration | undefined => {
  const responses = isRecord(given.responses) ? given.responses : {}
  const response = responses['200'] ?? responses.default
  if (!isRecord(response)) return { type: 'MOCK', status: 200, headers: {}, body: '' }
  const templates = isRecord(response.responseTemplates) ? response.responseTemplates : {}
  const body = String(templates['application/json'] ?? '')
  if (/[$#]/.test(body)) problems.push(`${where}mock with a response template that has expressions`)
  return {
    type: 'MOCK',
    status: Number(response.statusCode ?? 200),
    headers: mockHeaders(response, where, problems),
    body,
  }
}

const mockHeaders = (response: Json, where: string, problems: string[]): Readonly<Record<string, string>> => {
  const parameters = isRecord(response.responseParameters) ? response.responseParameters : {}
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => {
      const header = /^method\.response\.header\.(.+)$/.exec(name)?.[1]
      const constant = /^'(.*)'$/s.exec(String(value))?.[1]
      if (header !== undefined && constant !== undefined) return [[header, constant]]
      problems.push(`${where}mock with response parameter ${name}: ${value} (carried out: constants in quotes)`)
      return []
    }),
  )
}
