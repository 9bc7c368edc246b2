// Preconditions and ranges of reads and writes. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { preconditionFailed } from '../errors.ts'
import type { ObjectVersion, Upload } from '../state.ts'

export interface Preconditions {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
  readonly IfModifiedSince?: Date | undefined
  readonly IfUnmodifiedSince?: Date | undefined
}

/** `prefix` is CopySource for the preconditions on the source of a copy. */
export const readPreconditions = (members: Members, prefix = ''): Preconditions => ({
  IfMatch: members.optionalString(`${prefix}IfMatch`),
  IfNoneMatch: members.optionalString(`${prefix}IfNoneMatch`),
  IfModifiedSince: dateOf(members.raw(`${prefix}IfModifiedSince`)),
  IfUnmodifiedSince: dateOf(members.raw(`${prefix}IfUnmodifiedSince`)),
})

/** An ETag condition decides before its date, and a date to come is none; @throws ServiceError PreconditionFailed, NotModified (304) */
export const checkRead = (given: Preconditions, version: ObjectVersion, now: Date): void => {
  const modified = seconds(version.LastModified)
  if (given.IfMatch !== undefined) {
    if (!matches(given.IfMatch, version)) throw preconditionFailed('If-Match')
  } else if (given.IfUnmodifiedSince && modified > given.IfUnmodifiedSince.getTime())
    throw preconditionFailed('If-Unmodified-Since')
  if (given.IfNoneMatch !== undefined) {
    if (matches(given.IfNoneMatch, version)) throw notModified(version)
  } else if (given.IfModifiedSince && modified <= given.IfModifiedSince.getTime() && given.IfModifiedSince <= now)
    throw notModified(version)
}

/** The source of a copy: what is not modified is not copied either. */
export const checkSource = (given: Preconditions, version: ObjectVersion, now: Date): void => {
  try {
    checkRead(given, version, now)
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status !== 304) throw error
    throw preconditionFailed(
      given.IfNoneMatch === undefined ? 'x-amz-copy-source-If-Modified-Since' : 'x-amz-copy-source-If-None-Match',
    )
  }
}

/** `If-None-Match: *` writes only what is not there, `If-Match` only over the version that the writer saw. */
export const checkWrite = ({ IfMatch, IfNoneMatch }: Preconditions, current: ObjectVersion | undefined): void => {
  const there = current && !current.deleteMarker ? current : undefined
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*')
    throw new ServiceError(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented: If-None-Match takes only * on writes',
      501,
    )
  if (IfNoneMatch !== undefined && there) throw preconditionFailed('If-None-Match')
  if (IfMatch === undefined) return
  if (!there) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404)
  if (!matches(IfMatch, there)) throw preconditionFailed('If-Match')
}

/** What was written or deleted while the upload went on. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export const checkConflict = ({ IfMatch, IfNoneMatch }: Preconditions, { Key, overtaken }: Upload): void => {
  if (!overtaken || (IfMatch === undefined && IfNoneMatch === undefined)) return
  throw new ServiceError(
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    409,
    { Condition: IfMatch === undefined ? 'If-None-Match' : 'If-Match', Key },
  )
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html */
export const checkDelete = (IfMatch: string | undefined, current: ObjectVersion | undefined): void => {
  if (IfMatch === undefined) return
  if (!current || current.deleteMarker) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404)
  if (!matches(IfMatch, current)) throw preconditionFailed('If-Match')
}

export interface ByteRange {
  readonly start: number
  /** Inclusive. */
  readonly end: number
}

/**
 * Undefined for the whole object; S3 serves a single range only and ignores what it cannot read.
 * @throws ServiceError InvalidRange
 */
export const rangeOf = (header: string | undefined, size: number): ByteRange | undefined => {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (from === '' && to === '') return undefined
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (from !== '' && to !== '' && Number(to) < start) return undefined
  if (start >= size || (from === '' && Number(to) === 0))
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416, {
      ActualObjectSize: size,
      RangeRequested: header ?? '',
      'content-range': `bytes */${size}`,
    })
  return { start, end }
}

const matches = (condition: string, { ETag }: ObjectVersion): boolean =>
  condition
    .split(',')
    .map(tag => tag.trim().replace(/^W\//, ''))
    .some(tag => tag === '*' || tag === ETag || `"${tag}"` === ETag)

const notModified = ({ ETag, LastModified }: ObjectVersion): ServiceError =>
  new ServiceError('NotModified', 'Not Modified', 304, {
    etag: ETag,
    'last-modified': new Date(LastModified).toUTCString(),
  })

const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000) * 1000

/** HTTP dates from the wire, Dates from calls in the process. What is no date is no condition. */
const dateOf = (value: unknown): Date | undefined => {
  const date = value instanceof Date ? value : new Date(typeof value === 'string' ? value : Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}
