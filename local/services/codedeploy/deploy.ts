// A deployment under way: the aliases move, one after the other, as the role that the group names.

import { messageOf, ServiceError } from '../../core/errors.ts'
import type { ServiceEvent } from '../../core/event.ts'
import type { Desk } from '../../core/service.ts'
import { groupArn } from './operations/applications.ts'
import type { CodeDeployState, Deployment } from './state.ts'
import { changed, of, type Plan } from './trail.ts'

export const begin = (event: ServiceEvent, desk: Desk<CodeDeployState>): Promise<void> | undefined => {
  const change = of(event)
  return change?.name === 'CreateDeployment' ? deploy(desk, change.data) : undefined
}

const deploy = async (desk: Desk<CodeDeployState>, { deployment, moves, serviceRoleArn }: Plan): Promise<void> => {
  const resource = groupArn(desk, deployment.applicationName, deployment.deploymentGroupName)
  const end = (status: Deployment['status'], errorInformation?: Deployment['errorInformation']): void =>
    desk.record(
      changed('DeploymentCompleted', resource, {
        ...deployment,
        status,
        completeTime: desk.now().toISOString(),
        ...(errorInformation ? { errorInformation } : {}),
      }),
    )
  try {
    const role = desk.assume(serviceRoleArn, {
      service: 'codedeploy.amazonaws.com',
      sessionName: deployment.deploymentId,
    })
    for (const move of moves) {
      const alias = { FunctionName: move.functionName, Name: move.alias }
      await desk.call(role, 'lambda', 'UpdateAlias', { ...alias, FunctionVersion: move.targetVersion })
    }
    end('Succeeded')
  } catch (error) {
    end('Failed', { code: codeOf(error), message: messageOf(error) })
  }
}

/**
 * https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ErrorInformation.html
 * Unverified: which of its codes CodeDeploy gives for a role that may not move the alias, and for an alias that is not there.
 */
const codeOf = (error: unknown): string =>
  error instanceof ServiceError && /^AccessDenied/.test(error.code) ? 'IAM_ROLE_PERMISSIONS' : 'INVALID_LAMBDA_FUNCTION'

/** A deployment that a stop interrupted is over: its alias is where it was, or already moved. */
export const closeInterrupted = async (desk: Desk<CodeDeployState>): Promise<void> => {
  for (const deployment of desk.state.deployments.values()) {
    if (deployment.status !== 'InProgress') continue
    const errorInformation = { code: 'INTERNAL_ERROR', message: 'the local cloud was stopped while the deployment ran' }
    const resource = groupArn(desk, deployment.applicationName, deployment.deploymentGroupName)
    const closed: Deployment = {
      ...deployment,
      status: 'Failed',
      completeTime: desk.now().toISOString(),
      errorInformation,
    }
    desk.record(changed('DeploymentCompleted', resource, closed))
  }
}
