// What CloudTrail's records of S3's calls look like. Calls on objects are data events.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html

import type { CloudTrailRules } from '../../core/cloud-trail.ts'

export const CLOUD_TRAIL: CloudTrailRules = {
  dataEvents: [
    'AbortMultipartUpload',
    'CompleteMultipartUpload',
    'CopyObject',
    'CreateMultipartUpload',
    'DeleteObject',
    'DeleteObjects',
    'DeleteObjectTagging',
    'GetObject',
    'GetObjectTagging',
    'HeadObject',
    'PutObject',
    'PutObjectTagging',
    'UploadPart',
    'UploadPartCopy',
  ],
  readOnly: [],
  hidden: ['body'],
  maps: [],
  renamed: { bucket: 'bucketName' },
}
