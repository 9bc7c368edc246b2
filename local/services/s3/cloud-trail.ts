// What CloudTrail's records of S3's calls look like: whatever is about objects is a data event, and names are those of the REST API.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
import type { CloudTrailRules } from '../../core/cloud-trail.ts'

export const CLOUD_TRAIL: CloudTrailRules = {
  dataEvents: [
    'AbortMultipartUpload',
    'CompleteMultipartUpload',
    'CopyObject',
    'CreateMultipartUpload',
    'DeleteObject',
    'DeleteObjectTagging',
    'DeleteObjects',
    'GetObject',
    'GetObjectTagging',
    'HeadBucket',
    'HeadObject',
    'ListMultipartUploads',
    'ListObjectVersions',
    'ListObjects',
    'ListObjectsV2',
    'ListParts',
    'PutObject',
    'PutObjectTagging',
    'UploadPart',
    'UploadPartCopy',
  ],
  readOnly: [],
  // Records of calls for buckets have no response. Differs from AWS: the policy is not on the record of PutBucketPolicy, as `bucketPolicy`.
  hidden: ['Body', 'Location', 'Policy'],
  maps: [],
  eventNames: {
    DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
    GetBucketLifecycleConfiguration: 'GetBucketLifecycle',
    GetBucketNotificationConfiguration: 'GetBucketNotification',
    GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
    ListObjectsV2: 'ListObjects',
    PutBucketLifecycleConfiguration: 'PutBucketLifecycle',
    PutBucketNotificationConfiguration: 'PutBucketNotification',
    PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  },
  // What is in a header is on record by the header's name. Differs from AWS: `Host` is not on record, and headers without a line here have the API's name.
  renamed: {
    Bucket: 'bucketName',
    Key: 'key',
    UploadId: 'uploadId',
    PartNumber: 'partNumber',
    VersionId: 'versionId',
    ACL: 'x-amz-acl',
    ExpectedBucketOwner: 'x-amz-expected-bucket-owner',
    ObjectOwnership: 'x-amz-object-ownership',
  },
  keepsCase: true,
}
