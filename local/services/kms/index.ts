// Key Management Service: the calls that the pipeline's neighbours make, under key policies that are evaluated.

import type { Service } from '../../core/service.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { deletions, nextDeletion } from './deletion.ts'
import { evolve } from './evolve.ts'
import { aliasOperations } from './operations/aliases.ts'
import { cryptography } from './operations/cryptography.ts'
import { keyOperations } from './operations/keys.ts'
import { listsInPages } from './pages.ts'
import { initial, type Key, type KmsState } from './state.ts'

export const kms: Service<KmsState> = {
  signingName: 'kms',
  protocol: 'json-1.1',
  isGlobal: false,
  bodyLimit: 2 * MEGABYTE,
  accessDeniedError: 'AccessDeniedException',
  validationError: 'ValidationException',
  target: 'TrentService',
  source: 'aws.kms',
  cloudTrail: {
    dataEvents: [],
    // https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
    readOnly: ['Encrypt', 'Decrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'],
    hidden: ['plaintext', 'ciphertextBlob'],
    maps: ['encryptionContext'],
  },
  passedOver: { GrantTokens: 'there are no grants that a token could make known sooner' },
  initial,
  evolve,
  files: ({ keys }) => (keys.size > 0 ? ['key-material'] : []),
  keeps: ({ keys }) => ({ '': name => name !== 'key-material' || keys.size > 0 }),
  due: nextDeletion,
  tick: (state, { now }) => ({ facts: deletions(state, now) }),
  operations: listsInPages({ ...keyOperations, ...aliasOperations, ...cryptography }),
  resourcePolicy: (state, arn) => keyOf(state, arn)?.policy,
  tagRules: {
    // Recorded on AWS by a public emulator's suite: what breaks a length is a ValidationException.
    refusals: {
      'reserved key': ['TagException', 'Tags beginning with aws: are reserved'],
      'duplicate key': ['TagException', 'Duplicate tag keys'],
      'too many': ['TagException', 'Too many tags'],
      'too many together': ['TagException', 'Too many tags'],
    },
  },
  resourceTags: (state, arn) => Object.fromEntries(keyOf(state, arn)?.tags ?? []),
}

const keyOf = (state: KmsState, arn: string): Key | undefined => {
  const key = state.keys.get(arn.slice(arn.lastIndexOf('/') + 1))
  return key?.Arn === arn ? key : undefined
}
