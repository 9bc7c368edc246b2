// Smithy RPC v2 CBOR, which today's clients of CloudWatch speak; any json-1.1 or query service answers it.
// https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
import { messageOf, ServiceError } from '../../core/errors.ts'
import { isRecord } from '../../core/input/members.ts'
import { decodeCbor, encodeCbor } from './cbor.ts'
import type { Codec, EncodeError } from './codec.ts'

export const rpcV2Cbor: Codec = {
  async decode(request, body) {
    const [, operation] = /\/service\/[\w.]+\/operation\/(\w+)$/.exec(request.rawPath) ?? []
    if (operation === undefined)
      throw new ServiceError(
        'UnknownOperationException',
        `The path should be /service/SERVICE/operation/OPERATION, got '${request.rawPath}'`,
        404,
      )
    return { operation, input: parse(body.kind === 'bytes' ? body.bytes : new Uint8Array()) }
  },
  encode: (_operation, output, requestId) => ({
    status: 200,
    headers: headers(requestId),
    body: encodeCbor(output ?? {}),
  }),
}

export const encodeCborError: EncodeError = (error, requestId) => {
  const { code, status } = error
  return {
    status,
    headers: { ...headers(requestId), 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` },
    body: encodeCbor({ __type: code, message: error.message, ...error.members }),
  }
}

const headers = (requestId: string): Record<string, string> => ({
  'content-type': 'application/cbor',
  'smithy-protocol': 'rpc-v2-cbor',
  'x-amzn-requestid': requestId,
})

const parse = (bytes: Uint8Array): Readonly<Record<string, unknown>> => {
  if (bytes.length === 0) return {}
  try {
    const value = decodeCbor(bytes)
    if (isRecord(value)) return value
  } catch (error) {
    throw new ServiceError('SerializationException', `The body is not CBOR: ${messageOf(error)}`)
  }
  throw new ServiceError('SerializationException', 'The body must be a CBOR map')
}
