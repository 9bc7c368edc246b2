// What IAM records: each change of a user, a role or a managed policy.

import type { PolicyDocument } from '../../core/policy.ts'
import { trailOf } from '../../core/trail.ts'
import type { AccessKey, IamState } from './state.ts'

/** `User` or `Role`: the part of the names of what both have. */
export type Kind = 'User' | 'Role'
type Tags = Readonly<Record<string, string>>

interface OfEntity {
  readonly name: string
}
interface NewEntity extends OfEntity {
  readonly path: string
  readonly id: string
  readonly arn: string
  /** ARN of the permissions boundary. */
  readonly boundary: string | undefined
  readonly tags: Tags
}
interface OfKey extends OfEntity {
  readonly id: string
}
interface OfPolicy {
  readonly arn: string
}
interface OfVersion extends OfPolicy {
  readonly id: string
}

type Of<Name extends string, Data> = Readonly<Record<Name, Data>>

/** What users and roles have in common. */
export type EntityChanges = Of<
  `Put${Kind}Policy`,
  OfEntity & { readonly policy: string; readonly document: PolicyDocument }
> &
  Of<`Delete${Kind}Policy`, OfEntity & { readonly policy: string }> &
  Of<`${'Attach' | 'Detach'}${Kind}Policy` | `Put${Kind}PermissionsBoundary`, OfEntity & { readonly arn: string }> &
  Of<`Delete${Kind}PermissionsBoundary`, OfEntity> &
  Of<`Tag${Kind}`, OfEntity & { readonly tags: Tags }> &
  Of<`Untag${Kind}`, OfEntity & { readonly keys: readonly string[] }>

interface OwnChanges {
  CreateUser: NewEntity
  DeleteUser: OfEntity
  CreateAccessKey: OfKey
  UpdateAccessKey: OfKey & { readonly status: AccessKey['Status'] }
  DeleteAccessKey: OfKey
  CreateRole: NewEntity & {
    readonly trust: PolicyDocument
    readonly description: string | undefined
    /** Seconds. */
    readonly longestSession: number
  }
  DeleteRole: OfEntity
  UpdateRole: OfEntity & { readonly description: string | undefined; readonly longestSession: number | undefined }
  UpdateAssumeRolePolicy: OfEntity & { readonly trust: PolicyDocument }
  CreatePolicy: OfPolicy & {
    readonly name: string
    readonly path: string
    readonly id: string
    readonly description: string | undefined
    readonly document: PolicyDocument
    readonly tags: Tags
  }
  DeletePolicy: OfPolicy
  CreatePolicyVersion: OfVersion & { readonly document: PolicyDocument; readonly isDefault: boolean }
  DeletePolicyVersion: OfVersion
  SetDefaultPolicyVersion: OfVersion
}

export type Changes = OwnChanges & EntityChanges

export const { changed, evolving } = trailOf<IamState, Changes>()('aws.iam')
