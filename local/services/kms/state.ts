// Keys and aliases, and how each recorded call changes them.

import type { ServiceEvent } from '../../core/event.ts'
import type { PolicyDocument } from '../../core/policy.ts'

export interface Key {
  readonly KeyId: string
  readonly Arn: string
  readonly CreationDate: string
  Description: string
  policy: PolicyDocument
  rotation: boolean
  KeyState: 'Enabled' | 'Disabled' | 'PendingDeletion'
  DeletionDate: string | undefined
  tags: Map<string, string>
}

export interface KmsState {
  readonly keys: Map<string, Key>
  /** Key id by alias name (`alias/x`). */
  readonly aliases: Map<string, string>
}

export const initial = (): KmsState => ({ keys: new Map(), aliases: new Map() })

/** What an operation records; a member that is absent stays as it is. */
export interface RecordedChange {
  readonly keyId: string
  readonly arn?: string
  readonly alias?: string
  readonly description?: string
  readonly policy?: PolicyDocument
  readonly rotation?: boolean
  readonly state?: Key['KeyState']
  readonly deletionDate?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly untag?: readonly string[]
}

export const evolve = (state: KmsState, event: ServiceEvent): void => {
  const { eventName, requestParameters: change } = event.detail as {
    eventName: string
    requestParameters: RecordedChange
  }
  switch (eventName) {
    case 'CreateKey':
      state.keys.set(change.keyId, {
        KeyId: change.keyId,
        Arn: change.arn ?? '',
        CreationDate: event.time,
        Description: change.description ?? '',
        policy: change.policy ?? { Statement: [] },
        rotation: false,
        KeyState: 'Enabled',
        DeletionDate: undefined,
        tags: new Map(Object.entries(change.tags ?? {})),
      })
      return
    case 'CreateAlias':
    case 'UpdateAlias':
      state.aliases.set(change.alias ?? '', change.keyId)
      return
    case 'DeleteAlias':
      state.aliases.delete(change.alias ?? '')
      return
    default:
      changeKey(state.keys.get(change.keyId), change)
  }
}

const changeKey = (key: Key | undefined, change: RecordedChange): void => {
  if (!key) return
  key.Description = change.description ?? key.Description
  key.policy = change.policy ?? key.policy
  key.rotation = change.rotation ?? key.rotation
  if (change.state) {
    key.KeyState = change.state
    key.DeletionDate = change.deletionDate
  }
  for (const [name, value] of Object.entries(change.tags ?? {})) key.tags.set(name, value)
  for (const name of change.untag ?? []) key.tags.delete(name)
}
