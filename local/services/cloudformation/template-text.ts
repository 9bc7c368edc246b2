// The text of a template that a caller hands over: in the request, or as an object of S3 that is read in the caller's name.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html (TemplateBody, TemplateURL)

import { ServiceError } from '../../core/errors.ts'
import type { Members } from '../../core/input/members.ts'
import type { Principal } from '../../core/principal.ts'
import type { Desk, Scope } from '../../core/service.ts'
import { invalid } from './source.ts'

export interface TemplateSource {
  readonly body?: string
  readonly url?: string
}

export const INLINE_LIMIT = 51_200
const OBJECT_LIMIT = 1_048_576

export const templateSource = (members: Members): TemplateSource => {
  const body = members.optionalString('TemplateBody', { min: 1 })
  const url = members.optionalString('TemplateURL', { min: 1, max: 5120 })
  if (body !== undefined && url !== undefined)
    throw invalid('You cannot specify more than one of TemplateBody and TemplateURL')
  return { ...(body !== undefined && { body }), ...(url !== undefined && { url }) }
}

/** Undefined when neither is given. @throws ServiceError ValidationError */
export const templateText = async (
  desk: Pick<Desk<unknown>, 'call'>,
  { body, url }: TemplateSource,
  scope: Scope,
): Promise<string | undefined> => {
  if (url !== undefined) return await readObject(desk, url, scope)
  if (body === undefined) return undefined
  const limit = fromPipeline(scope.principal) ? OBJECT_LIMIT : INLINE_LIMIT
  if (Buffer.byteLength(body) > limit)
    throw invalid(
      `1 validation error detected: Value '${body.slice(0, 40)}…' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${limit}; a template of up to 1 MB goes through S3 with TemplateURL`,
    )
  return body
}

/** AWS CodePipeline hands templates over as signed URLs; here they come in the request, with the same limit. */
const fromPipeline = (principal: Principal): boolean =>
  principal.kind === 'session' && principal.by === 'codepipeline.amazonaws.com'

const readObject = async (desk: Pick<Desk<unknown>, 'call'>, url: string, scope: Scope): Promise<string> => {
  const object = objectOf(url, scope.endpoint)
  if (!object) throw invalid('TemplateURL must be a supported URL.')
  try {
    const { Body } = await desk.call<{ readonly Body: AsyncIterable<Uint8Array> }>(scope.principal, 's3', 'GetObject', {
      ...object,
    })
    return await textOf(Body)
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code === 'ValidationError') throw error
    const words = error.code === 'NoSuchKey' ? 'The specified key does not exist.' : error.message
    throw invalid(
      `S3 error: ${words}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    )
  }
}

export interface S3Object {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string
}

/** The object behind a path-style or virtual-hosted URL of S3, or of this endpoint. */
export const objectOf = (url: string, endpoint: string): S3Object | undefined => {
  if (!URL.canParse(url)) return undefined
  const { protocol, host, hostname, pathname, searchParams } = new URL(url)
  const path = decodeURIComponent(pathname).slice(1)
  const virtual = /^(.+)\.s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com$/.exec(hostname)
  const isLocal =
    protocol === 'http:' && (host === new URL(endpoint).host || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))
  const isPathStyle = isLocal || /^s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com$/.test(hostname)
  if (!virtual && !isPathStyle) return undefined
  const [bucket, key] = virtual ? [virtual[1] ?? '', path] : split(path)
  const version = searchParams.get('versionId')
  return bucket === '' || key === '' ? undefined : { Bucket: bucket, Key: key, ...(version && { VersionId: version }) }
}

const split = (path: string): [string, string] => {
  const slash = path.indexOf('/')
  return slash < 0 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)]
}

const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > OBJECT_LIMIT) throw invalid(`Template may not exceed ${OBJECT_LIMIT} bytes in size.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
