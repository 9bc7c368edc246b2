// Keys: made, described, tagged, rotated, disabled, deleted.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html

import { arnOf } from '../../../core/arn.ts'
import type { Members } from '../../../core/input/members.ts'
import type { PolicyDocument } from '../../../core/policy.ts'
import type { Operation, Scope } from '../../../core/service.ts'
import { checkLockout, checkNamed, checkPolicyName, readKeyPolicy } from '../key-policy.ts'
import { materialOf } from '../machine/material.ts'
import type { Key, KmsState } from '../state.ts'
import { changed } from '../trail.ts'
import { changeKey, define, lookAtKey } from './on-key.ts'

const readTags = (members: Members): Readonly<Record<string, string>> =>
  Object.fromEntries(members.structures('Tags').map(tag => [tag.string('TagKey'), tag.string('TagValue')]))

/** The policy AWS gives a key that was made without one: the account's identity-based policies decide. */
const defaultPolicy = ({ account }: Scope): PolicyDocument => ({
  Version: '2012-10-17',
  Id: 'key-default-1',
  Statement: [
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
})

/** What all keys are here. */
const common = ({ account }: Scope) => ({
  AWSAccountId: account,
  KeyUsage: 'ENCRYPT_DECRYPT',
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  MultiRegion: false,
})

const metadata = (key: Key, scope: Scope) => ({
  ...common(scope),
  KeyId: key.KeyId,
  Arn: key.Arn,
  CreationDate: new Date(key.CreationDate),
  Enabled: key.KeyState === 'Enabled',
  Description: key.Description,
  KeyState: key.KeyState,
  ...(key.DeletionDate ? { DeletionDate: new Date(key.DeletionDate) } : {}),
})

// Differs from AWS: a key keeps its material; only the dates of its rotation are told.
const rotationStatus = ({ KeyId, rotation }: Key, now: Date) => {
  if (!rotation) return { KeyId, KeyRotationEnabled: false }
  const since = Date.parse(rotation.since)
  const period = rotation.days * DAY
  const periods = Math.floor((now.getTime() - since) / period) + 1
  return {
    KeyId,
    KeyRotationEnabled: true,
    RotationPeriodInDays: rotation.days,
    NextRotationDate: new Date(since + periods * period),
  }
}

const DAY = 86_400_000

export const keyOperations: Readonly<Record<string, Operation<KmsState>>> = {
  CreateKey: define({
    input: (
      members,
    ): {
      description: string
      policy: PolicyDocument | undefined
      bypass: boolean
      tags: Readonly<Record<string, string>>
    } => {
      members.only('KeySpec', 'SYMMETRIC_DEFAULT')
      members.only('CustomerMasterKeySpec', 'SYMMETRIC_DEFAULT')
      members.only('KeyUsage', 'ENCRYPT_DECRYPT')
      members.only('Origin', 'AWS_KMS')
      members.only('MultiRegion', 'false')
      const policy = members.optionalString('Policy')
      return {
        description: members.optionalString('Description', { max: 8192 }) ?? '',
        policy: policy === undefined ? undefined : readKeyPolicy(policy),
        bypass: members.boolean('BypassPolicyLockoutSafetyCheck'),
        tags: readTags(members),
      }
    },
    access: () => [{ action: 'kms:CreateKey', resource: '*' }],
    check: async (desk, { policy }) => {
      materialOf(desk)
      if (policy) checkNamed(desk, policy)
    },
    decide: (_, { description, policy, bypass, tags }, scope) => {
      const keyId = scope.newId()
      const arn = arnOf(scope, 'kms', `key/${keyId}`)
      if (policy && !bypass) checkLockout(policy, arn, scope)
      const fact = changed('CreateKey', arn, { keyId, arn, description, policy: policy ?? defaultPolicy(scope), tags })
      return {
        output: {
          KeyMetadata: {
            ...common(scope),
            KeyId: keyId,
            Arn: arn,
            CreationDate: scope.now,
            Enabled: true,
            KeyState: 'Enabled',
            Description: description,
          },
        },
        facts: [fact],
      }
    },
  }),
  DescribeKey: lookAtKey('DescribeKey', (key, scope) => ({ KeyMetadata: metadata(key, scope) })),
  ListKeys: define({
    input: () => ({}),
    access: () => [{ action: 'kms:ListKeys', resource: '*' }],
    decide: state => ({
      output: { Keys: [...state.keys.values()].map(key => ({ KeyId: key.KeyId, KeyArn: key.Arn })) },
    }),
  }),
  GetKeyPolicy: lookAtKey(
    'GetKeyPolicy',
    key => ({ Policy: JSON.stringify(key.policy), PolicyName: 'default' }),
    checkPolicyName,
  ),
  PutKeyPolicy: changeKey(
    'PutKeyPolicy',
    members => {
      checkPolicyName(members)
      return {
        policy: readKeyPolicy(members.string('Policy')),
        bypass: members.boolean('BypassPolicyLockoutSafetyCheck'),
      }
    },
    (key, { policy, bypass }, scope) => {
      if (!bypass) checkLockout(policy, key.Arn, scope)
      return { change: { policy } }
    },
    async (desk, { policy }) => checkNamed(desk, policy),
  ),
  UpdateKeyDescription: changeKey(
    'UpdateKeyDescription',
    members => ({ description: members.string('Description', { max: 8192 }) }),
    (_, { description }) => ({ change: { description } }),
  ),
  GetKeyRotationStatus: lookAtKey('GetKeyRotationStatus', (key, { now }) => rotationStatus(key, now)),
  EnableKeyRotation: changeKey(
    'EnableKeyRotation',
    members => ({ days: members.optionalNumber('RotationPeriodInDays', { min: 90, max: 2560 }) ?? 365 }),
    (key, { days }, { now }) => ({
      change: { rotation: key.rotation?.days === days ? key.rotation : { days, since: now.toISOString() } },
    }),
  ),
  DisableKeyRotation: changeKey(
    'DisableKeyRotation',
    () => ({}),
    () => ({ change: { rotation: null } }),
  ),
  EnableKey: changeKey(
    'EnableKey',
    () => ({}),
    () => ({ change: { state: 'Enabled' } }),
  ),
  DisableKey: changeKey(
    'DisableKey',
    () => ({}),
    () => ({ change: { state: 'Disabled' } }),
  ),
  ScheduleKeyDeletion: changeKey(
    'ScheduleKeyDeletion',
    members => ({ days: members.optionalNumber('PendingWindowInDays', { min: 7, max: 30 }) ?? 30 }),
    (key, { days }, { now }) => {
      const date = new Date(now.getTime() + days * DAY)
      return {
        output: { KeyId: key.Arn, DeletionDate: date, KeyState: 'PendingDeletion', PendingWindowInDays: days },
        change: { state: 'PendingDeletion', deletionDate: date.toISOString() },
      }
    },
  ),
  CancelKeyDeletion: changeKey(
    'CancelKeyDeletion',
    () => ({}),
    key => ({ output: { KeyId: key.Arn }, change: { state: 'Disabled' } }),
  ),
  TagResource: changeKey(
    'TagResource',
    members => ({ tags: readTags(members) }),
    (_, { tags }) => ({ change: { tags } }),
  ),
  UntagResource: changeKey(
    'UntagResource',
    members => ({ untag: members.strings('TagKeys') }),
    (_, { untag }) => ({ change: { untag } }),
  ),
  ListResourceTags: lookAtKey('ListResourceTags', key => ({
    Tags: [...key.tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
  })),
}
