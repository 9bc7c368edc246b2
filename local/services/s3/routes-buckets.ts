// Where the operations on buckets live in HTTP.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
import type { Route } from '../../core/wire.ts'

const path = '/{Bucket}'
const headers = { 'x-amz-expected-bucket-owner': 'ExpectedBucketOwner' }

const listing = {
  prefix: 'Prefix',
  delimiter: 'Delimiter',
  'max-keys': 'MaxKeys',
  'encoding-type': 'EncodingType',
}

const get = (subresource: string, output: Route['output'], lists?: Route['lists']): Route => ({
  method: 'GET',
  path: `${path}?${subresource}`,
  headers,
  ...(lists ? { lists } : {}),
  ...(output ? { output } : {}),
})

const put = (subresource: string, document: string, lists?: Route['lists']): Route => ({
  method: 'PUT',
  path: `${path}?${subresource}`,
  headers,
  document,
  ...(lists ? { lists } : {}),
})

const remove = (subresource: string): Route => ({
  method: 'DELETE',
  path: `${path}?${subresource}`,
  headers,
  status: 204,
})

const rules = { Rules: 'Rule' }
const tags = { TagSet: 'TagSet>Tag' }
const lifecycle = {
  ...rules,
  'Rules.Filter.And.Tags': 'Tag',
  'Rules.Transitions': 'Transition',
  'Rules.NoncurrentVersionTransitions': 'NoncurrentVersionTransition',
}

export const bucketRoutes: Readonly<Record<string, Route>> = {
  ListBuckets: {
    method: 'GET',
    path: '/',
    query: {
      prefix: 'Prefix',
      'max-buckets': 'MaxBuckets',
      'continuation-token': 'ContinuationToken',
      'bucket-region': 'BucketRegion',
    },
    lists: { Buckets: 'Buckets>Bucket' },
    output: { root: 'ListAllMyBucketsResult' },
  },
  CreateBucket: {
    method: 'PUT',
    path,
    headers: {
      'x-amz-acl': 'ACL',
      'x-amz-object-ownership': 'ObjectOwnership',
      'x-amz-bucket-object-lock-enabled': 'ObjectLockEnabledForBucket',
    },
    document: 'CreateBucketConfiguration',
    output: { headers: { location: 'Location' } },
  },
  DeleteBucket: { method: 'DELETE', path, headers, status: 204 },
  HeadBucket: {
    method: 'HEAD',
    path,
    headers,
    output: { headers: { 'x-amz-bucket-region': 'BucketRegion', 'x-amz-access-point-alias': 'AccessPointAlias' } },
  },
  GetBucketLocation: get('location', { root: 'LocationConstraint', payload: 'LocationConstraint' }),

  ListObjects: {
    method: 'GET',
    path,
    headers: { ...headers, 'x-amz-optional-object-attributes': 'OptionalObjectAttributes' },
    query: { ...listing, marker: 'Marker' },
    output: { root: 'ListBucketResult' },
  },
  ListObjectsV2: {
    method: 'GET',
    path: `${path}?list-type=2`,
    headers: { ...headers, 'x-amz-optional-object-attributes': 'OptionalObjectAttributes' },
    query: {
      ...listing,
      'continuation-token': 'ContinuationToken',
      'start-after': 'StartAfter',
      'fetch-owner': 'FetchOwner',
    },
    output: { root: 'ListBucketResult' },
  },
  ListObjectVersions: {
    method: 'GET',
    path: `${path}?versions`,
    headers: { ...headers, 'x-amz-optional-object-attributes': 'OptionalObjectAttributes' },
    query: { ...listing, 'key-marker': 'KeyMarker', 'version-id-marker': 'VersionIdMarker' },
    lists: { Versions: 'Version', DeleteMarkers: 'DeleteMarker' },
    output: { root: 'ListVersionsResult' },
  },
  ListMultipartUploads: {
    method: 'GET',
    path: `${path}?uploads`,
    headers,
    query: {
      prefix: 'Prefix',
      'max-uploads': 'MaxUploads',
      'key-marker': 'KeyMarker',
      'upload-id-marker': 'UploadIdMarker',
    },
    lists: { Uploads: 'Upload' },
    output: { root: 'ListMultipartUploadsResult' },
  },

  PutBucketVersioning: put('versioning', 'VersioningConfiguration'),
  GetBucketVersioning: get('versioning', { root: 'VersioningConfiguration' }),
  PutBucketEncryption: put('encryption', 'ServerSideEncryptionConfiguration', rules),
  GetBucketEncryption: get('encryption', { payload: 'ServerSideEncryptionConfiguration' }, rules),
  DeleteBucketEncryption: remove('encryption'),
  PutBucketLifecycleConfiguration: put('lifecycle', 'LifecycleConfiguration', lifecycle),
  GetBucketLifecycleConfiguration: get('lifecycle', { root: 'LifecycleConfiguration' }, lifecycle),
  DeleteBucketLifecycle: remove('lifecycle'),
  PutPublicAccessBlock: put('publicAccessBlock', 'PublicAccessBlockConfiguration'),
  GetPublicAccessBlock: get('publicAccessBlock', { payload: 'PublicAccessBlockConfiguration' }),
  DeletePublicAccessBlock: remove('publicAccessBlock'),
  PutBucketTagging: { ...put('tagging', 'Tagging', tags), status: 204 },
  GetBucketTagging: get('tagging', { root: 'Tagging' }, tags),
  DeleteBucketTagging: remove('tagging'),
  PutBucketOwnershipControls: put('ownershipControls', 'OwnershipControls', rules),
  GetBucketOwnershipControls: get('ownershipControls', { payload: 'OwnershipControls' }, rules),
  DeleteBucketOwnershipControls: remove('ownershipControls'),
  PutBucketNotificationConfiguration: put('notification', 'NotificationConfiguration'),
  GetBucketNotificationConfiguration: get('notification', { root: 'NotificationConfiguration' }),
  PutBucketLogging: put('logging', 'BucketLoggingStatus'),
  GetBucketLogging: get('logging', { root: 'BucketLoggingStatus' }),

  PutBucketPolicy: {
    method: 'PUT',
    path: `${path}?policy`,
    headers: {
      ...headers,
      'Content-MD5': 'ContentMD5',
      'x-amz-confirm-remove-self-bucket-access': 'ConfirmRemoveSelfBucketAccess',
    },
    payload: 'Policy',
    status: 204,
  },
  GetBucketPolicy: get('policy', { payload: 'Policy' }),
  GetBucketPolicyStatus: get('policyStatus', { payload: 'PolicyStatus' }),
  DeleteBucketPolicy: remove('policy'),
}
