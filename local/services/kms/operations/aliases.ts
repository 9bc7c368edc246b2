// Names of keys.
// https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html

import { arnOf } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { Operation, Scope } from '../../../core/service.ts'
import { inState } from '../key-states.ts'
import type { Key, KmsState } from '../state.ts'
import { changed } from '../trail.ts'
import { define, keyItself, keyOf, notFound } from './on-key.ts'

const aliasName = (members: Members): string => {
  const name = members.string('AliasName', { min: 1, max: 256, pattern: /^alias\/[a-zA-Z0-9/_-]+$/ })
  // Unverified: AWS's words.
  if (name.startsWith('alias/aws/'))
    throw new ServiceError('NotAuthorizedException', 'Aliases that begin with alias/aws/ are reserved for AWS')
  return name
}

/** Alias operations need the permission on the alias and on the key. */
const onAlias = (
  name: 'CreateAlias' | 'UpdateAlias' | 'DeleteAlias',
  target: (members: Members) => string | undefined,
  check: (state: KmsState, alias: string, arn: string) => void,
): Operation<KmsState> =>
  define({
    input: members => ({ alias: aliasName(members), id: target(members) }),
    access: ({ alias, id }, scope, state) => [
      { action: `kms:${name}`, resource: arnOf(scope, 'kms', alias) },
      { action: `kms:${name}`, resource: targetOf(state, id, alias, scope).Arn },
    ],
    decide: (state, { alias, id }, scope) => {
      const arn = arnOf(scope, 'kms', alias)
      check(state, alias, arn)
      const key = inState(name, targetOf(state, id, alias, scope))
      return { output: {}, facts: [changed(name, arn, { keyId: key.KeyId, alias })] }
    },
  })

/** An alias is for a key, never for another alias. */
const targetOf = (state: KmsState, id: string | undefined, alias: string, scope: Scope): Key =>
  id === undefined ? keyOf(state, alias, scope) : keyItself(state, id, scope)

export const aliasOperations: Readonly<Record<string, Operation<KmsState>>> = {
  CreateAlias: onAlias(
    'CreateAlias',
    members => members.string('TargetKeyId'),
    (state, alias, arn) => {
      if (state.aliases.has(alias))
        throw new ServiceError('AlreadyExistsException', `An alias with the name ${arn} already exists`)
    },
  ),
  UpdateAlias: onAlias(
    'UpdateAlias',
    members => members.string('TargetKeyId'),
    (state, alias, arn) => {
      if (!state.aliases.has(alias)) throw notFound(`Alias ${arn} is not found.`)
    },
  ),
  DeleteAlias: onAlias(
    'DeleteAlias',
    () => undefined,
    () => {},
  ),
  ListAliases: define({
    input: (members): { id: string | undefined } => ({ id: members.optionalString('KeyId') }),
    access: () => [{ action: 'kms:ListAliases', resource: '*' }],
    decide: (state, { id }, scope) => ({
      output: {
        Aliases: [...state.aliases]
          .filter(([, keyId]) => id === undefined || keyOf(state, id, scope).KeyId === keyId)
          .map(([AliasName, TargetKeyId]) => ({ AliasName, AliasArn: arnOf(scope, 'kms', AliasName), TargetKeyId })),
      },
    }),
  }),
}
