// Keys whose waiting period is over are deleted, with their aliases.
// https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html

import type { Fact } from '../../core/event.ts'
import type { Key, KmsState } from './state.ts'
import { announced, changed } from './trail.ts'

export const nextDeletion = ({ keys }: KmsState): Date | undefined => {
  const dates = pending(keys).map(({ DeletionDate }) => DeletionDate)
  return dates.length === 0 ? undefined : new Date(dates.reduce((first, date) => (date < first ? date : first)))
}

export const deletions = ({ keys }: KmsState, now: Date): readonly Fact[] =>
  pending(keys)
    .filter(({ DeletionDate }) => new Date(DeletionDate) <= now)
    .flatMap(({ KeyId, Arn }) => [
      changed('DeleteKey', Arn, { keyId: KeyId }),
      announced('KMS CMK Deletion', [Arn], { 'key-id': KeyId }),
    ])

const pending = (keys: KmsState['keys']): readonly (Key & { readonly DeletionDate: string })[] =>
  [...keys.values()].flatMap(key =>
    key.KeyState === 'PendingDeletion' && key.DeletionDate !== undefined
      ? [{ ...key, DeletionDate: key.DeletionDate }]
      : [],
  )
