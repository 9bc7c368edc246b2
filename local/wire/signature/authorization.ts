// What a request says about who signed it: the Authorization header, or the query of a presigned URL.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
import { queryValue, type WireRequest } from './request.ts'
import type { CredentialScope } from './sigv4.ts'

export interface Authorization {
  readonly accessKeyId: string
  readonly scope: CredentialScope
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** ISO 8601 basic: 20261120T230307Z */
  readonly dateTime: string
  readonly sessionToken?: string
  /** Presigned URLs only: valid for so many seconds. */
  readonly expiresSeconds?: number
}

/** `none`: the request is anonymous. A text says what is wrong, in AWS's words. */
export type ReadAuthorization =
  | { readonly kind: 'signed'; readonly authorization: Authorization }
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed'; readonly presigned: boolean; readonly message: string }

const algorithm = 'AWS4-HMAC-SHA256'
const dateTimePattern = /^\d{8}T\d{6}Z$/
const longestPresignSeconds = 7 * 24 * 60 * 60

export const readAuthorization = (request: WireRequest): ReadAuthorization => {
  const header = request.headers.get('authorization')
  if (header !== undefined) return fromHeader(request, header)
  if (queryValue(request, 'X-Amz-Algorithm') !== undefined) return fromQuery(request)
  if (queryValue(request, 'AWSAccessKeyId') !== undefined)
    return malformed(
      true,
      'Signature Version 2 is not supported. Please use AWS4-HMAC-SHA256 (signature_version = s3v4 in the configuration of the client).',
    )
  return { kind: 'none' }
}

const fromHeader = (request: WireRequest, header: string): ReadAuthorization => {
  const [name = ''] = header.split(' ', 1)
  if (name !== algorithm) return malformed(false, unsupported(name))
  const fields = new Map(
    header
      .slice(name.length)
      .split(',')
      .map(field => field.trim().split(/=(.*)/s, 2) as [string, string]),
  )
  const missing = ['Credential', 'SignedHeaders', 'Signature'].filter(field => !fields.get(field))
  if (missing.length > 0)
    return malformed(false, missing.map(field => `Authorization header requires '${field}' parameter.`).join(' '))
  return assemble(false, {
    credential: fields.get('Credential') ?? '',
    signedHeaders: fields.get('SignedHeaders') ?? '',
    signature: fields.get('Signature') ?? '',
    dateTime: request.headers.get('x-amz-date') ?? basicDate(request.headers.get('date')),
    sessionToken: request.headers.get('x-amz-security-token'),
  })
}

const fromQuery = (request: WireRequest): ReadAuthorization => {
  const value = (name: string) => queryValue(request, `X-Amz-${name}`)
  const name = value('Algorithm') ?? ''
  if (name !== algorithm) return malformed(true, unsupported(name))
  const missing = ['Credential', 'SignedHeaders', 'Signature', 'Date', 'Expires'].filter(field => !value(field))
  if (missing.length > 0)
    return malformed(
      true,
      `Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters; missing: ${missing.map(field => `X-Amz-${field}`).join(', ')}.`,
    )
  const expires = Number(value('Expires'))
  if (!Number.isInteger(expires) || expires < 0) return malformed(true, 'X-Amz-Expires should be a number')
  if (expires > longestPresignSeconds)
    return malformed(true, 'X-Amz-Expires must be less than a week (in seconds) that is 604800')
  return assemble(true, {
    credential: value('Credential') ?? '',
    signedHeaders: value('SignedHeaders') ?? '',
    signature: value('Signature') ?? '',
    dateTime: value('Date') ?? '',
    sessionToken: value('Security-Token'),
    expiresSeconds: expires,
  })
}

interface Parts {
  readonly credential: string
  readonly signedHeaders: string
  readonly signature: string
  readonly dateTime: string
  readonly sessionToken: string | undefined
  readonly expiresSeconds?: number
}

const assemble = (presigned: boolean, { credential, signedHeaders, dateTime, ...rest }: Parts): ReadAuthorization => {
  const [terminator, service = '', region = '', date = '', ...key] = credential.split('/').reverse()
  if (terminator !== 'aws4_request' || key.length === 0)
    return malformed(
      presigned,
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    )
  if (!dateTimePattern.test(dateTime))
    return malformed(presigned, `Date must be in ISO8601 Basic Format 'YYYYMMDD'T'HHMMSS'Z'. Got '${dateTime}'.`)
  if (!dateTime.startsWith(date))
    return malformed(
      presigned,
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${dateTime.slice(0, 8)}', from '${dateTime}'.`,
    )
  const names = signedHeaders.split(';')
  if (!names.includes('host')) return malformed(presigned, "'Host' must be a 'SignedHeader' in the AWS Authorization.")
  return {
    kind: 'signed',
    authorization: {
      ...rest,
      accessKeyId: key.reverse().join('/'),
      scope: { date, region, service },
      signedHeaders: names,
      dateTime,
    },
  }
}

/** 20261120T230307Z as a time in milliseconds. */
export const timeOf = (dateTime: string): number =>
  Date.parse(dateTime.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'))

const basicDate = (httpDate: string | undefined): string => {
  const time = Date.parse(httpDate ?? '')
  return Number.isNaN(time) ? '' : `${new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')}`
}

const unsupported = (name: string): string =>
  name.startsWith('AWS4-ECDSA')
    ? 'SigV4A (AWS4-ECDSA-P256-SHA256) is not carried out by the local cloud. Please use AWS4-HMAC-SHA256: leave aws:sigv4a out of the auth scheme preference and do not use multi-Region access points.'
    : `The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256, got '${name}'.`

const malformed = (presigned: boolean, message: string): ReadAuthorization => ({
  kind: 'malformed',
  presigned,
  message,
})
