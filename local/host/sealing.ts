// What must not be readable in a file: encrypted, and authenticated, with a key that only its owner can read.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { DamagedStateError } from './log/damage.ts'

const KEY = 32
const NONCE = 12
const TAG = 16

/**
 * The random bytes of the file, which is made when it is missing.
 * @throws DamagedStateError when it holds anything but a key
 */
export const openKey = (path: string): Buffer => {
  if (!existsSync(path)) makeKey(path)
  const key = readFileSync(path)
  if (key.length === KEY) return key
  throw new DamagedStateError(`${path} is damaged: it should hold a key of ${KEY} bytes and holds ${key.length} bytes`)
}

/** Never leaves half a key under the final name. */
const makeKey = (path: string): void => {
  const unfinished = `${path}.${process.pid}`
  writeFileSync(unfinished, randomBytes(KEY), { mode: 0o600 })
  renameSync(unfinished, path)
}

export const seal = (key: Buffer, content: Uint8Array): Buffer => {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(content), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** Undefined when another key sealed it, or when a byte of it was changed. */
export const unseal = (key: Buffer, sealed: Buffer): Buffer | undefined => {
  if (sealed.length < NONCE + TAG) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE))
  decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()])
  } catch {
    return undefined
  }
}
