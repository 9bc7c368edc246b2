// `Object Created` and `Object Deleted`, for buckets that send their events to EventBridge.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
import type { Fact, ServiceEvent } from '../../core/event.ts'
import type { Reaction } from '../../core/service.ts'
import { announcesToEventBridge, type Deletion, type S3Change, type WriteRequest } from './changes.ts'
import type { ObjectVersion, S3State } from './state.ts'

export const announce = (state: S3State, event: ServiceEvent): Reaction => {
  if (event.source !== 'aws.s3' || event['detail-type'].startsWith('Object ')) return {}
  const change = event.detail as S3Change
  switch (change.eventName) {
    case 'PutObject':
    case 'CopyObject':
    case 'CompleteMultipartUpload':
      return change.responseElements === null ? {} : created(state, event, change)
    case 'DeleteObject':
    case 'ExpireObject':
      return change.responseElements === null ? {} : deleted(state, event, change)
    default:
      return {}
  }
}

const created = (
  state: S3State,
  event: ServiceEvent,
  change: Extract<S3Change, { readonly responseElements: ObjectVersion }>,
): Reaction => {
  const { ETag, VersionId, size } = change.responseElements
  const object = { size, etag: ETag.replaceAll('"', ''), ...versionId(VersionId) }
  return tell(state, event, 'Object Created', change.requestParameters, object, { reason: change.eventName })
}

const deleted = (
  state: S3State,
  event: ServiceEvent,
  change: Extract<S3Change, { readonly responseElements: Deletion }>,
): Reaction => {
  const { marker, removed } = change.responseElements
  return tell(
    state,
    event,
    'Object Deleted',
    change.requestParameters,
    marker ? { etag: '', ...versionId(marker.VersionId) } : versionId(removed ?? 'null'),
    {
      reason: change.eventName === 'ExpireObject' ? 'Lifecycle Expiration' : 'DeleteObject',
      'deletion-type': marker ? 'Delete Marker Created' : 'Permanently Deleted',
    },
  )
}

const tell = (
  state: S3State,
  { id }: ServiceEvent,
  type: 'Object Created' | 'Object Deleted',
  { bucketName, key, requestId, requester }: WriteRequest,
  object: Readonly<Record<string, unknown>>,
  why: Readonly<Record<string, string>>,
): Reaction => {
  if (!announcesToEventBridge(state, bucketName)) return {}
  const fact: Fact = {
    source: 'aws.s3',
    'detail-type': type,
    resources: [`arn:aws:s3:::${bucketName}`],
    detail: {
      version: '0',
      bucket: { name: bucketName },
      object: { key, ...object, sequencer: id.replaceAll('-', '').slice(0, 18).toUpperCase() },
      'request-id': requestId ?? id,
      requester: requester ?? 's3.amazonaws.com',
      'source-ip-address': '127.0.0.1',
      ...why,
    },
  }
  return { facts: [fact] }
}

const versionId = (id: string): Readonly<Record<string, string>> => (id === 'null' ? {} : { 'version-id': id })
