// How each recorded change alters users, roles and managed policies.

import type { Evolutions, Evolving } from '../../core/trail.ts'
import type * as kept from './state.ts'
import { newEntity } from './state.ts'
import { type EntityChanges, evolving } from './trail.ts'

type Entity = Evolving<kept.Entity>
type IamState = Evolving<kept.IamState>
type ManagedPolicy = Evolving<kept.ManagedPolicy>
type Role = Evolving<kept.Role>
type User = Evolving<kept.User>

const onUser = (state: IamState, name: string, alter: (user: User) => void): void => {
  const user = state.users.get(name)
  if (user) alter(user)
}

const onRole = (state: IamState, name: string, alter: (role: Role) => void): void => {
  const role = state.roles.get(name)
  if (role) alter(role)
}

const onPolicy = ({ policies }: IamState, arn: string, alter: (policy: ManagedPolicy) => void): void => {
  const policy = policies.get(arn)
  if (policy) alter(policy)
}

type EntityChange<Name extends keyof EntityChanges> = (state: IamState, data: EntityChanges[Name]) => void

/** What happens to a user's and to a role's policies, boundary and tags alike. */
const entityChanges = (on: (state: IamState, name: string, alter: (entity: Entity) => void) => void) => ({
  putPolicy: ((state, { name, policy, document }) =>
    on(state, name, ({ inline }) => inline.set(policy, document))) satisfies EntityChange<'PutRolePolicy'>,
  deletePolicy: ((state, { name, policy }) =>
    on(state, name, ({ inline }) => inline.delete(policy))) satisfies EntityChange<'DeleteRolePolicy'>,
  attach: ((state, { name, arn }) =>
    on(state, name, ({ attached }) => attached.add(arn))) satisfies EntityChange<'AttachRolePolicy'>,
  detach: ((state, { name, arn }) =>
    on(state, name, ({ attached }) => attached.delete(arn))) satisfies EntityChange<'DetachRolePolicy'>,
  putBoundary: ((state, { name, arn }) =>
    on(state, name, entity => {
      entity.boundary = arn
    })) satisfies EntityChange<'PutRolePermissionsBoundary'>,
  deleteBoundary: ((state, { name }) =>
    on(state, name, entity => {
      entity.boundary = undefined
    })) satisfies EntityChange<'DeleteRolePermissionsBoundary'>,
  tag: ((state, { name, tags }) =>
    on(state, name, entity => {
      for (const [key, value] of Object.entries(tags)) {
        removeTag(entity, key)
        entity.tags.set(key, value)
      }
    })) satisfies EntityChange<'TagRole'>,
  untag: ((state, { name, keys }) =>
    on(state, name, entity => {
      for (const key of keys) removeTag(entity, key)
    })) satisfies EntityChange<'UntagRole'>,
})

/** Keys of tags keep their case and are compared without it. */
const removeTag = ({ tags }: Entity, key: string): void => {
  for (const known of tags.keys()) if (known.toLowerCase() === key.toLowerCase()) tags.delete(known)
}

const user = entityChanges(onUser)
const role = entityChanges(onRole)

const ofEntities: Evolutions<IamState, EntityChanges> = {
  PutUserPolicy: user.putPolicy,
  DeleteUserPolicy: user.deletePolicy,
  AttachUserPolicy: user.attach,
  DetachUserPolicy: user.detach,
  PutUserPermissionsBoundary: user.putBoundary,
  DeleteUserPermissionsBoundary: user.deleteBoundary,
  TagUser: user.tag,
  UntagUser: user.untag,
  PutRolePolicy: role.putPolicy,
  DeleteRolePolicy: role.deletePolicy,
  AttachRolePolicy: role.attach,
  DetachRolePolicy: role.detach,
  PutRolePermissionsBoundary: role.putBoundary,
  DeleteRolePermissionsBoundary: role.deleteBoundary,
  TagRole: role.tag,
  UntagRole: role.untag,
}

export const evolve = evolving({
  ...ofEntities,
  CreateUser: ({ users }, { name, ...given }, { time }) => {
    users.set(name, { ...newEntity(given, time), UserName: name, accessKeys: new Map() })
  },
  DeleteUser: ({ users }, { name }) => {
    users.delete(name)
  },
  CreateAccessKey: (state, { name, id }, { time }) => {
    onUser(state, name, ({ accessKeys }) => accessKeys.set(id, { AccessKeyId: id, CreateDate: time, Status: 'Active' }))
    state.accessKeys.set(id, name)
  },
  UpdateAccessKey: (state, { name, id, status }) =>
    onUser(state, name, ({ accessKeys }) => {
      const key = accessKeys.get(id)
      if (key) key.Status = status
    }),
  DeleteAccessKey: (state, { name, id }) => {
    onUser(state, name, ({ accessKeys }) => accessKeys.delete(id))
    state.accessKeys.delete(id)
  },
  CreateRole: ({ roles }, { name, trust, description, longestSession, ...given }, { time }) => {
    roles.set(name, {
      ...newEntity(given, time),
      RoleName: name,
      trust,
      Description: description,
      MaxSessionDuration: longestSession,
    })
  },
  DeleteRole: ({ roles }, { name }) => {
    roles.delete(name)
  },
  UpdateRole: (state, { name, description, longestSession }) =>
    onRole(state, name, changedRole => {
      changedRole.Description = description ?? changedRole.Description
      changedRole.MaxSessionDuration = longestSession ?? changedRole.MaxSessionDuration
    }),
  UpdateAssumeRolePolicy: (state, { name, trust }) =>
    onRole(state, name, changedRole => {
      changedRole.trust = trust
    }),
  CreatePolicy: ({ policies }, { name, path, id, arn, description, document, tags }, { time: CreateDate }) => {
    policies.set(arn, {
      PolicyName: name,
      PolicyId: id,
      Arn: arn,
      Path: path,
      Description: description,
      CreateDate,
      versions: new Map([['v1', { VersionId: 'v1', CreateDate, document }]]),
      defaultVersion: 'v1',
      nextVersion: 2,
      tags: new Map(Object.entries(tags)),
    })
  },
  DeletePolicy: ({ policies }, { arn }) => {
    policies.delete(arn)
  },
  CreatePolicyVersion: (state, { arn, id, document, isDefault }, { time: CreateDate }) =>
    onPolicy(state, arn, policy => {
      policy.versions.set(id, { VersionId: id, CreateDate, document })
      policy.nextVersion += 1
      if (isDefault) policy.defaultVersion = id
    }),
  DeletePolicyVersion: (state, { arn, id }) => onPolicy(state, arn, ({ versions }) => versions.delete(id)),
  SetDefaultPolicyVersion: (state, { arn, id }) =>
    onPolicy(state, arn, policy => {
      policy.defaultVersion = id
    }),
})
