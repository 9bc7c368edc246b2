// Requests that tests sign by hand, to get them wrong in one way at a time.
import type { IncomingMessage } from 'node:http'
import { readRequest, type WireRequest } from '../../../local/wire/signature/request.ts'
import {
  canonicalRequest,
  scopeText,
  sha256,
  signature,
  signingKey,
  stringToSign,
} from '../../../local/wire/signature/sigv4.ts'

export interface Unsigned {
  readonly method?: string
  readonly url?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Signer {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly region: string
  readonly service: string
  /** 20260101T000000Z */
  readonly dateTime: string
}

/** As the front door reads it. */
export const wireRequest = ({ method = 'GET', url = '/', headers = {} }: Unsigned): WireRequest =>
  readRequest({
    method,
    url,
    rawHeaders: Object.entries(headers).flat(),
    socket: { remoteAddress: '127.0.0.1' },
  } as unknown as IncomingMessage)

const pathsOf = ({ service }: Signer) => (service === 's3' ? 'as sent' : 'normalized')

/** The headers to send, Authorization among them. */
export const signHeaders = (unsigned: Unsigned, signer: Signer, signed?: readonly string[]): Record<string, string> => {
  const headers: Record<string, string> = {
    'x-amz-date': signer.dateTime,
    ...(signer.sessionToken === undefined ? {} : { 'x-amz-security-token': signer.sessionToken }),
    ...(signer.service === 's3' ? { 'x-amz-content-sha256': sha256(unsigned.body ?? '') } : {}),
    ...unsigned.headers,
  }
  const names =
    signed ??
    Object.keys(headers)
      .map(name => name.toLowerCase())
      .sort()
  const payload = headers['x-amz-content-sha256'] ?? sha256(unsigned.body ?? '')
  const scope = { date: signer.dateTime.slice(0, 8), region: signer.region, service: signer.service }
  const canonical = canonicalRequest(wireRequest({ ...unsigned, headers }), names, payload, pathsOf(signer))
  const value = signature(signingKey(signer.secretAccessKey, scope), stringToSign(signer.dateTime, scope, canonical))
  const credential = `Credential=${signer.accessKeyId}/${scopeText(scope)}`
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${value}`,
  }
}

/** The URL of a presigned GET. */
export const presign = (url: string, host: string, signer: Signer, expires: number): string => {
  const scope = { date: signer.dateTime.slice(0, 8), region: signer.region, service: signer.service }
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${signer.accessKeyId}/${scopeText(scope)}`,
    'X-Amz-Date': signer.dateTime,
    'X-Amz-Expires': String(expires),
    'X-Amz-SignedHeaders': 'host',
  })
  const full = `${url}?${query}`
  const canonical = canonicalRequest(
    wireRequest({ url: full, headers: { host } }),
    ['host'],
    'UNSIGNED-PAYLOAD',
    pathsOf(signer),
  )
  const value = signature(signingKey(signer.secretAccessKey, scope), stringToSign(signer.dateTime, scope, canonical))
  return `${full}&X-Amz-Signature=${value}`
}
