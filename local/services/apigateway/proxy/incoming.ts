// One request to a deployed API, taken from the socket: the rest of the data plane works on this record.

import type { IncomingMessage } from 'node:http'

export const PREFIX = '/execute-api/'

export interface Incoming {
  readonly apiId: string
  /** Everything behind the API's id, percent-encoded as it came: `/prod/time`. */
  readonly path: string
  /** Without the question mark. */
  readonly query: string
  readonly method: string
  /** Names and values by turns, as they came. */
  readonly rawHeaders: readonly string[]
  readonly contentType: string | undefined
  readonly userAgent: string | undefined
  readonly accept: string | undefined
  readonly origin: string | undefined
  readonly sourceIp: string
  /** For example `HTTP/1.1`. */
  readonly protocol: string
}

export const incomingOf = (request: IncomingMessage): Incoming => {
  const url = request.url ?? ''
  const question = url.indexOf('?')
  const end = question < 0 ? url.length : question
  const slash = url.indexOf('/', PREFIX.length)
  const idEnd = slash < 0 || slash > end ? end : slash
  const { headers } = request
  return {
    apiId: url.slice(PREFIX.length, idEnd),
    path: url.slice(idEnd, end),
    query: question < 0 ? '' : url.slice(question + 1),
    method: request.method ?? 'GET',
    rawHeaders: request.rawHeaders,
    contentType: headers['content-type'],
    userAgent: headers['user-agent'],
    accept: headers.accept,
    origin: headers.origin,
    sourceIp: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    protocol: `HTTP/${request.httpVersion}`,
  }
}

/**
 * Whether the request line and the values of the headers are more than API Gateway takes, 10,240 bytes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const isHeadTooLong = ({ method, url, httpVersion, rawHeaders }: IncomingMessage): boolean => {
  let size = (method ?? '').length + 1 + (url ?? '').length + ` HTTP/${httpVersion}`.length
  for (let index = 1; index < rawHeaders.length; index += 2) size += rawHeaders[index]?.length ?? 0
  return size > LARGEST_HEAD
}

const LARGEST_HEAD = 10_240

/** The whole body; undefined when the request has none, `'too long'` beyond the limit. */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer | undefined | 'too long'> => {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  if (encoding === undefined && (length === undefined || length === '0')) return undefined
  if (length !== undefined && Number(length) > limit) return 'too long'
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > limit) return 'too long'
    chunks.push(chunk)
  }
  return size === 0 ? undefined : Buffer.concat(chunks, size)
}
