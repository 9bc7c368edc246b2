// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html

import { ServiceError } from '../../../../core/errors.ts'
import { json, removedKeys, same, tagList } from '../properties.ts'
import { carriedOut, type Hands, type Properties, type ResourceType, refused, TAG_LIST } from '../resource-type.ts'

export const key: ResourceType = {
  type: 'AWS::KMS::Key',
  properties: {
    BypassPolicyLockoutSafetyCheck: carriedOut('boolean'),
    Description: carriedOut('string'),
    EnableKeyRotation: carriedOut('boolean'),
    Enabled: carriedOut('boolean'),
    KeyPolicy: carriedOut('json'),
    KeySpec: carriedOut('only SYMMETRIC_DEFAULT'),
    KeyUsage: carriedOut('only ENCRYPT_DECRYPT'),
    Origin: carriedOut('only AWS_KMS'),
    PendingWindowInDays: carriedOut('integer'),
    RotationPeriodInDays: carriedOut('integer'),
    Tags: carriedOut(TAG_LIST),
    ...refused('MultiRegion'),
  },
  required: [],
  attributes: ['Arn', 'KeyId'],
  existing: 'gets a new id',
  replaces: (previous, next) => ['KeySpec', 'KeyUsage', 'Origin'].some(name => !same(previous[name], next[name])),
  create: async (properties, hands) => {
    const input = {
      Description: properties.Description,
      KeySpec: properties.KeySpec,
      KeyUsage: properties.KeyUsage,
      Origin: properties.Origin,
      BypassPolicyLockoutSafetyCheck: properties.BypassPolicyLockoutSafetyCheck,
      ...(properties.KeyPolicy !== undefined && { Policy: json(properties.KeyPolicy) }),
      ...(properties.Tags !== undefined && { Tags: tagList(properties.Tags, 'TagKey', 'TagValue') }),
    }
    const made = await hands.make<Created>('kms', 'CreateKey', input, ({ KeyMetadata: { KeyId, Arn } }) => ({
      physicalId: KeyId,
      attributes: { Arn, KeyId },
    }))
    await configure(made.physicalId, properties, {}, hands)
    return made
  },
  update: async ({ physicalId }, properties, previous, hands) => {
    const KeyId = physicalId
    if (!same(properties.KeyPolicy, previous.KeyPolicy) && properties.KeyPolicy !== undefined)
      await hands.call('kms', 'PutKeyPolicy', {
        KeyId,
        PolicyName: 'default',
        Policy: json(properties.KeyPolicy),
        BypassPolicyLockoutSafetyCheck: properties.BypassPolicyLockoutSafetyCheck,
      })
    if (!same(properties.Description, previous.Description))
      await hands.call('kms', 'UpdateKeyDescription', { KeyId, Description: properties.Description ?? '' })
    const removed = removedKeys(previous.Tags, properties.Tags)
    if (removed.length > 0) await hands.call('kms', 'UntagResource', { KeyId, TagKeys: removed })
    if (!same(properties.Tags, previous.Tags) && properties.Tags !== undefined)
      await hands.call('kms', 'TagResource', { KeyId, Tags: tagList(properties.Tags, 'TagKey', 'TagValue') })
    await configure(KeyId, properties, previous, hands)
    return { physicalId }
  },
  delete: async ({ physicalId }, properties, hands) => {
    const { PendingWindowInDays } = properties
    try {
      await hands.unmake('kms', 'ScheduleKeyDeletion', { KeyId: physicalId, PendingWindowInDays })
    } catch (error) {
      if (!isPending(error)) throw error
    }
  },
}

interface Created {
  readonly KeyMetadata: { readonly KeyId: string; readonly Arn: string }
}

/** Somebody has scheduled its deletion already. */
const isPending = (error: unknown): boolean =>
  error instanceof ServiceError &&
  error.code === 'KMSInvalidStateException' &&
  / is pending deletion/.test(error.message)

/** Rotation is changed while the key is enabled. */
const configure = async (KeyId: string, next: Properties, previous: Properties, hands: Hands): Promise<void> => {
  const enabled = next.Enabled !== false
  const wasEnabled = previous.Enabled !== false
  if (enabled && !wasEnabled) await hands.call('kms', 'EnableKey', { KeyId })
  const rotates = next.EnableKeyRotation === true
  const rotated = previous.EnableKeyRotation === true
  if (rotates && (!rotated || !same(next.RotationPeriodInDays, previous.RotationPeriodInDays)))
    await hands.call('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays: next.RotationPeriodInDays })
  if (!rotates && rotated) await hands.call('kms', 'DisableKeyRotation', { KeyId })
  if (!enabled && wasEnabled) await hands.call('kms', 'DisableKey', { KeyId })
}
