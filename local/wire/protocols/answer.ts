// An HTTP answer as data, and how it is sent.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | Readable
}

/** Never throws: a client that has gone away has nobody to be told. */
export const send = async (request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> => {
  const { body } = answer
  const isStream = body instanceof Readable
  const headers: Record<string, string> = { ...answer.headers }
  if (!isStream && answer.status !== 204 && answer.status !== 304) {
    headers['content-length'] ??= String(body === undefined ? 0 : Buffer.byteLength(body))
  }
  await drain(request)
  // The rest of a refused upload would be taken for the next request.
  if (!request.complete) headers.connection = 'close'
  try {
    response.writeHead(answer.status, headers)
    if (isStream && request.method !== 'HEAD') await pipeline(body, response)
    else response.end(request.method === 'HEAD' || isStream ? undefined : body)
  } catch {
    response.destroy()
  } finally {
    if (isStream) body.destroy()
  }
}

const mostDrained = 64 * 1024 * 1024

/** Many clients read an answer only when they have sent their whole body: what is left of it is read and dropped. */
const drain = (request: IncomingMessage): Promise<void> =>
  new Promise(resolve => {
    if (request.complete || request.destroyed) resolve()
    let left = mostDrained
    request.unpipe()
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length
      if (left < 0) resolve()
    })
    request.on('end', resolve)
    request.on('close', resolve)
    request.resume()
  })
