// AssumeRole: a session of a role for whom the role trusts, with policies that narrow it and tags that describe it.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html

import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { Access, ConditionContext } from '../../../core/policy.ts'
import { type Principal, principalId, type RoleSession, roleSession } from '../../../core/principal.ts'
import { type Directory, operation } from '../../../core/service.ts'
import { packedSize, readPolicies, type SessionPolicies } from '../session-policies.ts'
import { inherited, readTags, type SessionTags } from '../session-tags.ts'
import type { StsState } from '../state.ts'

interface Input {
  readonly roleArn: string
  readonly sessionName: string
  readonly seconds: number
  readonly policies: SessionPolicies
  readonly given: SessionTags
  readonly externalId: string | undefined
  readonly sourceIdentity: string | undefined
}

const NAME = { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ }

/** What AWS has and the local cloud has not: devices, contexts of identity providers, tokens of a certain size. */
const REFUSED = ['SerialNumber', 'TokenCode', 'ProvidedContexts', 'MinimumSessionTokenSize']

const read = (members: Members): Input => {
  for (const name of REFUSED)
    if (members.has(name))
      throw new ServiceError(
        'ValidationError',
        `${name} of AssumeRole is not carried out by the local cloud; leave it out`,
      )
  return {
    roleArn: readRoleArn(members),
    sessionName: members.string('RoleSessionName', NAME),
    seconds: members.optionalNumber('DurationSeconds', { min: 900, max: 43_200 }) ?? 3600,
    policies: readPolicies(members),
    given: readTags(members),
    externalId: members.optionalString('ExternalId', { min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ }),
    sourceIdentity: members.optionalString('SourceIdentity', NAME),
  }
}

const readRoleArn = (members: Members): string => {
  const arn = members.string('RoleArn', { min: 20, max: 2048 })
  if (!/^arn:[^:]+:iam::\d{12}:role\/[\x21-\x7e]+$/.test(arn))
    throw new ServiceError('ValidationError', `${arn} is invalid`)
  return arn
}

export const AssumeRole = operation<StsState>()({
  input: read,
  access: (input, { principal }) => accessOf(input, principal),
  perform: async (desk, input, { principal }) => {
    const role = desk.directory.role(input.roleArn)
    // Only a role's own trust policy allows sts:AssumeRole, so there is one.
    if (!role) throw new Error(`assumed '${input.roleArn}', which is no role`)
    checkDuration(input.seconds, role.maxSessionDuration, principal)
    checkPolicies(input.policies, desk.directory)
    const size = packedSize(input.policies, inherited(input.given, principal))
    const session = sessionOf(input, role.roleId, principal)
    return {
      Credentials: desk.issueCredentials(session, input.seconds),
      AssumedRoleUser: { AssumedRoleId: principalId(session), Arn: session.arn },
      ...(size > 0 ? { PackedPolicySize: size } : {}),
      ...(session.sourceIdentity === undefined ? {} : { SourceIdentity: session.sourceIdentity }),
    }
  },
})

/**
 * The role's trust policy takes part: the runtime evaluates it as the role's resource policy. What a chain of roles hands on, tags and source
 * identity, each role in it has to allow again. Each action has the condition keys that the Service Authorization Reference says.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
const accessOf = (input: Input, principal: Principal): readonly Access[] => {
  const { tags, transitiveTagKeys } = inherited(input.given, principal)
  const sourceIdentity = sourceIdentityOf(input, principal)
  const resource = input.roleArn
  const identity: ConditionContext = sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': sourceIdentity }
  const tagging: ConditionContext = {
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(Object.keys(tags).length > 0 ? { 'aws:TagKeys': Object.keys(tags) } : {}),
    ...(transitiveTagKeys.length > 0 ? { 'sts:TransitiveTagKeys': transitiveTagKeys } : {}),
  }
  const context: ConditionContext = {
    'sts:RoleSessionName': input.sessionName,
    ...(input.externalId === undefined ? {} : { 'sts:ExternalId': input.externalId }),
    ...identity,
    ...tagging,
  }
  return [
    { action: 'sts:AssumeRole', resource, context },
    ...(Object.keys(tags).length > 0 ? [{ action: 'sts:TagSession', resource, context: tagging }] : []),
    ...(sourceIdentity === undefined ? [] : [{ action: 'sts:SetSourceIdentity', resource, context: identity }]),
  ]
}

/** It is set once, and stays for all roles of the chain. */
const sourceIdentityOf = ({ sourceIdentity }: Input, principal: Principal): string | undefined => {
  const set = principal.kind === 'session' ? principal.sourceIdentity : undefined
  // Unverified: AWS's code and words.
  if (set !== undefined && sourceIdentity !== undefined && sourceIdentity !== set)
    throw new ServiceError(
      'ValidationError',
      `SourceIdentity '${sourceIdentity}' differs from the calling session's '${set}', which cannot be changed`,
    )
  return set ?? sourceIdentity
}

const sessionOf = (input: Input, roleId: string, principal: Principal): RoleSession => {
  const { tags, transitiveTagKeys } = inherited(input.given, principal)
  const sourceIdentity = sourceIdentityOf(input, principal)
  return roleSession({
    roleArn: input.roleArn,
    roleId,
    sessionName: input.sessionName,
    ...(input.policies.length > 0 ? { sessionPolicies: input.policies } : {}),
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
    ...(transitiveTagKeys.length > 0 ? { transitiveTagKeys } : {}),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  })
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const checkDuration = (seconds: number, most: number, principal: Principal): void => {
  if (principal.kind === 'session' && seconds > 3600)
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    )
  if (seconds > most)
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
}

const checkPolicies = (policies: SessionPolicies, directory: Directory): void => {
  const gone = policies.find(policy => typeof policy === 'string' && !directory.hasPolicy(policy))
  // Unverified: AWS's code and words.
  if (gone !== undefined) throw new ServiceError('MalformedPolicyDocument', `Policy ${gone} does not exist.`)
}
