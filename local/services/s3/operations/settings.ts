// What a bucket is set to, besides its policy and its lifecycle: each setting is put, got and deleted in the same way.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { invalidArgument, malformedXml, notCarriedOut } from '../errors.ts'
import { bucketOf, define, onBucket, readBucket, type S3Operations } from '../objects/lookup.ts'
import type { S3State, Settings } from '../state.ts'
import { changed, type SettingEvent } from '../trail.ts'
import { OF_BUCKET } from './object-input.ts'
import { readTagSet } from './object-tagging.ts'

/** `PutBucketVersioning` and the like: `read` checks what was given. */
export const putSetting = <Setting extends keyof Settings>(
  eventName: SettingEvent,
  action: string,
  setting: Setting,
  read: (members: Members) => Settings[Setting] | null,
  check: (state: S3State, value: Settings[Setting] | null) => void = () => {},
) =>
  define({
    input: members => ({ ...readBucket(members), value: read(members) }),
    access: (input, scope, state) => onBucket(action, input, scope, state),
    decide: (state, { Bucket, value }) => {
      check(state, value)
      return { output: {}, facts: [changed(eventName, { bucketName: Bucket, setting, value })] }
    },
  })

export const deleteSetting = (eventName: SettingEvent, action: string, setting: keyof Settings) =>
  define({
    input: readBucket,
    access: (input, scope, state) => onBucket(action, input, scope, state),
    decide: (_state, { Bucket }) => ({
      output: {},
      facts: [changed(eventName, { bucketName: Bucket, setting, value: null })],
    }),
  })

/** `missing` is what S3 answers when it was never set. */
export const getSetting = <Setting extends keyof Settings>(
  action: string,
  setting: Setting,
  show: (value: NonNullable<Settings[Setting]>) => unknown,
  missing: (bucketName: string) => unknown,
) =>
  define({
    input: readBucket,
    access: (input, scope, state) => onBucket(action, input, scope, state),
    decide: (state, { Bucket }) => {
      const value = bucketOf(state, Bucket).settings[setting]
      return { output: value === undefined || value === null ? missing(Bucket) : show(value) }
    },
  })

export const notSet =
  (code: string, message: string) =>
  (BucketName: string): never => {
    throw new ServiceError(code, message, 404, { BucketName })
  }

