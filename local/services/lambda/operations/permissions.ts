// AddPermission, RemovePermission, GetPolicy: who else may invoke a function. One policy per function, version or alias.
// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html

import type { Place } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { ConditionContext, PolicyDocument, PolicyStatement } from '../../../core/policy.ts'
import { type Desk, operation } from '../../../core/service.ts'
import { isAwsPrincipal, isServicePrincipal, namedIn } from '../../../policy/grammar/read-principal.ts'
import { checkQualifier, checkRevision, LATEST } from '../lookup.ts'
import { conflict, functionArn, invalidParameter, notFound, type Reference, readReference } from '../names.ts'
import type { FunctionPolicy, LambdaState } from '../state.ts'
import { changed } from '../trail.ts'

const POLICY_LIMIT = 20_480
const STATEMENT_ID = { min: 1, max: 100, pattern: /^[a-zA-Z0-9-_]+$/ }

export const AddPermission = operation<LambdaState>()({
  input: members => ({
    reference: readReference(members),
    grant: readGrant(members),
    revision: members.optionalString('RevisionId'),
  }),
  access: ({ reference, grant }, scope) => [
    { action: 'lambda:AddPermission', resource: functionArn(scope, reference), context: contextOf(grant) },
  ],
  check: async (desk, { grant }) => checkPrincipal(desk, grant),
  decide: (state, { reference, grant, revision }, scope) => {
    if (reference.qualifier === LATEST)
      throw invalidParameter('We currently do not support adding policies for $LATEST.')
    const known = checkQualifier(state, scope, reference)
    const qualifier = reference.qualifier ?? LATEST
    const current = known.policies.get(qualifier)
    checkRevision(revision, current?.RevisionId)
    if (current?.Statement.some(({ Sid }) => Sid === grant.StatementId))
      throw conflict(
        `The statement id (${grant.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      )
    const statement = statementOf(grant, functionArn(scope, reference))
    const policy: FunctionPolicy = { RevisionId: scope.newId(), Statement: [...(current?.Statement ?? []), statement] }
    if (JSON.stringify(document(policy)).length > POLICY_LIMIT)
      throw new ServiceError(
        'PolicyLengthExceededException',
        `The final policy size is bigger than the limit (${POLICY_LIMIT}).`,
        400,
      )
    return {
      output: { Statement: JSON.stringify(statement) },
      facts: [
        changed('AddPermission', functionArn(scope, reference), { functionName: reference.name, qualifier, policy }),
      ],
    }
  },
})

export const RemovePermission = operation<LambdaState>()({
  input: members => ({
    reference: readReference(members),
    statementId: members.string('StatementId', STATEMENT_ID),
    revision: members.optionalString('RevisionId'),
  }),
  access: ({ reference }, scope) => [{ action: 'lambda:RemovePermission', resource: functionArn(scope, reference) }],
  decide: (state, { reference, statementId, revision }, scope) => {
    const current = policyOf(state, scope, reference)
    if (!current) throw notFound('No policy is associated with the given resource.')
    checkRevision(revision, current.RevisionId)
    const Statement = current.Statement.filter(({ Sid }) => Sid !== statementId)
    if (Statement.length === current.Statement.length)
      throw notFound(`Statement ${statementId} is not found in resource policy.`)
    const policy: FunctionPolicy = { RevisionId: scope.newId(), Statement }
    const change = { functionName: reference.name, qualifier: reference.qualifier ?? LATEST, policy }
    return { output: {}, facts: [changed('RemovePermission', functionArn(scope, reference), change)] }
  },
})

export const GetPolicy = operation<LambdaState>()({
  input: members => ({ reference: readReference(members) }),
  access: ({ reference }, scope) => [{ action: 'lambda:GetPolicy', resource: functionArn(scope, reference) }],
  decide: (state, { reference }, scope) => {
    const policy = policyOf(state, scope, reference)
    if (!policy) throw notFound('The resource you requested does not exist.')
    return { output: { Policy: JSON.stringify(document(policy)), RevisionId: policy.RevisionId } }
  },
})

const policyOf = (state: LambdaState, place: Place, reference: Reference): FunctionPolicy | undefined =>
  checkQualifier(state, place, reference).policies.get(reference.qualifier ?? LATEST)

const documents = new WeakMap<FunctionPolicy, PolicyDocument>()

/** The policy as a document, the same for as long as the policy is: it is compiled once, not at every invocation. */
export const document = (policy: FunctionPolicy): PolicyDocument => {
  const known = documents.get(policy)
  if (known) return known
  const made = { Version: '2012-10-17', Id: 'default', Statement: policy.Statement }
  documents.set(policy, made)
  return made
}

interface Grant {
  readonly StatementId: string
  readonly Action: string
  readonly Principal: string
  readonly SourceArn?: string
  readonly SourceAccount?: string
  readonly PrincipalOrgID?: string
}

const readGrant = (members: Members): Grant => {
  for (const name of ['EventSourceToken', 'FunctionUrlAuthType', 'InvokedViaFunctionUrl'])
    if (members.has(name)) throw invalidParameter(`${name}: not carried out by the local cloud; leave it out`)
  const SourceArn = members.optionalString('SourceArn', {
    pattern: /^arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9-])+:([a-z]{2}(-gov)?-[a-z]+-\d)?:(\d{12})?:(.*)$/,
  })
  const SourceAccount = members.optionalString('SourceAccount', { pattern: /^\d{12}$/ })
  const PrincipalOrgID = members.optionalString('PrincipalOrgID', { min: 12, max: 34 })
  return {
    StatementId: members.string('StatementId', STATEMENT_ID),
    Action: members.string('Action', { pattern: /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/ }),
    Principal: members.string('Principal', { pattern: /^\S+$/ }),
    ...(SourceArn ? { SourceArn } : {}),
    ...(SourceAccount ? { SourceAccount } : {}),
    ...(PrincipalOrgID ? { PrincipalOrgID } : {}),
  }
}

const statementOf = (grant: Grant, resource: string): PolicyStatement => {
  const conditions = {
    ...(grant.SourceArn ? { ArnLike: { 'AWS:SourceArn': grant.SourceArn } } : {}),
    ...(grant.SourceAccount || grant.PrincipalOrgID
      ? {
          StringEquals: {
            ...(grant.SourceAccount ? { 'AWS:SourceAccount': grant.SourceAccount } : {}),
            ...(grant.PrincipalOrgID ? { 'aws:PrincipalOrgID': grant.PrincipalOrgID } : {}),
          },
        }
      : {}),
  }
  return {
    Sid: grant.StatementId,
    Effect: 'Allow',
    Principal: principalOf(grant.Principal),
    Action: grant.Action,
    Resource: resource,
    ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
  }
}

const principalOf = (given: string): PolicyStatement['Principal'] => {
  if (given === '*') return '*'
  if (/^\d{12}$/.test(given)) return { AWS: `arn:aws:iam::${given}:root` }
  if (given.startsWith('arn:') && isAwsPrincipal(given)) return { AWS: given }
  if (isServicePrincipal(given)) return { Service: given }
  throw INVALID_PRINCIPAL
}

const INVALID_PRINCIPAL = invalidParameter(
  'The provided principal was invalid. Please check the principal and try again.',
)

/** A user or role of this account has to be there. */
const checkPrincipal = (desk: Desk<LambdaState>, { Principal }: Grant): void => {
  const Statement: PolicyStatement = { Effect: 'Allow', Principal: principalOf(Principal) }
  if (namedIn({ Statement }, desk.account).some(arn => !desk.directory.isPrincipal(arn))) throw INVALID_PRINCIPAL
}

const contextOf = ({ Principal }: Grant): ConditionContext => ({ 'lambda:Principal': Principal })
