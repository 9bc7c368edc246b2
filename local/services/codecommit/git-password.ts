// The password that git sends: a timestamp and a signature of the repository's path, made by `aws codecommit credential-helper`.
// https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-https-unixes.html

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export interface GitRequest {
  readonly path: string
  /** With or without the port. */
  readonly host: string
  readonly region: string
  readonly now: Date
}

export interface GitCredentials {
  readonly accessKeyId: string
  readonly sessionToken?: string
  readonly password: string
}

/** The user name is the access key, and the session token behind a percent sign. */
export const credentialsOf = (authorization: string | undefined): GitCredentials | undefined => {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.lastIndexOf(':')
  if (colon < 0) return undefined
  const [accessKeyId = '', ...token] = text.slice(0, colon).split('%')
  const sessionToken = token.join('%')
  return { accessKeyId, password: text.slice(colon + 1), ...(sessionToken !== '' && { sessionToken }) }
}

const LIFETIME = 15 * 60 * 1000

/** Whether the secret made the password for this repository, less than 15 minutes ago. */
export const isSignedBy = (secretAccessKey: string, password: string, request: GitRequest): boolean => {
  const [, time, given] = /^(\d{8}T\d{6})Z([0-9a-f]{64})$/.exec(password) ?? []
  if (time === undefined || given === undefined) return false
  const signedAt = Date.parse(time.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:$6Z'))
  if (!(Math.abs(request.now.getTime() - signedAt) <= LIFETIME)) return false
  // Differs from AWS: signatures that include the port are good too, for helpers that do not leave it out.
  const hosts = [request.host.replace(/:\d+$/, ''), request.host]
  return hosts.some(host => same(given, gitSignature(secretAccessKey, time, { ...request, host })))
}

/** `time` as in 20260101T000000. */
export const gitSignature = (secret: string, time: string, { path, host, region }: Omit<GitRequest, 'now'>): string => {
  const date = time.slice(0, 8)
  const canonical = `GIT\n${path}\n\nhost:${host}\n\nhost\n`
  const hash = createHash('sha256').update(canonical).digest('hex')
  const text = `AWS4-HMAC-SHA256\n${time}\n${date}/${region}/codecommit/aws4_request\n${hash}`
  const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()
  const key = [date, region, 'codecommit', 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`))
  return hmac(key, text).toString('hex')
}

const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
