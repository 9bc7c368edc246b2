// Users, roles and managed policies.

import { globalArnOf, type Place } from '../../core/arn.ts'
import type { PolicyDocument } from '../../core/policy.ts'
import type { UserPrincipal } from '../../core/principal.ts'
import type { Evolving } from '../../core/trail.ts'

/** What users and roles have in common. */
export interface Entity {
  readonly Path: string
  readonly Id: string
  readonly Arn: string
  readonly CreateDate: string
  /** Inline policies by name. */
  readonly inline: ReadonlyMap<string, PolicyDocument>
  /** ARNs of attached managed policies. */
  readonly attached: ReadonlySet<string>
  /** ARN of the permissions boundary. */
  readonly boundary: string | undefined
  readonly tags: ReadonlyMap<string, string>
}

export interface User extends Entity {
  readonly UserName: string
  /** Status by access key id; secrets are derived, never stored. */
  readonly accessKeys: ReadonlyMap<string, AccessKey>
  /** Service-specific credentials are not made: git uses the access key. */
}

export interface AccessKey {
  readonly AccessKeyId: string
  readonly CreateDate: string
  readonly Status: 'Active' | 'Inactive'
}

export interface Role extends Entity {
  readonly RoleName: string
  readonly trust: PolicyDocument
  readonly Description: string | undefined
  readonly MaxSessionDuration: number
}

export interface ManagedPolicy {
  readonly PolicyName: string
  readonly PolicyId: string
  readonly Arn: string
  readonly Path: string
  readonly Description: string | undefined
  readonly CreateDate: string
  readonly versions: ReadonlyMap<string, PolicyVersion>
  readonly defaultVersion: string
  readonly nextVersion: number
  readonly tags: ReadonlyMap<string, string>
}

export interface PolicyVersion {
  readonly VersionId: string
  readonly CreateDate: string
  readonly document: PolicyDocument
}

export interface IamState {
  readonly users: ReadonlyMap<string, User>
  readonly roles: ReadonlyMap<string, Role>
  readonly policies: ReadonlyMap<string, ManagedPolicy>
  /** User name by access key id. */
  readonly accessKeys: ReadonlyMap<string, string>
}

export const ADMINISTRATOR = 'administrator'
const ADMINISTRATOR_ID = 'AIDALOCALADMINISTRATO'
/** Not a secret: the secret behind it is made anew for every state folder. */
export const ADMINISTRATOR_KEY_ID = 'AKIALOCALADMINISTRAT'

/** An account with one administrator, whose right comes from a policy like everybody's. */
export const initial = (place: Place): IamState => {
  const CreateDate = new Date(0).toISOString()
  const key: AccessKey = { AccessKeyId: ADMINISTRATOR_KEY_ID, CreateDate, Status: 'Active' }
  const administrator: Evolving<User> = {
    ...newEntity(
      { path: '/', id: ADMINISTRATOR_ID, arn: administratorArn(place), boundary: undefined, tags: {} },
      CreateDate,
    ),
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

/** A new user or role, with what it is given. */
export const newEntity = (
  {
    path,
    id,
    arn,
    boundary,
    tags,
  }: {
    readonly path: string
    readonly id: string
    readonly arn: string
    readonly boundary: string | undefined
    readonly tags: Readonly<Record<string, string>>
  },
  CreateDate: string,
): Evolving<Entity> => ({
  Path: path,
  Id: id,
  Arn: arn,
  CreateDate,
  inline: new Map(),
  attached: new Set(),
  boundary,
  tags: new Map(Object.entries(tags)),
})
