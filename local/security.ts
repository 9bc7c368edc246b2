// Decides every call by the policies in force: IAM's state, the resources' own policies, and the keys that were issued.

import { ServiceError } from './core/errors.ts'
import type { Access, ConditionContext, PolicyDocument } from './core/policy.ts'
import { type Principal, principalName } from './core/principal.ts'
import type { Issuer } from './credentials.ts'
import type { Runtime } from './kernel/runtime.ts'
import type { Security } from './kernel/security.ts'
import { evaluate, type NamedPolicy, type Policies, refusalMessage, type Verdict } from './policy/evaluate.ts'
import { uniqueId } from './services/iam/ids.ts'
import { roleWith, userWith } from './services/iam/named.ts'
import { managedDocument } from './services/iam/policies.ts'
import type { Entity, IamState } from './services/iam/state.ts'

/** What was asked and how it was decided, for those who study permissions. */
export interface Decided {
  readonly principal: Principal
  readonly access: Access
  readonly verdict: Verdict
}

const NOTHING: PolicyDocument = { Statement: [] }

export const iamSecurity =
  (issuer: Issuer, listen: (decided: Decided) => void = () => {}) =>
  (runtime: Runtime): Security => {
    const iam = () => runtime.state('iam') as IamState
    const judge = (principal: Principal, access: Access, context: ConditionContext): void => {
      const values = valuesOf(runtime, principal, access, context)
      const verdict = evaluate(principal, { ...access, values }, policiesFor(runtime, iam(), principal, access))
      listen({ principal, access, verdict })
      if (!verdict.allowed)
        throw new ServiceError(
          'AccessDenied',
          refusalMessage(principalName(principal), { ...access, values }, verdict),
          403,
        )
    }
    return {
      authorize: (principal, accesses, context) => {
        for (const access of accesses) judge(principal, access, context)
      },
      assume: (roleArn, { service, sourceArn, sessionName, sessionPolicy }) => {
        judge(
          { kind: 'service', service, ...(sourceArn ? { sourceArn } : {}) },
          { action: 'sts:AssumeRole', resource: roleArn },
          {},
        )
        return {
          kind: 'session',
          arn: `${roleArn.replace(':iam:', ':sts:').replace(/:role\/(?:.*\/)?/, ':assumed-role/')}/${sessionName}`,
          roleArn,
          sessionName,
          by: service,
          ...(sessionPolicy ? { sessionPolicy } : {}),
        }
      },
      userId: principal => userIdOf(iam(), principal),
      issueCredentials: (principal, seconds) =>
        issuer.issue(
          principal,
          uniqueId('ASIA', runtime.moment()),
          new Date(runtime.clock.now().getTime() + seconds * 1000),
        ),
      identify: (accessKeyId, sessionToken) => {
        const secretAccessKey = issuer.secretOf(accessKeyId)
        if (sessionToken !== undefined) {
          const session = issuer.open(accessKeyId, sessionToken)
          if (!session) return undefined
          if (session.expiration <= runtime.clock.now())
            throw new ServiceError('ExpiredToken', 'The security token included in the request is expired', 403)
          return { principal: session.principal, secretAccessKey }
        }
        const user = iam().users.get(iam().accessKeys.get(accessKeyId) ?? '')
        if (user?.accessKeys.get(accessKeyId)?.Status !== 'Active') return undefined
        return { principal: { kind: 'user', arn: user.Arn, userName: user.UserName, accessKeyId }, secretAccessKey }
      },
    }
  }

const policiesFor = (runtime: Runtime, iam: IamState, principal: Principal, access: Access): Policies => {
  const resource = runtime.resourcePolicyOf(access.resource)
  const entity = entityOf(iam, principal)
  const boundary = entity?.boundary
  return {
    identity: entity ? identityPolicies(iam, entity) : [],
    ...(boundary ? { boundary: { name: boundary, document: managedDocument(iam, boundary) ?? NOTHING } } : {}),
    ...(principal.kind === 'session' && principal.sessionPolicy ? { session: principal.sessionPolicy } : {}),
    ...(resource ? { resource } : {}),
    resourcePolicyDecides: access.action.startsWith('kms:')
      ? resource !== undefined
      : access.action === 'sts:AssumeRole',
  }
}

const userIdOf = (iam: IamState, principal: Principal): string => {
  const id = entityOf(iam, principal)?.Id ?? ''
  return principal.kind === 'session' ? `${id}:${principal.sessionName}` : id
}

const entityOf = (iam: IamState, principal: Principal): Entity | undefined => {
  if (principal.kind === 'user') return userWith(iam, principal.arn)
  if (principal.kind === 'session') return roleWith(iam, principal.roleArn)
  return undefined
}

const identityPolicies = (iam: IamState, { inline, attached }: Entity): readonly NamedPolicy[] => [
  ...[...inline].map(([name, document]) => ({ name, document })),
  ...[...attached].map(arn => ({ name: arn, document: managedDocument(iam, arn) ?? NOTHING })),
]

/**
 * The condition keys that AWS sets for every request, those of the operation, and those of the way it came.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const valuesOf = (
  runtime: Runtime,
  principal: Principal,
  access: Access,
  context: ConditionContext,
): ReadonlyMap<string, readonly string[]> => {
  const now = runtime.clock.now()
  const { account, region } = runtime.place
  const values = new Map<string, readonly string[]>([
    ['aws:currenttime', [now.toISOString()]],
    ['aws:epochtime', [String(Math.floor(now.getTime() / 1000))]],
    // Differs from AWS: loopback is not encrypted; it never leaves the machine, so it counts as a secure transport.
    ['aws:securetransport', ['true']],
    ['aws:requestedregion', [region]],
    ['aws:resourceaccount', [account]],
    ['aws:viaawsservice', [String('by' in principal && principal.by === 'cloudformation.amazonaws.com')]],
  ])
  for (const [key, value] of Object.entries(principalKeys(principal, account))) values.set(key, [value])
  for (const [key, value] of Object.entries(runtime.resourceTagsOf(access.resource)))
    values.set(`aws:resourcetag/${key.toLowerCase()}`, [value])
  for (const [key, value] of entityOf(runtime.state('iam') as IamState, principal)?.tags ?? [])
    values.set(`aws:principaltag/${key.toLowerCase()}`, [value])
  for (const [key, value] of [...Object.entries(context), ...Object.entries(access.context ?? {})])
    values.set(key.toLowerCase(), typeof value === 'string' ? [value] : value)
  return values
}

const principalKeys = (principal: Principal, account: string): Readonly<Record<string, string>> => {
  switch (principal.kind) {
    case 'user':
      return {
        'aws:principalarn': principal.arn,
        'aws:principalaccount': account,
        'aws:principaltype': 'User',
        'aws:username': principal.userName,
      }
    case 'session':
      return {
        'aws:principalarn': principal.roleArn,
        'aws:principalaccount': account,
        'aws:principaltype': 'AssumedRole',
        'aws:userid': `AROA:${principal.sessionName}`,
      }
    case 'service':
      return {
        'aws:principaltype': 'Service',
        'aws:principalservicename': principal.service,
        'aws:principalisawsservice': 'true',
        // The account is known even where no single resource stands behind the call.
        'aws:sourceaccount': account,
        ...(principal.sourceArn ? { 'aws:sourcearn': principal.sourceArn } : {}),
      }
    case 'anonymous':
      return { 'aws:principaltype': 'Anonymous' }
  }
}
