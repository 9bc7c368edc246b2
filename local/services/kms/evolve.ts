// How each recorded change alters keys and aliases.

import type { Evolving } from '../../core/trail.ts'
import type * as kept from './state.ts'
import { evolving, type KeyChange } from './trail.ts'

type KmsState = Evolving<kept.KmsState>

const changeKey = ({ keys }: KmsState, change: KeyChange): void => {
  const key = keys.get(change.keyId)
  if (!key) return
  key.Description = change.description ?? key.Description
  key.policy = change.policy ?? key.policy
  if (change.rotation !== undefined) key.rotation = change.rotation ?? undefined
  if (change.state) {
    key.KeyState = change.state
    key.DeletionDate = change.deletionDate
  }
  for (const [name, value] of Object.entries(change.tags ?? {})) key.tags.set(name, value)
  for (const name of change.untag ?? []) key.tags.delete(name)
}

const nameKey = ({ aliases }: KmsState, { alias, keyId }: { readonly alias: string; readonly keyId: string }): void => {
  aliases.set(alias, keyId)
}

export const evolve = evolving({
  CreateKey: (state, { keyId, arn, description, policy, tags }, { time }) => {
    state.keys.set(keyId, {
      KeyId: keyId,
      Arn: arn,
      CreationDate: time,
      Description: description,
      policy,
      rotation: undefined,
      KeyState: 'Enabled',
      DeletionDate: undefined,
      tags: new Map(Object.entries(tags)),
    })
  },
  CreateAlias: nameKey,
  UpdateAlias: nameKey,
  DeleteAlias: ({ aliases }, { alias }) => {
    aliases.delete(alias)
  },
  DeleteKey: ({ keys, aliases }, { keyId }) => {
    keys.delete(keyId)
    for (const [alias, target] of aliases) if (target === keyId) aliases.delete(alias)
  },
  'KMS CMK Deletion': () => {},
  PutKeyPolicy: changeKey,
  UpdateKeyDescription: changeKey,
  EnableKeyRotation: changeKey,
  DisableKeyRotation: changeKey,
  EnableKey: changeKey,
  DisableKey: changeKey,
  ScheduleKeyDeletion: changeKey,
  CancelKeyDeletion: changeKey,
  TagResource: changeKey,
  UntagResource: changeKey,
})
