// The operations that users and roles share, made once for each: inline policies, attached policies, boundary and tags.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html

import { ServiceError } from '../../core/errors.ts'
import { apiCall } from '../../core/event.ts'
import type { Members } from '../../core/members.ts'
import type { ConditionContext, PolicyDocument } from '../../core/policy.ts'
import { type Operation, operation } from '../../core/service.ts'
import { AWS_MANAGED_POLICIES } from './aws-managed-policies.ts'
import { checkInlineSize, encodeDocument, readInline } from './documents.ts'
import type { Entity, IamState, RecordedChange } from './state.ts'

/** `User` or `Role`: the part of the operations' names. */
export type Kind = 'User' | 'Role'

const define = operation<IamState>()

export const entityOf = (state: IamState, kind: Kind, name: string): Entity => {
  const entity = kind === 'User' ? state.users.get(name) : state.roles.get(name)
  if (!entity) throw noSuch(`The ${kind.toLowerCase()} with name ${name} cannot be found.`)
  return entity
}

export const noSuch = (message: string): ServiceError => new ServiceError('NoSuchEntity', message, 404)

export const changed = (eventName: string, arn: string, change: RecordedChange) =>
  apiCall('iam', eventName, arn, change, null)

export const readTags = (members: Members): Readonly<Record<string, string>> =>
  Object.fromEntries(members.structures('Tags').map(tag => [tag.string('Key'), tag.string('Value')]))

export const tagList = (tags: ReadonlyMap<string, string>) => [...tags].map(([Key, Value]) => ({ Key, Value }))

const arnOfEntity = (place: { readonly account: string }, kind: Kind, name: string, state: IamState): string =>
  (kind === 'User' ? state.users.get(name) : state.roles.get(name))?.Arn ??
  `arn:aws:iam::${place.account}:${kind.toLowerCase()}/${name}`

/** The boundary is a condition key of every call that changes what an entity may do. */
const boundaryContext = (state: IamState, kind: Kind, name: string): ConditionContext => {
  const boundary = (kind === 'User' ? state.users.get(name) : state.roles.get(name))?.boundary
  return boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }
}

interface Target {
  readonly name: string
}

/** A change of one entity: what it reads, which condition keys it sets, and what it records. */
const entityChange = <Input extends Target>(
  kind: Kind,
  operationName: string,
  read: (members: Members) => Omit<Input, 'name'>,
  change: (input: Input, entity: Entity, state: IamState) => Omit<RecordedChange, 'name'>,
  context: (input: Input) => ConditionContext = () => ({}),
): Operation<IamState> =>
  define({
    input: members => ({ name: members.string(`${kind}Name`), ...read(members) }) as Input,
    access: (input, scope, state) => [
      {
        action: `iam:${operationName}`,
        resource: arnOfEntity(scope, kind, input.name, state),
        context: { ...boundaryContext(state, kind, input.name), ...context(input) },
      },
    ],
    decide: (state, input) => {
      const entity = entityOf(state, kind, input.name)
      return {
        output: {},
        facts: [changed(operationName, entity.Arn, { name: input.name, ...change(input, entity, state) })],
      }
    },
  })

/** A look at one entity. */
/** `/` and what stands between the kind and the name in an ARN: `arn:aws:iam::aws:policy/service-role/X` is in `/service-role/`. */
export const pathOf = (arn: string): string => /:[a-z]+(\/(?:.*\/)?)/.exec(arn)?.[1] ?? '/'

const entityView = <Input extends Target>(
  kind: Kind,
  operationName: string,
  read: (members: Members) => Omit<Input, 'name'>,
  view: (entity: Entity, input: Input, state: IamState) => Readonly<Record<string, unknown>>,
): Operation<IamState> =>
  define({
    input: members => ({ name: members.string(`${kind}Name`), ...read(members) }) as Input,
    access: ({ name }, scope, state) => [
      { action: `iam:${operationName}`, resource: arnOfEntity(scope, kind, name, state) },
    ],
    decide: (state, input) => ({ output: view(entityOf(state, kind, input.name), input, state) }),
  })

const requireManaged = (state: IamState, arn: string): void => {
  if (state.policies.has(arn) || AWS_MANAGED_POLICIES.has(arn)) return
  throw noSuch(
    arn.startsWith('arn:aws:iam::aws:')
      ? `Policy ${arn} is not known to the local cloud; the AWS managed policies it knows are ${[...AWS_MANAGED_POLICIES.keys()].join(', ')}.`
      : `Policy ${arn} does not exist or is not attachable.`,
  )
}

