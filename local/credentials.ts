// Keys that the local cloud issues. Nothing is stored: secrets are derived from one random secret of the state folder, and a session is
// sealed into its own token.

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Principal } from './core/principal.ts'
import type { Credentials } from './core/service.ts'

export interface Issuer {
  /** The secret access key that belongs to an access key id of this state folder. */
  secretOf(accessKeyId: string): string
  issue(principal: Principal, accessKeyId: string, expiration: Date): Credentials
  /** The principal and the end of a session; undefined when the token was not issued here or belongs to another key. */
  open(accessKeyId: string, token: string): { readonly principal: Principal; readonly expiration: Date } | undefined
}

export const openIssuer = (stateFolder: string): Issuer => {
  const secret = readSecret(join(stateFolder, 'secret'))
  const sealing = Buffer.from(hkdfSync('sha256', secret, '', 'session tokens', 32))
  const secretOf = (accessKeyId: string) =>
    createHmac('sha256', secret).update(accessKeyId).digest('base64').slice(0, 40)
  return {
    secretOf,
    issue: (principal, AccessKeyId, Expiration) => ({
      AccessKeyId,
      SecretAccessKey: secretOf(AccessKeyId),
      SessionToken: seal(sealing, JSON.stringify({ principal, AccessKeyId, Expiration })),
      Expiration,
    }),
    open: (accessKeyId, token) => {
      const text = unseal(sealing, token)
      if (text === undefined) return undefined
      const session = JSON.parse(text) as { principal: Principal; AccessKeyId: string; Expiration: string }
      if (session.AccessKeyId !== accessKeyId) return undefined
      return { principal: session.principal, expiration: new Date(session.Expiration) }
    },
  }
}

const readSecret = (path: string): Buffer => {
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600 })
  return readFileSync(path)
}

const seal = (key: Buffer, text: string): string => {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')
}

const unseal = (key: Buffer, token: string): string | undefined => {
  const bytes = Buffer.from(token, 'base64')
  if (bytes.length < 28) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
