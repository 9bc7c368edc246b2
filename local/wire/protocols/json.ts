// AWS JSON 1.1 (and 1.0): the operation is in X-Amz-Target, input and output are JSON documents.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
import { types } from 'node:util'
import { ServiceError } from '../../core/errors.ts'
import { isRecord } from '../../core/input/members.ts'
import type { WireOf } from '../../core/wire.ts'
import type { WireRequest } from '../signature/request.ts'
import type { Codec, EncodeError } from './codec.ts'

export const jsonCodec = (service: WireOf<'json-1.1'>): Codec => ({
  async decode(request, body) {
    const [target, operation] = (request.headers.get('x-amz-target') ?? '').split('.', 2)
    if (target !== service.target || !operation)
      throw new ServiceError(
        'UnknownOperationException',
        `X-Amz-Target should be '${service.target}.' and an operation, got '${request.headers.get('x-amz-target') ?? ''}'`,
      )
    return { operation, input: parseJson(body.kind === 'bytes' ? body.bytes : new Uint8Array()) }
  },
  encode: (_operation, output, requestId) => ({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: JSON.stringify(toJson(output ?? {})),
  }),
})

export const encodeJsonError: EncodeError = (error, requestId, request) => {
  const { code, status } = error
  return {
    status,
    headers: { 'content-type': contentType(request), 'x-amzn-requestid': requestId, 'x-amzn-errortype': code },
    body: JSON.stringify(toJson({ __type: code, message: error.message, ...error.members })),
  }
}

/** @throws ServiceError SerializationException */
export const parseJson = (bytes: Uint8Array): Readonly<Record<string, unknown>> => {
  if (bytes.length === 0) return {}
  const value = parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
  if (isRecord(value)) return value
  throw new ServiceError(
    'SerializationException',
    'Start of structure or map found where not expected: the body must be a JSON object',
  )
}

/** Dates become epoch seconds, blobs base64, Maps objects; undefined members stay out. */
export const toJson = (value: unknown): unknown => {
  if (types.isDate(value)) return value.getTime() / 1000
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Map) return toJson(Object.fromEntries(value))
  if (Array.isArray(value)) return value.map(toJson)
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toJson(item)]))
  return value
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ServiceError(
      'SerializationException',
      `The body is not JSON: ${error instanceof Error ? error.message : ''}`,
    )
  }
}

const contentType = (request: WireRequest | undefined): string =>
  request?.headers.get('content-type') === 'application/x-amz-json-1.0'
    ? 'application/x-amz-json-1.0'
    : 'application/x-amz-json-1.1'
