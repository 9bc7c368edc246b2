// As whom an action calls other services: the pipeline's role, or the action's role assumed through it.
// https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html

import { ServiceError } from '../../../core/errors.ts'
import type { PolicyDocument } from '../../../core/policy.ts'
import type { Principal } from '../../../core/principal.ts'
import type { Credentials, Desk } from '../../../core/service.ts'
import type { ActionDeclaration, PipelineDeclaration } from '../declaration/declaration.ts'
import { pipelineArn } from '../trail.ts'

const SERVICE = 'codepipeline.amazonaws.com'

/** The session carries the pipeline's name, as CodeBuild's `initiator` shows it. */
export const pipelineSession = (
  desk: Desk<unknown>,
  { name, roleArn }: PipelineDeclaration,
  sessionPolicy?: PolicyDocument,
): Principal =>
  desk.assume(roleArn, {
    service: SERVICE,
    sourceArn: pipelineArn(desk, name),
    sessionName: sessionName(name),
    ...(sessionPolicy ? { sessionPolicy } : {}),
  })

/** @throws ServiceError AccessDenied when a role may not be assumed */
export const callerOf = async (
  desk: Desk<unknown>,
  pipeline: PipelineDeclaration,
  { roleArn }: ActionDeclaration,
): Promise<Principal> => actionSession(desk, pipeline, pipelineSession(desk, pipeline), roleArn)

/** The pipeline's own session for an action without a role. @throws ServiceError AccessDenied */
export const actionSession = async (
  desk: Desk<unknown>,
  pipeline: PipelineDeclaration,
  session: Principal,
  roleArn: string | undefined,
): Promise<Principal> => {
  if (roleArn === undefined || roleArn === pipeline.roleArn) return session
  const input = { RoleArn: roleArn, RoleSessionName: sessionName(pipeline.name) }
  const { Credentials } = await desk.call<{ Credentials: Credentials }>(session, 'sts', 'AssumeRole', input)
  const found = desk.identify(Credentials.AccessKeyId, Credentials.SessionToken)
  if (found?.principal.kind !== 'session')
    throw new ServiceError('AccessDenied', `The session of ${roleArn} is not known`, 403)
  return { ...found.principal, by: SERVICE }
}

/** Session names have 2 to 64 characters; a pipeline's name may have 1 to 100, all of them allowed. */
const sessionName = (pipelineName: string): string => pipelineName.slice(0, 64).padEnd(2, '-')
