// One HTTP request as the codecs and the signature see it: nothing decoded that a signature covers.
import type { IncomingMessage } from 'node:http'
import { ServiceError } from '../../core/errors.ts'

export interface WireRequest {
  readonly method: string
  /** As sent, still percent-encoded, without the query. */
  readonly rawPath: string
  /** Decoded, in the order sent; repeated names stay repeated. */
  readonly query: readonly (readonly [name: string, value: string])[]
  /** By lower-case name; repeated headers are joined by commas, as SigV4 wants them. */
  readonly headers: ReadonlyMap<string, string>
  readonly remoteAddress: string
  readonly message: IncomingMessage
}

/** @throws ServiceError InvalidURI */
export const readRequest = (message: IncomingMessage): WireRequest => {
  const url = message.url ?? '/'
  if (!url.startsWith('/')) throw new ServiceError('InvalidURI', `The request target must begin with '/', got '${url}'`)
  const mark = url.indexOf('?')
  return {
    method: message.method ?? 'GET',
    rawPath: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? [] : parseQuery(url.slice(mark + 1)),
    headers: joinHeaders(message.rawHeaders),
    remoteAddress: message.socket.remoteAddress ?? '127.0.0.1',
    message,
  }
}

/** Of a query string or an `application/x-www-form-urlencoded` body. */
export const parseQuery = (text: string): (readonly [string, string])[] =>
  text
    .split('&')
    .filter(pair => pair !== '')
    .map(pair => {
      const equals = pair.indexOf('=')
      return equals < 0
        ? [decodePlus(pair), '']
        : [decodePlus(pair.slice(0, equals)), decodePlus(pair.slice(equals + 1))]
    })

/** @throws ServiceError InvalidURI */
export const decodePercent = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new ServiceError('InvalidURI', `Couldn't parse the specified URI: '${text}' is not percent-encoded UTF-8`)
  }
}

const decodePlus = (text: string): string => decodePercent(text.replaceAll('+', ' '))

export const queryValue = (request: WireRequest, name: string): string | undefined =>
  request.query.find(([key]) => key === name)?.[1]

/** Of a Host header: without the port, in lower case. */
export const hostName = (host: string | undefined): string => (host ?? '').toLowerCase().replace(/:\d+$/, '')

const joinHeaders = (raw: readonly string[]): Map<string, string> => {
  const headers = new Map<string, string>()
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase()
    // Node reads header bytes as latin1; AWS reads UTF-8, which is what SDKs send and sign.
    const value = Buffer.from(raw[index + 1] ?? '', 'latin1').toString('utf8')
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before},${value}`)
  }
  return headers
}
