// Simple Storage Service: buckets and objects in versions, whole or in parts, under policies and KMS keys.
import type { Service } from '../../core/service.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { documentOf } from '../../policy/parsed.ts'
import { announce } from './announcements.ts'
import { CLOUD_TRAIL } from './cloud-trail.ts'
import { evolve } from './evolve.ts'
import { collectBlobs, sweepBlobs } from './machine/blobs.ts'
import { runLifecycle, scheduleAnew } from './objects/lifecycle.ts'
import { bucketPolicy } from './operations/bucket-policy.ts'
import { buckets } from './operations/buckets.ts'
import { completeMultipart } from './operations/complete-multipart.ts'
import { copyObject } from './operations/copy-object.ts'
import { deleteObject } from './operations/delete-object.ts'
import { getObject } from './operations/get-object.ts'
import { lifecycleConfiguration } from './operations/lifecycle-configuration.ts'
import { listMultipart } from './operations/list-multipart.ts'
import { listObjects } from './operations/list-objects.ts'
import { multipart } from './operations/multipart.ts'
import { objectTagging } from './operations/object-tagging.ts'
import { putObject } from './operations/put-object.ts'
import { settings } from './operations/settings.ts'
import { bucketRoutes } from './routes-buckets.ts'
import { objectRoutes } from './routes-objects.ts'
import { blobFile, initial, type S3State } from './state.ts'

export const s3: Service<S3State> = {
  signingName: 's3',
  protocol: 'rest-xml',
  isGlobal: false,
  // Of documents: at most 10,000 parts or 1,000 keys.
  bodyLimit: 4 * MEGABYTE,
  accessDeniedError: 'AccessDenied',
  namespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
  source: 'aws.s3',
  cloudTrail: CLOUD_TRAIL,
  validationError: 'InvalidArgument',
  passedOver: { RequestPayer: 'nobody pays for requests here' },
  routes: { ...bucketRoutes, ...objectRoutes },
  initial,
  evolve,
  files: ({ references }) => [...references.keys()].map(blobFile),
  operations: {
    ...buckets,
    ...settings,
    ...lifecycleConfiguration,
    ...bucketPolicy,
    ...putObject,
    ...getObject,
    ...copyObject,
    ...deleteObject,
    ...listObjects,
    ...objectTagging,
    ...multipart,
    ...completeMultipart,
    ...listMultipart,
  },
  react: announce,
  due: state => state.nextLifecycleRun,
  away: scheduleAnew,
  tick: (state, moment) => ({ facts: runLifecycle(state, moment) }),
  work: {
    begin: (_event, desk) => {
      collectBlobs(desk)
      return undefined
    },
    resume: async desk => sweepBlobs(desk),
  },
  // A bucket's tags reach policies as aws:ResourceTag only once PutBucketAbac, which is not carried out, has said so; those of objects are s3:ExistingObjectTag.
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html
  resourceTags: () => undefined,
  resourcePolicy: (state, arn) => {
    const bucket = state.buckets.get(/^arn:aws:s3:::([^/]+)/.exec(arn)?.[1] ?? '')
    const policy = bucket?.settings.policy
    return bucket === undefined || policy === undefined ? undefined : documentOf(bucket, policy)
  },
}
