// The facts of S3: what CloudTrail records of its calls, with what is needed to rebuild the state, and the events of EventBridge.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
import { apiCall, type Fact, serviceEvent, type TrailDetail } from '../../core/event.ts'
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

export type S3Change =
  | TrailDetail<'CreateBucket' | 'DeleteBucket', OfBucket, null>
  | TrailDetail<'PutObject' | 'CopyObject' | 'CompleteMultipartUpload', WriteRequest, ObjectVersion>
  | TrailDetail<'DeleteObject' | 'ExpireObject', WriteRequest, Deletion>
  | TrailDetail<
      'PutObjectTagging' | 'DeleteObjectTagging',
      OfObject & { readonly versionId: string; readonly tags: readonly Tag[] },
      null
    >
  | TrailDetail<'CreateMultipartUpload', OfObject, Omit<Upload, 'parts'>>
  | TrailDetail<'UploadPart' | 'UploadPartCopy', OfObject & { readonly uploadId: string }, Part>
  | TrailDetail<'AbortMultipartUpload', OfObject & { readonly uploadId: string }, null>
  | TrailDetail<'LifecycleRan', Readonly<Record<string, never>>, null>
  | TrailDetail<SettingEvent, OfBucket & { readonly setting: keyof Settings; readonly value: unknown }, null>

type SettingEvent =
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

type Recorded<Each> = Each extends S3Change ? Omit<Each, 'eventSource'> : never

/** What a call changed, as a fact. */
export const change = ({ eventName, requestParameters, responseElements }: Recorded<S3Change>): Fact => {
  const { bucketName, key } = requestParameters as Partial<OfObject>
  const resource = `arn:aws:s3:::${bucketName ?? ''}${key === undefined ? '' : `/${key}`}`
  const make = eventName === 'ExpireObject' || eventName === 'LifecycleRan' ? serviceEvent : apiCall
  return make('s3', eventName, resource, requestParameters, responseElements)
}

/** EventBridge hears of objects only where the bucket asks for it. */
export const announcesToEventBridge = (state: S3State, bucketName: string): boolean =>
  state.buckets.get(bucketName)?.settings.notification?.EventBridgeConfiguration !== undefined
