// Finds the key that a call names, and makes operations of what happens to it.

import { isArn, type Place, resourceIn } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { type Desk, type Operation, operation, type Scope } from '../../../core/service.ts'
import { inState } from '../key-states.ts'
import type { Key, KmsState } from '../state.ts'
import { changed, type KeyChange, type KeyChangeName } from '../trail.ts'

export const define = operation<KmsState>()

export const notFound = (message: string) => new ServiceError('NotFoundException', message)

/** Accepts a key id, a key ARN, an alias name or an alias ARN. */
export const keyOf = (state: KmsState, given: string, { account, region }: Scope): Key => {
  const name = nameIn({ account, region }, given)
  const key = state.keys.get(name.startsWith('alias/') ? (state.aliases.get(name) ?? '') : name)
  if (key) return key
  if (name.startsWith('alias/')) throw notFound(`Alias arn:aws:kms:${region}:${account}:${name} is not found.`)
  if (!KEY_ID.test(name)) throw notFound(`Invalid keyId '${given}'`)
  throw notFound(`Key 'arn:aws:kms:${region}:${account}:key/${name}' does not exist`)
}

/** Accepts a key id or a key ARN, and no alias: what changes a key, or tells of it, names the key itself. */
// Unverified: AWS's words for an alias's ARN.
export const keyItself = (state: KmsState, given: string, scope: Scope): Key => {
  if (/^(arn:.*:)?alias\//.test(given)) throw notFound(`Invalid keyId '${given}'`)
  return keyOf(state, given, scope)
}

const keyFor = (operation: string): typeof keyOf => (operation === 'DescribeKey' ? keyOf : keyItself)

/** The key id or the alias name. */
const nameIn = (place: Place, given: string): string => {
  if (!isArn(given)) return given
  const resource = resourceIn(place, 'kms', given)
  if (resource?.startsWith('key/')) return resource.slice('key/'.length)
  if (resource?.startsWith('alias/')) return resource
  throw notFound(`Key '${given}' does not exist`)
}

const KEY_ID = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

interface Asked {
  readonly id: string
}

const askedOf = <Input>(members: Members, read: (members: Members) => Input): Input & Asked => ({
  ...read(members),
  id: members.string('KeyId', { min: 1, max: 2048 }),
})

/** A look at one key, named by the member KeyId. */
export const lookAtKey = (
  name: string,
  look: (key: Key, scope: Scope) => unknown,
  read: (members: Members) => unknown = () => undefined,
): Operation<KmsState> =>
  define({
    input: members => askedOf(members, inner => ({ asked: read(inner) })),
    access: ({ id }, scope, state) => [{ action: `kms:${name}`, resource: keyFor(name)(state, id, scope).Arn }],
    decide: (state, { id }, scope) => ({ output: look(keyFor(name)(state, id, scope), scope) }),
  })

/** A change of one key, named by the member KeyId. */
export const changeKey = <Input>(
  name: KeyChangeName,
  read: (members: Members) => Input,
  decide: (
    key: Key,
    input: Input,
    scope: Scope,
  ) => { readonly output?: unknown; readonly change: Omit<KeyChange, 'keyId'> },
  check: (desk: Desk<KmsState>, input: Input) => Promise<void> = async () => {},
): Operation<KmsState> =>
  define({
    input: members => askedOf(members, read),
    check: (desk, input: Input & Asked) => check(desk, input),
    access: ({ id }, scope, state) => [{ action: `kms:${name}`, resource: keyItself(state, id, scope).Arn }],
    decide: (state, input, scope) => {
      const key = inState(name, keyItself(state, input.id, scope))
      const { output = {}, change } = decide(key, input, scope)
      return { output, facts: [changed(name, key.Arn, { keyId: key.KeyId, ...change })] }
    },
  })
