// Users and their access keys.

import { globalArnOf } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Operation } from '../../../core/service.ts'
import { uniqueId } from '../ids.ts'
import type { AccessKey, IamState, User } from '../state.ts'
import { changed } from '../trail.ts'
import { define, entityOperations, noSuch, readTags, requireManaged, shownBoundary, shownTags } from './entities.ts'

const NAME = { min: 1, max: 64, pattern: /^[\w+=,.@-]+$/ }

/** As the list of users has it, which leaves out what a user is marked and bounded with. */
const listed = (user: User) => ({
  Path: user.Path,
  UserName: user.UserName,
  UserId: user.Id,
  Arn: user.Arn,
  CreateDate: new Date(user.CreateDate),
})

const view = (user: User) => ({ ...listed(user), ...shownBoundary(user.boundary), ...shownTags(user.tags) })

const arnFor = (place: { account: string; region: string }, name: string, path = '/') =>
  globalArnOf(place, 'iam', `user${path}${name}`)

const userOf = (state: IamState, name: string): User => {
  const user = state.users.get(name)
  if (!user) throw noSuch(`The user with name ${name} cannot be found.`)
  return user
}

export const users: Readonly<Record<string, Operation<IamState>>> = {
  CreateUser: define({
    input: members => ({
      name: members.string('UserName', NAME),
      path: members.optionalString('Path') ?? '/',
      boundary: members.optionalString('PermissionsBoundary'),
      tags: readTags(members),
    }),
    access: ({ name, path, boundary }, scope) => [
      {
        action: 'iam:CreateUser',
        resource: arnFor(scope, name, path),
        context: boundary ? { 'iam:PermissionsBoundary': boundary } : undefined,
      },
    ],
    decide: (state, { name, path, boundary, tags }, scope) => {
      if (state.users.has(name))
        throw new ServiceError('EntityAlreadyExists', `User with name ${name} already exists.`, 409)
      if (boundary) requireManaged(state, boundary)
      const arn = arnFor(scope, name, path)
      const id = uniqueId('AIDA', scope)
      const user = { Path: path, UserName: name, UserId: id, Arn: arn, CreateDate: scope.now }
      return {
        output: { User: { ...user, ...shownBoundary(boundary), ...shownTags(tags) } },
        facts: [changed('CreateUser', arn, { name, path, id, arn, boundary, tags })],
      }
    },
  }),
  GetUser: define({
    input: (members): { name: string | undefined } => ({ name: members.optionalString('UserName') }),
    access: ({ name }, scope) => [
      {
        action: 'iam:GetUser',
        resource: name ? arnFor(scope, name) : scope.principal.kind === 'user' ? scope.principal.arn : '*',
      },
    ],
    decide: (state, { name }, scope) => {
      const asked = name ?? (scope.principal.kind === 'user' ? scope.principal.userName : undefined)
      if (!asked)
        throw new ServiceError('ValidationError', 'Must specify userName when calling with non-User credentials')
      return { output: { User: view(userOf(state, asked)) } }
    },
  }),
  ListUsers: define({
    input: members => ({ prefix: members.optionalString('PathPrefix') ?? '/' }),
    access: ({ prefix }, scope) => [{ action: 'iam:ListUsers', resource: globalArnOf(scope, 'iam', `user${prefix}`) }],
    decide: (state, { prefix }) => ({
      output: {
        Users: [...state.users.values()].filter(user => user.Path.startsWith(prefix)).map(listed),
      },
    }),
  }),
  DeleteUser: define({
    input: members => ({ name: members.string('UserName') }),
    access: ({ name }, scope) => [{ action: 'iam:DeleteUser', resource: arnFor(scope, name) }],
    decide: (state, { name }) => {
      const user = userOf(state, name)
      refuseInUse(user.attached.size > 0, 'must detach all policies first.')
      refuseInUse(user.inline.size > 0, 'must delete policies first.')
      refuseInUse(user.accessKeys.size > 0, 'must delete access keys first.')
      return { output: {}, facts: [changed('DeleteUser', user.Arn, { name })] }
    },
  }),
  CreateAccessKey: define({
    input: (members): { name: string | undefined } => ({ name: members.optionalString('UserName') }),
    access: ({ name }, scope) => [
      { action: 'iam:CreateAccessKey', resource: name ? arnFor(scope, name) : userArnOf(scope.principal) },
    ],
    perform: async (desk, { name }, scope) => {
      const owner = userOf(desk.state, name ?? ownName(scope.principal))
      if (owner.accessKeys.size >= 2)
        throw new ServiceError('LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2', 409)
      const id = uniqueId('AKIA', scope)
      const AccessKey = {
        UserName: owner.UserName,
        AccessKeyId: id,
        Status: 'Active',
        SecretAccessKey: desk.secretOf(id),
        CreateDate: scope.now,
      }
      return scope.answer({ AccessKey }, changed('CreateAccessKey', owner.Arn, { name: owner.UserName, id }))
    },
  }),
  ListAccessKeys: define({
    input: (members): { name: string | undefined } => ({ name: members.optionalString('UserName') }),
    access: ({ name }, scope) => [
      { action: 'iam:ListAccessKeys', resource: name ? arnFor(scope, name) : userArnOf(scope.principal) },
    ],
    decide: (state, { name }, scope) => {
      const owner = userOf(state, name ?? ownName(scope.principal))
      const keys = [...owner.accessKeys.values()].map(key => ({
        ...key,
        UserName: owner.UserName,
        CreateDate: new Date(key.CreateDate),
      }))
      return { output: { AccessKeyMetadata: keys } }
    },
  }),
  UpdateAccessKey: define({
    input: (members): { name: string | undefined; id: string; status: AccessKey['Status'] } => ({
      name: members.optionalString('UserName'),
      id: members.string('AccessKeyId'),
      status: members.string('Status', { values: ['Active', 'Inactive'] }) === 'Active' ? 'Active' : 'Inactive',
    }),
    access: ({ name }, scope) => [
      { action: 'iam:UpdateAccessKey', resource: name ? arnFor(scope, name) : userArnOf(scope.principal) },
    ],
    decide: (state, { name, id, status }, scope) => {
      const owner = userOf(state, name ?? ownName(scope.principal))
      if (!owner.accessKeys.has(id)) throw noSuch(`The Access Key with id ${id} cannot be found.`)
      return {
        output: {},
        facts: [changed('UpdateAccessKey', owner.Arn, { name: owner.UserName, id, status })],
      }
    },
  }),
  DeleteAccessKey: define({
    input: (members): { name: string | undefined; id: string } => ({
      name: members.optionalString('UserName'),
      id: members.string('AccessKeyId'),
    }),
    access: ({ name }, scope) => [
      { action: 'iam:DeleteAccessKey', resource: name ? arnFor(scope, name) : userArnOf(scope.principal) },
    ],
    decide: (state, { name, id }, scope) => {
      const owner = userOf(state, name ?? ownName(scope.principal))
      if (!owner.accessKeys.has(id)) throw noSuch(`The Access Key with id ${id} cannot be found.`)
      return { output: {}, facts: [changed('DeleteAccessKey', owner.Arn, { name: owner.UserName, id })] }
    },
  }),
  ...entityOperations('User'),
}

const userArnOf = (principal: { kind: string; arn?: string }): string => principal.arn ?? '*'

const ownName = (principal: { kind: string; userName?: string }): string => {
  if (principal.userName) return principal.userName
  throw new ServiceError('ValidationError', 'Must specify userName when calling with non-User credentials')
}

const refuseInUse = (inUse: boolean, reason: string): void => {
  if (inUse) throw new ServiceError('DeleteConflict', `Cannot delete entity, ${reason}`, 409)
}
