// The operations that users and roles share, made once for each: inline policies, attached policies, boundary and tags.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html

import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { ConditionContext } from '../../../core/policy.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { AWS_MANAGED_POLICIES, unknownAwsPolicy } from '../../../policy/aws-managed-policies.ts'
import { checkInlineSize, encodeDocument, readInline } from '../documents.ts'
import type { Entity, IamState } from '../state.ts'
import { type Changes, changed, type EntityChanges, type Kind } from '../trail.ts'

const define = operation<IamState>()

export const entityOf = (state: IamState, kind: Kind, name: string): Entity => {
  const entity = kind === 'User' ? state.users.get(name) : state.roles.get(name)
  if (!entity) throw noSuch(`The ${kind.toLowerCase()} with name ${name} cannot be found.`)
  return entity
}

export const noSuch = (message: string): ServiceError => new ServiceError('NoSuchEntity', message, 404)

export const readTags = (members: Members): Readonly<Record<string, string>> =>
  Object.fromEntries(members.structures('Tags').map(tag => [tag.string('Key'), tag.string('Value')]))

/** Whoever has none is shown without the member. */
export const shownTags = (tags: ReadonlyMap<string, string> | Readonly<Record<string, string>>) => {
  const list = tagList(tags instanceof Map ? tags : new Map(Object.entries(tags)))
  return list.length > 0 ? { Tags: list } : {}
}

export const shownBoundary = (boundary: string | undefined) =>
  boundary === undefined
    ? {}
    : { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary } }

export const tagList = (tags: ReadonlyMap<string, string>) => [...tags].map(([Key, Value]) => ({ Key, Value }))

const arnOfEntity = (place: { readonly account: string }, kind: Kind, name: string, state: IamState): string =>
  (kind === 'User' ? state.users.get(name) : state.roles.get(name))?.Arn ??
  `arn:aws:iam::${place.account}:${kind.toLowerCase()}/${name}`

/** The boundary is a condition key of every call that changes what an entity may do; its tags are not among that. */
const boundaryContext = (operationName: string, state: IamState, kind: Kind, name: string): ConditionContext => {
  const boundary = (kind === 'User' ? state.users.get(name) : state.roles.get(name))?.boundary
  return boundary === undefined || /^(Tag|Untag)/.test(operationName) ? {} : { 'iam:PermissionsBoundary': boundary }
}

interface Target {
  readonly name: string
}

/** A change of one entity: what it reads, what has to hold, and which condition keys it sets. What is read is what is recorded. */
const entityChange = <Name extends keyof EntityChanges & string>(
  kind: Kind,
  operationName: Name,
  read: (members: Members, name: string) => Changes[Name],
  check: (input: Changes[Name], entity: Entity, state: IamState) => void = () => {},
  context: (input: Changes[Name]) => ConditionContext = () => ({}),
): Operation<IamState> =>
  define({
    input: members => read(members, members.string(`${kind}Name`)),
    access: (input, scope, state) => [
      {
        action: `iam:${operationName}`,
        resource: arnOfEntity(scope, kind, input.name, state),
        context: { ...boundaryContext(operationName, state, kind, input.name), ...context(input) },
      },
    ],
    decide: (state, input) => {
      const entity = entityOf(state, kind, input.name)
      check(input, entity, state)
      return { output: {}, facts: [changed(operationName, entity.Arn, input)] }
    },
  })

/** `/` and what stands between the kind and the name in an ARN: `arn:aws:iam::aws:policy/service-role/X` is in `/service-role/`. */
export const pathOf = (arn: string): string => /:[a-z]+(\/(?:.*\/)?)/.exec(arn)?.[1] ?? '/'

/** A look at one entity. */
const entityView = <Given extends object>(
  kind: Kind,
  operationName: string,
  read: (members: Members) => Given,
  view: (entity: Entity, input: Given & Target, state: IamState) => Readonly<Record<string, unknown>>,
): Operation<IamState> =>
  define({
    input: members => ({ ...read(members), name: members.string(`${kind}Name`) }),
    access: ({ name }, scope, state) => [
      { action: `iam:${operationName}`, resource: arnOfEntity(scope, kind, name, state) },
    ],
    decide: (state, input) => ({ output: view(entityOf(state, kind, input.name), input, state) }),
  })

