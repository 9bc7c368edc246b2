// Finds the key that a call names, and makes operations of what happens to it.

import { ServiceError } from '../../core/errors.ts'
import { apiCall } from '../../core/event.ts'
import type { Members } from '../../core/members.ts'
import { type Operation, operation, type Scope } from '../../core/service.ts'
import type { Key, KmsState, RecordedChange } from './state.ts'

export const define = operation<KmsState>()

export const changed = (eventName: string, arn: string, change: RecordedChange) =>
  apiCall('kms', eventName, arn, change, null)

export const notFound = (message: string) => new ServiceError('NotFoundException', message)

/** Accepts a key id, a key ARN, an alias name or an alias ARN. */
export const keyOf = (state: KmsState, given: string, { account, region }: Scope): Key => {
  const name = given.replace(`arn:aws:kms:${region}:${account}:`, '').replace(/^key\//, '')
  const key = state.keys.get(name.startsWith('alias/') ? (state.aliases.get(name) ?? '') : name)
  if (key) return key
  if (name.startsWith('alias/')) throw notFound(`Alias arn:aws:kms:${region}:${account}:${name} is not found.`)
  if (!KEY_ID.test(name)) throw notFound(`Invalid keyId '${given}'`)
  throw notFound(`Key 'arn:aws:kms:${region}:${account}:key/${name}' does not exist`)
}

const KEY_ID = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

export const usable = (key: Key): Key => {
  if (key.KeyState === 'PendingDeletion')
    throw new ServiceError('KMSInvalidStateException', `${key.Arn} is pending deletion.`)
  if (key.KeyState === 'Disabled') throw new ServiceError('DisabledException', `${key.Arn} is disabled.`)
  return key
}

/** An operation on one key, named by the member KeyId. */
export const onKey = <Input extends { readonly id: string }>(
  name: string,
  read: (members: Members) => Omit<Input, 'id'>,
  decide: (
    key: Key,
    input: Input,
    scope: Scope,
    state: KmsState,
  ) => { output: unknown; change?: Omit<RecordedChange, 'keyId'> },
): Operation<KmsState> =>
  define({
    input: members => ({ id: members.string('KeyId', { min: 1, max: 2048 }), ...read(members) }) as Input,
    access: ({ id }, scope, state) => [{ action: `kms:${name}`, resource: keyOf(state, id, scope).Arn }],
    decide: (state, input, scope) => {
      const key = keyOf(state, input.id, scope)
      const { output, change } = decide(key, input, scope, state)
      return { output, facts: change ? [changed(name, key.Arn, { keyId: key.KeyId, ...change })] : [] }
    },
  })
