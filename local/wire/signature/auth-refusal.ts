// How each protocol says that a signature is not accepted: the same reason has another code and status in each.
// https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
import { ServiceError } from '../../core/errors.ts'
import type { Protocol } from '../../core/wire.ts'

export type Refusal =
  | 'missing'
  | 'malformed'
  | 'presignMalformed'
  | 'unknownKey'
  | 'mismatch'
  | 'skewed'
  | 'presignExpired'
  | 'tokenExpired'
  | 'tokenInvalid'
  | 'wrongRegion'
  | 'unsignedHeaders'

type Codes = Readonly<Record<Refusal, readonly [code: string, status: number]>>

// Unverified: json-1.1 services answer some of these with 400 and some with 403; the SDKs go by the code.
const json: Codes = {
  missing: ['MissingAuthenticationTokenException', 400],
  malformed: ['IncompleteSignatureException', 400],
  presignMalformed: ['IncompleteSignatureException', 400],
  unknownKey: ['UnrecognizedClientException', 400],
  mismatch: ['InvalidSignatureException', 400],
  skewed: ['InvalidSignatureException', 400],
  presignExpired: ['InvalidSignatureException', 400],
  tokenExpired: ['ExpiredTokenException', 400],
  tokenInvalid: ['UnrecognizedClientException', 400],
  wrongRegion: ['InvalidSignatureException', 400],
  unsignedHeaders: ['InvalidSignatureException', 400],
}

const forbidden = (codes: Codes): Codes =>
  Object.fromEntries(Object.entries(codes).map(([refusal, [code]]) => [refusal, [code, 403]])) as unknown as Codes

const tables: Readonly<Record<Protocol, Codes>> = {
  'json-1.1': json,
  'rest-json': forbidden(json),
  query: {
    missing: ['MissingAuthenticationToken', 403],
    malformed: ['IncompleteSignature', 400],
    presignMalformed: ['IncompleteSignature', 400],
    unknownKey: ['InvalidClientTokenId', 403],
    mismatch: ['SignatureDoesNotMatch', 403],
    skewed: ['SignatureDoesNotMatch', 403],
    presignExpired: ['SignatureDoesNotMatch', 403],
    tokenExpired: ['ExpiredToken', 403],
    tokenInvalid: ['InvalidClientTokenId', 403],
    wrongRegion: ['SignatureDoesNotMatch', 403],
    unsignedHeaders: ['SignatureDoesNotMatch', 403],
  },
  'rest-xml': {
    missing: ['AccessDenied', 403],
    malformed: ['AuthorizationHeaderMalformed', 400],
    presignMalformed: ['AuthorizationQueryParametersError', 400],
    unknownKey: ['InvalidAccessKeyId', 403],
    mismatch: ['SignatureDoesNotMatch', 403],
    skewed: ['RequestTimeTooSkewed', 403],
    presignExpired: ['AccessDenied', 403],
    tokenExpired: ['ExpiredToken', 400],
    tokenInvalid: ['InvalidToken', 400],
    wrongRegion: ['AuthorizationHeaderMalformed', 400],
    unsignedHeaders: ['AccessDenied', 403],
  },
}

const messages: Readonly<Partial<Record<Refusal, string>>> = {
  missing: 'Request is missing Authentication Token',
  unknownKey: 'The security token included in the request is invalid.',
  mismatch:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  tokenExpired: 'The security token included in the request is expired',
  tokenInvalid: 'The security token included in the request is invalid.',
  unsignedHeaders: 'There were headers present in the request which were not signed',
}

const objectMessages: Readonly<Partial<Record<Refusal, string>>> = {
  missing: 'Access Denied',
  unknownKey: 'The AWS Access Key Id you provided does not exist in our records.',
  mismatch:
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  skewed: 'The difference between the request time and the current time is too large.',
  presignExpired: 'Request has expired',
  tokenExpired: 'The provided token has expired.',
  tokenInvalid: 'The provided token is malformed or otherwise invalid.',
}

export const refusal = (
  protocol: Protocol,
  why: Refusal,
  message?: string,
  members: Readonly<Record<string, unknown>> = {},
): ServiceError => {
  const [code, status] = tables[protocol][why]
  const own = protocol === 'rest-xml' ? objectMessages[why] : undefined
  return new ServiceError(code, own ?? message ?? messages[why] ?? '', status, members)
}
