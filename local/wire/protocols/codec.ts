// What an AWS protocol has to do: from a request to an operation and its input, from an output or an error to an answer.
import type { ServiceError } from '../../core/errors.ts'
import type { Body } from '../signature/body.ts'
import type { WireRequest } from '../signature/request.ts'
import type { Answer } from './answer.ts'

export interface Decoded {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** `request` is absent when not even that could be read. */
export type EncodeError = (error: ServiceError, requestId: string, request: WireRequest | undefined) => Answer

/** The protocol as one service speaks it. */
export interface Codec {
  /** @throws ServiceError the protocol's own, for what is no valid request */
  decode(request: WireRequest, body: Body): Promise<Decoded>
  encode(operation: string, output: unknown, requestId: string): Answer
}
