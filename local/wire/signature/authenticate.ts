// Decides who sends a request: verifies the signature with the secret that the local cloud issued, and hands on a body that verifies itself.
// Differs from AWS in nothing here: AWS too accepts a replayed request as long as its signature is valid (15 minutes, or X-Amz-Expires).
import type { Place } from '../../core/arn.ts'
import { ServiceError } from '../../core/errors.ts'
import type { Principal } from '../../core/principal.ts'
import type { AnyService } from '../../core/service.ts'
import type { Protocol } from '../../core/wire.ts'
import { refusal } from './auth-refusal.ts'
import { type Authorization, readAuthorization, timeOf } from './authorization.ts'
import { type Body, bufferBody, streamBody } from './body.ts'
import { parseQuery, queryValue, type WireRequest } from './request.ts'
import { canonicalRequest, sameSignature, sha256, signature, signingKey, stringToSign } from './sigv4.ts'

export type Identify = (
  accessKeyId: string,
  sessionToken?: string,
) => { readonly principal: Principal; readonly secretAccessKey: string; readonly expires?: Date } | undefined

export interface Authentication {
  readonly identify: Identify
  readonly place: Place
  readonly now: () => Date
  readonly maxSkewMs?: number
}

/** Bytes of a request whose sender nobody knows yet. */
const MOST_UNSIGNED = 256 * 1024
const GLOBAL_REGION = 'us-east-1'
const fifteenMinutes = 15 * 60 * 1000

/** What a service of objects has of its own: bodies and paths that are signed as they are sent, and callers without a signature. */
export const isStreamed = ({ protocol }: AnyService): boolean => protocol === 'rest-xml'

/** @throws ServiceError with the code that the service's protocol gives the reason */
export const authenticate = async (
  request: WireRequest,
  service: AnyService,
  options: Authentication,
): Promise<{ readonly principal: Principal; readonly body: Body }> => {
  const { protocol } = service
  const read = readAuthorization(request)
  if (read.kind === 'malformed')
    throw refusal(protocol, read.presigned ? 'presignMalformed' : 'malformed', read.message)
  if (read.kind === 'none') {
    if (service.protocol === 'query' && service.unsigned.length > 0)
      return await withoutSignature(request, service.unsigned, protocol)
    // A bucket's policy opens its objects to everybody; nothing else answers without a signature.
    if (!isStreamed(service)) throw refusal(protocol, 'missing')
    return { principal: { kind: 'anonymous' }, body: streamBody(request, undefined) }
  }
  const { authorization } = read
  checkScope(authorization, service, options.place)
  checkTime(authorization, protocol, options)
  checkSignedHeaders(authorization, request, service)
  const holder = holderOf(authorization, protocol, options)
  if (!holder) throw refusal(protocol, authorization.sessionToken === undefined ? 'unknownKey' : 'tokenInvalid')
  if (holder.expires && holder.expires <= options.now()) throw refusal(protocol, 'tokenExpired')

  const key = signingKey(holder.secretAccessKey, authorization.scope)
  const paths = isStreamed(service) ? 'as sent' : 'normalized'
  const verify = (payloadHash: string): void => {
    const canonical = canonicalRequest(request, authorization.signedHeaders, payloadHash, paths)
    const expected = signature(key, stringToSign(authorization.dateTime, authorization.scope, canonical))
    if (!sameSignature(authorization.signature, expected)) throw refusal(protocol, 'mismatch')
  }
  if (isStreamed(service)) {
    const declared = declaredPayload(request, authorization)
    verify(declared)
    return { principal: holder.principal, body: streamBody(request, declared, { authorization, key }) }
  }
  const bytes = await bufferBody(request, service.bodyLimit)
  verify(sha256(bytes))
  return { principal: holder.principal, body: { kind: 'bytes', bytes } }
}

