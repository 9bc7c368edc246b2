// Security Token Service: who am I, and temporary credentials for a role.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html

import { ServiceError } from '../../core/errors.ts'
import { isRecord, type Members } from '../../core/members.ts'
import type { PolicyDocument } from '../../core/policy.ts'
import { operation, type Service } from '../../core/service.ts'

/** Sessions are sealed into their tokens, so there is nothing to keep. */
type StsState = Record<string, never>

const define = operation<StsState>()

const sessionPolicy = (text: string | undefined): PolicyDocument | undefined => {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value) && value.Statement) return value as unknown as PolicyDocument
  } catch {
    // said below, in the same words as for a document without statements
  }
  throw new ServiceError('MalformedPolicyDocument', 'The session policy is not a JSON policy document with statements.')
}

const roleArn = (members: Members): string => {
  const arn = members.string('RoleArn', { min: 20, max: 2048 })
  if (!/^arn:[^:]+:iam::\d{12}:role\/[\x21-\x7e]+$/.test(arn))
    throw new ServiceError('ValidationError', `${arn} is invalid`)
  return arn
}

export const sts: Service<StsState> = {
  signingName: 'sts',
  protocol: 'query',
  target: '2011-06-15',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  source: 'aws.sts',
  validationError: 'ValidationError',
  initial: () => ({}),
  evolve: () => {},
  operations: {
    GetCallerIdentity: define({
      input: () => ({}),
      access: () => 'open',
      decide: (_, __, { principal, account }) => {
        const Arn = principal.kind === 'user' || principal.kind === 'session' ? principal.arn : principal.kind
        // Differs from AWS: UserId is a user's ARN, and without the role's unique id for a session.
        return {
          output: {
            Account: account,
            Arn,
            UserId: principal.kind === 'session' ? `AROA:${principal.sessionName}` : Arn,
          },
        }
      },
    }),
    AssumeRole: define({
      input: members => ({
        roleArn: roleArn(members),
        sessionName: members.string('RoleSessionName', { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ }),
        seconds: members.optionalNumber('DurationSeconds', { min: 900, max: 43_200 }) ?? 3600,
        policy: sessionPolicy(members.optionalString('Policy')),
        externalId: members.optionalString('ExternalId'),
      }),
      // The role's trust policy takes part: the runtime evaluates it as the role's resource policy.
      access: ({ roleArn, sessionName, externalId }) => [
        {
          action: 'sts:AssumeRole',
          resource: roleArn,
          context: { 'sts:RoleSessionName': sessionName, ...(externalId ? { 'sts:ExternalId': externalId } : {}) },
        },
      ],
      perform: async (desk, { roleArn, sessionName, seconds, policy }) => {
        const arn = `${roleArn.replace(':iam:', ':sts:').replace(/:role\/(?:.*\/)?/, ':assumed-role/')}/${sessionName}`
        const Credentials = desk.issueCredentials(
          { kind: 'session', arn, roleArn, sessionName, ...(policy ? { sessionPolicy: policy } : {}) },
          seconds,
        )
        return { Credentials, AssumedRoleUser: { AssumedRoleId: `AROA:${sessionName}`, Arn: arn } }
      },
    }),
  },
}
