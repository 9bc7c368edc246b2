// AWS REST JSON: members in path, query and headers, the rest in a JSON body.
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
import { notEmulated } from '../../core/errors.ts'
import { isRecord } from '../../core/input/members.ts'
import type { WireOf } from '../../core/wire.ts'
import type { Answer } from './answer.ts'
import type { Codec, EncodeError } from './codec.ts'
import { parseJson, toJson } from './json.ts'
import { boundInput, boundOutput } from './rest.ts'
import { matchRoute } from './routes.ts'

export const restJsonCodec = (service: WireOf<'rest-json'>): Codec => ({
  async decode(request, body) {
    const match = matchRoute(service, request, request.rawPath)
    if (!match) throw notEmulated(service.signingName, `${request.method} ${request.rawPath}`)
    const bytes = body.kind === 'bytes' ? body.bytes : new Uint8Array()
    const { payload, body: renamed = {} } = match.route
    const content = payload === undefined ? membersIn(parseJson(bytes), renamed) : { [payload]: bytes }
    return { operation: match.operation, input: { ...content, ...boundInput(request, match) } }
  },
  encode: (operation, output, requestId) => {
    const route = service.routes[operation]
    if (!route) throw notEmulated(service.signingName, operation)
    const { headers, status, rest } = boundOutput(route, output)
    const payload = route.output?.payload
    return {
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers },
      ...(status === 204 ? {} : { body: payload === undefined ? JSON.stringify(toJson(rest)) : raw(rest[payload]) }),
    }
  },
})

const membersIn = (
  content: Readonly<Record<string, unknown>>,
  renamed: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(content).map(([name, value]) => [renamed[name] ?? name, value]))

export const encodeRestJsonError: EncodeError = (error, requestId) => {
  const { code, status } = error
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': code },
    body: JSON.stringify(toJson({ message: error.message, Message: error.message, ...error.members })),
  }
}

const raw = (value: unknown): Exclude<Answer['body'], undefined> => {
  if (typeof value === 'string' || value instanceof Uint8Array) return value
  return isRecord(value) ? JSON.stringify(toJson(value)) : ''
}
