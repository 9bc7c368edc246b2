// Reads an API's definition: OpenAPI 2 or 3 with API Gateway's extensions. What is not carried out is refused by name, all at once.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html

import { isRecord, present } from '../../../core/input/members.ts'
import { badRequest } from '../errors.ts'
import type { Cors, Definition, Method } from '../state.ts'
import { checkedTags } from '../tag-rules.ts'
import { type ApiKind, readIntegration } from './integration.ts'

export interface ReadApi extends Definition {
  readonly name: string
  readonly description?: string
  readonly version?: string
  readonly tags: Readonly<Record<string, string>>
}

type Json = Readonly<Record<string, unknown>>

/** `body` is JSON or YAML as text or bytes, or the document itself. */
export const readOpenApi = async (body: unknown, kind: ApiKind): Promise<ReadApi> => {
  const document = await parseDocument(body)
  const { openapi, swagger, info } = document
  if (openapi === undefined && swagger === undefined)
    throw badRequest('Invalid OpenAPI input: it has neither openapi nor swagger')
  const problems = unsupported(document, TOP_LEVEL)
  const endpoint = document['x-amazon-apigateway-endpoint-configuration']
  if (isRecord(endpoint) && (endpoint.disableExecuteApiEndpoint === true || !isEmpty(endpoint.vpcEndpointIds)))
    problems.push('x-amazon-apigateway-endpoint-configuration')
  const methods = readMethods(document, kind, problems)
  if (problems.length > 0)
    throw badRequest(`The definition asks for what the local cloud does not carry out: ${problems.join('; ')}`)
  const about = isRecord(info) ? info : {}
  const cors = document['x-amazon-apigateway-cors']
  return {
    name: text(about.title) ?? 'API',
    ...present({ description: text(about.description) || undefined, version: text(about.version) || undefined }),
    methods,
    binaryMediaTypes: strings(document['x-amazon-apigateway-binary-media-types']),
    tags: readTags(document.tags),
    ...(isRecord(cors) ? { cors: readCors(cors) } : {}),
  }
}

/** Extensions that change what an API does. */
const TOP_LEVEL = [
  'x-amazon-apigateway-authorizers',
  'x-amazon-apigateway-gateway-responses',
  'x-amazon-apigateway-minimum-compression-size',
  'x-amazon-apigateway-policy',
  'x-amazon-apigateway-request-validator',
  'x-amazon-apigateway-request-validators',
  'security',
]
const PER_METHOD = [
  'security',
  'x-amazon-apigateway-auth',
  'x-amazon-apigateway-authorizer',
  'x-amazon-apigateway-request-validator',
]

const unsupported = (part: Json, names: readonly string[], where = ''): string[] =>
  names.filter(name => !isEmpty(part[name])).map(name => `${where}${name}`)

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0)

const VERBS: Readonly<Record<string, string>> = {
  get: 'GET',
  put: 'PUT',
  post: 'POST',
  delete: 'DELETE',
  options: 'OPTIONS',
  head: 'HEAD',
  patch: 'PATCH',
  'x-amazon-apigateway-any-method': 'ANY',
}

const readMethods = ({ paths }: Json, kind: ApiKind, problems: string[]): readonly Method[] => {
  if (!isRecord(paths)) return []
  if (kind === 'REST') checkSiblings(Object.keys(paths))
  return Object.entries(paths).flatMap(([path, item]) => {
    checkPath(path, kind)
    if (!isRecord(item)) return []
    return Object.entries(item).flatMap(([key, operation]) => {
      const httpMethod = VERBS[key]
      if (httpMethod === undefined || !isRecord(operation)) return []
      const where = `${httpMethod} ${path} `
      problems.push(...unsupported(operation, PER_METHOD, where))
      const integration = readIntegration(operation['x-amazon-apigateway-integration'], kind, where, problems)
      const operationName = text(operation.operationId)
      return integration ? [{ path, httpMethod, integration, ...(operationName ? { operationName } : {}) }] : []
    })
  })
}

/**
 * Two variables in the same place of a path would be one resource by two names.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html; the words are AWS's, as people report them:
 * https://github.com/amazon-archives/aws-apigateway-importer/issues/202
 */
const checkSiblings = (paths: readonly string[]): void => {
  const variables = new Map<string, string>()
  for (const path of paths) {
    const parts = path.split('/')
    parts.forEach((part, index) => {
      if (!part.startsWith('{')) return
      const parent = parts.slice(0, index).join('/')
      const sibling = variables.get(parent) ?? part
      if (sibling !== part)
        throw badRequest(
          `Unable to create resource at path '${path}': A sibling (${sibling}) of this resource already has a variable path part -- only one is allowed`,
        )
      variables.set(parent, part)
    })
  }
}

/** What a literal part of a REST API's path may have; a path may end in a slash. HTTP APIs take more. */
const LITERAL = { REST: /^[\w.:-]*$/, HTTP: /^[^{}]*$/ }

/** Parts are literal or `{name}`; `{name+}` takes the rest and so comes last. */
const checkPath = (path: string, kind: ApiKind): void => {
  if (kind === 'HTTP' && (path === '$default' || path === '/$default')) return
  if (!path.startsWith('/')) throw badRequest(`Invalid path '${path}': it must begin with '/'`)
  const parts = path.split('/').slice(1)
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1
    const isPart = /^\{[\w.:-]+\+?\}$/.test(part) || LITERAL[kind].test(part)
    if (!isPart || (part.endsWith('+}') && !isLast))
      throw badRequest(
        `Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end: '${path}'`,
      )
  })
}

const parseDocument = async (body: unknown): Promise<Json> => {
  const source =
    body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString() : body
  const document = typeof source === 'string' ? await parseText(source) : source
  if (!isRecord(document)) throw badRequest('Invalid OpenAPI input: it must be an object')
  return document
}

const parseText = async (source: string): Promise<unknown> => {
  try {
    if (source.trimStart().startsWith('{')) return JSON.parse(source)
    const { parse } = await import('yaml')
    return parse(source, { logLevel: 'error' }) // what is odd in a client's text is no warning for who runs the local cloud
  } catch (error) {
    throw badRequest(`Invalid OpenAPI input: ${error instanceof Error ? error.message : error}`)
  }
}

/** SAM gives an HTTP API its tags in the document. */
const readTags = (tags: unknown): Readonly<Record<string, string>> => {
  if (!Array.isArray(tags)) return {}
  const found = tags.filter(isRecord).flatMap(tag => {
    const value = tag['x-amazon-apigateway-tag-value']
    return typeof tag.name === 'string' && typeof value === 'string' ? [[tag.name, value] as const] : []
  })
  return checkedTags(Object.fromEntries(found))
}

export const readCors = (cors: Json): Cors => ({
  ...list('allowOrigins', cors),
  ...list('allowMethods', cors),
  ...list('allowHeaders', cors),
  ...list('exposeHeaders', cors),
  ...(typeof member(cors, 'maxAge') === 'number' ? { maxAge: Number(member(cors, 'maxAge')) } : {}),
  ...(member(cors, 'allowCredentials') === true ? { allowCredentials: true } : {}),
})

const list = (name: string, cors: Json) => {
  const values = strings(member(cors, name))
  return values.length > 0 ? { [name]: values } : {}
}

/** In-process callers write `AllowOrigins`, the wire `allowOrigins`. */
const member = (record: Json, name: string): unknown =>
  record[name] ?? record[`${name[0]?.toUpperCase()}${name.slice(1)}`]

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter(item => typeof item === 'string') : typeof value === 'string' ? [value] : []

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
