// What S3 records of buckets and objects, and the events of EventBridge.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
import type { Fact } from '../../core/event.ts'
import { trailOf } from '../../core/trail.ts'
import type { ObjectVersion, Part, S3State, Settings, Tag, Upload } from './state.ts'

interface OfBucket {
  readonly bucketName: string
}

export interface OfObject extends OfBucket {
  readonly key: string
}

export interface WriteRequest extends OfObject {
  readonly uploadId?: string
  /** For the EventBridge event. */
  readonly requestId?: string
  readonly requester?: string
}

/** One of the two, or none when there was nothing to delete. */
export interface Deletion {
  /** Id of the version that is gone. */
  readonly removed?: string
  readonly removedMarker?: true
  /** The delete marker that hides the object now. */
  readonly marker?: ObjectVersion
}

export type SettingEvent =
  | 'PutBucketVersioning'
  | 'PutBucketEncryption'
  | 'DeleteBucketEncryption'
  | 'PutBucketLifecycleConfiguration'
  | 'DeleteBucketLifecycle'
  | 'PutPublicAccessBlock'
  | 'DeletePublicAccessBlock'
  | 'PutBucketPolicy'
  | 'DeleteBucketPolicy'
  | 'PutBucketTagging'
  | 'DeleteBucketTagging'
  | 'PutBucketOwnershipControls'
  | 'DeleteBucketOwnershipControls'
  | 'PutBucketNotificationConfiguration'
  | 'PutBucketLogging'

type Write = WriteRequest & { readonly version: ObjectVersion }
type Removal = WriteRequest & { readonly deletion: Deletion }
type Tagging = OfObject & { readonly versionId: string; readonly tags: readonly Tag[] }
type OfUpload = OfObject & { readonly uploadId: string }

type Changes = Readonly<
  Record<SettingEvent, OfBucket & { readonly setting: keyof Settings; readonly value: unknown }>
> & {
  CreateBucket: OfBucket
  DeleteBucket: OfBucket
  PutObject: Write
  CopyObject: Write
  CompleteMultipartUpload: Write
  DeleteObject: Removal
  /** A lifecycle rule deletes. */
  ExpireObject: Removal
  PutObjectTagging: Tagging
  DeleteObjectTagging: Tagging
  CreateMultipartUpload: OfObject & { readonly upload: Omit<Upload, 'parts'> }
  UploadPart: OfUpload & { readonly part: Part }
  UploadPartCopy: OfUpload & { readonly part: Part }
  AbortMultipartUpload: OfUpload
  LifecycleRan: Readonly<Record<never, never>>
  LifecycleScheduledAnew: Readonly<Record<never, never>>
}

interface ObjectEvent {
  readonly version: '0'
  readonly bucket: { readonly name: string }
  readonly object: Readonly<Record<string, unknown>>
  readonly 'request-id': string
  readonly requester: string
  readonly 'source-ip-address': string
  readonly reason?: string
  readonly 'deletion-type'?: string
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
interface Announced {
  'Object Created': ObjectEvent
  'Object Deleted': ObjectEvent
}

const trail = trailOf<S3State, Changes, Announced>()('aws.s3')
export const { announced, evolving, of } = trail

/** The fact that a bucket or an object of it has changed. */
export const changed = <Name extends keyof Changes & string>(
  name: Name,
  data: NoInfer<Changes[Name]> & Partial<OfObject>,
): Fact => {
  const { bucketName = '', key } = data
  return trail.changed(name, `arn:aws:s3:::${bucketName}${key === undefined ? '' : `/${key}`}`, data)
}

/** EventBridge hears of objects only where the bucket asks for it. */
export const announcesToEventBridge = (state: S3State, bucketName: string): boolean =>
  state.buckets.get(bucketName)?.settings.notification?.EventBridgeConfiguration !== undefined
