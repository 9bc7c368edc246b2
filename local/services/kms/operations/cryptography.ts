// Encrypt, Decrypt and GenerateDataKey with a key of the state folder's own for each KMS key.
// https://docs.aws.amazon.com/kms/latest/developerguide/kms-cryptography.html
// Differs from AWS: the key material lies in a file that the owner of the state folder can read; there is no hardware behind it.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { Desk, Operation, Scope } from '../../../core/service.ts'
import { inState } from '../key-states.ts'
import { materialOf } from '../machine/material.ts'
import type { Key, KmsState } from '../state.ts'
import { define, keyOf } from './on-key.ts'

const NONCE = 12
const TAG = 16

/** A ciphertext begins with the key's id, so that Decrypt needs no KeyId. */
const seal = (secret: Buffer, key: Key, plaintext: Uint8Array, context: string): Buffer => {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, key.KeyId), nonce)
  cipher.setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return Buffer.concat([Buffer.from(key.KeyId.replaceAll('-', ''), 'hex'), nonce, cipher.getAuthTag(), body])
}

const open = (secret: Buffer, keyId: string, blob: Buffer, context: string): Buffer => {
  const nonce = blob.subarray(16, 16 + NONCE)
  const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, keyId), nonce)
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(blob.subarray(16 + NONCE, 16 + NONCE + TAG))
  try {
    return Buffer.concat([decipher.update(blob.subarray(16 + NONCE + TAG)), decipher.final()])
  } catch {
    throw invalid()
  }
}

const keyFor = (secret: Buffer, keyId: string): Buffer => Buffer.from(hkdfSync('sha256', secret, keyId, 'kms', 32))

const invalid = () =>
  new ServiceError(
    'InvalidCiphertextException',
    'The ciphertext is not one that this key made for this encryption context.',
  )

const keyIdOf = (blob: Buffer): string => {
  if (blob.length < 16 + NONCE + TAG) throw invalid()
  return blob.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const bytes = (members: Members, name: string, max: number): Buffer => {
  const value = members.raw(name)
  const given = value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(members.string(name), 'base64')
  members.fits(name, given.length, { min: 1, max }, `${given.length} bytes`)
  return given
}

const contextOf = (members: Members): string =>
  JSON.stringify(Object.entries(members.map('EncryptionContext')).sort(([a], [b]) => (a < b ? -1 : 1)))

/** What every cryptographic operation has: the algorithm of symmetric keys, and the wish only to know whether it would be allowed. */
const readUse = (members: Members): { readonly dryRun: boolean } => {
  const algorithm = members.optionalString('EncryptionAlgorithm') ?? 'SYMMETRIC_DEFAULT'
  if (algorithm !== 'SYMMETRIC_DEFAULT')
    throw new ServiceError(
      'InvalidKeyUsageException',
      `The algorithm ${algorithm} is not compatible with the key spec SYMMETRIC_DEFAULT.`,
    )
  return { dryRun: members.boolean('DryRun') }
}

/** @throws ServiceError DryRunOperationException */
const unlessDry = (dryRun: boolean): void => {
  if (dryRun)
    throw new ServiceError(
      'DryRunOperationException',
      'The request would have succeeded, but the DryRun option is set.',
    )
}

const onKey = <Given extends object>(
  action: string,
  read: (members: Members) => Given,
  perform: (desk: Desk<KmsState>, key: Key, input: Given & { readonly id: string }) => unknown,
): Operation<KmsState> =>
  define({
    input: members => ({
      given: { id: members.string('KeyId', { min: 1, max: 2048 }), ...read(members) },
      ...readUse(members),
    }),
    access: ({ given }, scope, state) => [{ action: `kms:${action}`, resource: keyOf(state, given.id, scope).Arn }],
    perform: async (desk, { given, dryRun }, scope) => {
      const key = inState(action, keyOf(desk.state, given.id, scope))
      unlessDry(dryRun)
      return perform(desk, key, given)
    },
  })

interface DataKeyInput {
  readonly id: string
  readonly length: number
  readonly context: string
}

const readDataKey = (members: Members): Omit<DataKeyInput, 'id'> => {
  const bytes = members.optionalNumber('NumberOfBytes', { min: 1, max: 1024 })
  const spec = members.optionalString('KeySpec', { values: ['AES_128', 'AES_256'] })
  if ((bytes === undefined) === (spec === undefined))
    throw new ServiceError('ValidationException', 'Please specify either number of bytes or key spec.')
  return { length: bytes ?? (spec === 'AES_128' ? 16 : 32), context: contextOf(members) }
}

const dataKey = (desk: Desk<KmsState>, key: Key, { length, context }: DataKeyInput) => {
  const Plaintext = randomBytes(length)
  return { KeyId: key.Arn, Plaintext, CiphertextBlob: seal(materialOf(desk), key, Plaintext, context) }
}

interface DecryptInput {
  readonly blob: Buffer
  readonly context: string
  readonly id: string | undefined
}

const decryptKey = (state: KmsState, { blob, id }: DecryptInput, scope: Scope): Key =>
  keyOf(state, id ?? keyIdOf(blob), scope)

export const cryptography: Readonly<Record<string, Operation<KmsState>>> = {
  Encrypt: onKey(
    'Encrypt',
    members => ({ plaintext: bytes(members, 'Plaintext', 4096), context: contextOf(members) }),
    (desk, key, { plaintext, context }) => ({
      KeyId: key.Arn,
      CiphertextBlob: seal(materialOf(desk), key, plaintext, context),
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    }),
  ),
  Decrypt: define({
    input: (members): DecryptInput & { readonly dryRun: boolean } => ({
      ...readUse(members),
      blob: bytes(members, 'CiphertextBlob', 6144),
      context: contextOf(members),
      id: members.optionalString('KeyId'),
    }),
    access: (input, scope, state) => [{ action: 'kms:Decrypt', resource: decryptKey(state, input, scope).Arn }],
    perform: async (desk, input, scope) => {
      const key = inState('Decrypt', decryptKey(desk.state, input, scope))
      if (keyIdOf(input.blob) !== key.KeyId)
        throw new ServiceError(
          'IncorrectKeyException',
          'The key ID in the request does not identify a CMK that can perform this operation.',
        )
      unlessDry(input.dryRun)
      return {
        KeyId: key.Arn,
        Plaintext: open(materialOf(desk), key.KeyId, input.blob, input.context),
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      }
    },
  }),
  GenerateDataKey: onKey('GenerateDataKey', readDataKey, dataKey),
  GenerateDataKeyWithoutPlaintext: onKey('GenerateDataKeyWithoutPlaintext', readDataKey, (desk, key, input) => {
    const { KeyId, CiphertextBlob } = dataKey(desk, key, input)
    return { KeyId, CiphertextBlob }
  }),
}
