// What parameters hold, in files of their own. A SecureString is encrypted by its KMS key as whoever puts it, and decrypted as whoever reads it.
// https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
// Differs from AWS: under the key that AWS manages (alias/aws/ssm) the file holds the value as it is; the owner of the state folder can read it.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ServiceError } from '../../../core/errors.ts'
import type { Principal } from '../../../core/principal.ts'
import type { Desk } from '../../../core/service.ts'
import type { ParameterVersion, SsmState } from '../state.ts'

export const MANAGED_KEY = 'alias/aws/ssm'

type OwnDesk = Desk<SsmState>

/** Writes the value to a new file. @throws ServiceError InvalidKeyId, AccessDeniedException */
export const storeValue = async (
  desk: OwnDesk,
  principal: Principal,
  arn: string,
  value: string,
  keyId: string | undefined,
): Promise<Pick<ParameterVersion, 'file' | 'KeyId'>> => {
  const file = desk.newId()
  const path = join(desk.folder('values'), file)
  if (keyId === undefined || keyId === MANAGED_KEY) {
    writeFileSync(path, value, { mode: 0o600 })
    return { file, ...(keyId !== undefined && { KeyId: keyId }) }
  }
  const pieces = piecesOf(Buffer.from(value))
  const ciphertexts: string[] = []
  for (const Plaintext of pieces) {
    const { CiphertextBlob } = await askKms<{ readonly CiphertextBlob: Uint8Array }>(desk, principal, 'Encrypt', {
      KeyId: keyId,
      Plaintext,
      EncryptionContext: { PARAMETER_ARN: arn },
    })
    ciphertexts.push(Buffer.from(CiphertextBlob).toString('base64'))
  }
  writeFileSync(path, ciphertexts.join('\n'), { mode: 0o600 })
  return { file, KeyId: keyId }
}

/** As it is; of a SecureString, what it was encrypted to, unless it is to be decrypted. @throws ServiceError InvalidKeyId, AccessDeniedException */
export const readValue = async (
  desk: OwnDesk,
  principal: Principal,
  arn: string,
  version: ParameterVersion,
  decrypts: boolean,
): Promise<string> => {
  const text = readFileSync(join(desk.folder('values'), version.file), 'utf8')
  if (version.Type !== 'SecureString') return text
  if (version.KeyId === MANAGED_KEY)
    return decrypts ? text : Buffer.from(`${MANAGED_KEY} ${version.file}`).toString('base64')
  if (!decrypts) return text.replaceAll('\n', '')
  const pieces: Buffer[] = []
  for (const ciphertext of text.split('\n')) {
    const { Plaintext } = await askKms<{ readonly Plaintext: Uint8Array }>(desk, principal, 'Decrypt', {
      CiphertextBlob: Buffer.from(ciphertext, 'base64'),
      EncryptionContext: { PARAMETER_ARN: arn },
    })
    pieces.push(Buffer.from(Plaintext))
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** Of versions that nothing speaks of any more. */
export const dropValues = (desk: OwnDesk, versions: readonly ParameterVersion[]): void => {
  for (const { file } of versions) rmSync(join(desk.folder('values'), file), { force: true })
}

/** KMS encrypts 4,096 bytes at a time. */
const PIECE = 4096

const piecesOf = (value: Buffer): readonly Buffer[] =>
  Array.from({ length: Math.ceil(value.length / PIECE) }, (_, index) =>
    value.subarray(index * PIECE, (index + 1) * PIECE),
  )

const askKms = async <Output>(
  desk: OwnDesk,
  principal: Principal,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Output> => {
  try {
    return await desk.call<Output>(principal, 'kms', operation, input, {
      context: { 'kms:ViaService': `ssm.${desk.region}.amazonaws.com` },
    })
  } catch (error) {
    if (error instanceof ServiceError && !/AccessDenied/.test(error.code))
      throw new ServiceError('InvalidKeyId', error.message)
    throw error
  }
}