export const settings: S3Operations = {
  PutBucketVersioning: putSetting('PutBucketVersioning', 'PutBucketVersioning', 'versioning', members => {
    const configuration = members.structure('VersioningConfiguration')
    if (configuration.optionalString('MFADelete') === 'Enabled') throw notCarriedOut('MFA delete')
    const Status = configuration.optionalString('Status')
    if (Status !== 'Enabled' && Status !== 'Suspended')
      throw malformedXml(`Status of VersioningConfiguration should be Enabled or Suspended, got '${Status ?? ''}'`)
    return { Status }
  }),
  GetBucketVersioning: getSetting(
    'GetBucketVersioning',
    'versioning',
    value => value,
    () => ({}),
  ),

  PutBucketEncryption: putSetting('PutBucketEncryption', 'PutEncryptionConfiguration', 'encryption', members => {
    const rules = members.structure('ServerSideEncryptionConfiguration').structures('Rules')
    if (rules.length !== 1) throw malformedXml('an encryption has one rule')
    return { Rules: rules.map(readEncryptionRule) }
  }),
  GetBucketEncryption: getSetting(
    'GetEncryptionConfiguration',
    'encryption',
    value => ({ ServerSideEncryptionConfiguration: value }),
    () => ({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
      },
    }),
  ),
  DeleteBucketEncryption: deleteSetting('DeleteBucketEncryption', 'PutEncryptionConfiguration', 'encryption'),

  PutPublicAccessBlock: putSetting(
    'PutPublicAccessBlock',
    'PutBucketPublicAccessBlock',
    'publicAccessBlock',
    members => {
      if (members.raw('PublicAccessBlockConfiguration') === '') throw NOTHING_BLOCKED
      const configuration = members.structure('PublicAccessBlockConfiguration')
      if (Object.keys(configuration.value).length === 0) throw NOTHING_BLOCKED
      return {
        BlockPublicAcls: configuration.boolean('BlockPublicAcls'),
        IgnorePublicAcls: configuration.boolean('IgnorePublicAcls'),
        BlockPublicPolicy: configuration.boolean('BlockPublicPolicy'),
        RestrictPublicBuckets: configuration.boolean('RestrictPublicBuckets'),
      }
    },
  ),
  GetPublicAccessBlock: getSetting(
    'GetBucketPublicAccessBlock',
    'publicAccessBlock',
    value => ({ PublicAccessBlockConfiguration: value }),
    notSet('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'),
  ),
  DeletePublicAccessBlock: deleteSetting('DeletePublicAccessBlock', 'PutBucketPublicAccessBlock', 'publicAccessBlock'),

  PutBucketTagging: putSetting('PutBucketTagging', 'PutBucketTagging', 'tagging', members => {
    const tags = readTagSet(members.structure('Tagging'), OF_BUCKET)
    return tags.length === 0 ? null : tags
  }),
  GetBucketTagging: getSetting(
    'GetBucketTagging',
    'tagging',
    TagSet => ({ TagSet }),
    notSet('NoSuchTagSet', 'The TagSet does not exist'),
  ),
  DeleteBucketTagging: deleteSetting('DeleteBucketTagging', 'PutBucketTagging', 'tagging'),

  PutBucketOwnershipControls: putSetting(
    'PutBucketOwnershipControls',
    'PutBucketOwnershipControls',
    'ownership',
    members => ({ Rules: members.structure('OwnershipControls').structures('Rules').map(readOwnershipRule) }),
  ),
  GetBucketOwnershipControls: getSetting(
    'GetBucketOwnershipControls',
    'ownership',
    OwnershipControls => ({ OwnershipControls }),
    notSet('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'),
  ),
  DeleteBucketOwnershipControls: deleteSetting(
    'DeleteBucketOwnershipControls',
    'PutBucketOwnershipControls',
    'ownership',
  ),

  PutBucketNotificationConfiguration: putSetting(
    'PutBucketNotificationConfiguration',
    'PutBucketNotification',
    'notification',
    members => {
      const configuration = members.structure('NotificationConfiguration')
      const others = Object.keys(configuration.value).filter(name => name !== 'EventBridgeConfiguration')
      if (others.length > 0)
        throw notCarriedOut(`notifications by ${others.join(', ')}: use EventBridgeConfiguration and a rule`)
      return configuration.has('EventBridgeConfiguration') ? { EventBridgeConfiguration: {} } : {}
    },
  ),
  GetBucketNotificationConfiguration: getSetting(
    'GetBucketNotification',
    'notification',
    value => value,
    () => ({}),
  ),

  // Differs from AWS: the configuration is kept; server access logs are not delivered. AWS delivers them on a best-effort basis.
  PutBucketLogging: putSetting(
    'PutBucketLogging',
    'PutBucketLogging',
    'logging',
    members => {
      const enabled = members.structure('BucketLoggingStatus').optionalStructure('LoggingEnabled')
      if (!enabled) return {}
      return {
        LoggingEnabled: {
          TargetBucket: enabled.string('TargetBucket'),
          TargetPrefix: enabled.optionalString('TargetPrefix') ?? '',
        },
      }
    },
    ({ buckets }, value) => {
      const target = value?.LoggingEnabled?.TargetBucket
      if (target !== undefined && !buckets.has(target))
        throw new ServiceError('InvalidTargetBucketForLogging', 'The target bucket for logging does not exist', 400, {
          TargetBucket: target,
        })
    },
  ),
  GetBucketLogging: getSetting(
    'GetBucketLogging',
    'logging',
    value => value,
    () => ({}),
  ),
}

const NOTHING_BLOCKED = new ServiceError('InvalidRequest', 'Must specify at least one configuration.')

const readEncryptionRule = (rule: Members) => {
  const byDefault = rule.structure('ApplyServerSideEncryptionByDefault')
  const SSEAlgorithm = byDefault.string('SSEAlgorithm')
  const KMSMasterKeyID = byDefault.optionalString('KMSMasterKeyID')
  if (SSEAlgorithm !== 'AES256' && SSEAlgorithm !== 'aws:kms')
    throw notCarriedOut(`default encryption with '${SSEAlgorithm}': AES256 and aws:kms only`)
  if (SSEAlgorithm === 'AES256' && KMSMasterKeyID !== undefined)
    throw invalidArgument(
      'KMSMasterKeyID',
      KMSMasterKeyID,
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
    )
  if (rule.has('BlockedEncryptionTypes')) throw notCarriedOut('BlockedEncryptionTypes')
  return {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...(KMSMasterKeyID === undefined ? {} : { KMSMasterKeyID }) },
    BucketKeyEnabled: rule.boolean('BucketKeyEnabled'),
  }
}

const readOwnershipRule = (rule: Members) => {
  const ObjectOwnership = rule.string('ObjectOwnership')
  if (ObjectOwnership !== 'BucketOwnerEnforced')
    throw notCarriedOut(`object ownership ${ObjectOwnership}: buckets without ACLs (BucketOwnerEnforced) only`)
  return { ObjectOwnership }
}
