// Users, roles and managed policies, and how each recorded call changes them.

import { globalArnOf, type Place } from '../../core/arn.ts'
import type { ServiceEvent } from '../../core/event.ts'
import type { PolicyDocument } from '../../core/policy.ts'
import type { UserPrincipal } from '../../core/principal.ts'

/** What users and roles have in common. */
export interface Entity {
  readonly Path: string
  readonly Id: string
  readonly Arn: string
  readonly CreateDate: string
  /** Inline policies by name. */
  readonly inline: Map<string, PolicyDocument>
  /** ARNs of attached managed policies. */
  readonly attached: Set<string>
  /** ARN of the permissions boundary. */
  boundary: string | undefined
  tags: Map<string, string>
}

export interface User extends Entity {
  readonly UserName: string
  /** Status by access key id; secrets are derived, never stored. */
  readonly accessKeys: Map<string, AccessKey>
  /** Service-specific credentials are not made: git uses the access key. */
}

export interface AccessKey {
  readonly AccessKeyId: string
  readonly CreateDate: string
  Status: 'Active' | 'Inactive'
}

export interface Role extends Entity {
  readonly RoleName: string
  trust: PolicyDocument
  Description: string | undefined
  MaxSessionDuration: number
}

export interface ManagedPolicy {
  readonly PolicyName: string
  readonly PolicyId: string
  readonly Arn: string
  readonly Path: string
  readonly Description: string | undefined
  readonly CreateDate: string
  readonly versions: Map<string, PolicyVersion>
  defaultVersion: string
  nextVersion: number
  tags: Map<string, string>
}

export interface PolicyVersion {
  readonly VersionId: string
  readonly CreateDate: string
  readonly document: PolicyDocument
}

export interface IamState {
  readonly users: Map<string, User>
  readonly roles: Map<string, Role>
  readonly policies: Map<string, ManagedPolicy>
  /** User name by access key id. */
  readonly accessKeys: Map<string, string>
}

export const ADMINISTRATOR = 'administrator'
const ADMINISTRATOR_ID = 'AIDALOCALADMINISTRATO'
/** Not a secret: the secret behind it is made anew for every state folder. */
export const ADMINISTRATOR_KEY_ID = 'AKIALOCALADMINISTRAT'

/** An account with one administrator, whose right comes from a policy like everybody's. */
export const initial = (place: Place): IamState => {
  const CreateDate = new Date(0).toISOString()
  const key: AccessKey = { AccessKeyId: ADMINISTRATOR_KEY_ID, CreateDate, Status: 'Active' }
  const administrator: User = {
    ...newEntity('/', ADMINISTRATOR_ID, administratorArn(place), CreateDate),
    UserName: ADMINISTRATOR,
    accessKeys: new Map([[key.AccessKeyId, key]]),
  }
  administrator.attached.add('arn:aws:iam::aws:policy/AdministratorAccess')
  return {
    users: new Map([[ADMINISTRATOR, administrator]]),
    roles: new Map(),
    policies: new Map(),
    accessKeys: new Map([[ADMINISTRATOR_KEY_ID, ADMINISTRATOR]]),
  }
}

/** The same, as who makes calls. */
export const administratorOf = (place: Place): UserPrincipal => ({
  kind: 'user',
  arn: administratorArn(place),
  userName: ADMINISTRATOR,
  userId: ADMINISTRATOR_ID,
  accessKeyId: ADMINISTRATOR_KEY_ID,
})

const administratorArn = (place: Place): string => globalArnOf(place, 'iam', `user/${ADMINISTRATOR}`)

const newEntity = (Path: string, Id: string, Arn: string, CreateDate: string): Entity => ({
  Path,
  Id,
  Arn,
  CreateDate,
  inline: new Map(),
  attached: new Set(),
  boundary: undefined,
  tags: new Map(),
})

/** The change that a recorded call made, by the call's name. Only what the operations recorded comes here. */
export interface Change {
  readonly name: string
  readonly id: string
  readonly arn: string
  readonly path: string
  readonly text: string | undefined
  readonly number: number | undefined
  readonly document: PolicyDocument | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly keys: readonly string[]
}

type Apply = (state: IamState, change: Change, time: string) => void

const onUser =
  (apply: (user: User, change: Change, time: string) => void): Apply =>
  (state, change, time) => {
    const user = state.users.get(change.name)
    if (user) apply(user, change, time)
  }

const onRole =
  (apply: (role: Role, change: Change, time: string) => void): Apply =>
  (state, change, time) => {
    const role = state.roles.get(change.name)
    if (role) apply(role, change, time)
  }

const onPolicy =
  (apply: (policy: ManagedPolicy, change: Change, time: string) => void): Apply =>
  (state, change, time) => {
    const policy = state.policies.get(change.arn)
    if (policy) apply(policy, change, time)
  }

