// Roles that the conformance suite needs, made through IAM and removed at the end of the file.

import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import type { Account } from './account.ts'

export const trustOf = (principal: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  })

export const allowing = (...actions: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] })

/** The ARN of a new role with one inline policy. */
export const makeRole = async (
  account: Account,
  what: string,
  trust: Readonly<Record<string, string>>,
  policy: string,
  boundary?: string,
): Promise<string> => {
  const iam = account.client(IAMClient)
  const RoleName = account.name(what)
  const made = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: trustOf(trust),
      ...(boundary ? { PermissionsBoundary: boundary } : {}),
    }),
  )
  account.later(() => iam.send(new DeleteRoleCommand({ RoleName })))
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'inline', PolicyDocument: policy }))
  account.later(() => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'inline' })))
  return made.Role?.Arn ?? ''
}
