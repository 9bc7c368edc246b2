// Bodies: read whole up to the service's limit, or streamed while their signature is verified.
import { createHash } from 'node:crypto'
import { type Readable, Transform, type TransformCallback } from 'node:stream'
import { ServiceError } from '../../core/errors.ts'
import type { Authorization } from './authorization.ts'
import { ChunkDecoder } from './aws-chunked.ts'
import type { WireRequest } from './request.ts'

/** A stream ends with an error instead of 'end' when its signature, length or hash is wrong: keep nothing of it before the end. */
export type Body =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'stream'; readonly stream: Readable }

/** @throws ServiceError RequestEntityTooLarge, RequestTimeout when the client goes away */
export const bufferBody = async ({ message }: WireRequest, limit: number): Promise<Uint8Array> => {
  const announced = Number(message.headers['content-length'] ?? 0)
  if (announced > limit) throw tooLarge(limit)
  return await new Promise<Uint8Array>((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    message.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else reject(tooLarge(limit))
    })
    message.on('end', () => resolve(Buffer.concat(chunks)))
    message.on('close', () => reject(goneAway()))
  })
}

/** @throws ServiceError RequestEntityTooLarge */
export const bufferStream = async (stream: Readable, limit: number): Promise<Uint8Array> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** `declared` is the x-amz-content-sha256 of the request. */
export const streamBody = (
  request: WireRequest,
  declared: string | undefined,
  signed?: { readonly authorization: Authorization; readonly key: Buffer },
): Body => {
  const { message } = request
  const checker = checkerOf(request, declared, signed)
  // Not stream.pipeline: it would destroy the request, and with it the socket that has to carry the refusal.
  message.pipe(checker)
  // Whoever reads the body hears of its errors; a call that is refused before reads nothing, and that must not end the process.
  checker.on('error', () => {})
  message.on('close', () => {
    if (!message.complete) checker.destroy(goneAway())
  })
  return { kind: 'stream', stream: checker }
}

const checkerOf = (
  request: WireRequest,
  declared: string | undefined,
  signed?: { readonly authorization: Authorization; readonly key: Buffer },
): Transform => {
  const length = request.headers.get('x-amz-decoded-content-length')
  if (declared === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return new ChunkDecoder(length)
  if (declared === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' || declared === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER')
    return new ChunkDecoder(length, signed)
  if (declared === undefined || declared === 'UNSIGNED-PAYLOAD') return new HashCheck(undefined)
  if (/^[0-9a-f]{64}$/.test(declared)) return new HashCheck(declared)
  throw new ServiceError(
    'InvalidArgument',
    `x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value, got '${declared}'.`,
  )
}

class HashCheck extends Transform {
  private readonly expected: string | undefined
  private readonly hash = createHash('sha256')

  constructor(expected: string | undefined) {
    super()
    this.expected = expected
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    if (this.expected !== undefined) this.hash.update(chunk)
    done(null, chunk)
  }

  override _flush(done: TransformCallback): void {
    const computed = this.hash.digest('hex')
    done(this.expected === undefined || computed === this.expected ? null : hashMismatch(this.expected, computed))
  }
}

const hashMismatch = (declared: string, computed: string): ServiceError =>
  new ServiceError(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    400,
    { ClientComputedContentSHA256: declared, S3ComputedContentSHA256: computed },
  )

const tooLarge = (limit: number): ServiceError =>
  new ServiceError('RequestEntityTooLarge', `The request body is larger than ${limit} bytes.`, 413)

const goneAway = (): ServiceError =>
  new ServiceError(
    'RequestTimeout',
    'Your socket connection to the server was closed before the whole request was read.',
  )
