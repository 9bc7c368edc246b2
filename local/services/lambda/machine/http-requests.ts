// Cuts the bytes of one connection into HTTP/1.1 requests: the few forms that runtimes send, parsed in microseconds.

export interface HttpRequest {
  readonly method: string
  readonly path: string
  /** The value of a header, asked for in lower case. */
  header(name: string): string | undefined
  readonly body: Buffer
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** Feed it chunks as they arrive; it hands out every request that is complete. Requests may be pipelined. */
export class HttpRequests {
  private readonly chunks: Buffer[] = []
  private length = 0
  /** With fewer bytes the message that has begun is not complete: they are not looked at. */
  private needed = 0
  private readonly onRequest: (request: HttpRequest) => void

  constructor(onRequest: (request: HttpRequest) => void) {
    this.onRequest = onRequest
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk)
    this.length += chunk.length
    if (this.length < this.needed) return
    let bytes = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks)
    this.needed = 0
    for (;;) {
      const end = bytes.indexOf(HEAD_END)
      if (end < 0) break
      const head = bytes.toString('latin1', 0, end)
      const start = end + HEAD_END.length
      const size = contentLength(head)
      const message = isChunked(head) ? readChunked(bytes, start) : readSized(bytes, start, size)
      if (!message) {
        this.needed = isChunked(head) ? 0 : start + size
        break
      }
      bytes = bytes.subarray(message.end)
      this.onRequest(request(head, message.body))
    }
    this.chunks.splice(0, this.chunks.length, bytes)
    this.length = bytes.length
  }
}

interface Message {
  readonly body: Buffer
  /** Where the next message begins. */
  readonly end: number
}

const readSized = (bytes: Buffer, start: number, length: number): Message | undefined =>
  bytes.length < start + length ? undefined : { body: bytes.subarray(start, start + length), end: start + length }

const readChunked = (bytes: Buffer, start: number): Message | undefined => {
  const parts: Buffer[] = []
  for (let at = start; ; ) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    const from = line + 2
    if (bytes.length < from + size + 2) return undefined
    if (!(size > 0)) return trailersEnd(bytes, from, parts)
    parts.push(bytes.subarray(from, from + size))
    at = from + size + 2
  }
}

/** After the last chunk come trailers (such as Lambda-Runtime-Function-Error-Type), which end with an empty line. */
const trailersEnd = (bytes: Buffer, from: number, parts: readonly Buffer[]): Message | undefined => {
  if (bytes.toString('latin1', from, from + 2) === '\r\n') return { body: Buffer.concat(parts), end: from + 2 }
  const end = bytes.indexOf(HEAD_END, from)
  return end < 0 ? undefined : { body: Buffer.concat(parts), end: end + HEAD_END.length }
}

const isChunked = (head: string): boolean => /\r\ntransfer-encoding:[ \t]*chunked/i.test(head)

const contentLength = (head: string): number => Number(headerOf(head, 'content-length') ?? 0)

const headerOf = (head: string, name: string): string | undefined => {
  const found = new RegExp(`\\r\\n${name}:[ \\t]*([^\\r]*)`, 'i').exec(head)
  return found?.[1]
}

const request = (head: string, body: Buffer): HttpRequest => {
  const method = head.slice(0, head.indexOf(' '))
  const path = head.slice(method.length + 1, head.indexOf(' ', method.length + 1))
  return { method, path, body, header: name => headerOf(head, name) }
}

/** The bytes of one answer. */
export const httpResponse = (status: number, headers: string, body: Uint8Array | string = ''): Buffer => {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  const head = `HTTP/1.1 ${status} ${REASONS[status] ?? 'Unknown'}\r\n${headers}Content-Length: ${length}\r\n\r\n`
  if (typeof body === 'string') return Buffer.from(head + body)
  const bytes = Buffer.allocUnsafe(head.length + length)
  bytes.write(head, 'latin1')
  bytes.set(body, head.length)
  return bytes
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Payload Too Large',
  500: 'Internal Server Error',
}
