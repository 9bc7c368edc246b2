// Whether a request is allowed within one account, and by what or why not.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html

import type { PolicyDocument } from '../core/policy.ts'
import type { Principal } from '../core/principal.ts'
import { NotEvaluable } from './conditions.ts'
import type { Naming } from './principals.ts'
import { type Request, type Statement, statementsOf } from './statements.ts'

export interface NamedPolicy {
  /** The policy's ARN, or the name of an inline policy. */
  readonly name: string
  readonly document: PolicyDocument
}

/** All that has a say in a request. */
export interface Policies {
  /** Inline and attached policies of the user or role. */
  readonly identity: readonly NamedPolicy[]
  /** An empty document of a boundary that is named but does not exist allows nothing. */
  readonly boundary?: NamedPolicy
  /** Of them all, one has to allow what is asked. */
  readonly session?: readonly NamedPolicy[]
  readonly resource?: PolicyDocument
  /** Key policies and trust policies: nothing is allowed unless the resource policy takes part. */
  readonly resourcePolicyDecides?: boolean
}

export type PolicyKind = 'identity-based policy' | 'resource-based policy' | 'permissions boundary' | 'session policy'

export type Verdict =
  | {
      readonly allowed: true
      readonly by: PolicyKind
      readonly policy: string
      readonly sid: string | undefined
      readonly statement: number
      /** The statement of the permissions boundary that allows it too. */
      readonly within?: { readonly policy: string; readonly sid: string | undefined; readonly statement: number }
    }
  | {
      readonly allowed: false
      readonly explicit: boolean
      readonly in: PolicyKind
      readonly policy?: string
      readonly sid?: string
    }
  /** The policies ask for something that is not known here. */
  | { readonly allowed: false; readonly cannotEvaluate: string }

export const evaluate = (principal: Principal, request: Request, policies: Policies): Verdict => {
  try {
    return decide(principal, request, policies)
  } catch (error) {
    if (error instanceof NotEvaluable) return { allowed: false, cannotEvaluate: error.message }
    throw error
  }
}

const decide = (principal: Principal, request: Request, policies: Policies): Verdict => {
  const denied = explicitDeny(principal, request, policies)
  if (denied) return denied
  const granted = resourceGrant(principal, request, policies.resource)
  // A resource policy that names the user or the session itself needs nobody else's consent.
  if (granted?.naming === 'itself') return allow('resource-based policy', 'resource policy', granted)
  const limited = implicitDeny(request, policies)
  if (granted?.naming === 'role' || granted?.naming === 'anyone')
    return limited ?? allow('resource-based policy', 'resource policy', granted)
  if (principal.kind === 'service' || principal.kind === 'anonymous' || (policies.resourcePolicyDecides && !granted))
    return { allowed: false, explicit: false, in: 'resource-based policy' }
  const identity = firstAllow(policies.identity, request)
  if (!identity) return { allowed: false, explicit: false, in: 'identity-based policy' }
  if (limited) return limited
  const within = policies.boundary && firstAllow([policies.boundary], request)
  return {
    ...allow('identity-based policy', identity.policy.name, identity),
    ...(within && { within: { policy: within.policy.name, sid: within.statement.sid, statement: within.index } }),
  }
}

interface Hit {
  readonly statement: Statement
  readonly index: number
}

const allow = (by: PolicyKind, policy: string, { statement, index }: Hit): Extract<Verdict, { allowed: true }> => ({
  allowed: true,
  by,
  policy,
  sid: statement.sid,
  statement: index,
})

const explicitDeny = (principal: Principal, request: Request, policies: Policies): Verdict | undefined => {
  const inDocument = (kind: PolicyKind, name: string, document: PolicyDocument): Verdict | undefined => {
    const statement = statementsOf(document).find(
      ({ effect, principal: test, applies }) =>
        effect === 'Deny' &&
        (kind !== 'resource-based policy' || test?.(principal, policies.boundary !== undefined)) &&
        applies(request),
    )
    return (
      statement && {
        allowed: false,
        explicit: true,
        in: kind,
        policy: name,
        ...(statement.sid ? { sid: statement.sid } : {}),
      }
    )
  }
  const { identity, resource, boundary, session = [] } = policies
  const all: readonly (readonly [PolicyKind, readonly NamedPolicy[]])[] = [
    ['identity-based policy', identity],
    ['resource-based policy', resource ? [{ name: 'resource policy', document: resource }] : []],
    ['permissions boundary', boundary ? [boundary] : []],
    ['session policy', session],
  ]
  for (const [kind, each] of all)
    for (const { name, document } of each) {
      const denied = inDocument(kind, name, document)
      if (denied) return denied
    }
  return undefined
}

const resourceGrant = (
  principal: Principal,
  request: Request,
  document: PolicyDocument | undefined,
): (Hit & { readonly naming: Naming }) | undefined => {
  if (!document) return undefined
  const grants = statementsOf(document).flatMap((statement, index) => {
    const naming = statement.effect === 'Allow' ? statement.principal?.(principal, false) : undefined
    return naming && statement.applies(request) ? [{ statement, index, naming }] : []
  })
  const order: readonly Naming[] = ['itself', 'role', 'anyone', 'account']
  return grants.sort((a, b) => order.indexOf(a.naming) - order.indexOf(b.naming))[0]
}

/** A boundary and a session policy allow nothing; what they do not allow is denied. */
const implicitDeny = (request: Request, { boundary, session }: Policies): Verdict | undefined => {
  if (boundary && !firstAllow([boundary], request))
    return { allowed: false, explicit: false, in: 'permissions boundary', policy: boundary.name }
  if (session && !firstAllow(session, request)) return { allowed: false, explicit: false, in: 'session policy' }
  return undefined
}

const firstAllow = (
  policies: readonly NamedPolicy[],
  request: Request,
): (Hit & { readonly policy: NamedPolicy }) | undefined => {
  for (const policy of policies) {
    const statements = statementsOf(policy.document)
    const index = statements.findIndex(({ effect, applies }) => effect === 'Allow' && applies(request))
    const statement = statements[index]
    if (statement) return { policy, statement, index }
  }
  return undefined
}

/**
 * The refusal in AWS's words.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export const refusalMessage = (who: string, request: Request, verdict: Exclude<Verdict, { allowed: true }>): string => {
  const head = `User: ${who} is not authorized to perform: ${request.action} on resource: ${request.resource}`
  if ('cannotEvaluate' in verdict)
    return `${head} because a policy uses ${verdict.cannotEvaluate}, which the local cloud cannot evaluate`
  const article = verdict.in === 'identity-based policy' ? 'an' : 'a'
  return verdict.explicit
    ? `${head} with an explicit deny in ${article} ${verdict.in}${verdict.policy ? `: ${verdict.policy}` : ''}${verdict.sid ? ` (${verdict.sid})` : ''}`
    : `${head} because no ${verdict.in} allows the ${request.action} action`
}
