// Requests to AWS, signed with the credentials of the environment.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac } from 'node:crypto'
import { type Arguments, CommandError, type Surroundings } from './command.ts'

export interface Target {
  readonly endpoint: string
  readonly region: string
  /** As it signs. */
  readonly service: string
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken: string | undefined
  }
}

/** @throws CommandError no credentials, no Region */
export const targetOf = (service: Target['service'], { options }: Arguments, { env }: Surroundings): Target => {
  const region = options.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION
  if (!region) throw new CommandError('You must specify a region: set AWS_REGION or give --region', 253)
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env
  if (!accessKeyId || !secretAccessKey)
    throw new CommandError('Unable to locate credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY', 253)
  const given = options['endpoint-url'] ?? env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? env.AWS_ENDPOINT_URL
  const endpoint = (given ?? `https://${service}.${region}.amazonaws.com`).replace(/\/$/, '')
  return { endpoint, region, service, credentials: { accessKeyId, secretAccessKey, sessionToken } }
}

export interface Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** Begins with a slash; not encoded. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

export const send = async (target: Target, request: Request, now = new Date()): Promise<Response> => {
  const path = request.path.split('/').map(encode).join('/')
  const query = Object.entries(request.query ?? {})
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const url = new URL(target.endpoint + path + (query === '' ? '' : `?${query}`))
  const body = request.body ?? new Uint8Array()
  const headers: Record<string, string> = {
    ...request.headers,
    host: url.host,
    'x-amz-date': now.toISOString().replace(/[-:]|\.\d+/g, ''),
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    ...(target.credentials.sessionToken ? { 'x-amz-security-token': target.credentials.sessionToken } : {}),
  }
  const { host: _, ...sent } = headers
  const authorization = signature(target, request.method, path, query, headers)
  return fetch(url, {
    method: request.method,
    headers: { ...sent, authorization },
    ...(request.body ? { body: Buffer.from(request.body) } : {}),
  })
}

const signature = (
  target: Target,
  method: string,
  path: string,
  query: string,
  headers: Readonly<Record<string, string>>,
): string => {
  const names = Object.keys(headers).sort()
  const signed = names.join(';')
  const canonical = [
    method,
    path,
    query,
    ...names.map(name => `${name}:${headers[name]?.trim()}`),
    '',
    signed,
    headers['x-amz-content-sha256'],
  ].join('\n')
  const date = headers['x-amz-date'] ?? ''
  const scope = `${date.slice(0, 8)}/${target.region}/${target.service}/aws4_request`
  const hash = createHash('sha256').update(canonical).digest('hex')
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      `AWS4${target.credentials.secretAccessKey}`,
    )
  const value = createHmac('sha256', key).update(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash}`).digest('hex')
  return `AWS4-HMAC-SHA256 Credential=${target.credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${value}`
}

const encode = (part: string): string =>
  encodeURIComponent(part).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

/** The error that AWS answered with, as the AWS CLI words it. */
export const refusal = async (response: Response, operation: string): Promise<CommandError> => {
  const { code, message } = errorIn(await response.text(), response)
  return new CommandError(`An error occurred (${code}) when calling the ${operation} operation: ${message}`, 254)
}

const errorIn = (text: string, response: Response): { readonly code: string; readonly message: string } => {
  if (text.startsWith('{')) {
    const { __type = '', message = '', Message = message } = JSON.parse(text) as Readonly<Record<string, string>>
    const type = response.headers.get('x-amzn-errortype') ?? __type
    return { code: type.replace(/^.*#|:.*$/g, ''), message: Message }
  }
  const part = (name: string): string | undefined => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]
  return { code: part('Code') ?? String(response.status), message: part('Message') ?? response.statusText }
}