const putInline = (entity: Entity, { id, document }: Change) => {
  if (document) entity.inline.set(id, document)
}
const deleteInline = (entity: Entity, { id }: Change) => entity.inline.delete(id)
const attach = (entity: Entity, { arn }: Change) => entity.attached.add(arn)
const detach = (entity: Entity, { arn }: Change) => entity.attached.delete(arn)
const putBoundary = (entity: Entity, { arn }: Change) => {
  entity.boundary = arn
}
const deleteBoundary = (entity: Entity) => {
  entity.boundary = undefined
}
const tag = (entity: { readonly tags: Map<string, string> }, { tags }: Change) => {
  for (const [key, value] of Object.entries(tags)) entity.tags.set(key, value)
}
const untag = (entity: { readonly tags: Map<string, string> }, { keys }: Change) => {
  for (const key of keys) entity.tags.delete(key)
}

const CHANGES: Readonly<Record<string, Apply>> = {
  CreateUser: (state, { name, id, arn, path, text, tags }, time) => {
    const user: User = { ...newEntity(path, id, arn, time), UserName: name, accessKeys: new Map() }
    user.boundary = text
    user.tags = new Map(Object.entries(tags))
    state.users.set(name, user)
  },
  DeleteUser: (state, { name }) => state.users.delete(name),
  CreateAccessKey: (state, { name, id }, time) => {
    state.users.get(name)?.accessKeys.set(id, { AccessKeyId: id, CreateDate: time, Status: 'Active' })
    state.accessKeys.set(id, name)
  },
  DeleteAccessKey: (state, { name, id }) => {
    state.users.get(name)?.accessKeys.delete(id)
    state.accessKeys.delete(id)
  },
  UpdateAccessKey: onUser((user, { id, text }) => {
    const key = user.accessKeys.get(id)
    if (key) key.Status = text === 'Inactive' ? 'Inactive' : 'Active'
  }),
  PutUserPolicy: onUser(putInline),
  DeleteUserPolicy: onUser(deleteInline),
  AttachUserPolicy: onUser(attach),
  DetachUserPolicy: onUser(detach),
  PutUserPermissionsBoundary: onUser(putBoundary),
  DeleteUserPermissionsBoundary: onUser(deleteBoundary),
  TagUser: onUser(tag),
  UntagUser: onUser(untag),
  CreateRole: (state, { name, id, arn, path, text, number, document, tags, keys }, time) => {
    if (!document) return
    const role: Role = {
      ...newEntity(path, id, arn, time),
      RoleName: name,
      trust: document,
      Description: text,
      MaxSessionDuration: number ?? 3600,
    }
    role.boundary = keys[0]
    role.tags = new Map(Object.entries(tags))
    state.roles.set(name, role)
  },
  DeleteRole: (state, { name }) => state.roles.delete(name),
  UpdateRole: onRole((role, { text, number }) => {
    role.Description = text ?? role.Description
    role.MaxSessionDuration = number ?? role.MaxSessionDuration
  }),
  UpdateAssumeRolePolicy: onRole((role, { document }) => {
    if (document) role.trust = document
  }),
  PutRolePolicy: onRole(putInline),
  DeleteRolePolicy: onRole(deleteInline),
  AttachRolePolicy: onRole(attach),
  DetachRolePolicy: onRole(detach),
  PutRolePermissionsBoundary: onRole(putBoundary),
  DeleteRolePermissionsBoundary: onRole(deleteBoundary),
  TagRole: onRole(tag),
  UntagRole: onRole(untag),
  CreatePolicy: (state, { name, id, arn, path, text, document, tags }, CreateDate) => {
    if (!document) return
    const first: PolicyVersion = { VersionId: 'v1', CreateDate, document }
    state.policies.set(arn, {
      PolicyName: name,
      PolicyId: id,
      Arn: arn,
      Path: path,
      Description: text,
      CreateDate,
      versions: new Map([['v1', first]]),
      defaultVersion: 'v1',
      nextVersion: 2,
      tags: new Map(Object.entries(tags)),
    })
  },
  DeletePolicy: (state, { arn }) => state.policies.delete(arn),
  CreatePolicyVersion: onPolicy((policy, { id, document, number }, CreateDate) => {
    if (!document) return
    policy.versions.set(id, { VersionId: id, CreateDate, document })
    policy.nextVersion += 1
    if (number === 1) policy.defaultVersion = id
  }),
  DeletePolicyVersion: onPolicy((policy, { id }) => policy.versions.delete(id)),
  SetDefaultPolicyVersion: onPolicy((policy, { id }) => {
    policy.defaultVersion = id
  }),
  TagPolicy: onPolicy(tag),
  UntagPolicy: onPolicy(untag),
}

/** What an operation records: the change's members that are not empty. */
export type RecordedChange = Partial<Change> & Pick<Change, 'name'>

export const evolve = (state: IamState, event: ServiceEvent): void => {
  const { eventName, requestParameters } = event.detail as { eventName: string; requestParameters: RecordedChange }
  CHANGES[eventName]?.(state, { ...NOTHING, ...requestParameters }, event.time)
}

const NOTHING: Change = {
  name: '',
  id: '',
  arn: '',
  path: '/',
  text: undefined,
  number: undefined,
  document: undefined,
  tags: {},
  keys: [],
}
