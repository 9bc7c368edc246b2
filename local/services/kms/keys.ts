// Keys: made, described, tagged, rotated, disabled, deleted.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html

import { arnOf } from '../../core/arn.ts'
import { ServiceError } from '../../core/errors.ts'
import { isRecord, type Members } from '../../core/members.ts'
import type { PolicyDocument } from '../../core/policy.ts'
import type { Operation, Scope } from '../../core/service.ts'
import { materialOf } from './machine/material.ts'
import { changed, define, onKey } from './on-key.ts'
import type { Key, KmsState } from './state.ts'

const readPolicy = (text: string): PolicyDocument => {
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value) && value.Statement) return value as unknown as PolicyDocument
  } catch {
    // said below
  }
  throw new ServiceError(
    'MalformedPolicyDocumentException',
    'The key policy is not a JSON policy document with statements.',
  )
}

const readTags = (members: Members): Readonly<Record<string, string>> =>
  Object.fromEntries(members.structures('Tags').map(tag => [tag.string('TagKey'), tag.string('TagValue')]))

/** The policy AWS gives a key that was made without one: the account's identity-based policies decide. */
const defaultPolicy = ({ account }: Scope): PolicyDocument => ({
  Version: '2012-10-17',
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

const metadata = (key: Key, { account }: Scope) => ({
  AWSAccountId: account,
  KeyId: key.KeyId,
  Arn: key.Arn,
  CreationDate: new Date(key.CreationDate),
  Enabled: key.KeyState === 'Enabled',
  Description: key.Description,
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: key.KeyState,
  ...(key.DeletionDate ? { DeletionDate: new Date(key.DeletionDate) } : {}),
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  MultiRegion: false,
})

export const keyOperations: Readonly<Record<string, Operation<KmsState>>> = {
  CreateKey: define({
    input: (
      members,
    ): { description: string; policy: PolicyDocument | undefined; tags: Readonly<Record<string, string>> } => {
      const spec = members.optionalString('KeySpec') ?? 'SYMMETRIC_DEFAULT'
      if (spec !== 'SYMMETRIC_DEFAULT' || members.boolean('MultiRegion'))
        throw new ServiceError(
          'UnsupportedOperationException',
          `The local cloud makes symmetric single-Region keys only, not KeySpec ${spec}.`,
        )
      const policy = members.optionalString('Policy')
      return {
        description: members.optionalString('Description', { max: 8192 }) ?? '',
        policy: policy === undefined ? undefined : readPolicy(policy),
        tags: readTags(members),
      }
    },
    access: () => [{ action: 'kms:CreateKey', resource: '*' }],
    check: async desk => void materialOf(desk),
    decide: (_, { description, policy, tags }, scope) => {
      const keyId = scope.newId()
      const arn = arnOf(scope, 'kms', `key/${keyId}`)
      const fact = changed('CreateKey', arn, { keyId, arn, description, policy: policy ?? defaultPolicy(scope), tags })
      return {
        output: {
          KeyMetadata: {
            AWSAccountId: scope.account,
            KeyId: keyId,
            Arn: arn,
            CreationDate: scope.now,
            Enabled: true,
            KeyState: 'Enabled',
            KeyUsage: 'ENCRYPT_DECRYPT',
            Origin: 'AWS_KMS',
            KeyManager: 'CUSTOMER',
            KeySpec: 'SYMMETRIC_DEFAULT',
            MultiRegion: false,
            Description: description,
          },
        },
        facts: [fact],
      }
    },
  }),
  DescribeKey: onKey(
    'DescribeKey',
    () => ({}),
    (key, _, scope) => ({ output: { KeyMetadata: metadata(key, scope) } }),
  ),
  ListKeys: define({
    input: () => ({}),
    access: () => [{ action: 'kms:ListKeys', resource: '*' }],
    decide: state => ({
      output: { Keys: [...state.keys.values()].map(key => ({ KeyId: key.KeyId, KeyArn: key.Arn })), Truncated: false },
    }),
  }),
  GetKeyPolicy: onKey(
    'GetKeyPolicy',
    () => ({}),
    key => ({ output: { Policy: JSON.stringify(key.policy), PolicyName: 'default' } }),
  ),
  PutKeyPolicy: onKey<{ id: string; policy: PolicyDocument }>(
    'PutKeyPolicy',
    members => ({ policy: readPolicy(members.string('Policy')) }),
    (_, { policy }) => ({ output: {}, change: { policy } }),
  ),
  UpdateKeyDescription: onKey<{ id: string; description: string }>(
    'UpdateKeyDescription',
    members => ({ description: members.string('Description', { max: 8192 }) }),
    (_, { description }) => ({ output: {}, change: { description } }),
  ),
  GetKeyRotationStatus: onKey(
    'GetKeyRotationStatus',
    () => ({}),
    key => ({ output: { KeyRotationEnabled: key.rotation } }),
  ),
  EnableKeyRotation: onKey(
    'EnableKeyRotation',
    () => ({}),
    () => ({ output: {}, change: { rotation: true } }),
  ),
  DisableKeyRotation: onKey(
    'DisableKeyRotation',
    () => ({}),
    () => ({ output: {}, change: { rotation: false } }),
  ),
  EnableKey: onKey(
    'EnableKey',
    () => ({}),
    () => ({ output: {}, change: { state: 'Enabled' } }),
  ),
  DisableKey: onKey(
    'DisableKey',
    () => ({}),
    () => ({ output: {}, change: { state: 'Disabled' } }),
  ),
  ScheduleKeyDeletion: onKey<{ id: string; days: number }>(
    'ScheduleKeyDeletion',
    members => ({ days: members.optionalNumber('PendingWindowInDays', { min: 7, max: 30 }) ?? 30 }),
    (key, { days }, { now }) => {
      const date = new Date(now.getTime() + days * 86_400_000)
      return {
        output: { KeyId: key.Arn, DeletionDate: date, KeyState: 'PendingDeletion', PendingWindowInDays: days },
        change: { state: 'PendingDeletion', deletionDate: date.toISOString() },
      }
    },
  ),
  CancelKeyDeletion: onKey(
    'CancelKeyDeletion',
    () => ({}),
    key => ({ output: { KeyId: key.Arn }, change: { state: 'Disabled' } }),
  ),
  TagResource: onKey<{ id: string; tags: Readonly<Record<string, string>> }>(
    'TagResource',
    members => ({ tags: readTags(members) }),
    (_, { tags }) => ({ output: {}, change: { tags } }),
  ),
  UntagResource: onKey<{ id: string; untag: readonly string[] }>(
    'UntagResource',
    members => ({ untag: members.strings('TagKeys') }),
    (_, { untag }) => ({ output: {}, change: { untag } }),
  ),
  ListResourceTags: onKey(
    'ListResourceTags',
    () => ({}),
    key => ({
      output: { Tags: [...key.tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })), Truncated: false },
    }),
  ),
}
