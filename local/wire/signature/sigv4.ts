// AWS Signature Version 4: from a request to the text that is signed, and from a secret to its signature. Pure.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { decodePercent, type WireRequest } from './request.ts'

export interface CredentialScope {
  /** YYYYMMDD */
  readonly date: string
  readonly region: string
  readonly service: string
}

export const scopeText = ({ date, region, service }: CredentialScope): string =>
  `${date}/${region}/${service}/aws4_request`

export const canonicalRequest = (
  request: WireRequest,
  signedHeaders: readonly string[],
  payloadHash: string,
  paths: 'as sent' | 'normalized',
): string =>
  [
    request.method,
    paths === 'as sent' ? sentPath(request.rawPath) : normalizedPath(request.rawPath),
    canonicalQuery(request.query),
    ...signedHeaders.map(name => `${name}:${canonicalValue(request.headers.get(name) ?? '')}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n')

export const stringToSign = (dateTime: string, scope: CredentialScope, canonical: string): string =>
  ['AWS4-HMAC-SHA256', dateTime, scopeText(scope), sha256(canonical)].join('\n')

export const signingKey = (secretAccessKey: string, { date, region, service }: CredentialScope): Buffer =>
  ['aws4_request', service, region, date].reduceRight<Buffer>(
    (key, part) => hmac(key, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  )

export const signature = (key: Buffer, text: string): string => hmac(key, text).toString('hex')

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** Takes the same time whether the first or the last character differs. */
export const sameSignature = (given: string, expected: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** Keys of objects are signed as they are: `a//b/../c` is a key, not a path to be tidied. */
const sentPath = (rawPath: string): string =>
  rawPath
    .split('/')
    .map(segment => uriEncode(decodePercent(segment)))
    .join('/')

/** The other services sign the encoded path encoded once more, without empty and dot segments. */
const normalizedPath = (rawPath: string): string => {
  const segments: string[] = []
  for (const segment of rawPath.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(uriEncode(segment))
  }
  const trailing = segments.length > 0 && rawPath.endsWith('/') ? '/' : ''
  return `/${segments.join('/')}${trailing}`
}

const canonicalQuery = (query: WireRequest['query']): string =>
  query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

const canonicalValue = (value: string): string => value.trim().replace(/ +/g, ' ')

const uriEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
