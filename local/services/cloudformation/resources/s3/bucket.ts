// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html

import type { Value } from '../../../../template/template.ts'
import {
  alreadyExists,
  isThere,
  items,
  optionalText,
  same,
  structure,
  structures,
  tagList,
  text,
} from '../properties.ts'
import {
  carriedOut,
  createOnly,
  type Hands,
  kept,
  notCarriedOut,
  type Properties,
  type ResourceType,
  refused,
  TAG_LIST,
} from '../resource-type.ts'

export const bucket: ResourceType = {
  type: 'AWS::S3::Bucket',
  properties: {
    BucketEncryption: carriedOut({
      ServerSideEncryptionConfiguration: [
        {
          BlockedEncryptionTypes: 'not carried out',
          BucketKeyEnabled: 'boolean',
          ServerSideEncryptionByDefault: { KMSMasterKeyID: 'string', SSEAlgorithm: 'only AES256, aws:kms' },
        },
      ],
    }),
    BucketName: createOnly('string'),
    LifecycleConfiguration: carriedOut({
      Rules: [
        {
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 'integer' },
          ExpirationDate: 'string',
          ExpirationInDays: 'integer',
          ExpiredObjectDeleteMarker: 'boolean',
          Id: 'string',
          NoncurrentVersionExpiration: { NewerNoncurrentVersions: 'integer', NoncurrentDays: 'integer' },
          NoncurrentVersionExpirationInDays: 'integer',
          NoncurrentVersionTransition: 'not carried out',
          NoncurrentVersionTransitions: 'not carried out',
          ObjectSizeGreaterThan: 'string',
          ObjectSizeLessThan: 'string',
          Prefix: 'string',
          Status: 'string',
          TagFilters: [{ Key: 'string', Value: 'string' }],
          Transition: 'not carried out',
          Transitions: 'not carried out',
        },
      ],
      TransitionDefaultMinimumObjectSize: 'not carried out',
    }),
    LoggingConfiguration: kept({
      DestinationBucketName: 'string',
      LogFilePrefix: 'string',
      TargetObjectKeyFormat: 'not carried out',
    }),
    NotificationConfiguration: carriedOut({
      EventBridgeConfiguration: { EventBridgeEnabled: 'boolean' },
      LambdaConfigurations: 'not carried out',
      QueueConfigurations: 'not carried out',
      TopicConfigurations: 'not carried out',
    }),
    OwnershipControls: carriedOut({ Rules: [{ ObjectOwnership: 'only BucketOwnerEnforced' }] }),
    PublicAccessBlockConfiguration: carriedOut({
      BlockPublicAcls: 'boolean',
      BlockPublicPolicy: 'boolean',
      IgnorePublicAcls: 'boolean',
      RestrictPublicBuckets: 'boolean',
    }),
    Tags: carriedOut(TAG_LIST),
    VersioningConfiguration: carriedOut({ Status: 'string' }),
    ...notCarriedOut(
      'AbacStatus',
      'AccelerateConfiguration',
      'AccessControl',
      'AnalyticsConfigurations',
      'CorsConfiguration',
      'IntelligentTieringConfigurations',
      'InventoryConfigurations',
      'MetadataConfiguration',
      'MetadataTableConfiguration',
      'MetricsConfigurations',
      'ObjectLockConfiguration',
      'ObjectLockEnabled',
      'ReplicationConfiguration',
      'WebsiteConfiguration',
    ),
    ...refused('BucketNamePrefix', 'BucketNamespace'),
  },
  required: [],
  attributes: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName', 'WebsiteURL'],
  name: { property: 'BucketName', max: 63, lowerCase: true },
  // Where S3 lets an owner make a bucket twice (us-east-1), CloudFormation does not.
  existing: async ({ BucketName }, hands) =>
    (await isThere(hands.call('s3', 'HeadBucket', { Bucket: BucketName })))
      ? alreadyExists('AWS::S3::Bucket', String(BucketName))
      : undefined,
  create: async (properties, hands) => {
    const name = text(properties, 'BucketName')
    const elsewhere = hands.region === 'us-east-1' ? {} : { LocationConstraint: hands.region }
    const input = { Bucket: name, CreateBucketConfiguration: elsewhere }
    const made = await hands.make('s3', 'CreateBucket', input, () => ({
      physicalId: name,
      attributes: attributesOf(name, hands.region),
    }))
    await configure(name, properties, {}, hands)
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    await configure(physicalId, properties, previous, hands)
    return { physicalId }
  },
  delete: async ({ physicalId }, _, hands) => {
    await hands.unmake('s3', 'DeleteBucket', { Bucket: physicalId })
  },
}

