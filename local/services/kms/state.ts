// Keys and aliases.

import type { PolicyDocument } from '../../core/policy.ts'

export interface Key {
  readonly KeyId: string
  readonly Arn: string
  readonly CreationDate: string
  Description: string
  policy: PolicyDocument
  rotation: Rotation | undefined
  KeyState: 'Enabled' | 'Disabled' | 'PendingDeletion'
  DeletionDate: string | undefined
  tags: Map<string, string>
}

export interface Rotation {
  readonly days: number
  /** When the first period began. */
  readonly since: string
}

export interface KmsState {
  readonly keys: Map<string, Key>
  /** Key id by alias name (`alias/x`). */
  readonly aliases: Map<string, string>
}

export const initial = (): KmsState => ({ keys: new Map(), aliases: new Map() })
