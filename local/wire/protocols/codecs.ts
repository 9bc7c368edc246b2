// The protocol of a request: its service's own, or Smithy RPC v2 CBOR, which a client may speak to any JSON or query service.
import type { AnyService } from '../../core/service.ts'
import type { WireRequest } from '../signature/request.ts'
import type { Codec, EncodeError } from './codec.ts'
import { encodeJsonError, jsonCodec } from './json.ts'
import { encodeQueryError, queryCodec } from './query.ts'
import { encodeRestJsonError, restJsonCodec } from './rest-json.ts'
import { encodeRestXmlError, restXmlCodec } from './rest-xml.ts'
import { encodeCborError, rpcV2Cbor } from './rpc-v2-cbor.ts'

export const codecOf = (service: AnyService, request: WireRequest): Codec => {
  if (speaksCbor(request)) return rpcV2Cbor
  switch (service.protocol) {
    case 'json-1.1':
      return jsonCodec(service)
    case 'query':
      return queryCodec(service)
    case 'rest-json':
      return restJsonCodec(service)
    case 'rest-xml':
      return restXmlCodec(service)
  }
}

const errorEncoders: Readonly<Record<AnyService['protocol'], EncodeError>> = {
  'json-1.1': encodeJsonError,
  query: encodeQueryError,
  'rest-json': encodeRestJsonError,
  'rest-xml': encodeRestXmlError,
}

/** For an unknown service the request's form decides. */
export const errorEncoderOf = (service: AnyService | undefined, request: WireRequest | undefined): EncodeError => {
  if (speaksCbor(request)) return encodeCborError
  if (service) return errorEncoders[service.protocol]
  const type = request?.headers.get('content-type') ?? ''
  if (type.startsWith('application/x-www-form-urlencoded')) return encodeQueryError
  return type.includes('json') || request?.headers.has('x-amz-target') ? encodeJsonError : encodeRestXmlError
}

const speaksCbor = (request: WireRequest | undefined): boolean =>
  request?.headers.get('smithy-protocol') === 'rpc-v2-cbor'