const withoutSignature = async (
  request: WireRequest,
  unsigned: readonly string[],
  protocol: Protocol,
): Promise<{ readonly principal: Principal; readonly body: Body }> => {
  const bytes = await bufferBody(request, MOST_UNSIGNED)
  const asked = [...request.query, ...parseQuery(Buffer.from(bytes).toString('utf8'))].find(
    ([name]) => name === 'Action',
  )
  if (!asked || !unsigned.includes(asked[1])) throw refusal(protocol, 'missing')
  return { principal: { kind: 'anonymous' }, body: { kind: 'bytes', bytes } }
}

const holderOf = (
  { accessKeyId, sessionToken }: Authorization,
  protocol: Protocol,
  { identify }: Authentication,
): ReturnType<Identify> => {
  try {
    return identify(accessKeyId, sessionToken)
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ExpiredToken') throw refusal(protocol, 'tokenExpired')
    throw error
  }
}

const declaredPayload = (request: WireRequest, { expiresSeconds }: Authorization): string => {
  const declared = request.headers.get('x-amz-content-sha256') ?? queryValue(request, 'X-Amz-Content-Sha256')
  if (declared !== undefined) return declared
  if (expiresSeconds !== undefined) return 'UNSIGNED-PAYLOAD'
  throw refusal('rest-xml', 'malformed', 'Missing required header for this request: x-amz-content-sha256')
}

const checkScope = ({ scope }: Authorization, service: AnyService, place: Place): void => {
  const { protocol, signingName, isGlobal } = service
  if (scope.service !== signingName)
    throw refusal(protocol, 'mismatch', `Credential should be scoped to correct service: '${signingName}'.`)
  if (scope.region === place.region || (isGlobal && scope.region === GLOBAL_REGION)) return
  const cure = `This is a local cloud in ${place.region}: set AWS_REGION=${place.region} (or --region ${place.region}).`
  throw protocol === 'rest-xml'
    ? refusal(
        protocol,
        'wrongRegion',
        `The authorization header is malformed; the region '${scope.region}' is wrong; expecting '${place.region}'. ${cure}`,
        { Region: place.region },
      )
    : refusal(protocol, 'wrongRegion', `Credential should be scoped to a valid region, got '${scope.region}'. ${cure}`)
}

const checkTime = (authorization: Authorization, protocol: Protocol, options: Authentication): void => {
  const { dateTime, expiresSeconds } = authorization
  const now = options.now().getTime()
  const signedAt = timeOf(dateTime)
  const skew = options.maxSkewMs ?? fifteenMinutes
  if (Number.isNaN(signedAt)) throw refusal(protocol, 'malformed', `'${dateTime}' is not a date.`)
  if (expiresSeconds !== undefined && signedAt + expiresSeconds * 1000 < now)
    throw refusal(
      protocol,
      'presignExpired',
      `Signature expired: ${dateTime} + ${expiresSeconds} s is before ${basic(now)}`,
      {
        'X-Amz-Expires': expiresSeconds,
        Expires: new Date(signedAt + expiresSeconds * 1000),
        ServerTime: new Date(now),
      },
    )
  const minutes = Math.round(skew / 60_000)
  if (expiresSeconds === undefined && signedAt < now - skew)
    throw refusal(
      protocol,
      'skewed',
      `Signature expired: ${dateTime} is now earlier than ${basic(now - skew)} (${basic(now)} - ${minutes} min.)`,
    )
  if (signedAt > now + skew)
    throw refusal(
      protocol,
      'skewed',
      `Signature not yet current: ${dateTime} is still later than ${basic(now + skew)} (${basic(now)} + ${minutes} min.)`,
    )
}

/** An unsigned header that changes what a request means could be added on the way. */
const checkSignedHeaders = (authorization: Authorization, request: WireRequest, service: AnyService): void => {
  const signed = new Set(authorization.signedHeaders)
  const matters = (name: string) => (isStreamed(service) ? name.startsWith('x-amz-') : name === 'x-amz-target')
  const unsigned = [...request.headers.keys()].filter(name => matters(name) && !signed.has(name))
  if (unsigned.length > 0)
    throw refusal(service.protocol, 'unsignedHeaders', undefined, { HeadersNotSigned: unsigned.join(', ') })
}

const basic = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')
