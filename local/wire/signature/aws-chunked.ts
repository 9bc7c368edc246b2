// Decodes `Content-Encoding: aws-chunked`: chunks that carry signatures of their own, and trailing headers.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
import { createHash, type Hash } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'
import { ServiceError } from '../../core/errors.ts'
import { refusal } from './auth-refusal.ts'
import type { Authorization } from './authorization.ts'
import { sameSignature, scopeText, sha256, signature } from './sigv4.ts'

const longestLine = 16 * 1024

export class ChunkDecoder extends Transform {
  /** Trailing headers by lower-case name, as IncomingMessage has them: complete at 'end'. */
  readonly trailers: Record<string, string> = {}
  private readonly declaredLength: number
  private readonly signed: { readonly authorization: Authorization; readonly key: Buffer } | undefined
  private state: 'size' | 'data' | 'data-end' | 'trailers' | 'done' = 'size'
  private line = ''
  private left = 0
  private total = 0
  private hash: Hash = createHash('sha256')
  private chunkSignature = ''
  private previous: string

  /** `signed` is absent for STREAMING-UNSIGNED-PAYLOAD-TRAILER. */
  constructor(
    declaredLength: string | undefined,
    signed?: { readonly authorization: Authorization; readonly key: Buffer },
  ) {
    super()
    if (declaredLength === undefined || !/^\d+$/.test(declaredLength))
      throw new ServiceError(
        'MissingContentLength',
        'You must provide the x-amz-decoded-content-length HTTP header.',
        411,
      )
    this.declaredLength = Number(declaredLength)
    this.signed = signed
    this.previous = signed?.authorization.signature ?? ''
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    try {
      let offset = 0
      while (offset < chunk.length)
        offset = this.state === 'data' ? this.takeData(chunk, offset) : this.takeLine(chunk, offset)
      done()
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.state === 'done' && this.total === this.declaredLength ? null : incomplete())
  }

  private takeData(chunk: Buffer, offset: number): number {
    const data = chunk.subarray(offset, offset + this.left)
    if (this.signed) this.hash.update(data)
    this.total += data.length
    this.left -= data.length
    if (this.total > this.declaredLength) throw incomplete()
    this.push(data)
    if (this.left === 0) this.state = 'data-end'
    return offset + data.length
  }

  private takeLine(chunk: Buffer, offset: number): number {
    const end = chunk.indexOf(0x0a, offset)
    this.line += chunk.toString('latin1', offset, end < 0 ? chunk.length : end)
    if (this.line.length > longestLine) throw incomplete()
    if (end < 0) return chunk.length
    const line = this.line.replace(/\r$/, '')
    this.line = ''
    this.onLine(line)
    return end + 1
  }

  private onLine(line: string): void {
    if (this.state === 'size') this.onSize(line)
    else if (this.state === 'trailers' && line !== '') this.onTrailer(line)
    else if (line !== '') throw incomplete()
    else if (this.state === 'data-end') {
      this.verifyChunk()
      this.state = 'size'
    } else this.onEnd()
  }

  private onSize(line: string): void {
    const [, size, given = ''] = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line) ?? []
    if (size === undefined) throw incomplete()
    this.left = Number.parseInt(size, 16)
    this.chunkSignature = given
    this.hash = createHash('sha256')
    if (this.left > 0) {
      this.state = 'data'
      return
    }
    this.verifyChunk()
    this.state = 'trailers'
  }

  private onTrailer(line: string): void {
    const colon = line.indexOf(':')
    if (colon < 0) throw incomplete()
    this.trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim()
  }

  private onEnd(): void {
    const { 'x-amz-trailer-signature': given, ...trailers } = this.trailers
    delete this.trailers['x-amz-trailer-signature']
    if (this.signed && Object.keys(trailers).length > 0) {
      const text = Object.entries(trailers).map(([name, value]) => `${name}:${value}\n`)
      this.verify('AWS4-HMAC-SHA256-TRAILER', [sha256(text.join(''))], given ?? '')
    }
    this.state = 'done'
  }

  private verifyChunk(): void {
    if (this.signed) this.verify('AWS4-HMAC-SHA256-PAYLOAD', [sha256(''), this.hash.digest('hex')], this.chunkSignature)
  }

  private verify(algorithm: string, hashes: readonly string[], given: string): void {
    if (!this.signed) return
    const { authorization, key } = this.signed
    const expected = signature(
      key,
      [algorithm, authorization.dateTime, scopeText(authorization.scope), this.previous, ...hashes].join('\n'),
    )
    if (!sameSignature(given, expected)) throw refusal('rest-xml', 'mismatch')
    this.previous = expected
  }
}

const incomplete = (): ServiceError =>
  new ServiceError(
    'IncompleteBody',
    'The request body terminated unexpectedly: its aws-chunked framing or its length is not what the headers announce',
  )