const requireManaged = (state: IamState, arn: string): void => {
  if (state.policies.has(arn) || AWS_MANAGED_POLICIES.has(arn)) return
  throw noSuch(unknownAwsPolicy(arn) ?? `Policy ${arn} does not exist or is not attachable.`)
}

export const entityOperations = (kind: Kind): Readonly<Record<string, Operation<IamState>>> => ({
  [`Put${kind}Policy`]: entityChange(
    kind,
    `Put${kind}Policy`,
    (members, name) => ({
      name,
      policy: members.string('PolicyName', { min: 1, max: 128, pattern: /^[\w+=,.@-]+$/ }),
      document: readInline(members),
    }),
    ({ name, policy, document }, entity) => {
      checkInlineSize(kind === 'User' ? 'user' : 'role', name, entity, policy, document)
    },
  ),
  [`Get${kind}Policy`]: entityView(
    kind,
    `Get${kind}Policy`,
    members => ({ policy: members.string('PolicyName') }),
    (entity, { name, policy }) => {
      const document = entity.inline.get(policy)
      if (!document) throw noSuch(`The ${kind.toLowerCase()} policy with name ${policy} cannot be found.`)
      return { [`${kind}Name`]: name, PolicyName: policy, PolicyDocument: encodeDocument(document) }
    },
  ),
  [`Delete${kind}Policy`]: entityChange(
    kind,
    `Delete${kind}Policy`,
    (members, name) => ({ name, policy: members.string('PolicyName') }),
    ({ policy }, entity) => {
      if (!entity.inline.has(policy))
        throw noSuch(`The ${kind.toLowerCase()} policy with name ${policy} cannot be found.`)
    },
  ),
  [`List${kind}Policies`]: entityView(
    kind,
    `List${kind}Policies`,
    () => ({}),
    entity => ({ PolicyNames: [...entity.inline.keys()] }),
  ),
  [`Attach${kind}Policy`]: entityChange(
    kind,
    `Attach${kind}Policy`,
    (members, name) => ({ name, arn: members.string('PolicyArn') }),
    ({ arn }, _, state) => {
      requireManaged(state, arn)
    },
    ({ arn }) => ({ 'iam:PolicyARN': arn }),
  ),
  [`Detach${kind}Policy`]: entityChange(
    kind,
    `Detach${kind}Policy`,
    (members, name) => ({ name, arn: members.string('PolicyArn') }),
    ({ arn }, entity) => {
      if (!entity.attached.has(arn)) throw noSuch(`Policy ${arn} was not found.`)
    },
    ({ arn }) => ({ 'iam:PolicyARN': arn }),
  ),
  [`ListAttached${kind}Policies`]: entityView(
    kind,
    `ListAttached${kind}Policies`,
    members => ({ prefix: members.optionalString('PathPrefix') ?? '/' }),
    (entity, { prefix }) => ({
      AttachedPolicies: [...entity.attached]
        .filter(arn => pathOf(arn).startsWith(prefix))
        .map(PolicyArn => ({ PolicyName: PolicyArn.split('/').at(-1), PolicyArn })),
    }),
  ),
  [`Put${kind}PermissionsBoundary`]: entityChange(
    kind,
    `Put${kind}PermissionsBoundary`,
    (members, name) => ({ name, arn: members.string('PermissionsBoundary') }),
    ({ arn }, _, state) => {
      requireManaged(state, arn)
    },
    ({ arn }) => ({ 'iam:PermissionsBoundary': arn }),
  ),
  [`Delete${kind}PermissionsBoundary`]: entityChange(kind, `Delete${kind}PermissionsBoundary`, (_, name) => ({ name })),
  [`Tag${kind}`]: entityChange(kind, `Tag${kind}`, (members, name) => ({ name, tags: readTags(members) })),
  [`Untag${kind}`]: entityChange(kind, `Untag${kind}`, (members, name) => ({ name, keys: members.strings('TagKeys') })),
  [`List${kind}Tags`]: entityView(
    kind,
    `List${kind}Tags`,
    () => ({}),
    entity => ({ Tags: tagList(entity.tags) }),
  ),
})

export { define, requireManaged }
