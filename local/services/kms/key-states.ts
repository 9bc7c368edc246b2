// What a key's state refuses, by operation.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html (key state table)

import { ServiceError } from '../../core/errors.ts'
import type { Key } from './state.ts'

type Refusal = readonly [code: 'DisabledException' | 'KMSInvalidStateException', why: string]

const DISABLED: Refusal = ['DisabledException', 'is disabled.']
const PENDING: Refusal = ['KMSInvalidStateException', 'is pending deletion.']
const NOT_PENDING: Refusal = ['KMSInvalidStateException', 'is not pending deletion.']

const USE = { Disabled: DISABLED, PendingDeletion: PENDING }
const CHANGE = { PendingDeletion: PENDING }

/** Operations that have no line look at keys, or are open in every state. PendingImport does not occur: keys of that origin are refused by name. */
const REFUSALS: Readonly<Record<string, Partial<Record<Key['KeyState'], Refusal>>>> = {
  CancelKeyDeletion: { Enabled: NOT_PENDING, Disabled: NOT_PENDING },
  CreateAlias: CHANGE,
  Decrypt: USE,
  DisableKey: CHANGE,
  DisableKeyRotation: USE,
  EnableKey: CHANGE,
  EnableKeyRotation: USE,
  Encrypt: USE,
  GenerateDataKey: USE,
  GenerateDataKeyWithoutPlaintext: USE,
  ScheduleKeyDeletion: CHANGE,
  TagResource: CHANGE,
  UntagResource: CHANGE,
  // Of the key that the alias is to lead to; that it led to one that is pending is no hindrance.
  UpdateAlias: CHANGE,
  UpdateKeyDescription: CHANGE,
}

/** The key, when its state takes the operation. @throws ServiceError DisabledException, KMSInvalidStateException */
export const inState = (operation: string, key: Key): Key => {
  const refusal = REFUSALS[operation]?.[key.KeyState]
  if (!refusal) return key
  const [code, why] = refusal
  throw new ServiceError(code, `${key.Arn} ${why}`)
}
