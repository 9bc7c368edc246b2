// Customer-managed policies and their versions; AWS managed ones can be looked at.

import { globalArnOf } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { PolicyDocument } from '../../../core/policy.ts'
import type { Operation } from '../../../core/service.ts'
import { AWS_MANAGED_POLICIES } from '../../../policy/aws-managed-policies.ts'
import { encodeDocument, readManaged } from '../documents.ts'
import { uniqueId } from '../ids.ts'
import type { IamState, ManagedPolicy } from '../state.ts'
import { changed } from '../trail.ts'
import { define, noSuch, pathOf, readTags, shownTags } from './entities.ts'

const attachments = (state: IamState, arn: string): number =>
  [...state.users.values(), ...state.roles.values()].filter(({ attached }) => attached.has(arn)).length

const boundaries = (state: IamState, arn: string): number =>
  [...state.users.values(), ...state.roles.values()].filter(({ boundary }) => boundary === arn).length

/** As the list of policies has it, which leaves out what a policy is marked and described with. */
const listed = (state: IamState, policy: ManagedPolicy) => ({
  PolicyName: policy.PolicyName,
  PolicyId: policy.PolicyId,
  Arn: policy.Arn,
  Path: policy.Path,
  DefaultVersionId: policy.defaultVersion,
  AttachmentCount: attachments(state, policy.Arn),
  PermissionsBoundaryUsageCount: boundaries(state, policy.Arn),
  IsAttachable: true,
  CreateDate: new Date(policy.CreateDate),
  UpdateDate: new Date(policy.versions.get(policy.defaultVersion)?.CreateDate ?? policy.CreateDate),
})

const view = (state: IamState, policy: ManagedPolicy) => ({
  ...listed(state, policy),
  Description: policy.Description,
  ...shownTags(policy.tags),
})

const policyOf = (state: IamState, arn: string): ManagedPolicy => {
  const policy = state.policies.get(arn)
  if (!policy) throw noSuch(`Policy ${arn} was not found.`)
  return policy
}

/** The document in force; undefined when there is no such policy. */
export const managedDocument = (state: IamState, arn: string): PolicyDocument | undefined => {
  const policy = state.policies.get(arn)
  return policy ? policy.versions.get(policy.defaultVersion)?.document : AWS_MANAGED_POLICIES.get(arn)
}

const onPolicy = <Given extends object>(
  name: string,
  read: (members: Parameters<Parameters<typeof define>[0]['input']>[0]) => Given,
  decide: NonNullable<Parameters<typeof define<Given & { readonly arn: string }, unknown>>[0]['decide']>,
): Operation<IamState> =>
  define<Given & { readonly arn: string }, unknown>({
    input: members => ({ ...read(members), arn: members.string('PolicyArn') }),
    access: ({ arn }) => [{ action: `iam:${name}`, resource: arn }],
    decide,
  })

