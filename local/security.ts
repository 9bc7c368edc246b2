// Decides every call by the policies in force: IAM's state, the resources' own policies, and the keys that were issued.

import { ServiceError } from './core/errors.ts'
import type { Access, ConditionContext } from './core/policy.ts'
import { type Principal, principalName, roleSession } from './core/principal.ts'
import type { Issuer } from './credentials.ts'
import { conditionKeys } from './kernel/call/condition-keys.ts'
import type { Runtime } from './kernel/runtime.ts'
import type { Security } from './kernel/security.ts'
import { evaluate, refusalMessage, type Verdict } from './policy/evaluate.ts'
import { uniqueId } from './services/iam/ids.ts'
import { roleWith, userWith } from './services/iam/operations/named.ts'
import { managedDocument } from './services/iam/operations/policies.ts'
import { entityOf, holderOf, ownPolicies, principalTags } from './services/iam/principals.ts'
import { ADMINISTRATOR, type IamState } from './services/iam/state.ts'

/** What was asked and how it was decided, for those who study permissions. */
export interface Decided {
  readonly principal: Principal
  readonly access: Access
  readonly verdict: Verdict
}

export const iamSecurity =
  (issuer: Issuer, listen: (decided: Decided) => void = () => {}) =>
  (runtime: Runtime): Security => {
    const iam = () => runtime.state('iam') as IamState
    const judge = (principal: Principal, access: Access, context: ConditionContext): void => {
      const request = { ...access, values: valuesOf(runtime, iam(), principal, access, context) }
      const resource = isRepair(principal, access) ? undefined : runtime.resourcePolicyOf(access.resource)
      const verdict = evaluate(principal, request, {
        ...ownPolicies(iam(), principal),
        ...(resource ? { resource } : {}),
        resourcePolicyDecides: needsResourcePolicy(access.action, resource !== undefined),
      })
      listen({ principal, access, verdict })
      if (!verdict.allowed)
        throw new ServiceError('AccessDenied', refusalMessage(principalName(principal), request, verdict), 403)
    }
    return {
      authorize: (principal, accesses, context) => {
        for (const access of accesses) judge(principal, access, context)
      },
      assume: (roleArn, { service, sourceArn, sessionName, sessionPolicy }) => {
        const asService: Principal = { kind: 'service', service, ...(sourceArn ? { sourceArn } : {}) }
        judge(asService, { action: 'sts:AssumeRole', resource: roleArn }, {})
        const roleId = roleWith(iam(), roleArn)?.Id
        // Nobody but a role's own trust policy allows that, so there is a role.
        if (roleId === undefined) throw new Error(`assumed '${roleArn}', which is no role`)
        return roleSession({
          roleArn,
          roleId,
          sessionName,
          by: service,
          ...(sessionPolicy ? { sessionPolicies: [sessionPolicy] } : {}),
        })
      },
      directory: {
        role: arn => {
          const role = roleWith(iam(), arn)
          return role && { roleId: role.Id, maxSessionDuration: role.MaxSessionDuration }
        },
        hasPolicy: arn => managedDocument(iam(), arn) !== undefined,
        isPrincipal: arn => (userWith(iam(), arn) ?? roleWith(iam(), arn)) !== undefined,
      },
      issueCredentials: (principal, seconds) =>
        issuer.issue(
          principal,
          uniqueId('ASIA', runtime.moment()),
          new Date(runtime.clock.now().getTime() + seconds * 1000),
        ),
      secretOf: accessKeyId => issuer.secretOf(accessKeyId),
      identify: (accessKeyId, sessionToken) => {
        const secretAccessKey = issuer.secretOf(accessKeyId)
        if (sessionToken === undefined) {
          const principal = holderOf(iam(), accessKeyId)
          return principal && { principal, secretAccessKey }
        }
        const session = issuer.open(accessKeyId, sessionToken)
        if (!session) return undefined
        if (session.expiration <= runtime.clock.now())
          throw new ServiceError('ExpiredToken', 'The security token included in the request is expired', 403)
        // The keys of a role end with it.
        if (!entityOf(iam(), session.principal)) return undefined
        return { principal: { ...session.principal, accessKeyId }, secretAccessKey }
      },
    }
  }

/** A role is assumed by whom its trust policy names, and a key is used under its own policy; elsewhere a resource's policy only adds. */
const needsResourcePolicy = (action: string, exists: boolean): boolean =>
  action.startsWith('kms:') ? exists : action.startsWith('sts:')

/**
 * The administrator may always look at the policy of a resource and put another in its place, whatever it denies: as on AWS the root user may for
 * buckets. Differs from AWS: for topics, keys and functions too, where AWS's support has to be asked. A trust policy has no say in calls to IAM.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
const isRepair = (principal: Principal, { action }: Access): boolean =>
  action.startsWith('iam:') ||
  (principal.kind === 'user' && principal.userName === ADMINISTRATOR && REPAIRS.has(action))

const REPAIRS = new Set([
  's3:GetBucketPolicy',
  's3:PutBucketPolicy',
  's3:DeleteBucketPolicy',
  'sns:GetTopicAttributes',
  'sns:SetTopicAttributes',
  'kms:GetKeyPolicy',
  'kms:PutKeyPolicy',
  'lambda:GetPolicy',
  'lambda:RemovePermission',
])

const valuesOf = (
  runtime: Runtime,
  iam: IamState,
  principal: Principal,
  access: Access,
  context: ConditionContext,
): ReadonlyMap<string, readonly string[]> =>
  conditionKeys({
    principal,
    principalTags: principalTags(iam, principal),
    access,
    resourceTags: runtime.resourceTagsOf(access.resource),
    context,
    now: runtime.clock.now(),
    place: runtime.place,
  })