export const entityOperations = (kind: Kind): Readonly<Record<string, Operation<IamState>>> => ({
  [`Put${kind}Policy`]: entityChange<Target & { policy: string; document: PolicyDocument }>(
    kind,
    `Put${kind}Policy`,
    members => ({
      policy: members.string('PolicyName', { min: 1, max: 128, pattern: /^[\w+=,.@-]+$/ }),
      document: readInline(members),
    }),
    ({ name, policy, document }, entity) => {
      checkInlineSize(kind === 'User' ? 'user' : 'role', name, entity, policy, document)
      return { id: policy, document }
    },
  ),
  [`Get${kind}Policy`]: entityView<Target & { policy: string }>(
    kind,
    `Get${kind}Policy`,
    members => ({ policy: members.string('PolicyName') }),
    (entity, { name, policy }) => {
      const document = entity.inline.get(policy)
      if (!document) throw noSuch(`The ${kind.toLowerCase()} policy with name ${policy} cannot be found.`)
      return { [`${kind}Name`]: name, PolicyName: policy, PolicyDocument: encodeDocument(document) }
    },
  ),
  [`Delete${kind}Policy`]: entityChange<Target & { policy: string }>(
    kind,
    `Delete${kind}Policy`,
    members => ({ policy: members.string('PolicyName') }),
    ({ policy }, entity) => {
      if (!entity.inline.has(policy))
        throw noSuch(`The ${kind.toLowerCase()} policy with name ${policy} cannot be found.`)
      return { id: policy }
    },
  ),
  [`List${kind}Policies`]: entityView(
    kind,
    `List${kind}Policies`,
    () => ({}),
    entity => ({ PolicyNames: [...entity.inline.keys()] }),
  ),
  [`Attach${kind}Policy`]: entityChange<Target & { arn: string }>(
    kind,
    `Attach${kind}Policy`,
    members => ({ arn: members.string('PolicyArn') }),
    ({ arn }, _, state) => {
      requireManaged(state, arn)
      return { arn }
    },
    ({ arn }) => ({ 'iam:PolicyARN': arn }),
  ),
  [`Detach${kind}Policy`]: entityChange<Target & { arn: string }>(
    kind,
    `Detach${kind}Policy`,
    members => ({ arn: members.string('PolicyArn') }),
    ({ arn }, entity) => {
      if (!entity.attached.has(arn)) throw noSuch(`Policy ${arn} was not found.`)
      return { arn }
    },
    ({ arn }) => ({ 'iam:PolicyARN': arn }),
  ),
  [`ListAttached${kind}Policies`]: entityView<Target & { prefix: string }>(
    kind,
    `ListAttached${kind}Policies`,
    members => ({ prefix: members.optionalString('PathPrefix') ?? '/' }),
    (entity, { prefix }) => ({
      AttachedPolicies: [...entity.attached]
        .filter(arn => pathOf(arn).startsWith(prefix))
        .map(PolicyArn => ({ PolicyName: PolicyArn.split('/').at(-1), PolicyArn })),
    }),
  ),
  [`Put${kind}PermissionsBoundary`]: entityChange<Target & { arn: string }>(
    kind,
    `Put${kind}PermissionsBoundary`,
    members => ({ arn: members.string('PermissionsBoundary') }),
    ({ arn }, _, state) => {
      requireManaged(state, arn)
      return { arn }
    },
    ({ arn }) => ({ 'iam:PermissionsBoundary': arn }),
  ),
  [`Delete${kind}PermissionsBoundary`]: entityChange(
    kind,
    `Delete${kind}PermissionsBoundary`,
    () => ({}),
    () => ({}),
  ),
  [`Tag${kind}`]: entityChange<Target & { tags: Readonly<Record<string, string>> }>(
    kind,
    `Tag${kind}`,
    members => ({ tags: readTags(members) }),
    ({ tags }) => ({ tags }),
  ),
  [`Untag${kind}`]: entityChange<Target & { keys: readonly string[] }>(
    kind,
    `Untag${kind}`,
    members => ({ keys: members.strings('TagKeys') }),
    ({ keys }) => ({ keys }),
  ),
  [`List${kind}Tags`]: entityView(
    kind,
    `List${kind}Tags`,
    () => ({}),
    entity => ({ Tags: tagList(entity.tags) }),
  ),
})

export { define, requireManaged }