export const policies: Readonly<Record<string, Operation<IamState>>> = {
  CreatePolicy: define({
    input: members => ({
      name: members.string('PolicyName', { min: 1, max: 128, pattern: /^[\w+=,.@-]+$/ }),
      path: members.optionalString('Path') ?? '/',
      document: readManaged(members),
      description: members.optionalString('Description', { max: 1000 }),
      tags: readTags(members),
    }),
    access: ({ name, path }, scope) => [
      { action: 'iam:CreatePolicy', resource: globalArnOf(scope, 'iam', `policy${path}${name}`) },
    ],
    decide: (state, { name, path, document, description, tags }, scope) => {
      const arn = globalArnOf(scope, 'iam', `policy${path}${name}`)
      if (state.policies.has(arn))
        throw new ServiceError(
          'EntityAlreadyExists',
          `A policy called ${name} already exists. Duplicate names are not allowed.`,
          409,
        )
      const id = uniqueId('ANPA', scope)
      return {
        output: {
          Policy: {
            PolicyName: name,
            PolicyId: id,
            Arn: arn,
            Path: path,
            DefaultVersionId: 'v1',
            AttachmentCount: 0,
            PermissionsBoundaryUsageCount: 0,
            IsAttachable: true,
            CreateDate: scope.now,
            UpdateDate: scope.now,
            ...shownTags(tags),
          },
        },
        facts: [
          changed('CreatePolicy', arn, {
            name,
            path,
            id,
            arn,
            document,
            tags,
            description,
          }),
        ],
      }
    },
  }),
  GetPolicy: onPolicy(
    'GetPolicy',
    () => ({}),
    (state, { arn }) => ({ output: { Policy: view(state, policyOf(state, arn)) } }),
  ),
  DeletePolicy: onPolicy(
    'DeletePolicy',
    () => ({}),
    (state, { arn }) => {
      const policy = policyOf(state, arn)
      if (attachments(state, arn) + boundaries(state, arn) > 0)
        throw new ServiceError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409)
      if (policy.versions.size > 1)
        throw new ServiceError(
          'DeleteConflict',
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions.",
          409,
        )
      return { output: {}, facts: [changed('DeletePolicy', arn, { arn })] }
    },
  ),
  ListPolicies: define({
    input: members => ({
      scopeOf: members.optionalString('Scope', { values: ['All', 'AWS', 'Local'] }) ?? 'All',
      prefix: members.optionalString('PathPrefix') ?? '/',
      onlyAttached: members.boolean('OnlyAttached'),
      usage: members.optionalString('PolicyUsageFilter', { values: ['PermissionsPolicy', 'PermissionsBoundary'] }),
    }),
    access: () => [{ action: 'iam:ListPolicies', resource: '*' }],
    decide: (state, { scopeOf, prefix, onlyAttached, usage }) => ({
      output: {
        Policies: [
          ...(scopeOf === 'AWS' ? [] : [...state.policies.values()].map(policy => listed(state, policy))),
          ...(scopeOf === 'Local'
            ? []
            : [...AWS_MANAGED_POLICIES.keys()].map(Arn => ({
                PolicyName: Arn.split('/').at(-1),
                Arn,
                IsAttachable: true,
              }))),
        ].filter(({ Arn }) => {
          if (!pathOf(Arn).startsWith(prefix)) return false
          const attached = attachments(state, Arn)
          const bounding = boundaries(state, Arn)
          if (usage === 'PermissionsPolicy' && attached === 0) return false
          if (usage === 'PermissionsBoundary' && bounding === 0) return false
          return !onlyAttached || attached + (usage === undefined ? bounding : 0) > 0 || usage === 'PermissionsBoundary'
        }),
      },
    }),
  }),
  CreatePolicyVersion: onPolicy(
    'CreatePolicyVersion',
    members => ({
      document: readManaged(members),
      setDefault: members.boolean('SetAsDefault'),
    }),
    (state, { arn, document, setDefault }, scope) => {
      const policy = policyOf(state, arn)
      if (policy.versions.size >= 5)
        throw new ServiceError(
          'LimitExceeded',
          'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
          409,
        )
      const id = `v${policy.nextVersion}`
      return {
        output: { PolicyVersion: { VersionId: id, IsDefaultVersion: setDefault, CreateDate: scope.now } },
        facts: [
          changed('CreatePolicyVersion', arn, {
            arn,
            id,
            document,
            isDefault: setDefault,
          }),
        ],
      }
    },
  ),
  GetPolicyVersion: onPolicy(
    'GetPolicyVersion',
    members => ({ id: members.string('VersionId') }),
    (state, { arn, id }) => {
      const aws = AWS_MANAGED_POLICIES.get(arn)
      const version = aws
        ? { VersionId: 'v1', document: aws, CreateDate: new Date(0).toISOString() }
        : policyOf(state, arn).versions.get(id)
      if (!version) throw noSuch(`Policy ${arn} version ${id} does not exist or is not attachable.`)
      return {
        output: {
          PolicyVersion: {
            VersionId: version.VersionId,
            Document: encodeDocument(version.document),
            IsDefaultVersion: aws !== undefined || state.policies.get(arn)?.defaultVersion === id,
            CreateDate: new Date(version.CreateDate),
          },
        },
      }
    },
  ),
  ListPolicyVersions: onPolicy(
    'ListPolicyVersions',
    () => ({}),
    (state, { arn }) => {
      const policy = policyOf(state, arn)
      return {
        output: {
          Versions: [...policy.versions.values()].map(({ VersionId, CreateDate }) => ({
            VersionId,
            IsDefaultVersion: VersionId === policy.defaultVersion,
            CreateDate: new Date(CreateDate),
          })),
        },
      }
    },
  ),
  DeletePolicyVersion: onPolicy(
    'DeletePolicyVersion',
    members => ({ id: members.string('VersionId') }),
    (state, { arn, id }) => {
      const policy = policyOf(state, arn)
      if (policy.defaultVersion === id)
        throw new ServiceError('DeleteConflict', 'Cannot delete the default version of a policy.', 409)
      if (!policy.versions.has(id)) throw noSuch(`Policy ${arn} version ${id} does not exist or is not attachable.`)
      return { output: {}, facts: [changed('DeletePolicyVersion', arn, { arn, id })] }
    },
  ),
  SetDefaultPolicyVersion: onPolicy(
    'SetDefaultPolicyVersion',
    members => ({ id: members.string('VersionId') }),
    (state, { arn, id }) => {
      const policy = policyOf(state, arn)
      if (!policy.versions.has(id)) throw noSuch(`Policy ${arn} version ${id} does not exist or is not attachable.`)
      return { output: {}, facts: [changed('SetDefaultPolicyVersion', arn, { arn, id })] }
    },
  ),
}
