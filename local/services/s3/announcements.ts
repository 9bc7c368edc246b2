// `Object Created` and `Object Deleted`, for buckets that send their events to EventBridge.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
import type { ServiceEvent } from '../../core/event.ts'
import type { Reaction } from '../../core/service.ts'
import type { S3State } from './state.ts'
import { announced, announcesToEventBridge, of, type WriteRequest } from './trail.ts'

export const announce = (state: S3State, event: ServiceEvent): Reaction => {
  const change = of(event)
  switch (change?.name) {
    case 'PutObject':
    case 'CopyObject':
    case 'CompleteMultipartUpload': {
      const { ETag, VersionId, size } = change.data.version
      const object = { size, etag: ETag.replaceAll('"', ''), ...versionId(VersionId) }
      return tell(state, event, 'Object Created', change.data, object, { reason: change.name })
    }
    case 'DeleteObject':
    case 'ExpireObject': {
      const { marker, removed } = change.data.deletion
      const object = marker ? { etag: '', ...versionId(marker.VersionId) } : versionId(removed ?? 'null')
      return tell(state, event, 'Object Deleted', change.data, object, {
        reason: change.name === 'ExpireObject' ? 'Lifecycle Expiration' : 'DeleteObject',
        'deletion-type': marker ? 'Delete Marker Created' : 'Permanently Deleted',
      })
    }
    default:
      return {}
  }
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
  const detail = {
    version: '0' as const,
    bucket: { name: bucketName },
    object: { key, ...object, sequencer: id.replaceAll('-', '').slice(0, 18).toUpperCase() },
    'request-id': requestId ?? id,
    requester: requester ?? 's3.amazonaws.com',
    'source-ip-address': '127.0.0.1',
    ...why,
  }
  return { facts: [announced(type, [`arn:aws:s3:::${bucketName}`], detail)] }
}

const versionId = (id: string): Readonly<Record<string, string>> => (id === 'null' ? {} : { 'version-id': id })
