// Keys and aliases.

import type { PolicyDocument } from '../../core/policy.ts'

export interface Key {
  readonly KeyId: string
  readonly Arn: string
  readonly CreationDate: string
  readonly Description: string
  readonly policy: PolicyDocument
  readonly rotation: Rotation | undefined
  readonly KeyState: 'Enabled' | 'Disabled' | 'PendingDeletion'
  readonly DeletionDate: string | undefined
  readonly tags: ReadonlyMap<string, string>
}

export interface Rotation {
  readonly days: number
  /** When the first period began. */
  readonly since: string
}

export interface KmsState {
  readonly keys: ReadonlyMap<string, Key>
  /** Key id by alias name (`alias/x`). */
  readonly aliases: ReadonlyMap<string, string>
}

export const initial = (): KmsState => ({ keys: new Map(), aliases: new Map() })