const attributesOf = (name: string, region: string) => ({
  Arn: `arn:aws:s3:::${name}`,
  DomainName: `${name}.s3.amazonaws.com`,
  RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
  DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
  WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
})

interface Setting {
  readonly property: string
  readonly put: (value: Value) => readonly [operation: string, input: Readonly<Record<string, unknown>>]
  /** The operation that takes the setting away; absent: putting the empty value does. */
  readonly remove?: string
  /** Put when the property is gone and there is no operation to remove it. */
  readonly without?: Value
}

const SETTINGS: readonly Setting[] = [
  {
    property: 'OwnershipControls',
    put: value => ['PutBucketOwnershipControls', { OwnershipControls: { Rules: items(structure(value).Rules) } }],
    remove: 'DeleteBucketOwnershipControls',
  },
  {
    property: 'PublicAccessBlockConfiguration',
    put: value => ['PutPublicAccessBlock', { PublicAccessBlockConfiguration: value }],
    remove: 'DeletePublicAccessBlock',
  },
  {
    property: 'BucketEncryption',
    put: value => ['PutBucketEncryption', { ServerSideEncryptionConfiguration: { Rules: encryptionRules(value) } }],
    remove: 'DeleteBucketEncryption',
  },
  {
    property: 'VersioningConfiguration',
    put: value => ['PutBucketVersioning', { VersioningConfiguration: value }],
    without: { Status: 'Suspended' },
  },
  {
    property: 'LifecycleConfiguration',
    put: value => [
      'PutBucketLifecycleConfiguration',
      { LifecycleConfiguration: { Rules: structures(structure(value).Rules).map(lifecycleRule) } },
    ],
    remove: 'DeleteBucketLifecycle',
  },
  {
    property: 'LoggingConfiguration',
    put: value => ['PutBucketLogging', { BucketLoggingStatus: loggingStatus(structure(value)) }],
    without: {},
  },
  {
    property: 'NotificationConfiguration',
    put: value => [
      'PutBucketNotificationConfiguration',
      { NotificationConfiguration: notifications(structure(value)) },
    ],
    without: {},
  },
  {
    property: 'Tags',
    put: value => ['PutBucketTagging', { Tagging: { TagSet: tagList(value) } }],
    remove: 'DeleteBucketTagging',
  },
]

const configure = async (name: string, next: Properties, previous: Properties, hands: Hands): Promise<void> => {
  for (const { property, put, remove, without } of SETTINGS) {
    if (same(next[property], previous[property])) continue
    const value = next[property] ?? without
    const [operation, input] = value === undefined ? [remove ?? '', {}] : put(value)
    await hands.call('s3', operation, { Bucket: name, ...input })
  }
}

const encryptionRules = (value: Value) =>
  structures(structure(value).ServerSideEncryptionConfiguration).map(rule => ({
    ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
    BucketKeyEnabled: rule.BucketKeyEnabled,
  }))

const loggingStatus = (value: Properties) => {
  const target = optionalText(value, 'DestinationBucketName')
  const prefix = optionalText(value, 'LogFilePrefix') ?? ''
  return target === undefined ? {} : { LoggingEnabled: { TargetBucket: target, TargetPrefix: prefix } }
}

const notifications = (value: Properties) =>
  structure(value.EventBridgeConfiguration).EventBridgeEnabled === true ? { EventBridgeConfiguration: {} } : {}

const lifecycleRule = (rule: Properties) => {
  const expiration = {
    Days: rule.ExpirationInDays,
    Date: rule.ExpirationDate,
    ExpiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker,
  }
  const noncurrent =
    rule.NoncurrentVersionExpiration ??
    (rule.NoncurrentVersionExpirationInDays === undefined
      ? undefined
      : { NoncurrentDays: rule.NoncurrentVersionExpirationInDays })
  return {
    ID: rule.Id,
    Status: rule.Status,
    Filter: filterOf(rule),
    ...(Object.values(expiration).some(value => value !== undefined) && { Expiration: expiration }),
    NoncurrentVersionExpiration: noncurrent,
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
  }
}

/** One condition stands alone, several stand in `And`. */
const filterOf = (rule: Properties) => {
  const single = {
    Prefix: rule.Prefix,
    ObjectSizeGreaterThan: rule.ObjectSizeGreaterThan,
    ObjectSizeLessThan: rule.ObjectSizeLessThan,
  }
  const tags = structures(rule.TagFilters)
  const count = Object.values(single).filter(value => value !== undefined).length + tags.length
  if (count > 1) return { And: { ...single, Tags: tags } }
  return tags.length === 1 ? { Tag: tags[0] } : { ...single, Prefix: rule.Prefix ?? '' }
}
