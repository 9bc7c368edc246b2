// What KMS records: each change of a key and of its names.

import type { PolicyDocument } from '../../core/policy.ts'
import { trailOf } from '../../core/trail.ts'
import type { Key, KmsState, Rotation } from './state.ts'

interface OfKey {
  readonly keyId: string
}

/** What happens to a key; a member that is absent stays as it is. */
export interface KeyChange extends OfKey {
  readonly description?: string
  readonly policy?: PolicyDocument
  /** Null takes it away. */
  readonly rotation?: Rotation | null
  readonly state?: Key['KeyState']
  readonly deletionDate?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly untag?: readonly string[]
}

export type KeyChangeName =
  | 'PutKeyPolicy'
  | 'UpdateKeyDescription'
  | 'EnableKeyRotation'
  | 'DisableKeyRotation'
  | 'EnableKey'
  | 'DisableKey'
  | 'ScheduleKeyDeletion'
  | 'CancelKeyDeletion'
  | 'TagResource'
  | 'UntagResource'

interface OfAlias extends OfKey {
  readonly alias: string
}

type Changes = {
  CreateKey: OfKey & {
    readonly arn: string
    readonly description: string
    readonly policy: PolicyDocument
    readonly tags: Readonly<Record<string, string>>
  }
  CreateAlias: OfAlias
  UpdateAlias: OfAlias
  DeleteAlias: OfAlias
  /** Its waiting period is over. */
  DeleteKey: OfKey
} & Readonly<Record<KeyChangeName, KeyChange>>

// https://docs.aws.amazon.com/kms/latest/developerguide/kms-events.html
interface Announced {
  'KMS CMK Deletion': { readonly 'key-id': string }
}

export const { announced, changed, evolving } = trailOf<KmsState, Changes, Announced>()('aws.kms')
