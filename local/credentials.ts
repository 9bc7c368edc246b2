// Keys that the local cloud issues. Nothing is stored: secrets are derived from one random secret of the state folder, and a session is
// sealed into its own token.

import { createHmac, hkdfSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Principal } from './core/principal.ts'
import type { Credentials } from './core/service.ts'
import { refuseMissing } from './host/log/damage.ts'
import { openKey, seal, unseal } from './host/sealing.ts'

export interface Issuer {
  /** The secret access key that belongs to an access key id of this state folder. */
  secretOf(accessKeyId: string): string
  issue(principal: Principal, accessKeyId: string, expiration: Date): Credentials
  /** The principal and the end of a session; undefined when the token was not issued here or belongs to another key. */
  open(accessKeyId: string, token: string): { readonly principal: Principal; readonly expiration: Date } | undefined
}

/** @throws DamagedStateError when the secret is none, or is gone while there is a history */
export const openIssuer = (stateFolder: string): Issuer => {
  if (existsSync(join(stateFolder, 'events.jsonl'))) refuseMissing(stateFolder, ['secret'])
  const secret = openKey(join(stateFolder, 'secret'))
  const sealing = Buffer.from(hkdfSync('sha256', secret, '', 'session tokens', 32))
  const secretOf = (accessKeyId: string) =>
    createHmac('sha256', secret).update(accessKeyId).digest('base64').slice(0, 40)
  return {
    secretOf,
    issue: (principal, AccessKeyId, Expiration) => ({
      AccessKeyId,
      SecretAccessKey: secretOf(AccessKeyId),
      SessionToken: seal(sealing, Buffer.from(JSON.stringify({ principal, AccessKeyId, Expiration }))).toString(
        'base64',
      ),
      Expiration,
    }),
    open: (accessKeyId, token) => {
      const text = unseal(sealing, Buffer.from(token, 'base64'))?.toString()
      if (text === undefined) return undefined
      const session = JSON.parse(text) as { principal: Principal; AccessKeyId: string; Expiration: string }
      if (session.AccessKeyId !== accessKeyId) return undefined
      return { principal: session.principal, expiration: new Date(session.Expiration) }
    },
  }
}
