// What an AWS protocol has to do: from a request to an operation and its input, from an output or an error to an answer.
import type { ServiceError } from '../core/errors.ts'
import type { AnyService, Protocol } from '../core/service.ts'
import type { Answer } from './answer.ts'
import type { Body } from './body.ts'
import { json } from './json.ts'
import { query } from './query.ts'
import type { WireRequest } from './request.ts'
import { restJson } from './rest-json.ts'
import { restXml } from './rest-xml.ts'
import { rpcV2Cbor } from './rpc-v2-cbor.ts'

export interface Decoded {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

export interface Codec {
  /** @throws ServiceError the protocol's own, for what is no valid request */
  decode(request: WireRequest, service: AnyService, body: Body): Promise<Decoded>
  encode(service: AnyService, operation: string, output: unknown, requestId: string): Answer
  /** `request` is absent when not even that could be read. */
  encodeError(error: ServiceError, requestId: string, request: WireRequest | undefined): Answer
}

const codecs: Readonly<Record<Protocol, Codec>> = {
  'json-1.1': json,
  query,
  'rest-json': restJson,
  'rest-xml': restXml,
}

/** A client may speak Smithy RPC v2 CBOR to any json-1.1 or query service; for an unknown service the request's form decides. */
export const codecOf = (service: AnyService | undefined, request: WireRequest | undefined): Codec => {
  if (request?.headers.get('smithy-protocol') === 'rpc-v2-cbor') return rpcV2Cbor
  if (service) return codecs[service.protocol]
  const type = request?.headers.get('content-type') ?? ''
  if (type.startsWith('application/x-www-form-urlencoded')) return query
  return type.includes('json') || request?.headers.has('x-amz-target') ? json : restXml
}
