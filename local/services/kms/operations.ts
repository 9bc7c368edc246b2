// Keys as far as their neighbours use them: made, described, rotated, deleted, and asked to encrypt, decrypt and make data keys.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html

import { arnOf } from '../../core/arn.ts'
import { ServiceError } from '../../core/errors.ts'
import { apiCall } from '../../core/event.ts'
import { isRecord, type Members } from '../../core/members.ts'
import type { PolicyDocument } from '../../core/policy.ts'
import { type Operation, operation, type Scope } from '../../core/service.ts'
import type { Key, KmsState, RecordedChange } from './state.ts'

const define = operation<KmsState>()

const changed = (eventName: string, arn: string, change: RecordedChange) => apiCall('kms', eventName, arn, change, null)

const notFound = (message: string) => new ServiceError('NotFoundException', message)

/** Accepts a key id, a key ARN, an alias name or an alias ARN. */
const keyOf = (state: KmsState, given: string, { account, region }: Scope): Key => {
  const name = given.replace(`arn:aws:kms:${region}:${account}:`, '').replace(/^key\//, '')
  const key = state.keys.get(name.startsWith('alias/') ? (state.aliases.get(name) ?? '') : name)
  if (key) return key
  if (name.startsWith('alias/')) throw notFound(`Alias arn:aws:kms:${region}:${account}:${name} is not found.`)
  if (!KEY_ID.test(name)) throw notFound(`Invalid keyId '${given}'`)
  throw notFound(`Key 'arn:aws:kms:${region}:${account}:key/${name}' does not exist`)
}

const KEY_ID = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

const usable = (key: Key): Key => {
  if (key.KeyState === 'PendingDeletion')
    throw new ServiceError('KMSInvalidStateException', `${key.Arn} is pending deletion.`)
  if (key.KeyState === 'Disabled') throw new ServiceError('DisabledException', `${key.Arn} is disabled.`)
  return key
}

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

/** An operation on one key, named by the member KeyId. */
const onKey = <Input extends { readonly id: string }>(
  name: string,
  read: (members: Members) => Omit<Input, 'id'>,
  decide: (
    key: Key,
    input: Input,
    scope: Scope,
    state: KmsState,
  ) => { output: unknown; change?: Omit<RecordedChange, 'keyId'> },
): Operation<KmsState> =>
  define({
    input: members => ({ id: members.string('KeyId', { min: 1, max: 2048 }), ...read(members) }) as Input,
    access: ({ id }, scope, state) => [{ action: `kms:${name}`, resource: keyOf(state, id, scope).Arn }],
    decide: (state, input, scope) => {
      const key = keyOf(state, input.id, scope)
      const { output, change } = decide(key, input, scope, state)
      return { output, facts: change ? [changed(name, key.Arn, { keyId: key.KeyId, ...change })] : [] }
    },
  })

const aliasName = (members: Members): string =>
  members.string('AliasName', { min: 1, max: 256, pattern: /^alias\/[a-zA-Z0-9/_-]+$/ })

/** Alias operations need the permission on the alias and on the key. */
const onAlias = (
  name: string,
  target: (members: Members) => string | undefined,
  check: (state: KmsState, alias: string, arn: string) => void,
): Operation<KmsState> =>
  define({
    input: members => ({ alias: aliasName(members), id: target(members) }),
    access: ({ alias, id }, scope, state) => [
      { action: `kms:${name}`, resource: arnOf(scope, 'kms', alias) },
      { action: `kms:${name}`, resource: keyOf(state, id ?? alias, scope).Arn },
    ],
    decide: (state, { alias, id }, scope) => {
      const arn = arnOf(scope, 'kms', alias)
      check(state, alias, arn)
      const key = keyOf(state, id ?? alias, scope)
      return { output: {}, facts: [changed(name, arn, { keyId: key.KeyId, alias })] }
    },
  })

const keyManagement: Readonly<Record<string, Operation<KmsState>>> = {
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
  CreateAlias: onAlias(
    'CreateAlias',
    members => members.string('TargetKeyId'),
    (state, alias, arn) => {
      if (state.aliases.has(alias))
        throw new ServiceError('AlreadyExistsException', `An alias with the name ${arn} already exists`)
    },
  ),
  UpdateAlias: onAlias(
    'UpdateAlias',
    members => members.string('TargetKeyId'),
    (state, alias, arn) => {
      if (!state.aliases.has(alias)) throw notFound(`Alias ${arn} is not found.`)
    },
  ),
  DeleteAlias: onAlias(
    'DeleteAlias',
    () => undefined,
    () => {},
  ),
  ListAliases: define({
    input: (members): { id: string | undefined } => ({ id: members.optionalString('KeyId') }),
    access: () => [{ action: 'kms:ListAliases', resource: '*' }],
    decide: (state, { id }, scope) => ({
      output: {
        Aliases: [...state.aliases]
          .filter(([, keyId]) => id === undefined || keyOf(state, id, scope).KeyId === keyId)
          .map(([AliasName, TargetKeyId]) => ({ AliasName, AliasArn: arnOf(scope, 'kms', AliasName), TargetKeyId })),
        Truncated: false,
      },
    }),
  }),
}

export { define, keyManagement, keyOf, onKey, usable }
