// Roles: who may assume them, and for how long.

import { globalArnOf } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Operation } from '../../../core/service.ts'
import { checkTrusted, encodeDocument, readTrust } from '../documents.ts'
import { uniqueId } from '../ids.ts'
import type { IamState, Role } from '../state.ts'
import { changed } from '../trail.ts'
import { define, entityOperations, noSuch, readTags, requireManaged, shownBoundary, shownTags } from './entities.ts'

const NAME = { min: 1, max: 64, pattern: /^[\w+=,.@-]+$/ }

/** As the list of roles has it, which leaves out what a role is marked and bounded with, and its last use. */
const listed = (role: Role) => ({
  Path: role.Path,
  RoleName: role.RoleName,
  RoleId: role.Id,
  Arn: role.Arn,
  CreateDate: new Date(role.CreateDate),
  AssumeRolePolicyDocument: encodeDocument(role.trust),
  Description: role.Description,
  MaxSessionDuration: role.MaxSessionDuration,
})

// Differs from AWS: nobody notes when a role was used last.
const view = (role: Role) => ({
  ...listed(role),
  ...shownBoundary(role.boundary),
  ...shownTags(role.tags),
  RoleLastUsed: {},
})

const roleOf = (state: IamState, name: string): Role => {
  const role = state.roles.get(name)
  if (!role) throw noSuch(`The role with name ${name} cannot be found.`)
  return role
}

const arnFor = (place: { account: string; region: string }, state: IamState, name: string): string =>
  state.roles.get(name)?.Arn ?? globalArnOf(place, 'iam', `role/${name}`)

export const roles: Readonly<Record<string, Operation<IamState>>> = {
  CreateRole: define({
    input: members => ({
      name: members.string('RoleName', NAME),
      path: members.optionalString('Path', { pattern: /^\/([!-~]+\/)?$/ }) ?? '/',
      trust: readTrust(members, 'AssumeRolePolicyDocument'),
      description: members.optionalString('Description', { max: 1000 }),
      seconds: members.optionalNumber('MaxSessionDuration', { min: 3600, max: 43_200 }),
      boundary: members.optionalString('PermissionsBoundary'),
      tags: readTags(members),
    }),
    access: ({ name, path, boundary }, scope) => [
      {
        action: 'iam:CreateRole',
        resource: globalArnOf(scope, 'iam', `role${path}${name}`),
        context: boundary ? { 'iam:PermissionsBoundary': boundary } : undefined,
      },
    ],
    decide: (state, { name, path, trust, description, seconds, boundary, tags }, scope) => {
      if (state.roles.has(name))
        throw new ServiceError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409)
      if (boundary) requireManaged(state, boundary)
      checkTrusted(state, scope, trust)
      const arn = globalArnOf(scope, 'iam', `role${path}${name}`)
      const id = uniqueId('AROA', scope)
      const change = {
        name,
        path,
        id,
        arn,
        trust,
        tags,
        description,
        longestSession: seconds ?? 3600,
        boundary,
      }
      return {
        output: {
          Role: {
            Path: path,
            RoleName: name,
            RoleId: id,
            Arn: arn,
            CreateDate: scope.now,
            AssumeRolePolicyDocument: encodeDocument(trust),
            Description: description,
            ...shownBoundary(boundary),
            ...shownTags(tags),
          },
        },
        facts: [changed('CreateRole', arn, change)],
      }
    },
  }),
  GetRole: define({
    input: members => ({ name: members.string('RoleName') }),
    access: ({ name }, scope, state) => [{ action: 'iam:GetRole', resource: arnFor(scope, state, name) }],
    decide: (state, { name }) => ({ output: { Role: view(roleOf(state, name)) } }),
  }),
  ListRoles: define({
    input: members => ({ prefix: members.optionalString('PathPrefix') ?? '/' }),
    access: ({ prefix }, scope) => [{ action: 'iam:ListRoles', resource: globalArnOf(scope, 'iam', `role${prefix}`) }],
    decide: (state, { prefix }) => ({
      output: {
        Roles: [...state.roles.values()].filter(role => role.Path.startsWith(prefix)).map(listed),
      },
    }),
  }),
  DeleteRole: define({
    input: members => ({ name: members.string('RoleName') }),
    access: ({ name }, scope, state) => [{ action: 'iam:DeleteRole', resource: arnFor(scope, state, name) }],
    decide: (state, { name }) => {
      const role = roleOf(state, name)
      if (role.attached.size > 0)
        throw new ServiceError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409)
      if (role.inline.size > 0)
        throw new ServiceError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409)
      return { output: {}, facts: [changed('DeleteRole', role.Arn, { name })] }
    },
  }),
  UpdateRole: define({
    input: (members): { name: string; description: string | undefined; seconds: number | undefined } => ({
      name: members.string('RoleName'),
      description: members.optionalString('Description', { max: 1000 }),
      seconds: members.optionalNumber('MaxSessionDuration', { min: 3600, max: 43_200 }),
    }),
    access: ({ name }, scope, state) => [{ action: 'iam:UpdateRole', resource: arnFor(scope, state, name) }],
    decide: (state, { name, description, seconds }) => ({
      output: {},
      facts: [
        changed('UpdateRole', roleOf(state, name).Arn, {
          name,
          description,
          longestSession: seconds,
        }),
      ],
    }),
  }),
  UpdateAssumeRolePolicy: define({
    input: members => ({
      name: members.string('RoleName'),
      trust: readTrust(members, 'PolicyDocument'),
    }),
    access: ({ name }, scope, state) => [
      { action: 'iam:UpdateAssumeRolePolicy', resource: arnFor(scope, state, name) },
    ],
    decide: (state, { name, trust }, scope) => {
      checkTrusted(state, scope, trust)
      return {
        output: {},
        facts: [changed('UpdateAssumeRolePolicy', roleOf(state, name).Arn, { name, trust })],
      }
    },
  }),
  ...entityOperations('Role'),
}
